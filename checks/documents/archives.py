"""Zip files opened with care: nothing is unpacked that was not allowed for."""

import io
import lzma
import zipfile
import zlib

from checks.documents.limits import Budget, UnreadableError

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, NotImplementedError, EOFError,
    OSError, RuntimeError,
)  # fmt: skip
_ENCRYPTED = 0x1
_UTF8 = 0x800


class Archive:
    """A zip in memory. Reading an entry counts against the budget."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableError("文件已损坏，无法打开") from error
        self._budget = budget
        self.infos = {i.filename: i for i in self._zip.infolist() if not i.is_dir()}

    def allow_all(self) -> None:
        """Count every entry, before a library reads them on its own."""
        for info in self.infos.values():
            self._budget.take_entry(info.compress_size, info.file_size)

    def read(self, name: str) -> bytes:
        """The bytes of an entry; at most what it declares, which the budget allowed."""
        info = self.infos[name]
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableError("文件设有密码，无法打开")
        self._budget.take_entry(info.compress_size, info.file_size)
        try:
            return self._zip.read(info)
        except _BROKEN as error:
            raise UnreadableError("文件已损坏，无法打开") from error


def shown_name(info: zipfile.ZipInfo) -> str:
    """The file name as its author wrote it: older archivers store GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename
