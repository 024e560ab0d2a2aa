"""What a Word file holds besides its text: links, pictures with their descriptions, traces of work."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from checks.documents.archives import Archive
from checks.documents.limits import Budget, UnreadableError
from reports.draft_model import Image, Level, Link, Remark

BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_FIELD = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]*)"', re.IGNORECASE)


@dataclass(slots=True)
class WordParts:
    """Links and pictures in reading order, and remarks."""

    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def parts(data: bytes) -> WordParts:
    """Read them; raises :class:`UnreadableError` when the file is broken or too large."""
    archive = Archive(data, Budget())
    if BODY not in archive.infos:
        return WordParts()
    targets = {}
    if RELATIONS in archive.infos:
        targets = {
            e.get("Id", ""): e.get("Target", "")
            for _, e in _events(archive.read(RELATIONS))
            if _local(e.tag) == "Relationship"
        }
    found = _Reader(targets).read(archive.read(BODY))
    if "word/comments.xml" in archive.infos:
        found.remarks.append(
            Remark(
                Level.CHECK, "文件", "全文", "文件里还有批注，作为附件发布时批注也会公开",
                "在“审阅”里删除全部批注后再发布。",
            )
        )  # fmt: skip
    return found


class _Reader:
    """One pass over the body. Paragraphs are counted as the text reader counts them."""

    def __init__(self, targets: dict[str, str]) -> None:
        self.targets = targets
        self.found = WordParts()
        self.paragraph = 0
        self.fallback = 0
        self.changes = ""

    def read(self, xml: bytes) -> WordParts:
        for event, element in _events(xml, starts=True):
            name = _local(element.tag)
            if event == "start":
                self.fallback += name == "Fallback"
                continue
            if name == "Fallback":
                self.fallback -= 1
            elif name == "p":
                self.paragraph += 1
                element.clear()  # all that is wanted in it has ended before it
            elif not self.fallback:
                self._take(name, element)
        if self.changes:
            self.found.remarks.append(
                Remark(
                    Level.CHECK, "文件", self.changes, "文件里还有没有处理的修订，改动前后的文字都会公开",
                    "在“审阅”里接受或拒绝全部修订，关闭修订模式后再发布。",
                )
            )  # fmt: skip
        return self.found

    @property
    def place(self) -> str:
        return f"第 {self.paragraph + 1} 段"

    def _take(self, name: str, element: Element) -> None:
        if name == "hyperlink":
            href = self.targets.get(_attribute(element, "id"), "")
            if href or not _attribute(element, "anchor"):
                self.found.links.append(Link(self.place, _text(element), href))
        elif name == "instrText" and (match := _FIELD.search(element.text or "")):
            self.found.links.append(Link(self.place, "", match[1]))
        elif name in ("inline", "anchor") and _inside(element, "pic"):
            properties = next(iter(_inside(element, "docPr")), None)
            if properties is not None and not _is_decoration(properties):
                alt = properties.get("descr") or properties.get("title") or ""
                self.found.images.append(Image(self.place, alt.strip()))
        elif name == "pict" and _inside(element, "imagedata"):
            alt = next((e.get("alt") or "" for e in _inside(element, "shape")), "")
            self.found.images.append(Image(self.place, alt.strip()))
        elif name in ("ins", "del") and not self.changes and _inside(element, "r"):
            self.changes = self.place


def _is_decoration(properties: Element) -> bool:
    return any(e.get("val") in ("1", "true") for e in _inside(properties, "decorative"))


def _inside(element: Element, name: str) -> list[Element]:
    return [e for e in element.iter() if _local(e.tag) == name]


def _text(element: Element) -> str:
    return "".join(e.text or "" for e in _inside(element, "t")).strip()


def _attribute(element: Element, name: str) -> str:
    return next((v for key, v in element.attrib.items() if _local(key) == name), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _events(xml: bytes, *, starts: bool = False) -> Iterator[tuple[str, Element]]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(io.BytesIO(xml), events=("start", "end") if starts else ("end",))
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableError("文件已损坏，无法读完") from error
