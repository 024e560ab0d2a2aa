"""Read a file that is not online yet: its text with places, links, pictures. Nothing is stored."""

import re
from pathlib import Path
from urllib.parse import unquote

from checks.documents.archives import Archive
from checks.documents.extract import extract
from checks.documents.limits import Budget, UnreadableError
from checks.documents.magic import kind_of
from checks.documents.texts import decoded
from checks.page import Page, SiteFacts
from checks.prose import runs
from checks.wordlist import Wordlist
from crawler.charset import decode
from reports.draft_lines import Lines
from reports.draft_links import addresses
from reports.draft_model import Draft, Image, Level, Link, Remark
from reports.draft_word import parts

_HIDDEN_SHEET = re.compile(r"工作表“(.*?)”（隐藏）")
_EXTERNAL = re.compile(r"<Relationship\b[^>]*?/hyperlink\"[^>]*>")
_TARGET = re.compile(r'Target="([^"]*)"')
_PAGES = (".htm", ".html", ".shtml", ".xhtml")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff，、；])[^\S\t]+(?=[\u4e00-\u9fff])")


def read(data: bytes, name: str, words: Wordlist | None = None) -> Draft:
    """A draft from bytes; never raises for what they contain. ``name`` is the file's name."""
    suffix = Path(name).suffix.lower()
    if suffix in _PAGES and kind_of(data) in ("", "html", "txt", "xml"):
        return _html(data, name, words)
    got = extract(data, name)
    if got.kind == "html":
        return _html(data, name, words)
    kind, blocks = got.kind, got.blocks
    if kind == "txt" and suffix == ".csv":
        kind = "csv"
    if kind == "pdf":  # a line of a page ends where the paper ends
        blocks = tuple((place, _BETWEEN_HAN.sub("", text)) for place, text in blocks)
    links = [link for place, text in got.blocks for link in addresses(place, text)]
    images: list[Image] = []
    remarks: list[Remark] = []
    problem = got.problem
    try:
        if got.kind == "docx":
            more = parts(data)
            links, images, remarks = [*more.links, *links], more.images, more.remarks
        elif got.kind == "xlsx":
            links += _sheet_links(data)
            remarks = _hidden(got.blocks)
        elif got.kind == "pdf":
            more_links, remarks = _pdf(data)
            links += more_links
    except UnreadableError as error:
        problem = problem or str(error)
    except Exception as error:  # noqa: BLE001 - a broken file makes parsers raise anything
        problem = problem or f"文件的一部分无法读取（{type(error).__name__}）"
    return Draft(name, kind, blocks, tuple(links), tuple(images), tuple(remarks), problem=problem)


def _html(data: bytes, name: str, words: Wordlist | None) -> Draft:
    html = decode(data).html if data else ""
    if not html.strip():
        return Draft(name, "html", problem="文件是空的")
    page = Page("", html, status=0, site=SiteFacts(wordlist=words))
    lines = Lines(page)
    blocks = [(lines.place(e), text.strip()) for e, text in runs(page) if text.strip()]
    links = [
        Link(lines.place(a), " ".join(a.get_text().split()), str(a["href"]))
        for a in page.tags["a"]
        if a.has_attr("href")
    ]
    inside = {link.href for link in links}
    written = (link for place, text in blocks for link in addresses(place, text))
    links += [link for link in written if link.href not in inside]
    return Draft(name, "html", tuple(blocks), tuple(links), page=page)


def _sheet_links(data: bytes) -> list[Link]:
    archive = Archive(data, Budget())
    links = []
    for name in archive.infos:
        if name.startswith("xl/worksheets/_rels/"):
            for relation in _EXTERNAL.findall(decoded(archive.read(name))):
                target = _TARGET.search(relation)
                if target:
                    href = unquote(target[1]) if target[1].startswith("file:") else target[1]
                    links.append(Link("工作表", "", href.replace("&amp;", "&")))
    return links


def _hidden(blocks: tuple[tuple[str, str], ...]) -> list[Remark]:
    names = dict.fromkeys(m[1] for place, _ in blocks if (m := _HIDDEN_SHEET.match(place)))
    return [
        Remark(
            Level.CHECK, "文件", f"工作表“{name}”", f"隐藏的工作表“{name}”会随文件一起公开",
            "不该公开的，删除后再发布；只隐藏不算删除。",
        )
        for name in names
    ]  # fmt: skip


def _pdf(data: bytes) -> tuple[list[Link], list[Remark]]:
    import io

    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    links = []
    for number, page in enumerate(reader.pages, 1):
        for annotation in page.get("/Annots") or ():
            action = annotation.get_object().get("/A")
            address = action.get_object().get("/URI") if action is not None else None
            if address is not None:
                links.append(Link(f"第 {number} 页", "", str(address)))
    marked = reader.root_object.get("/MarkInfo")
    tagged = marked is not None and bool(marked.get_object().get("/Marked"))
    if tagged:
        return links, []
    return links, [
        Remark(
            Level.HINT, "无障碍", "全文", "PDF 没有标签结构，读屏软件难以按顺序朗读，图片也没有替代文本",
            "用 Word 等另存为 PDF 时勾选“文档结构标记”；正文最好直接发网页。",
        )
    ]  # fmt: skip
