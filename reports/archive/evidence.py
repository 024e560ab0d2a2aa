"""Files that people handed in, taken from the folder of evidence and checked against their hashes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reports.archive.entry import Entry, fit


@dataclass
class Evidence:
    """``problems`` are Chinese: what is not there any more, or is not what it was. Each file goes in
    once for each name it has.
    """

    folder: Path
    problems: list[str] = field(default_factory=list)
    _taken: dict[str, str] = field(default_factory=dict)

    def entry(self, kept: str, where: str, name: str, about: str) -> Iterator[Entry]:
        """The file kept under the name ``kept``, as ``where/name`` of the archive."""
        path = self._free(f"{where}/{fit(name)}", kept)
        if not path:
            return
        try:
            body = (self.folder / kept).read_bytes()
        except OSError:
            self.problems.append(f"{about}：文件 {kept} 不在 {self.folder} 里了")
            return
        if hashlib.sha256(body).hexdigest() != kept.partition(".")[0]:
            self.problems.append(f"{about}：文件 {kept} 的内容和登记时不一致")
            return
        yield Entry(path, "佐证", about, body)

    def _free(self, path: str, kept: str) -> str:
        """``path``, or one like it that is not taken; "" when this very file has it already."""
        stem, dot, ending = path.rpartition(".")
        number, tried = 1, path
        while tried in self._taken:
            if self._taken[tried] == kept:
                return ""
            number += 1
            tried = f"{stem}_{number}{dot}{ending}" if dot else f"{path}_{number}"
        self._taken[tried] = kept
        return tried
