"""Pictures that newer versions of Excel place inside cells: the cell itself reads ``#VALUE!``.

A cell names an entry of the value metadata, which leads over a rich value and its relation to the
picture. Anything of another shape is no picture.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring, iterparse

METADATA, VALUES = "xl/metadata.xml", "xl/richData/rdrichvalue.xml"
RELATIONS = "xl/richData/richValueRel.xml"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def in_cells(
    archive: zipfile.ZipFile, sheet: str, targets: dict[str, str]
) -> Iterator[tuple[int, str]]:
    """Row (from 1) and part of every picture inside a cell. ``targets``: the relations of
    :data:`RELATIONS`, id to part.
    """
    parts = _pictures(archive, targets)
    if not parts:
        return
    with archive.open(sheet) as file:
        for _, element in iterparse(file):
            if element.tag.endswith("}c") and (number := element.get("vm", "")).isdecimal():
                row = re.search(r"\d+$", element.get("r", ""))
                part = parts.get(int(number))
                if row and part:
                    yield int(row[0]), part
            if element.tag.endswith("}row"):
                element.clear()


def _pictures(archive: zipfile.ZipFile, targets: dict[str, str]) -> dict[int, str]:
    """The number a cell names (from 1) to the part of its picture."""
    if not {METADATA, VALUES, RELATIONS} <= set(archive.namelist()):
        return {}
    metadata = fromstring(archive.read(METADATA))
    future = [
        e.get("i", "") for part in _children(metadata, "futureMetadata") for e in _all(part, "rvb")
    ]
    named = [
        e.get("v", "") for part in _children(metadata, "valueMetadata") for e in _all(part, "rc")
    ]
    values = [
        next((v.text or "" for v in rv if _local(v) == "v"), "")
        for rv in _all(fromstring(archive.read(VALUES)), "rv")
    ]
    relations = [
        targets.get(e.get(f"{_REL}id", ""), "")
        for e in _all(fromstring(archive.read(RELATIONS)), "rel")
    ]
    found = {}
    for number, place in enumerate(named, start=1):
        part = _at(relations, _at(values, _at(future, place)))
        if part:
            found[number] = part
    return found


def _at(listed: list[str], place: str) -> str:
    return listed[int(place)] if place.isdecimal() and int(place) < len(listed) else ""


def _children(root: Element, name: str) -> list[Element]:
    return [e for e in root if _local(e) == name]


def _all(root: Element, name: str) -> list[Element]:
    return [e for e in root.iter() if _local(e) == name]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
