"""Filled-in 问题清单.xlsx files come back: replies, appeals, second looks queued; nothing believed.

A row is matched by its number and site; what it may speak of is checked against the stored month,
not against what the sheet says of itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from checks.errors import UserError
from crawler.ledger_cells import Repaired, plain
from crawler.ledger_sheets import Formula, Sheet, read_sheets
from crawler.media.ledger_cells import CLEAR, read_optional_day
from crawler.sites import SitesError, SitesFile
from crawler.store import Store
from crawler.workflow import appeals, papers_kept, rechecks, replies
from crawler.workflow.appeals import Claim
from crawler.workflow.replies import Reply
from crawler.workflow.stamp import Stamp
from reports.issue_fields import FIELDS, FILL
from reports.issue_list import issues_of

_HEADERS = {f.header: f.name for f in FIELDS}
_TITLES = {f.name: f.header for f in FIELDS}
_ADDRESS = re.compile(r"https?://\S+")
LONGEST = 1000


@dataclass
class Returned:
    """What an import did. ``problems`` name row and remedy; those rows were not taken."""

    replies: int = 0
    appeals: int = 0
    rechecks: int = 0
    same: int = 0
    blank: int = 0
    units: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    site: str
    unit: str
    month: str
    keys: tuple[str, ...]
    measure: str
    done_on: date | None
    kind: str
    reason: str
    evidence: str
    by: str


def import_issues(
    path: Path,
    sites: SitesFile,
    month: str,
    stamp: Stamp,
    *,
    today: date,
    only_unit: str = "",
    origin: str = "",
) -> Returned:
    """Take every good row of one file. ``only_unit``: rows of other units are refused (a unit's own
    upload). UserError when the file holds no such sheet.
    """
    done = Returned()
    known = {
        (issue.report.site.id, issue.first.result.number): (
            unit,
            tuple(f.result.key for f in issue.findings),
        )
        for unit, issues in issues_of(sites, month).items()
        for issue in issues
    }
    entries, found = list[_Entry](), False
    for sheet in _sheets(path):
        header, places = _header(sheet.rows)
        if not places:
            continue
        found = True
        for number, cells in sheet.rows.items():
            if number <= header:
                continue
            values = {n: cells[at] for n, at in places.items() if at < len(cells)}
            if all(values.get(name) is None for name in FILL):
                done.blank += 1
                continue
            try:
                entry = _entry(values, sites, month, known, path.parent, today)
                if only_unit and entry.unit != only_unit:
                    raise ValueError("这一行不是本单位的问题")
                entries.append(entry)
            except (ValueError, UserError) as error:
                done.problems.append(f"{sheet.title} 第 {number} 行：{str(error).rstrip('。')}。")
    if not found:
        raise UserError(
            f"{path.name} 里没有问题清单。请用 govcheck rectify export 得到表格，填好后再导入；"
            "表头一行和右边隐藏的列请不要改。"
        )
    for entry in entries:
        _take(entry, sites, stamp, origin or path.name, done)
    return done


def _sheets(path: Path) -> Iterator[Sheet]:
    try:
        yield from read_sheets(path, lambda _: True)
    except SitesError as error:  # written for ledgers
        raise UserError(str(error).replace("台账", "问题清单")) from None


def _header(rows: Mapping[int, Sequence[Any]]) -> tuple[int, dict[str, int]]:
    for number, cells in rows.items():
        at = {
            _HEADERS[str(c).strip()]: n for n, c in enumerate(cells) if str(c).strip() in _HEADERS
        }
        if {"number", "measure", "reason", "site_id"} <= set(at):
            return number, at
    return 0, {}


def _entry(
    values: Mapping[str, Any],
    sites: SitesFile,
    month: str,
    known: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]],
    folder: Path,
    today: date,
) -> _Entry:
    for name, value in values.items():
        if isinstance(value, Formula):
            raise ValueError(f"“{_TITLES[name]}”是公式，请复制后选择性粘贴为“数值”")  # noqa: TRY004
    text = {name: plain(value) if value is not None else "" for name, value in values.items()}
    if text.get("month", "") not in ("", month):
        raise ValueError(f"这一行是 {text['month'][:7]} 的，现在导入的是 {month}")
    site, number = text.get("site_id", ""), text.get("number", "")
    if site not in sites.sites:
        raise ValueError(f"没有网站“{site[:40]}”")
    if (site, number) not in known:
        raise ValueError(f"{month} 的结果里没有编号“{number[:20]}”，可能已经改判或不在清单里")
    unit, keys = known[(site, number)]
    done_on = _day(values)
    measure, reason, kind = (text.get(n, "")[:LONGEST] for n in ("measure", "reason", "kind"))
    if done_on and not measure:
        raise ValueError("填了“完成时间”，没有填“整改措施”")
    if done_on and done_on > today:
        raise ValueError(f"“完成时间”{done_on} 还没有到；没做完的请空着")
    if kind and kind not in set(Claim):
        raise ValueError(f"“申诉类别”写的是“{kind[:20]}”，只能是{'、'.join(Claim)}")
    if bool(reason) != bool(kind):
        raise ValueError("申诉要同时填“申诉类别”和“申诉理由”")
    if not measure and not reason:
        raise ValueError("“整改措施”和“申诉理由”都没有填")
    if not text.get("by"):
        raise ValueError("没有填“填报人”")
    evidence = _evidence(text.get("evidence", ""), folder, sites.data_dir / "evidence")
    return _Entry(
        site, unit, month, keys, measure, done_on, kind, reason, evidence, text["by"][:40]
    )


def _evidence(text: str, folder: Path, kept: Path) -> str:
    """Addresses as they are; a file's name once the file is kept."""
    if not text or _ADDRESS.match(text):
        return text[:LONGEST]
    base = folder.resolve()
    file = (base / text.replace("\\", "/")).resolve()
    if not file.is_relative_to(base):
        raise ValueError(f"佐证“{text[:60]}”不在本表所在的文件夹里，请放到一起，只写文件名")
    try:
        if file.stat().st_size > papers_kept.LARGEST:
            raise ValueError(f"佐证“{file.name}”太大，请压缩后再交")
        body = file.read_bytes()
    except OSError as error:
        raise ValueError(f"读不了佐证文件“{text[:60]}”：{error.strerror or error}") from None
    return papers_kept.keep(kept, file.name, body)


def _day(values: Mapping[str, Any]) -> date | None:
    if values.get("done_on") is None:
        return None
    try:
        day = read_optional_day(values["done_on"])
    except ValueError as error:
        raise ValueError(f"“完成时间”：{error}") from None
    day = day.value if isinstance(day, Repaired) else day
    return None if day is CLEAR or not isinstance(day, date) else day


def _take(entry: _Entry, sites: SitesFile, stamp: Stamp, origin: str, done: Returned) -> None:
    mine = Stamp(f"{entry.by}（{stamp.who} 导入）", stamp.at)
    done.units.add(entry.unit)
    with Store(sites.database(entry.site)) as store:
        if entry.measure:
            said = [
                Reply(entry.month, key, entry.unit, entry.measure, entry.done_on, origin=origin)
                for key in entry.keys
            ]
            new = replies.add(store, said, mine)
            done.replies += bool(new)
            done.same += not new
            if new and entry.done_on:
                why = f"单位回复 {entry.done_on} 已整改"
                done.rechecks += rechecks.ask(store, entry.month, entry.keys, mine, why)
        if entry.reason:
            before = len(appeals.of_month(store, entry.month))
            appeals.claim(
                store,
                month=entry.month,
                key=entry.keys[0],
                covers=entry.keys,
                unit=entry.unit,
                kind=Claim(entry.kind),
                reason=entry.reason,
                evidence=entry.evidence,
                stamp=mine,
                origin=origin,
            )
            new = len(appeals.of_month(store, entry.month)) - before
            done.appeals += new
            done.same += not new
