"""The look of a sheet that people fill in: title, help, headers, rows, lists, print setup."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from crawler.ledger_fields import Field

TITLE_ROW, HELP_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = 1000
"""Lists and formats reach down to this row."""
FONT = "微软雅黑"
_BLUE = PatternFill("solid", start_color="1F4E79")
_GREEN = PatternFill("solid", start_color="2E6B3E")
_TINT = PatternFill("solid", start_color="DDEBF7")
_PALE = PatternFill("solid", start_color="F2F2F2")
_OPEN = PatternFill("solid", start_color="FFF9E5")
# Made once: large sheets have many cells.
_TEXT = Alignment(vertical="center", wrap_text=True, horizontal="left", indent=1)
_PLAIN = Font(name=FONT, size=10, italic=False)
_EXAMPLE = Font(name=FONT, size=10, italic=True, color="7F7F7F")
_LINK = Font(name=FONT, size=10, underline="single", color="0563C1")
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def head(
    sheet: Worksheet,
    title: str,
    fields: Sequence[Field],
    *,
    fill: Collection[str] = (),
    hidden: Collection[str] = (),
) -> None:
    """Title, help and headers. ``fill`` are the columns to fill in, when not all of them are."""
    width = sum(field.name not in hidden for field in fields)
    sheet.merge_cells(start_row=TITLE_ROW, end_row=TITLE_ROW, start_column=1, end_column=width)
    cell = sheet.cell(TITLE_ROW, 1)
    put(cell, title)
    cell.font = Font(name=FONT, size=14, bold=True, color="1F4E79")
    cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[TITLE_ROW].height = 28
    tallest = 1
    for index, field in enumerate(fields, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width, column.hidden = field.width, field.name in hidden
        column.number_format = format_of(field)
        help_cell = sheet.cell(HELP_ROW, index, field.help or None)
        help_cell.font = Font(name=FONT, size=9, color="595959")
        help_cell.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="left", indent=1
        )
        help_cell.fill, help_cell.border = _TINT, _BOX
        if field.name not in hidden:
            tallest = max(tallest, math.ceil(len(field.help) * 1.45 / max(field.width - 3, 4)))
        header = sheet.cell(HEADER_ROW, index, field.header + (" *" if field.required else ""))
        header.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        header.fill, header.border = (_GREEN if field.name in fill else _BLUE), _BOX
        header.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[HELP_ROW].height = 13 * tallest + 8
    sheet.row_dimensions[HEADER_ROW].height = 26
    sheet.freeze_panes = f"B{FIRST_ROW}"


def row(
    sheet: Worksheet,
    number: int,
    fields: Sequence[Field],
    values: Mapping[str, object],
    *,
    example: bool = False,
    fill: Collection[str] = (),
    links: Collection[str] = (),
) -> None:
    """One row of text and dates; never a formula. ``links`` are columns whose address can be
    clicked.
    """
    tallest = 1
    for index, field in enumerate(fields, start=1):
        cell = sheet.cell(number, index)
        value = values.get(field.name) or None
        put(cell, str(value) if isinstance(value, int) else value)
        cell.number_format = format_of(field)
        cell.border = _BOX
        cell.alignment = _TEXT
        cell.font = _EXAMPLE if example else _PLAIN
        if isinstance(value, str):
            parts = [math.ceil(len(part) * 1.6 / field.width) or 1 for part in value.split("\n")]
            tallest = max(tallest, min(sum(parts), 8))
            if field.name in links and value.startswith(("http://", "https://")):
                cell.hyperlink = value
                cell.font = _LINK
        if example:
            cell.fill = _PALE
        elif field.name in fill:
            cell.fill = _OPEN
    sheet.row_dimensions[number].height = 8 + 16 * tallest


def put(cell: Cell | MergedCell, value: object) -> None:
    """Set a cell's value; text stays text even when it looks like a formula."""
    if not isinstance(value, str):
        cell.value = value if isinstance(value, date) else None
        return
    cell.value = value
    if value.startswith(("=", "+", "-", "@")):
        cell.data_type = "s"
        cell.quotePrefix = True


def choices(
    sheet: Worksheet, fields: Sequence[Field], words: Mapping[str, Sequence[str]], *, firm: bool
) -> None:
    """Drop-down lists; only ``firm`` ones refuse other words."""
    for index, field in enumerate(fields, start=1):
        if field.name not in words:
            continue
        rule = DataValidation(
            type="list", formula1=f'"{",".join(words[field.name])}"', allow_blank=True
        )
        rule.showErrorMessage = firm
        rule.errorTitle, rule.error = "请从列表里选", "这一格只能填列表里的词，也可以空着。"
        letter = get_column_letter(index)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)


def print_setup(sheet: Worksheet) -> None:
    """A4, landscape, headers on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def format_of(field: Field) -> str:
    """Days as days, everything else as text, so that ids stay whole."""
    return "yyyy-mm-dd" if field.read == "day" else "@"
