"""提醒单.xlsx of one unit: what to do until when, and on a second sheet what is not counted."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crawler import sheet_look
from crawler.ledger_fields import Field
from crawler.sheet_look import FIRST_ROW, FONT, HELP_ROW
from crawler.workflow.reminders import State
from reports.safe_text import cut, href, short_url, visible
from reports.weekly.unit_lists import Line, UnitList, left, times, weekday
from reports.wording import chinese_day

SHEET, OTHER_SHEET = "提醒单", "不计次数"
FIELDS = (
    Field("kind", "类别", width=8),
    Field("about", "网站或账号", width=15),
    Field("what", "事项", width=36),
    Field("url", "网址（可点开）", width=24),
    Field("deadline", "期限", read="day", width=12),
    Field("left", "还剩", width=16),
    Field("times", "第几次提醒", width=13),
    Field("todo", "怎样做", width=34),
    Field("rule", "期限怎么算", width=20),
    Field("number", "编号", width=10),
)
OTHER_FIELDS = (
    Field("state", "情况", width=10),
    Field("about", "网站或账号", width=15),
    Field("what", "事项", width=36),
    Field("url", "网址（可点开）", width=24),
    Field("why", "说明", width=46),
    Field("deadline", "期限", read="day", width=12),
    Field("times", "此前提醒", width=13),
    Field("number", "编号", width=10),
)
HELP = (
    "请在期限当天或以前办完。次数按同一事项连续提醒的次数计，办完以后归零；没有看成的、待核对的、已报备的"
    "不计次数，列在“不计次数”一页。提醒单不改变月度得分。"
)
_LATE = PatternFill("solid", start_color="FBE3E4")
_TODAY = PatternFill("solid", start_color="FFF0CC")
SOON_DAYS = 3


def workbook(one: UnitList, day: date) -> bytes:
    """The file of one unit."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    title = f"{one.unit} 提醒单（{chinese_day(day)}，{weekday(day)}）"
    _head(sheet, visible(title), FIELDS, HELP)
    for number, line in enumerate(one.remind, start=FIRST_ROW):
        sheet_look.row(sheet, number, FIELDS, _values(line, day), links=("url",))
        _shorten(sheet, number, FIELDS, line.row.url)
        _mark(sheet, number, line, day)
    if not one.remind:
        sheet_look.row(sheet, FIRST_ROW, FIELDS, {"what": "这次没有要提醒的。"})
    _ended(sheet, one.ended, FIRST_ROW + max(len(one.remind), 1) + 1)
    sheet_look.print_setup(sheet)
    if one.others:
        other = book.create_sheet(OTHER_SHEET)
        _head(other, visible(f"{title}：不计次数的事项"), OTHER_FIELDS, HELP)
        for number, line in enumerate(one.others, start=FIRST_ROW):
            sheet_look.row(other, number, OTHER_FIELDS, _others(line), links=("url",))
            _shorten(other, number, OTHER_FIELDS, line.row.url)
        sheet_look.print_setup(other)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _head(sheet: Worksheet, title: str, fields: Sequence[Field], text: str) -> None:
    sheet_look.head(sheet, title, fields)
    sheet.merge_cells(start_row=HELP_ROW, end_row=HELP_ROW, start_column=1, end_column=len(fields))
    sheet_look.put(sheet.cell(HELP_ROW, 1), text)
    sheet.row_dimensions[HELP_ROW].height = 30


def _shorten(sheet: Worksheet, number: int, fields: Sequence[Field], url: str) -> None:
    """The link stays whole, what is printed is short enough for its column."""
    if url:
        cell = sheet.cell(number, 1 + [field.name for field in fields].index("url"))
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        sheet_look.put(cell, visible(short_url(f"{parts.path or '/'}{query}", 26)))


def _values(line: Line, day: date) -> dict[str, object]:
    row = line.row
    action = f"；{line.action}" if line.action else ""
    return {
        "kind": str(row.kind),
        "about": visible(row.about),
        "what": _what(line),
        "url": visible(href(row.url) or row.url),
        "deadline": row.deadline,
        "left": left(row.deadline, day),
        "times": f"{times(line)}{action}",
        "todo": cut(visible(row.todo), 300),
        "rule": visible(row.rule),
        "number": row.number,
    }


def _others(line: Line) -> dict[str, object]:
    row = line.row
    return {
        "state": str(row.state),
        "about": visible(row.about),
        "what": _what(line),
        "url": visible(href(row.url) or row.url),
        "why": cut(visible(row.why), 400),
        "deadline": row.deadline if row.state is not State.REPORTED else None,
        "times": times(line),
        "number": row.number,
    }


def _what(line: Line) -> str:
    more = f"（同一原因共 {line.places} 处）" if line.places > 1 else ""
    return f"{cut(visible(line.row.what), 500)}{more}"


def _mark(sheet: Worksheet, number: int, line: Line, day: date) -> None:
    """Late and near lines are told by colour as well as in words."""
    deadline = line.row.deadline
    if deadline is None or (deadline - day).days > SOON_DAYS:
        return
    late = deadline < day
    for name in ("deadline", "left"):
        index = 1 + [field.name for field in FIELDS].index(name)
        cell = sheet.cell(number, index)
        cell.fill = _LATE if late else _TODAY
        cell.font = Font(name=FONT, size=10, bold=True, color="9C1C1C" if late else "7A4B00")


def _ended(sheet: Worksheet, sentences: Sequence[str], first: int) -> None:
    if not sentences:
        return
    width = len(FIELDS)
    for number, text in enumerate(("已解决，提醒次数归零：", *sentences), start=first):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        cell = sheet.cell(number, 1)
        sheet_look.put(cell, cut(visible(text), 400))
        cell.font = Font(name=FONT, size=10, bold=number == first, color="2E6B3E")
        sheet.row_dimensions[number].height = 20
    sheet.print_area = f"A1:{get_column_letter(width)}{first + len(sentences)}"
