"""One row of a filled-in sheet of manual results: every cell checked, in people's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from checks.errors import UserError
from checks.masking import mask
from checks.results import Outcome
from checks.rubric import Indicator, Rubric
from crawler.ledger_cells import Repaired, narrow, plain, read_day
from crawler.ledger_sheets import Formula
from crawler.sites import SitesFile
from reports.annex_manual import indicator_of
from reports.manual_words import FIELDS, needs_evidence, words

LARGEST_EVIDENCE = 50_000_000
LONGEST_TEXT = 500
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


class RowError(ValueError):
    """What is wrong with one cell; the message is Chinese, for people."""


class RubricOf:
    """Loads a rubric by name once. ``load`` raises RubricError."""

    def __init__(self, load: Any) -> None:
        self._load, self._known = load, dict[str, Rubric]()

    def __call__(self, name: str) -> Rubric:
        """The rubric with this name."""
        if name not in self._known:
            self._known[name] = self._load(name)
        return self._known[name]


def read_row(
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
    row = rubric.indicator(names["indicator"]) or indicator_of(names["indicator"])
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
    found = day.value if isinstance(day, Repaired) else day
    if not isinstance(found, date):
        raise RowError("“评定日期”请写成 2026-11-25 的样子")
    if found > today:
        raise RowError(f"“评定日期”{found} 还没有到")
    return found


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
