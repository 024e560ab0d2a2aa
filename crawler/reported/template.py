"""The blank form for reported errors."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from crawler import sheet_look
from crawler.reported.fields import SHEET, TEMPLATE
from crawler.reported.records import State


def write_template(path: Path) -> None:
    """A blank list with one example row. A file that exists is not replaced."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"文件名“{path.name}”应以 .xlsx 结尾。")
    if path.exists():
        raise UserError(f"{path} 已经存在，没有改动它。请换一个文件名。")
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    sheet_look.head(sheet, "“我为政府网站找错”留言（一行一条，不要写留言人的姓名和电话）", TEMPLATE)
    example = {field.name: field.example for field in TEMPLATE}
    sheet_look.row(sheet, sheet_look.FIRST_ROW, TEMPLATE, example, example=True)
    sheet_look.choices(sheet, TEMPLATE, {"state": [str(state) for state in State]}, firm=False)
    sheet_look.print_setup(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
