"""A list of reported errors read row by row: what is good, what is not and why."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from checks.masking import mask
from crawler.ledger_cells import Repaired, plain
from crawler.ledger_fields import is_example, key_of
from crawler.ledger_sheets import HEADER_WITHIN, Formula, Sheet
from crawler.media.ledger_sheets import sheets_of
from crawler.reported.cells import READERS
from crawler.reported.fields import FIELDS, places_of
from crawler.reported.placing import Placing
from crawler.reported.records import Message, State
from crawler.site_fields import shown
from crawler.sites import SitesError, SitesFile

NOTES = "填写说明"
_SUMS = ("合计", "总计", "小计", "共计")
_READ = {f.name: f.read for f in FIELDS}
_HEADERS = {f.name: f.header for f in FIELDS}


@dataclass(frozen=True, slots=True)
class Given:
    """A good row. ``blank`` are fields the row does not speak of: what is known of them stays."""

    where: str
    message: Message
    blank: frozenset[str]


@dataclass
class MessageList:
    """``bad`` are rows that were not taken, ``notes`` what was assumed; Chinese, with row numbers."""

    path: Path
    rows: list[Given] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: int = 0


def read_list(path: Path, sites: SitesFile, today: date) -> MessageList:
    """Read every sheet with a row of known headers. SitesError (Chinese) when there is none."""
    made, headed, placing = MessageList(path), 0, Placing(sites)
    for sheet in sheets_of(path):
        header, places = sheet.header(places_of)
        if places:
            headed += 1
            _sheet(made, sheet, header, places, placing, today)
        elif sheet.rows and sheet.title != NOTES:
            made.notes.append(f"工作表“{shown(sheet.title)}”没有留言的表头，已略过。")
    if not headed:
        raise SitesError(
            f"{path} 里找不到表头。前 {HEADER_WITHIN} 行里要有一行写着列名，至少有“留言时间”，以及“网站标识码”"
            "“网站名称”“问题网址”之一。请用 govcheck messages template 得到一份模板。"
        )
    return made


def _sheet(
    made: MessageList,
    sheet: Sheet,
    header: int,
    places: Mapping[str, int],
    placing: Placing,
    today: date,
) -> None:
    if not {"answered_on", "state"} & set(places):
        made.bad.append(
            f"工作表“{shown(sheet.title)}”没有“办结时间”列，也没有“办理状态”列，看不出办结了没有，"
            "整个工作表没有导入。请从平台重新导出，或补上这一列。"
        )
        return
    unused = [
        shown(plain(cell))
        for at, cell in enumerate(sheet.rows[header])
        if isinstance(cell, str)
        and at not in places.values()
        and key_of(cell) not in ("序号", "no")
    ]
    if unused or "text" in places:
        names = "、".join([*(["留言内容"] if "text" in places else []), *unused])
        made.notes.append(f"不保存的列：{names}。留言内容和留言人的信息一律不存，办理统计用不到。")
    for number, cells in sheet.rows.items():
        if number <= header:
            continue
        raw = {
            n: cells[at] for n, at in places.items() if at < len(cells) and cells[at] is not None
        }
        where = f"工作表“{shown(sheet.title)}”第 {number} 行"
        if reason := _no_message(raw, cells, sheet.rows[header], places):
            made.skipped += 1
            made.notes.append(f"{where}{reason}，已略过。")
            continue
        _row(made, where, raw, placing, today)


def _no_message(
    raw: Mapping[str, Any], cells: Sequence[Any], header: Sequence[Any], places: Mapping[str, int]
) -> str:
    """Why a row is no message, "" when it is one. Not by the site's name: a real one may be 示例市."""
    filled = [plain(c) for c in cells if c is not None and not isinstance(c, Formula)]
    if filled and key_of(filled[0]).startswith(_SUMS):
        return "是合计"
    if not raw:
        return "没有填留言的内容"
    if is_example(plain(raw.get("number", ""))):
        return "是示例"
    return "又是表头" if all(cell == header[places[n]] for n, cell in raw.items()) else ""


def _row(
    made: MessageList, where: str, raw: Mapping[str, Any], placing: Placing, today: date
) -> None:
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, cell in raw.items():
        try:
            if isinstance(cell, Formula):
                raise ValueError("是公式，程序不计算公式。请复制这一格，选择性粘贴为“数值”")  # noqa: TRY004
            read = READERS[_READ[name]](cell)
        except ValueError as error:
            text = shown(mask(plain(cell.text if isinstance(cell, Formula) else cell)))
            wrong.append(f"“{_HEADERS[name]}”的“{text}”不对：{error}")
            continue
        values[name] = read.value if isinstance(read, Repaired) else read
    if values.get("received_on") is None and not wrong:
        wrong.append("“留言时间”没有填写")
    wrong = wrong or list(_contradictions(values, today))
    try:
        site, unit, note = placing.of(values) if not wrong else ("", "", "")
    except ValueError as error:
        wrong.append(str(error))
    if wrong:
        made.bad.append(f"{where}：{'；'.join(wrong)}。这一行没有导入。")
        return
    if note:
        made.notes.append(f"{where}：{note}。")
    made.rows.append(_given(where, values, site, unit))


def _contradictions(values: Mapping[str, Any], today: date) -> list[str]:
    received, answered = values["received_on"], values.get("answered_on")
    found = [
        f"“{_HEADERS[name]}”{day} 早于留言时间 {received}"
        for name in ("assigned_on", "due_on", "answered_on")
        if (day := values.get(name)) is not None and day < received
    ]
    if max(received, answered or received) > today:
        found.append("日期在今天以后")
    if answered and values.get("state") is State.OPEN:
        found.append(
            f"状态是没有办结，却写了办结时间 {answered}，请核对"
            "（重新办理的，把办结时间写“无”；已办结的，改状态）"
        )
    return found


def _given(where: str, values: Mapping[str, Any], site: str, unit: str) -> Given:
    said = values.get("state") or (State.DONE if values.get("answered_on") else State.OPEN)
    told = (site, str(values["received_on"]), values.get("page") or "", values.get("text") or "")
    message = Message(
        values.get("number") or "",
        hashlib.sha256("\0".join(told).encode()).hexdigest()[:24],
        site,
        unit,
        values["received_on"],
        said,
        values.get("page") or "",
        values.get("kind") or "",
        values.get("assigned_on"),
        values.get("due_on"),
        values.get("answered_on"),
    )
    blank = {"number", "page", "kind", "assigned_on", "due_on", "answered_on", "state", "unit"}
    return Given(where, message, frozenset(blank - set(values)))
