"""An account ledger read row by row: what is good, what is not and why, and what was assumed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checks.media.words import platform_named
from crawler.ledger_cells import Repaired, plain
from crawler.ledger_fields import is_example, key_of
from crawler.ledger_sheets import HEADER_WITHIN, Formula, Sheet
from crawler.media.ledger_cells import READERS, read_platform
from crawler.media.ledger_fields import BY_NAME, FIELDS, SILENT, is_private, places_of
from crawler.media.ledger_sheets import sheets_of
from crawler.site_fields import shown
from crawler.sites import SitesError

NOTES = "填写说明"
_ORDINARY = re.compile(r"sheet\d*|工作表\d*|台账|汇总|账号|新媒体|名单|明细|清单|\d{4}年|总表")
_SUMS = ("合计", "总计", "小计", "共计")
_DECIDING = ("name", "platform", "platform_id")
"""A mistake in one of these makes the whole row useless; in another, only its cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One account as the ledger has it; blank cells are absent from ``values``."""

    sheet: str
    number: int
    values: Mapping[str, Any]
    place: str = ""
    """Where it stands, when that is no row of a sheet."""

    @property
    def where(self) -> str:
        return self.place or f"工作表“{shown(self.sheet)}”第 {self.number} 行"


@dataclass
class AccountLedger:
    """``bad`` are rows that were not taken, ``dropped`` cells that were not; Chinese sentences with
    row and reason. ``notes`` say what was assumed or skipped. ``seen`` counts rows with content.
    """

    path: Path
    rows: list[Row] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: int = 0
    skipped: int = 0

    @property
    def problems(self) -> list[str]:
        """Everything in the ledger that was not taken over."""
        return [*self.bad, *self.dropped]


def read_ledger(path: Path) -> AccountLedger:
    """Read every sheet that has a row of known headers. SitesError when there is none."""
    ledger = AccountLedger(path)
    found = 0
    for sheet in sheets_of(path):
        number, places = sheet.header(places_of)
        if places:
            found += 1
            _sheet(ledger, sheet, number, places)
        elif sheet.rows and sheet.title != NOTES:
            ledger.notes.append(f"工作表“{shown(sheet.title)}”没有账号表头，已略过。")
    if not found:
        names = "、".join(f.header for f in FIELDS[:4])
        raise SitesError(
            f"{path} 里找不到表头。前 {HEADER_WITHIN} 行里要有一行写着列名，至少有“账号名称”“平台类型”"
            f"（常用的列：{names}）。请用 govcheck accounts template 得到一份模板。"
        )
    return ledger


def _sheet(ledger: AccountLedger, sheet: Sheet, header: int, places: Mapping[str, int]) -> None:
    titles = {name: plain(sheet.rows[header][at]).rstrip(" *") for name, at in places.items()}
    _strangers(ledger, sheet, header, places)
    given = _from_title(ledger, sheet, places)
    for number, cells in sheet.rows.items():
        if number <= header:
            continue
        raw = {
            n: cells[at] for n, at in places.items() if at < len(cells) and cells[at] is not None
        }
        ledger.seen += 1
        if reason := _not_an_account(raw, cells, titles):
            ledger.skipped += 1
            ledger.notes.append(f"工作表“{shown(sheet.title)}”第 {number} 行{reason}，已略过。")
            continue
        _row(ledger, Row(sheet.title, number, {}), raw, titles, given)


def _not_an_account(raw: Mapping[str, Any], cells: Sequence[Any], titles: Mapping[str, str]) -> str:
    filled = [plain(cell) for cell in cells if cell is not None and not isinstance(cell, Formula)]
    if any(is_example(text) for text in filled[:3]):
        return "是示例"
    if filled and key_of(filled[0]).startswith(_SUMS):
        return "是合计"
    if raw and all(plain(raw[n]).rstrip(" *") == titles[n] for n in raw if n in titles):
        return "又是表头"
    return "" if raw else "没有填台账的内容"


def _strangers(ledger: AccountLedger, sheet: Sheet, header: int, places: Mapping[str, int]) -> None:
    others = [
        plain(cell)
        for at, cell in enumerate(sheet.rows[header])
        if cell is not None and at not in places.values() and not isinstance(cell, Formula)
    ]
    private = [shown(t) for t in others if is_private(t)]
    strange = [shown(t) for t in others if not is_private(t) and key_of(t) not in SILENT]
    where = f"工作表“{shown(sheet.title)}”"
    if private:
        ledger.notes.append(
            f"{where}的{'、'.join(private)}没有导入：不需要个人信息，也不保存密码。"
        )
    if strange:
        ledger.notes.append(f"{where}里没有用到的列：{'、'.join(strange)}。")


def _from_title(ledger: AccountLedger, sheet: Sheet, places: Mapping[str, int]) -> dict[str, Any]:
    """What the sheet's name says when its columns do not: one sheet for each platform or unit."""
    title, given = sheet.title.strip(), dict[str, Any]()
    platform = platform_named(title)
    if "platform" not in places and platform:
        given["platform"] = read_platform(title)
    named_like_the_file = title == ledger.path.stem  # a .csv: says nothing of a unit
    ordinary = platform or named_like_the_file or _ORDINARY.search(key_of(title))
    if "organiser" not in places and title and not ordinary and not title.isascii():
        given["organiser"] = title
        ledger.notes.append(f"工作表“{shown(title)}”没有主办单位列，按工作表名称填为主办单位。")
    return given


def _row(
    ledger: AccountLedger,
    row: Row,
    raw: Mapping[str, Any],
    titles: Mapping[str, str],
    given: Mapping[str, Any],
) -> None:
    values: dict[str, Any] = dict(given)
    bad: list[str] = []
    dropped: list[str] = []
    notes: list[str] = []
    for name, cell in raw.items():
        where = f"{row.where}“{titles[name]}”"
        try:
            read = _read(name, cell)
        except ValueError as error:
            told = (
                f"{where}：“{shown(cell.text if isinstance(cell, Formula) else cell)}”不对：{error}"
            )
            (bad if name in _DECIDING else dropped).append(told)
            continue
        if isinstance(read, Repaired):
            notes.append(f"{where}：{read.note}。")
            read = read.value
        values[name] = read
    wrong = {name for name in _DECIDING if name in raw and name not in values}
    bad += [
        f"{row.where}：“{BY_NAME[name].header}”没有填写"
        for name in ("name", "platform")
        if name not in values and name not in wrong
    ]
    if bad:
        ledger.bad.append(f"{'；'.join(bad)}。这一行没有导入。")
        return
    ledger.dropped += [f"{text}。这一格没有采用，这一行的其他内容已导入。" for text in dropped]
    ledger.notes += notes
    ledger.rows.append(Row(row.sheet, row.number, values))


def _read(name: str, cell: Any) -> object:
    if isinstance(cell, Formula):
        raise ValueError("是公式或错误值，程序不计算公式。请复制这一格，选择性粘贴为“数值”")  # noqa: TRY004
    return READERS[BY_NAME[name].read](cell)
