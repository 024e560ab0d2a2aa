"""Rows of cells out of whatever an office exports: .xlsx, .xls or .csv, told by content."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import xlrd
from xlrd.biffh import XLRDError

from crawler.ledger_sheets import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Formula, Sheet, read_sheets
from crawler.sites import SitesError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请用 Excel 或 WPS 打开后，另存为“Excel 工作簿（.xlsx）”再导入。"
_MOST_MERGES = 5000
_TOP = 12
"""The separator of a .csv file is the mark seen most in this many first lines."""


def sheets_of(path: Path) -> Iterator[Sheet]:
    """Every sheet of a ledger; a .csv file is one, named like the file. SitesError (Chinese) when
    the file cannot be read safely.
    """
    start = _start(path)
    if start.startswith(_OLE):
        yield from _old_excel(path)
    elif start.startswith(b"PK"):
        yield from read_sheets(path, lambda _: True)
    elif start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise SitesError(f"{path} 其实是网页，不是表格（有的系统会这样导出）。{_SAVE_AS}")
    else:
        yield _csv(path)


def _start(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        raise SitesError(f"找不到文件 {path}。请检查路径和文件名。") from None
    except OSError as error:
        reason = "它是文件夹" if path.is_dir() else (error.strerror or str(error))
        raise SitesError(f"读不了台账文件 {path}：{reason}。") from None
    if not size:
        raise SitesError(f"{path} 是空文件。请检查文件是否选对。")
    if size > MOST_BYTES:
        raise SitesError(
            f"{path} 有 {size / 1e6:.0f} MB，超过 {MOST_BYTES / 1e6:.0f} MB，不像是台账。"
            "请删去图片和无关的工作表后再导入。"
        )
    return start


def _old_excel(path: Path) -> Iterator[Sheet]:
    try:
        book = xlrd.open_workbook(
            file_contents=path.read_bytes(), formatting_info=True, logfile=io.StringIO()
        )
        sheets = [_old_sheet(path, book, source) for source in book.sheets()]
    except SitesError:
        raise
    except (XLRDError, NotImplementedError):
        raise SitesError(f"{path} 加了密码，或不是表格，读不了。去掉密码，{_SAVE_AS}") from None
    except Exception as error:  # xlrd raises nearly anything on a damaged file
        raise SitesError(
            f"{path} 打不开，文件可能损坏（{type(error).__name__}）。{_SAVE_AS}"
        ) from error
    yield from sheets


def _old_sheet(path: Path, book: xlrd.Book, source: xlrd.sheet.Sheet) -> Sheet:
    sheet = Sheet(source.name)
    for number in range(source.nrows):
        cells = source.row(number)[:MOST_COLUMNS]
        row = [_old_value(cell, 1 if book.datemode else 0) for cell in cells]
        _keep(path, sheet, number + 1, row)
    for top, bottom, left, _ in source.merged_cells[:_MOST_MERGES]:
        first = sheet.rows.get(top + 1)
        if first is None or left >= len(first) or bottom - top < 2:
            continue
        for number in range(top + 2, bottom + 1):
            row = sheet.rows.get(number, [])
            if left < len(row) and row[left] is None:
                row[left] = first[left]
    return sheet


def _old_value(cell: xlrd.sheet.Cell, datemode: Literal[0, 1]) -> Any:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Formula("#错误")
    if cell.ctype == xlrd.XL_CELL_DATE and not isinstance(cell.value, str):
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if isinstance(cell.value, str) and not cell.value.strip():
        return None
    return cell.value


def _csv(path: Path) -> Sheet:
    text = _decoded(path)
    if "\0" in text:
        raise SitesError(f"{path} 不是表格，也不是文本文件。{_SAVE_AS}")
    top = "\n".join([line for line in text.splitlines() if line.strip()][:_TOP])
    mark = max(",\t;，", key=top.count)
    if mark == "，":
        raise SitesError(f"{path} 用全角逗号分隔，分不清哪些是内容。{_SAVE_AS}")
    sheet = Sheet(path.stem)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark), start=1):
            _keep(path, sheet, number, [_csv_value(cell) for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise SitesError(f"{path} 的 CSV 格式有误（{error}）。{_SAVE_AS}") from None
    return sheet


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SitesError(f"{path} 既不是 UTF-8 也不是 GB18030 编码的文本，读不懂。{_SAVE_AS}")


def _csv_value(cell: str) -> str | None:
    """Undo what spreadsheets and our own export put around text: ="…" and a leading apostrophe."""
    text = cell.strip()
    if len(text) > 3 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    elif len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        text = text[1:]
    return text or None


def _keep(path: Path, sheet: Sheet, number: int, row: list[Any]) -> None:
    if all(value is None for value in row):
        return
    if len(sheet.rows) >= MOST_ROWS:
        raise SitesError(
            f"{path} 工作表“{sheet.title}”超过 {MOST_ROWS} 行，不像是台账。请拆成几个文件导入。"
        )
    sheet.rows[number] = row
