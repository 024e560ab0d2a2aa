"""Paragraphs and table rows of docx, pptx and OFD files, and the text of old doc files."""

import io
import re
import struct
from collections.abc import Iterator

from checks.documents.archives import Archive
from checks.documents.limits import Budget, UnreadableError
from checks.documents.xml_events import drop, events

_DOCX = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml\Z")
_PPTX = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml\Z")
_OFD = re.compile(r"Doc_\d+/Pages/Page_\d+/Content\.xml\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def docx(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Paragraphs, and the rows of tables as one text each, of the body, notes and comments."""
    archive = Archive(data, budget)
    names = sorted((n for n in archive.infos if _DOCX.match(n)), key=lambda n: "document" not in n)
    if not names:
        raise UnreadableError("文件里没有正文，可能已损坏")
    for name in names:
        yield from _paragraphs(archive.read(name), budget)


def pptx(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Paragraphs of slides and speakers' notes."""
    archive = Archive(data, budget)
    for name in archive.infos:
        if _PPTX.match(name):
            yield from _paragraphs(archive.read(name), budget)


def ofd(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """The text pieces of every page of an OFD file."""
    archive = Archive(data, budget)
    names = [n for n in archive.infos if _OFD.match(n)]
    if not names:
        raise UnreadableError("没有读到 OFD 文件的页面")
    for number, name in enumerate(names, 1):
        budget.take_page()
        pieces = [
            element.text or ""
            for event, tag, element in events(archive.read(name))
            if event == "end" and tag == "TextCode"
        ]
        text = "\n".join(pieces)
        budget.take(text)
        if text.strip():
            yield f"第 {number} 页", text


def _paragraphs(xml: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    number, row, text = 0, list[str](), list[str]()
    depth = 0
    for event, name, element in events(xml):
        if event == "start":
            depth += name == "tbl"
            continue
        if name == "t":
            text.append(element.text or "")
        elif name in ("tab", "br"):
            text.append(" ")
        elif name == "p":
            number += 1
            whole = "".join(text).strip()
            text.clear()
            budget.take(whole)
            if depth:
                row.append(whole)
            elif whole:
                yield f"第 {number} 段", whole
            drop(element)
        elif name == "tr":
            whole = "\t".join(row).strip()
            row.clear()
            if whole:
                yield f"表格（第 {number} 段附近）", whole
            drop(element)
        elif name == "tbl":
            depth -= 1
            drop(element)


def doc(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    """Paragraphs of a Word 97-2003 file, through its piece table; cells are parted by tabs."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            body = ole.openstream("WordDocument").read()
            if len(body) < 0x1AA or body[:2] != b"\xec\xa5":
                raise UnreadableError("文件已损坏，无法打开")
            flags = struct.unpack_from("<H", body, 0x0A)[0]
            if flags & 0x0100:
                raise UnreadableError("文件设有密码，无法打开")
            table = ole.openstream("1Table" if flags & 0x0200 else "0Table").read()
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise UnreadableError("文件已损坏，无法打开") from error
    start, length = struct.unpack_from("<II", body, 0x01A2)
    try:
        text = "".join(_pieces(body, table[start : start + length]))
    except (struct.error, IndexError) as error:
        raise UnreadableError("文件已损坏，无法读完") from error
    for number, paragraph in enumerate(text.replace("\x07\x07", "\r").split("\r"), 1):
        whole = _CONTROL.sub("", paragraph.replace("\x07", "\t").replace("\x0b", " ")).strip()
        budget.take(whole)
        if whole:
            yield f"第 {number} 段", whole


def _pieces(body: bytes, clx: bytes) -> Iterator[str]:
    """The pieces of text named by a CLX structure ([MS-DOC] 2.9.38), in reading order."""
    at = 0
    while clx[at] == 1:  # formatting changes come first
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plan = clx[at + 5 : at + 5 + size]
    count = (len(plan) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plan)
    for n in range(count):
        (where,) = struct.unpack_from("<I", plan, 4 * (count + 1) + 8 * n + 2)
        length = ends[n + 1] - ends[n]
        if where & 0x4000_0000:
            start = (where & 0x3FFF_FFFF) // 2
            yield body[start : start + length].decode("cp1252", "replace")
        else:
            yield body[where : where + 2 * length].decode("utf-16-le", "replace")
