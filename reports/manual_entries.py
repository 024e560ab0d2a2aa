"""Read a filled-in sheet back: every row checked, all of them or none stored, nothing overwritten.

Later entries stand beside earlier ones in ``manual_results``; a score uses the last of each.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from checks.errors import UserError
from checks.masking import mask
from checks.models import Outcome
from checks.rubric import Indicator, Rubric
from crawler.ledger_cells import Repaired, narrow, plain, read_day
from crawler.ledger_sheets import Formula, Sheet, read_sheets
from crawler.sites import SitesError, SitesFile
from crawler.store import Store, utc_now
from reports.manual_words import FIELDS, needs_evidence, words

LARGEST_EVIDENCE = 50_000_000
LONGEST_TEXT = 500
_HEADERS = {f.header: f.key for f in FIELDS}
_NAMES = {f.key: f.header for f in FIELDS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that says something. ``file`` is the evidence to copy, None for an address."""

    row: int
    site: str
    month: str
    indicator: Indicator
    outcome: Outcome
    points: Decimal | None
    by: str
    seen_on: date
    note: str
    evidence: str = ""
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    added: tuple[Entry, ...]
    same: int
    blank: int

    @property
    def sites(self) -> tuple[tuple[str, str], ...]:
        """(site, month) of everything that is new."""
        return tuple(dict.fromkeys((e.site, e.month) for e in self.added))


class RowError(ValueError):
    """What is wrong with one cell; the message is Chinese, for people."""


def import_sheet(path: Path, sites: SitesFile, rubric_of: "RubricOf", *, today: date) -> Imported:
    """Check every row, then store what is new. UserError lists every mistake by row."""
    entries, blank = _read(path, sites, rubric_of, today)
    added, same = [], 0
    by_site: dict[str, list[tuple[Entry, str]]] = {}
    for entry in entries:  # all evidence is safe before the first entry is stored
        sha = _kept(sites.data_dir / "evidence", entry.file)
        by_site.setdefault(entry.site, []).append((entry, sha))
    for site_id, mine in by_site.items():
        with Store(sites.database(site_id)) as store:
            for entry, sha in mine:
                row = _row(entry, sha)
                if _last(store, entry) == {k: v for k, v in row.items() if k != "at"}:
                    same += 1
                    continue
                store.db.table("manual_results").insert(row)
                added.append(entry)
    return Imported(tuple(added), same, blank)


class RubricOf:
    """Loads a rubric by name once. ``load`` raises RubricError."""

    def __init__(self, load: Any) -> None:
        self._load, self._known = load, dict[str, Rubric]()

    def __call__(self, name: str) -> Rubric:
        """The rubric with this name."""
        if name not in self._known:
            self._known[name] = self._load(name)
        return self._known[name]


def _read(
    path: Path, sites: SitesFile, rubric_of: RubricOf, today: date
) -> tuple[list[Entry], int]:
    problems: list[str] = []
    entries: list[Entry] = []
    blank, found, seen = 0, False, dict[tuple[str, str, str], int]()
    for sheet in _sheets(path):
        columns, start = _columns(sheet.rows)
        if not columns:
            continue
        found = True
        for number, cells in sheet.rows.items():
            if number <= start:
                continue
            values = {key: cells[at] for key, at in columns.items() if at < len(cells)}
            try:
                entry = _entry(number, values, path.parent, sites, rubric_of, today)
            except RowError as error:
                problems.append(f"第 {number} 行{error}")
                continue
            if entry is None:
                blank += 1
                continue
            key = (entry.site, entry.month, entry.indicator.id)
            if key in seen:
                problems.append(
                    f"第 {number} 行：“{entry.indicator.name}”在第 {seen[key]} 行已经填过，请删掉一行"
                )
            seen.setdefault(key, number)
            entries.append(entry)
    if not found:
        raise UserError(
            f"{path} 里没有人工评定表。请用 govcheck manual export 得到表格，填好后再导入；"
            "表头一行（代码、指标、结果……）请不要改。"
        )
    if problems:
        listed = "\n".join(f"  {problem}。" for problem in problems)
        raise UserError(f"{path} 有 {len(problems)} 处错误，没有录入任何内容：\n{listed}")
    return entries, blank


def _sheets(path: Path) -> Iterator[Sheet]:
    try:
        yield from read_sheets(path, lambda _: True)
    except SitesError as error:  # written for ledgers
        raise UserError(str(error).replace("台账", "人工评定表")) from None


def _columns(rows: Mapping[int, Sequence[Any]]) -> tuple[dict[str, int], int]:
    """Where each field stands, and the number of the header row; empty when there is none."""
    for number, cells in rows.items():
        at = {_HEADERS[str(c)]: n for n, c in enumerate(cells) if str(c) in _HEADERS}
        if {"outcome", "indicator", "site", "month", "rubric"} <= set(at):
            return at, number
    return {}, 0


def _entry(
    number: int,
    values: Mapping[str, Any],
    folder: Path,
    sites: SitesFile,
    rubric_of: RubricOf,
    today: date,
) -> Entry | None:
    """The row's entry; None when nothing is filled in."""
    filled = [f.key for f in FIELDS if f.fill and values.get(f.key) is not None]
    if not filled:
        return None
    for key in values:
        if isinstance(values[key], Formula):
            raise RowError(f"“{_NAMES[key]}”是公式，请复制后选择性粘贴为“数值”")
    site, month, row = _which(values, sites, rubric_of)
    said = narrow(values["outcome"]) if values.get("outcome") is not None else ""
    known = words(row)
    if not said:
        raise RowError(f"“结果”没有选，却填了{'、'.join(_NAMES[key] for key in filled)}")
    if said not in known:
        raise RowError(f"“结果”写的是“{said[:20]}”，只能是{'、'.join(known)}")
    outcome = known[said]
    points = _points(values.get("points"), row, outcome)
    by = _text(values.get("by"), "评定人")
    if not by:
        raise RowError("“评定人”没有填")
    seen_on = _day(values.get("seen_on"), today)
    evidence, file = _evidence(values.get("evidence"), folder)
    if not evidence and needs_evidence(row, outcome):
        raise RowError(f"结果是“{said}”，要写“佐证文件或网址”")
    note = _text(values.get("note"), "说明")
    return Entry(number, site, month, row, outcome, points, by, seen_on, note, evidence, file)


def _which(
    values: Mapping[str, Any], sites: SitesFile, rubric_of: RubricOf
) -> tuple[str, str, Indicator]:
    """Site, month and indicator from the hidden columns."""
    names = {key: plain(values.get(key) or "") for key in ("site", "month", "indicator", "rubric")}
    lost = "，请用 govcheck manual export 重新得到表格"
    if names["site"] not in sites.sites:
        raise RowError(f"：隐藏列里的网站“{names['site'][:40]}”不在配置里{lost}")
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", names["month"]):
        raise RowError(f"：隐藏列里的月份“{names['month'][:20]}”不对{lost}")
    try:
        rubric = rubric_of(names["rubric"])
    except UserError:
        raise RowError(f"：隐藏列里的口径“{names['rubric'][:40]}”找不到{lost}") from None
    row = rubric.indicator(names["indicator"])
    if row is None:
        raise RowError(f"：口径“{rubric.id}”里没有指标“{names['indicator'][:40]}”{lost}")
    return names["site"], names["month"], row


def _points(value: Any, row: Indicator, outcome: Outcome) -> Decimal | None:
    if value is None:
        return None
    text = narrow(value).removesuffix("分").strip()
    try:
        points = Decimal(text)
    except InvalidOperation:
        raise RowError(f"“扣（加）几分”写的是“{text[:20]}”，请填数字") from None
    if not points.is_finite() or points < 0:
        raise RowError("“扣（加）几分”不能小于 0")
    if row.kind == "veto":
        raise RowError("是单项否决，不填分值")
    if row.points is None:
        raise RowError("这一项没有配置分值，分值请空着")
    if points > row.points:
        raise RowError(f"填了 {points} 分，超过该项的 {row.points} 分")
    if points and not needs_evidence(row, outcome):
        raise RowError("结果不扣分也不加分，分值请空着")
    return points


def _day(value: Any, today: date) -> date:
    if value is None:
        raise RowError("“评定日期”没有填")
    try:
        day = read_day(value)
    except ValueError as error:
        raise RowError(f"“评定日期”：{error}") from None
    day = day.value if isinstance(day, Repaired) else day
    if not isinstance(day, date):
        raise RowError("“评定日期”请写成 2026-11-25 的样子")
    if day > today:
        raise RowError(f"“评定日期”{day} 还没有到")
    return day


def _evidence(value: Any, folder: Path) -> tuple[str, Path | None]:
    """(what to show, file to copy). A file must lie below the sheet's own folder."""
    text = plain(value) if value is not None else ""
    if not text:
        return "", None
    if len(text) > LONGEST_TEXT:
        raise RowError(f"“佐证文件或网址”太长（{len(text)} 字）")
    if text.lower().startswith(("http://", "https://")):
        if not urlsplit(text).hostname:
            raise RowError("“佐证文件或网址”里的网址不完整")
        return text, None
    base = folder.resolve()
    file = (base / text.replace("\\", "/")).resolve()
    if not file.is_relative_to(base):
        raise RowError(f"佐证文件“{text}”不在本表所在的文件夹里，请放到一起再写文件名")
    if not file.is_file():
        raise RowError(f"找不到佐证文件“{text}”，请放到本表所在的文件夹里；网址请以 http 开头")
    if file.stat().st_size > LARGEST_EVIDENCE:
        raise RowError(f"佐证文件“{text}”超过 {LARGEST_EVIDENCE // 1_000_000} MB")
    return mask(file.relative_to(base).as_posix()), file


def _text(value: Any, name: str) -> str:
    """Text for reports: one line, personal data masked."""
    if value is None:
        return ""
    text = plain(value)
    if len(text) > LONGEST_TEXT:
        raise RowError(f"“{name}”太长（{len(text)} 字），请缩短到 {LONGEST_TEXT} 字以内")
    return mask(text)


def _kept(folder: Path, file: Path | None) -> str:
    """Copy evidence under the name of its content; returns that name, "" for none."""
    if file is None:
        return ""
    body = file.read_bytes()
    ending = file.suffix.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", file.suffix) else ""
    name = hashlib.sha256(body).hexdigest() + ending
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    if not target.exists():
        fresh = target.with_name(f".{name}.new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(body)
        fresh.replace(target)
    return name


def _row(entry: Entry, sha: str) -> dict[str, Any]:
    return {
        "month": entry.month,
        "indicator": entry.indicator.id,
        "outcome": str(entry.outcome),
        "points": None if entry.points is None else format(entry.points, "f"),
        "at": utc_now(),
        "by": entry.by,
        "note": entry.note,
        "seen_on": entry.seen_on.isoformat(),
        "evidence": entry.evidence,
        "evidence_sha": sha,
    }


def _last(store: Store, entry: Entry) -> dict[str, Any] | None:
    """The entry that counts until now, without its time."""
    rows = list(
        store.db.table("manual_results").rows_where(
            "month = ? AND indicator = ?",
            [entry.month, entry.indicator.id],
            order_by="id desc",
            limit=1,
        )
    )
    return {k: v for k, v in rows[0].items() if k not in ("id", "at")} if rows else None
