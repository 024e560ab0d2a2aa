"""Opening a stranger's workbook safely: rows of cells out, nothing evaluated, nothing unbounded.

A workbook is a zip of XML. What it unpacks to is limited before anything is unpacked; sheets are
streamed; entities are refused by defusedxml; formulas are recognised, never computed.
"""

import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from crawler.sites import SitesError

MOST_BYTES = 20_000_000
"""Largest workbook file."""
MOST_UNPACKED = 100_000_000
MOST_UNPACKED_PART = 30_000_000
"""Largest part that is not a sheet: those are held in memory whole."""
MOST_PARTS = 2000
HEADER_WITHIN = 12
"""The first rows of a sheet, among which its headers stand."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula or an error value instead of a value."""

    text: str


@dataclass
class Sheet:
    """Rows that are not empty, by their number in the sheet (from 1)."""

    title: str
    rows: dict[int, list[Any]] = field(default_factory=dict)

    def header(
        self, known: Callable[[Sequence[Any]], dict[str, int]]
    ) -> tuple[int, dict[str, int]]:
        """The row, among the first :data:`HEADER_WITHIN`, that has most of the known headers, and
        their places; no places if there is none. ``known`` finds them in a row.
        """
        best: tuple[int, dict[str, int]] = (0, {})
        for number in list(self.rows)[:HEADER_WITHIN]:
            places = known(self.rows[number])
            if len(places) > len(best[1]):
                best = (number, places)
        return best


def read_sheets(
    path: Path, wanted: Callable[[str], bool], *, most_bytes: int = MOST_BYTES
) -> Iterator[Sheet]:
    """Every sheet, hidden ones too; those whose title is not ``wanted`` come without rows.

    SitesError (Chinese) when the workbook cannot be read safely. ``most_bytes``: sheets into which
    people paste pictures may be larger.
    """
    _guard(path, most_bytes)
    try:
        with path.open("rb") as file:  # openpyxl would leave it open after an error
            with catch_warnings(action="ignore"):  # about styles and dates that openpyxl drops
                book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            for sheet in book.worksheets:
                yield _sheet(path, sheet) if wanted(sheet.title) else Sheet(sheet.title)
    except SitesError:
        raise
    except Exception as error:  # openpyxl raises nearly anything on a damaged file
        if isinstance(error.__cause__ or error, DefusedXmlException):
            raise SitesError(f"{path} 里有不该出现在台账里的 XML 实体，已拒绝打开。") from None
        raise SitesError(
            f"{path} 打不开，文件可能损坏（{type(error).__name__}）。"
            "请用 Excel 或 WPS 打开后，另存为“Excel 工作簿（.xlsx）”再导入。"
        ) from error


def _guard(path: Path, most_bytes: int = MOST_BYTES) -> None:
    save_as = "请用 Excel 或 WPS 打开后，另存为“Excel 工作簿（.xlsx）”再导入。"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise SitesError(f"找不到台账文件 {path}。请检查路径和文件名。") from None
    except OSError as error:
        reason = "它是文件夹" if path.is_dir() else (error.strerror or str(error))
        raise SitesError(f"读不了台账文件 {path}：{reason}。") from None
    if start == _OLE:
        raise SitesError(f"{path} 是旧格式（.xls）或加了密码的文件，读不了。去掉密码，{save_as}")
    if size > most_bytes:
        raise SitesError(
            f"{path} 有 {size / 1e6:.0f} MB，超过 {most_bytes / 1e6:.0f} MB，不像是台账。"
            "请删去图片和无关的工作表后再导入。"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise SitesError(f"{path} 不是 .xlsx 文件。{save_as}") from None
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise SitesError(f"{path} 带有宏，已拒绝打开。{save_as}")
    if not any(name.startswith("xl/") for name in names):
        raise SitesError(f"{path} 不是 Excel 工作簿。{save_as}")
    held = [part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")]
    total = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or total > MOST_UNPACKED + most_bytes - MOST_BYTES
        or max(held, default=0) > MOST_UNPACKED_PART
    ):
        raise SitesError(
            f"{path} 解开后有 {total / 1e6:.0f} MB、{len(parts)} 个部件，大得不正常，已拒绝打开。"
            "常见原因是给整列设了格式：请新建一个工作簿，只把有内容的行复制过去再导入。"
        )


def _sheet(path: Path, source: Any) -> Sheet:
    sheet = Sheet(source.title)
    source.reset_dimensions()  # some exporters write a wrong size, which would cut rows off
    with catch_warnings(action="ignore"):
        for number, cells in enumerate(source.iter_rows(max_col=MOST_COLUMNS), start=1):
            row = [_value(cell) for cell in cells]
            if all(value is None for value in row):
                continue
            if len(sheet.rows) >= MOST_ROWS:
                raise SitesError(
                    f"{path} 工作表“{sheet.title}”超过 {MOST_ROWS} 行，不像是台账。"
                    "请拆成几个文件导入。"
                )
            sheet.rows[number] = row
    for column, first, last in _tall_merges(source):
        _fill_down(sheet, column, first, last)
    return sheet


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type in ("f", "e"):
        return Formula(value if isinstance(value, str) else "=…")
    return value


def _tall_merges(source: Any) -> Iterator[tuple[int, int, int]]:
    """Column and first and last row of merged cells, which mean "the same site as above"."""
    # Streamed sheets do not offer their merges; the path of the sheet's XML is all that is needed.
    with source.parent._archive.open(source._worksheet_path) as file:
        for _, element in iterparse(file):
            if element.tag.endswith("}mergeCell"):
                left, top, _, bottom = range_boundaries(element.get("ref", "A1"))
                if left and top and bottom and bottom > top:
                    yield left - 1, top, bottom
            if not element.tag.endswith("}mergeCells"):
                element.clear()


def _fill_down(sheet: Sheet, column: int, first: int, last: int) -> None:
    top = sheet.rows.get(first)
    if top is None or column >= len(top):
        return
    numbers = list(sheet.rows)
    for number in numbers[bisect_right(numbers, first) : bisect_right(numbers, last)]:
        row = sheet.rows[number]
        if column < len(row) and row[column] is None:
            row[column] = top[column]
