"""Pictures that people put into a workbook, by sheet and row: floating ones, those that WPS embeds in
cells (``DISPIMG``), those that Excel does. Nothing is decoded; the archive has been guarded already.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from crawler.media.cell_pictures import RELATIONS, in_cells

LARGEST = 20_000_000
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DISPIMG = re.compile(r'DISPIMG\(\s*"([^"]{1,100})"')


@dataclass
class SheetPictures:
    """``rows``: sheet name to row (from 1) to the names of the archive's parts; ``inside`` the same
    for pictures inside cells; ``cells``: the id of a picture embedded by WPS to its part.
    """

    path: Path
    rows: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    inside: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def body(self, part: str) -> bytes:
        """The content of one picture. ValueError (Chinese) when it is too large."""
        with zipfile.ZipFile(self.path) as archive:
            if archive.getinfo(part).file_size > LARGEST:
                raise ValueError(f"表里的图片超过 {LARGEST // 1_000_000} MB，请压缩后再用")
            return archive.read(part)

    def embedded(self, formula: str) -> str:
        """The part that a cell's DISPIMG formula shows, "" when it shows none."""
        found = _DISPIMG.search(formula)
        return self.cells.get(found[1], "") if found else ""


def pictures_of(path: Path) -> SheetPictures:
    """Where the pictures of an .xlsx are; none for anything that has another shape."""
    found = SheetPictures(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for title, sheet in _sheets(archive):
                for drawing in _targets(archive, names, sheet, "/drawing"):
                    for row, part in _anchors(archive, names, drawing):
                        found.rows.setdefault(title, {}).setdefault(row, []).append(part)
                links = {name: part for name, (_, part) in _rels(archive, RELATIONS).items()}
                for row, part in in_cells(archive, sheet, links):
                    if part in names:
                        found.inside.setdefault(title, {}).setdefault(row, []).append(part)
            found.cells.update(_embedded(archive, names))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError):
        pass  # no pictures, then; what the cells say is read all the same
    return found


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title and part of every sheet."""
    parts = _rels(archive, "xl/workbook.xml")
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        if _local(sheet) == "sheet" and (
            part := parts.get(sheet.get(f"{_REL}id", ""), ("", ""))[1]
        ):
            yield sheet.get("name", ""), part


def _anchors(archive: zipfile.ZipFile, names: set[str], drawing: str) -> Iterator[tuple[int, str]]:
    """Row (from 1) and part of every picture of a drawing."""
    parts = _rels(archive, drawing)
    for anchor in fromstring(archive.read(drawing)):
        row = next((e.text for e in anchor.iter() if _local(e) == "row"), None)
        for blip in (e for e in anchor.iter() if _local(e) == "blip"):
            part = parts.get(blip.get(f"{_REL}embed", ""), ("", ""))[1]
            if row is not None and row.isdecimal() and part in names:
                yield int(row) + 1, part


def _embedded(archive: zipfile.ZipFile, names: set[str]) -> Mapping[str, str]:
    part = "xl/cellimages.xml"
    if part not in names:
        return {}
    parts = _rels(archive, part)
    found = {}
    for image in fromstring(archive.read(part)):
        ident = next((e.get("name", "") for e in image.iter() if _local(e) == "cNvPr"), "")
        blip = next((e for e in image.iter() if _local(e) == "blip"), None)
        target = parts.get(blip.get(f"{_REL}embed", ""), ("", ""))[1] if blip is not None else ""
        if ident and target in names:
            found[ident] = target
    return found


def _targets(archive: zipfile.ZipFile, names: set[str], part: str, kind: str) -> Iterator[str]:
    for what, target in _rels(archive, part).values():
        if what.endswith(kind) and target in names:
            yield target


def _rels(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part by id: their kind, and the part they lead to inside the archive."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in archive.namelist():
        return {}
    found = {}
    for one in fromstring(archive.read(listed)):
        if one.get("TargetMode") == "External":
            continue
        target = one.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[one.get("Id", "")] = (one.get("Type", ""), posixpath.normpath(whole))
    return found


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
