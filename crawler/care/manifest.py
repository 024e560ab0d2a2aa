"""The table of contents of a backup: every file with its SHA-256, so that nothing is taken on trust."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from checks.errors import UserError
from crawler.care.belongings import CONFIGURATION, DATABASE, FILE

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup. ``modified_ns``: when the original was last written."""

    name: str
    kind: str
    bytes: int
    sha256: str
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``made_at`` is UTC ISO 8601, ``engine`` the govcheck that made it."""

    made_at: str
    engine: str
    files: tuple[Entry, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.bytes for entry in self.files)

    def text(self) -> str:
        """As it is written."""
        made = {"format": FORMAT, "made_at": self.made_at, "engine": self.engine}
        files = [asdict(entry) for entry in self.files]
        return json.dumps({**made, "files": files}, ensure_ascii=False, indent=1) + "\n"


def read(text: str, where: Path) -> Manifest:
    """A manifest as it was written. UserError when it is not one, or names files elsewhere."""
    try:
        said: Mapping[str, Any] = json.loads(text)
        if said["format"] != FORMAT:
            raise UserError(f"{where} 是更新版本的 govcheck 作的备份，请升级 govcheck 后再恢复。")
        files = tuple(Entry(**entry) for entry in said["files"])
        made = Manifest(str(said["made_at"]), str(said["engine"]), files)
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{where} 的目录 {NAME} 读不了，不能用它恢复。请换一份备份。") from error
    for entry in made.files:
        if entry.kind not in (DATABASE, CONFIGURATION, FILE) or not _is_inside(entry.name):
            raise UserError(f"{where} 的目录里有不该有的文件名“{entry.name}”，不能用它恢复。")
    return made


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    )
