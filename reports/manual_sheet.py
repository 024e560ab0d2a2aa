"""The sheet an inspector fills in: every indicator that a person must still judge, one a row."""

import math
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from crawler.sheet_look import print_setup, put
from reports.annex_manual import open_lines
from reports.manual_words import FIELDS, FIRST_ROW, HEADER_ROW, HELP_ROW, SHEET, TITLE_ROW, words
from reports.safe_text import cut, visible
from reports.score import LedgerLine
from reports.summary import Report
from reports.wording import amount, chinese_month

_FONT = "微软雅黑"
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_BLUE = PatternFill("solid", start_color="1F4E79")
_GREEN = PatternFill("solid", start_color="2E6B3E")
_OPEN = PatternFill("solid", start_color="FFF9E5")
_PALE = PatternFill("solid", start_color="F2F2F2")
HELP = (
    "只填黄色的格。结果从列表里选；选“发现”或“加分”的要写佐证：和本表放在同一文件夹（或其子文件夹）里的"
    "文件名，或 http 开头的网址。分值空着表示扣完（加满）该项；评定人、评定日期必填。没有评的行空着不填。"
    "填好后运行 govcheck manual import 本文件。行可以删、可以换顺序，右边隐藏的列请不要改。"
)


def to_judge(report: Report) -> list[LedgerLine]:
    """Indicators that concern this site and still want a person: not assessed, or with doubts."""
    lines = (*report.score.vetoes, *report.score.ledger)
    return [
        x
        for x in lines
        if (x.applies and (not x.assessed or x.candidates))
        or (x.indicator.kind == "bonus" and x.applies)
    ] + open_lines(report.sources.annexes)


def export(report: Report, path: Path) -> int:
    """Write the sheet; returns the number of indicators. Never replaces a file."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"文件名“{path.name}”应以 .xlsx 结尾。")
    if path.exists():
        raise UserError(f"{path} 已经存在，里面可能有填好的内容，没有覆盖。请换一个文件名。")
    lines = to_judge(report)
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    _head(sheet, report)
    for number, line in enumerate(lines, start=FIRST_ROW):
        _row(sheet, number, line, report)
    _lists(sheet, lines)
    _print_setup(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return len(lines)


def _head(sheet: Worksheet, report: Report) -> None:
    shown = sum(not f.hidden for f in FIELDS)
    for row, text, size, height in (
        (TITLE_ROW, f"{report.site_name} {chinese_month(report.sources.month)} 人工评定表", 15, 30),
        (HELP_ROW, HELP, 10, 48),
    ):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=shown)
        cell = sheet.cell(row, 1)
        put(cell, visible(text))
        bold = row == TITLE_ROW
        cell.font = Font(name=_FONT, size=size, bold=bold, color="1F4E79" if bold else "595959")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = height
    for index, field in enumerate(FIELDS, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width, column.hidden = field.width, field.hidden
        cell = sheet.cell(HEADER_ROW, index, field.header)
        cell.font = Font(name=_FONT, size=10, bold=True, color="FFFFFF")
        cell.fill, cell.border = (_GREEN if field.fill else _BLUE), _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.freeze_panes = f"C{FIRST_ROW}"


def _row(sheet: Worksheet, number: int, line: LedgerLine, report: Report) -> None:
    row = line.indicator
    values = {
        "code": row.code or row.id,
        "name": row.name,
        "text": _rule(line),
        "machine": _machine(line),
        "indicator": row.id,
        "site": report.site.id,
        "month": report.sources.month,
        "rubric": report.sources.rubric.id,
    }
    tallest = 1
    for index, field in enumerate(FIELDS, start=1):
        cell = sheet.cell(number, index)
        text = cut(visible(values.get(field.key, "")), 2000)
        put(cell, text or None)
        cell.number_format = "yyyy-mm-dd" if field.key == "seen_on" else "@"
        if field.key == "points":
            cell.number_format = "General"
        cell.border = _BOX
        cell.font = Font(name=_FONT, size=9)
        cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="left")
        if field.fill:
            cell.fill = _OPEN
        elif field.key == "machine":
            cell.fill = _PALE
        if not field.hidden:
            lines = [math.ceil(len(one) * 1.9 / field.width) or 1 for one in text.split("\n")]
            tallest = max(tallest, sum(lines))
    sheet.row_dimensions[number].height = min(400, 8 + 12.5 * tallest)


def _rule(line: LedgerLine) -> str:
    row = line.indicator
    if row.kind == "veto":
        worth = f"单项否决，满 {row.at_least} 处" if row.at_least > 1 else "单项否决"
    elif row.points is None:
        worth = "分值未配置，分值请留空"
    else:
        mark = "" if row.points_verified else "（暂定）"
        worth = f"{'加' if row.kind == 'bonus' else '扣'}分，共 {amount(row.points)} 分{mark}"
    return f"{row.text or row.name}\n【{worth}】"


def _machine(line: LedgerLine) -> str:
    parts = []
    if line.candidates:
        numbers = "、".join(r.number for r in line.candidates[:6])
        more = " 等" if len(line.candidates) > 6 else ""
        parts.append(f"疑点 {len(line.candidates)} 处：{numbers}{more}，请逐处核对")
        parts.append(line.candidates[0].message)
    if line.confirmed:
        parts.append(f"已确认 {len(line.confirmed)} 处")
    if line.reason:
        parts.append(line.reason)
    parts += [note for note in line.notes if note.startswith("人工评定")]
    return "\n".join(cut(part, 200) for part in parts)


def _lists(sheet: Worksheet, lines: list[LedgerLine]) -> None:
    letters = {f.key: get_column_letter(n) for n, f in enumerate(FIELDS, start=1)}
    for bonus in (False, True):
        rows = [n for n, x in enumerate(lines, FIRST_ROW) if (x.indicator.kind == "bonus") is bonus]
        if not rows:
            continue
        known = ",".join(words(lines[rows[0] - FIRST_ROW].indicator))
        rule = DataValidation(type="list", formula1=f'"{known}"', allow_blank=True)
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "请从列表里选", f"结果只能是：{known.replace(',', '、')}。"
        for number in rows:
            rule.add(f"{letters['outcome']}{number}")
        sheet.add_data_validation(rule)
    if lines:
        last = FIRST_ROW + len(lines) - 1
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1000")
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "请填数字", "分值请填不小于 0 的数，或空着。"
        rule.add(f"{letters['points']}{FIRST_ROW}:{letters['points']}{last}")
        sheet.add_data_validation(rule)


def _print_setup(sheet: Worksheet) -> None:
    print_setup(sheet)
    if (footer := sheet.oddFooter.center if sheet.oddFooter else None) is not None:
        footer.text = "第 &P 页，共 &N 页"
