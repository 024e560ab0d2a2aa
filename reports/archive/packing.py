"""Packing a month: one zip with a folder in it, the same bytes for the same content."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError
from crawler.judge import NothingStoredError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.workflow import months
from crawler.workflow.months import State
from reports.archive import office_part, site_part
from reports.archive.entry import Entry
from reports.archive.evidence import Evidence
from reports.archive.index import About, Line, index

WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file: those that matter are in the files."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished archive. ``problems`` is what should be in it and is not."""

    path: Path
    sha: str
    files: int
    state: State
    problems: tuple[str, ...]


def name_of(month: str, *, draft: bool) -> str:
    """The name of an archive and of the folder in it."""
    return f"归档草稿-{month}" if draft else f"归档-{month}"


def file_of(sites: SitesFile, month: str, *, draft: bool) -> Path:
    """Where the archive of a month lies unless somebody says otherwise."""
    return sites.path.parent / "output" / month / f"{name_of(month, draft=draft)}.zip"


def pack(
    sites: SitesFile, month: str, path: Path, *, draft: bool = False, incomplete: bool = False
) -> Packed:
    """Pack a month into ``path``, which is replaced in one step.

    UserError when the month is not final (unless ``draft``), when a paper was altered, or when
    evidence is missing (unless ``draft`` or ``incomplete``, which only tell of it).
    """
    with Office.beside(sites.path) as office:
        state = months.state_of(office, month)
        if not state.is_final and not draft:
            raise UserError(
                f"{month} 现在是“{state}”，还没有定稿，不能归档。请先定稿：govcheck month close {month} "
                "--by 姓名；只想看看样子的，加 --draft。"
            )
        folder = name_of(month, draft=draft)
        evidence, without = Evidence(office.evidence_dir), list[str]()
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        try:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
                lines = []
                for entry in _entries(office, sites, month, evidence, without):
                    _put(packed, folder, entry)
                    lines.append(Line.of(entry))
                problems = tuple(evidence.problems)
                if problems and not (draft or incomplete):
                    raise UserError(_lacking(month, problems))
                unfinished = draft and not state.is_final
                about = About(month, _state(state), sites.office, unfinished, without, problems)
                lines.sort(key=lambda one: one.path)
                for entry in index(about, lines):
                    _put(packed, folder, entry)
            if state is State.FILED and path.exists() and _sha_of(path) != _sha_of(fresh):
                raise UserError(
                    f"{month} 已经归档，{path} 与现在打的内容不同（以后又有了决定，或程序换了版本），"
                    "没有覆盖它。要另打一份，请用 -o 换一个文件名。"
                )
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    return Packed(path, _sha_of(path), len(lines), state, problems)


def _sha_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(
    office: Office, sites: SitesFile, month: str, evidence: Evidence, without: list[str]
) -> Iterator[Entry]:
    yield from office_part.papers(office, month)
    yield from office_part.scans(office, sites, month, evidence)
    yield from office_part.told(office, sites, month)
    yield from office_part.accounts(office, sites, month, evidence)
    for site_id in sorted(sites.sites):
        try:
            yield from site_part.entries(sites, site_id, month, evidence)
        except NothingStoredError:
            without.append(sites.site(site_id).name)


def _put(packed: zipfile.ZipFile, folder: str, entry: Entry) -> None:
    """Names that are not ASCII are marked as UTF-8, so that Windows reads them right."""
    info = zipfile.ZipInfo(f"{folder}/{entry.path}", WHEN)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    info.external_attr = 0o100644 << 16
    packed.writestr(info, entry.body)


def _state(state: State) -> str:
    """Filing follows packing: an archive that is packed again afterwards says the same."""
    return str(State.LOOKING_AGAIN if state is State.FILED else state)


def _lacking(month: str, problems: tuple[str, ...]) -> str:
    listed = "\n".join(f"  {one}。" for one in problems)
    return (
        f"{month} 有 {len(problems)} 处佐证不全，没有打包：\n{listed}\n"
        "请从备份恢复（govcheck restore）后再打包；确实找不回来的，加 --incomplete，目录里会写明。"
    )
