"""Whether an archive is what it was: every file against the list of hashes inside."""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError
from reports.archive.index import SUMS

CHUNK = 1 << 20
LARGEST_LIST = 100_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """``problems`` is Chinese, a line a file; ``sha`` that of the whole archive."""

    files: int
    problems: tuple[str, ...]
    sha: str


def check(path: Path) -> Checked:
    """Check an archive without unpacking it. UserError when it is none."""
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest()
        with zipfile.ZipFile(path) as packed:
            folder, wanted = _wanted(packed, path)
            problems = list(_compared(packed, folder, wanted))
    except OSError as error:
        raise UserError(f"读不了 {path}：{error.strerror or error}。请检查路径。") from None
    except zipfile.BadZipFile as error:
        raise UserError(
            f"{path} 不是完整的 zip 文件（{error}），可能没有传完，或已损坏。请换一份。"
        ) from None
    return Checked(len(wanted), tuple(problems), whole)


def _wanted(packed: zipfile.ZipFile, path: Path) -> tuple[str, dict[str, str]]:
    """The folder everything lies in, and the hash of each path in it."""
    lists = [i for i in packed.infolist() if i.filename.count("/") == 1
             and i.filename.endswith(f"/{SUMS}")]  # fmt: skip
    if len(lists) != 1 or lists[0].file_size > LARGEST_LIST:
        raise UserError(f"{path} 里没有校验值清单 {SUMS}，不是 govcheck 打包的归档文件。")
    wanted = {}
    for line in _text(packed, lists[0], path).splitlines():
        sha, gap, name = line.partition("  ")
        if not gap or len(sha) != 64 or name in wanted:
            raise UserError(f"{path} 里的 {SUMS} 写法不对，可能被改动过。")
        wanted[name] = sha
    return lists[0].filename.partition("/")[0], wanted


def _text(packed: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> str:
    try:
        return packed.read(info).decode()
    except (zipfile.BadZipFile, zlib.error, UnicodeDecodeError):
        raise UserError(f"{path} 里的 {SUMS} 读不了，文件已损坏或被改动过。") from None


def _compared(packed: zipfile.ZipFile, folder: str, wanted: dict[str, str]) -> list[str]:
    problems, seen = [], set[str]()
    for info in packed.infolist():
        name = info.filename.removeprefix(f"{folder}/")
        if name == SUMS or info.is_dir():
            continue
        if name in seen:
            problems.append(f"{name}：出现了两次")
        elif name not in wanted:
            problems.append(f"{name}：不在清单里，是后来加进去的")
        elif _sha(packed, info) != wanted[name]:
            problems.append(f"{name}：内容与清单里的校验值不一致")
        seen.add(name)
    return problems + [f"{name}：清单里有，文件不见了" for name in wanted if name not in seen]


def _sha(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    made = hashlib.sha256()
    try:
        with packed.open(info) as file:
            while part := file.read(CHUNK):
                made.update(part)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return ""
    return made.hexdigest()
