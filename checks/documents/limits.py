"""What reading one attachment may cost, whatever its author intended."""

from dataclasses import dataclass, field
from time import monotonic


class UnreadableError(Exception):
    """The file cannot be read, or only in part; the message is the Chinese reason."""


@dataclass(slots=True)
class Budget:
    """Counts down while a file is read; :class:`UnreadableError` when anything is used up.

    Sizes are in bytes, ``seconds`` is wall time from the first use on. Between two units (row,
    page, paragraph) the time is looked at; a unit that hangs is for the caller's process limits.
    """

    seconds: float = 20.0
    size: int = 30 << 20
    unzipped: int = 200 << 20
    ratio: int = 200
    entries: int = 500
    rows: int = 200_000
    pages: int = 1_000
    text: int = 20_000_000
    depth: int = 2
    _ends: float = field(default=0.0)

    def take(self, text: str) -> None:
        """One more row or paragraph."""
        if not self._ends:
            self._ends = monotonic() + self.seconds
        self.rows -= 1
        self.text -= len(text)
        if self.rows < 0 or self.text < 0:
            raise UnreadableError("内容太多，只检查了前面的部分")
        if monotonic() > self._ends:
            raise UnreadableError("内容太多，在限定的时间内只检查了前面的部分")

    def take_page(self) -> None:
        """One more page of a PDF."""
        self.pages -= 1
        if self.pages < 0:
            raise UnreadableError("页数太多，只检查了前面的页")
        self.take("")

    def take_entry(self, packed: int, unpacked: int) -> None:
        """One more file out of an archive, sizes as it declares them (which bounds reading it)."""
        self.entries -= 1
        self.unzipped -= unpacked
        if self.entries < 0:
            raise UnreadableError("压缩包里的文件太多，没有全部检查")
        too_dense = unpacked > 10 << 20 and unpacked > self.ratio * max(packed, 1)
        if too_dense or self.unzipped < 0:
            raise UnreadableError("解压后体积异常大（可能是压缩炸弹），没有解压")
        self.take("")
