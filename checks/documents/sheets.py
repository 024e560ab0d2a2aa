"""Tables, row by row: xls, csv, and tables of HTML that call themselves xls."""

import csv
import io
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser

from checks.documents.limits import Budget, UnreadableError
from checks.documents.texts import decoded

_MOST_COLUMNS = 500
_CELL = 2000


def xls(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Rows of all worksheets of an Excel 97-2003 file."""
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=io.StringIO())
    except XLRDError as error:
        if "encrypt" in str(error).lower():
            raise UnreadableError("文件设有密码，无法打开") from error
        raise UnreadableError("文件已损坏，无法打开") from error
    for number, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(number)
        hidden = "（隐藏）" if sheet.visibility else ""
        rows = (sheet.row_values(n, 0, _MOST_COLUMNS) for n in range(sheet.nrows))
        yield from _rows(f"工作表“{name}”{hidden}", rows, budget)
        book.unload_sheet(number)


def comma_separated(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Rows of a csv file; a row the csv rules cannot take is read as plain text."""
    try:
        yield from _rows("表格", csv.reader(io.StringIO(decoded(data), newline="")), budget)
    except csv.Error as error:
        raise UnreadableError("表格格式有误，只检查了前面的部分") from error


def html_table(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Rows of tables in HTML, and its text outside tables."""
    tree = LexborHTMLParser(decoded(data))
    tree.strip_tags(["script", "style"])
    rows = tree.css("tr")
    cells = ([c.text(strip=True) for c in row.css("td,th")] for row in rows)
    yield from _rows("表格", cells, budget)
    if not rows and tree.body is not None:
        for number, line in enumerate(tree.body.text(separator="\n").splitlines(), 1):
            if line.strip():
                budget.take(line)
                yield f"第 {number} 行", line.strip()


def _rows(
    where: str, rows: Iterable[Iterable[object]], budget: Budget
) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(rows, 1):
        text = "\t".join(map(_shown, row)).rstrip("\t")
        budget.take(text)
        if text:
            yield f"{where}第 {number} 行", text


def _shown(value: object) -> str:
    """A cell as people see it: a number without the decimal point Excel adds."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return " ".join(str(value)[:_CELL].split())
