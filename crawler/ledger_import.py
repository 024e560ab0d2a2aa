"""``govcheck import 台账.xlsx``: the ledger an office keeps, read with row-numbered errors.

:func:`read_workbook` reads and checks each row by itself; :func:`crawler.ledger_merge.merge` joins
the rows to what is configured; :func:`crawler.ledger_template.write_template` writes the blank form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from crawler.ledger_cells import READERS, Repaired, plain
from crawler.ledger_fields import (
    COLUMNS,
    EXEMPTIONS,
    SHEETS,
    SILENT_HEADERS,
    SITES,
    UNITS,
    is_example,
    key_of,
    match_headers,
    sheet_named,
)
from crawler.ledger_merge import merge
from crawler.ledger_rows import Ledger, Row, RowProblems
from crawler.ledger_sheets import Formula, Sheet, read_sheets
from crawler.ledger_template import NOTES, write_template
from crawler.site_fields import shown
from crawler.sites import SitesError

__all__ = ["Ledger", "merge", "read_workbook", "write_template"]


@dataclass
class _Reading:
    """What has been read of one workbook so far."""

    problems: RowProblems
    rows: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_workbook(path: Path | str) -> Ledger:
    """Read the sheets 单位、网站、栏目、豁免; SitesError lists everything that is wrong.

    Blank cells are absent from a row's values. A ledger may lack any of the sheets, not all.
    """
    path = Path(path)
    done = _Reading(RowProblems(path))
    for sheet in read_sheets(path, lambda title: bool(sheet_named(title))):
        name = sheet_named(sheet.title)
        if not name:
            if sheet.title != NOTES:
                done.notes.append(f"工作表“{shown(sheet.title)}”不是台账的内容，已略过。")
        elif name in done.rows:
            done.problems.add(sheet.title, 0, "", f"和前面的工作表都是“{name}”，请合并成一个")
        else:
            done.rows[name] = []
            _read_sheet(sheet, name, done)
    if not done.rows:
        raise SitesError(
            f"{path} 里没有名为“{'”“'.join(SHEETS)}”的工作表。"
            "请用 govcheck import --template 得到一份模板，或把工作表改成这些名称。"
        )
    done.problems.raise_if_any()
    return Ledger(
        path=path,
        units=tuple(done.rows.get(UNITS, ())),
        sites=tuple(done.rows.get(SITES, ())),
        columns=tuple(done.rows.get(COLUMNS, ())),
        exemptions=tuple(done.rows.get(EXEMPTIONS, ())),
        sheets=frozenset(done.rows),
        notes=tuple(done.notes),
    )


def _read_sheet(sheet: Sheet, name: str, done: _Reading) -> None:
    if not sheet.rows:
        done.notes.append(f"工作表“{sheet.title}”是空的。")
        return
    header, places = sheet.header(partial(match_headers, name))
    header = header or next(iter(sheet.rows))
    missing = [f for f in SHEETS[name] if f.required and f.name not in places]
    if missing:
        for f in missing:
            reason = f"找不到“{f.header}”这一列（也可以叫{'、'.join(f.aliases[:4])}）"
            done.problems.add(sheet.title, header, "", f"{reason}，请在表头加上")
        return
    titles = {
        field: plain(sheet.rows[header][place]).rstrip(" *") for field, place in places.items()
    }
    strangers = [
        plain(cell)
        for place, cell in enumerate(sheet.rows[header])
        if cell is not None and place not in places.values() and not isinstance(cell, Formula)
    ]
    strangers = [shown(title) for title in strangers if key_of(title) not in SILENT_HEADERS]
    if strangers:
        done.notes.append(f"工作表“{sheet.title}”里没有用到的列：{'、'.join(strangers)}。")
    examples = []
    for number, cells in sheet.rows.items():
        if number <= header:
            continue
        raw = {
            field: cells[place]
            for field, place in places.items()
            if place < len(cells) and cells[place] is not None
        }
        if not raw:
            continue
        if any(is_example(plain(cell)) for cell in list(raw.values())[:2]):
            examples.append(str(number))
            continue
        row = _read_row(sheet.title, number, name, raw, titles, done)
        done.rows[name].append(row)
    if examples:
        done.notes.append(f"工作表“{sheet.title}”第 {'、'.join(examples)} 行是示例，已略过。")


def _read_row(
    title: str,
    number: int,
    name: str,
    raw: Mapping[str, Any],
    titles: Mapping[str, str],
    done: _Reading,
) -> Row:
    values: dict[str, Any] = {}
    repaired: set[str] = set()
    for f in SHEETS[name]:
        if f.name not in raw:
            if f.required:
                done.problems.add(title, number, titles.get(f.name, f.header), "没有填写")
            continue
        value = raw[f.name]
        if isinstance(value, Formula):
            reason = (
                f"“{shown(value.text)}”是公式，程序不计算公式。"
                "请复制这一格，选择性粘贴为“数值”后再导入"
            )
            done.problems.add(title, number, titles[f.name], reason)
            continue
        try:
            read = READERS[f.read](value)
        except ValueError as error:
            done.problems.add(title, number, titles[f.name], f"“{shown(value)}”不对：{error}")
            continue
        if isinstance(read, Repaired):
            repaired.add(f.name)
            done.notes.append(f"工作表“{title}”第 {number} 行“{titles[f.name]}”：{read.note}。")
            read = read.value
        values[f.name] = read
    return Row(title, number, values, frozenset(repaired), titles)
