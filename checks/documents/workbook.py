"""Rows of xlsx workbooks, read straight from their XML: hidden sheets too, formats ignored."""

import posixpath
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from checks.documents.archives import Archive
from checks.documents.limits import Budget, UnreadableError
from checks.documents.xml_events import drop, events

_WORKBOOK = "xl/workbook.xml"
_CELL = 2000
_MOST_COLUMNS = 500
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def xlsx(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Rows of all worksheets with their cells parted by tabs; what is hidden is published too."""
    archive = Archive(data, budget)
    if _WORKBOOK not in archive.infos:
        raise UnreadableError("文件里没有工作簿，可能已损坏")
    shared = list(_shared_strings(archive, budget))
    for name, hidden, path in _sheets(archive):
        where = f"工作表“{name}”{'（隐藏）' if hidden else ''}"
        if path in archive.infos:
            for number, text in _rows(archive.read(path), shared):
                budget.take(text)
                if text:
                    yield f"{where}第 {number} 行", text


def _sheets(archive: Archive) -> list[tuple[str, bool, str]]:
    """(name, hidden, path in the archive) of each worksheet."""
    paths = {}
    if "xl/_rels/workbook.xml.rels" in archive.infos:
        for event, tag, element in events(archive.read("xl/_rels/workbook.xml.rels")):
            if event == "start" and tag == "Relationship":
                target = element.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                paths[element.get("Id", "")] = posixpath.normpath(path)
    found = []
    for event, tag, element in events(archive.read(_WORKBOOK)):
        if event == "start" and tag == "sheet":
            relation = element.get(_RELATION) or element.get(_STRICT_RELATION) or ""
            hidden = element.get("state", "visible") != "visible"
            found.append((element.get("name", ""), hidden, paths.get(relation, "")))
    return found


def _shared_strings(archive: Archive, budget: Budget) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in archive.infos:
        return
    for event, tag, element in events(archive.read("xl/sharedStrings.xml")):
        if event == "end" and tag == "si":
            text = _texts(element)
            budget.text -= len(text)
            budget.rows += 1  # a string is no row, but takes time like one
            budget.take("")
            yield text
            drop(element)


def _rows(xml: bytes, shared: list[str]) -> Iterator[tuple[int, str]]:
    number = 0
    for event, tag, row in events(xml):
        if event == "end" and tag == "row":
            told = row.get("r", "")
            number = int(told) if told.isdigit() else number + 1
            cells = [_value(cell, shared) for cell in islice(row, _MOST_COLUMNS)]
            yield number, "\t".join(cells).rstrip("\t")
            drop(row)


def _value(cell: etree._Element, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), ""
    if kind == "inlineStr":
        return _shown(_texts(cell))
    for child in cell:
        if child.tag.endswith("}v") or child.tag == "v":
            value = child.text or ""
    if kind == "s":
        return _shown(shared[int(value)]) if value.isdigit() and int(value) < len(shared) else ""
    return _number(value) if kind == "n" else _shown(value)


def _texts(element: etree._Element) -> str:
    return "".join(e.text or "" for e in element.iter("{*}t"))


def _number(value: str) -> str:
    """A number as people see it: 13800138000 and not 1.3800138E10."""
    if "E" in value or "e" in value or value.endswith(".0"):
        try:
            as_float = float(value)
        except ValueError:
            return value
        if as_float.is_integer() and abs(as_float) < 1e15:
            return str(int(as_float))
    return value


def _shown(text: str) -> str:
    return " ".join(text[:_CELL].split())
