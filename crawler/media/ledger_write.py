"""The account ledger out: a blank template, or what the office has, as .xlsx or .csv."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from checks.media.models import Account, LedgerStatus, Platform
from crawler import sheet_look
from crawler.media.ledger_fields import FIELDS, SHEET
from crawler.media.ledger_import import feeds_of
from crawler.media.office import Office
from crawler.sheet_look import FIRST_ROW

NOTES = "填写说明"
_TEXTS = (
    "一行一个账号。表头带 * 的必填，其余可空着；列的顺序可以换，也可以多加列。",
    "各单位现成的台账一般可以直接导入：表头前有标题行、合并单元格、.xls、.csv 都可以，列名叫法不同也认得。",
    "账号ID 这一列要是文本格式。数字太长会被 Excel 改坏，改坏的程序不收，会说明在第几行。",
    "联系人、电话、密码等列不会导入。",
    "保存后运行：govcheck accounts import 文件名。好的行导入，有错的行列出行号和原因；加 --strict 则有一处错就都不导入。",
    "可以反复导入。空着的格子不改动已有的内容，要清空的写“无”；台账里没有的账号会保留并逐条列出。",
    "“佐证链接”填最近一条内容的链接，可以直接粘贴平台的分享文字，程序会把网址取出来。",
    "“佐证链接”“核查人”“核查时间”“最近一次更新时间”四项都填的，作为人工佐证。",
)


def write_template(path: Path) -> None:
    """A blank ledger with one example row."""
    book, sheet = _book("新媒体账号台账（一行一个账号）")
    sheet_look.row(sheet, FIRST_ROW, FIELDS, {f.name: f.example for f in FIELDS}, example=True)
    _save(book, path)


def export(office: Office, path: Path) -> int:
    """Every account, as a ledger that can be imported again; returns how many. A file that exists
    is not replaced.
    """
    rows = rows_of(office)
    if path.suffix.lower() == ".csv":
        _no_overwrite(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_csv(rows), encoding="utf-8-sig", newline="")
        return len(rows)
    book, sheet = _book("新媒体账号台账（一行一个账号）")
    for number, values in enumerate(rows, start=FIRST_ROW):
        sheet_look.row(sheet, number, FIELDS, values)
    _save(book, path)
    return len(rows)


def rows_of(office: Office) -> list[Mapping[str, object]]:
    """Field name to value for each account. Human records stay where they are: they are evidence
    of one day, not part of the ledger.
    """
    links = office.proof_links()
    return [
        {**_fields(account), "proof": "\n".join(links.get(key, ()))}
        for key, account in office.accounts().items()
    ]


def _fields(account: Account) -> dict[str, object]:
    unknown = account.status is LedgerStatus.UNKNOWN
    return {
        "name": account.name,
        "platform": account.platform_text or account.platform.label,
        "platform_id": account.platform_id,
        "organiser": account.organiser,
        "supervisor": account.supervisor,
        "filing_no": account.filing_no,
        "status": account.status_text if unknown else account.status_text or str(account.status),
        "opened_on": account.opened_on,
        "status_on": account.status_on,
        "home_url": account.home_url,
        "claimed_on": account.claimed_on,
        "feed": "\n".join(feeds_of(account)),
        "update_rule": "服务类" if account.update_rule == "service" else "发布类",
        "max_gap_days": account.max_gap_days,
        "note": account.note,
    }


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    sheet.title = SHEET
    sheet_look.head(sheet, title, FIELDS)
    platforms = [p.label for p in Platform if p is not Platform.OTHER]
    statuses = [str(s) for s in LedgerStatus if s is not LedgerStatus.UNKNOWN]
    sheet_look.choices(sheet, FIELDS, {"platform": platforms, "status": statuses}, firm=False)
    sheet_look.choices(sheet, FIELDS, {"update_rule": ("发布类", "服务类")}, firm=True)
    sheet_look.print_setup(sheet)
    _notes(book.create_sheet(NOTES))
    return book, sheet


def _notes(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 6, 104
    sheet.sheet_view.showGridLines = False
    title = sheet.cell(1, 1, "新媒体账号台账：填写说明")
    title.font = Font(name=sheet_look.FONT, size=16, bold=True, color="1F4E79")
    sheet.row_dimensions[1].height = 34
    for number, text in enumerate(_TEXTS, start=1):
        for column, value in ((1, str(number)), (2, text)):
            cell = sheet.cell(number + 1, column, value)
            cell.font = Font(name=sheet_look.FONT, size=11)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[number + 1].height = 22 if len(text) < 54 else 40


def _save(book: Workbook, path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"文件名“{path.name}”应以 .xlsx 结尾。")
    _no_overwrite(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _no_overwrite(path: Path) -> None:
    if path.exists():
        raise UserError(f"{path} 已经存在，没有改动它。请换一个文件名。")


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.header for field in FIELDS])
    for row in rows:
        writer.writerow([_csv_cell(row.get(field.name)) for field in FIELDS])
    return out.getvalue()


def _csv_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula; the importer takes the apostrophe off."""
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
