"""One walk over a parsed page: its texts and links in reading order, and what encloses them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

HEADER, NAV, ASIDE, FOOTER = "header", "nav", "aside", "footer"
_SILENT = frozenset(
    ("style", "template", "textarea", "option", "object", "svg", "title", "-comment", "-doctype")
)
_ZONE_TAGS = {"header": HEADER, "nav": NAV, "aside": ASIDE, "footer": FOOTER}
_ZONE_NAMES = (
    (re.compile(r"foot|copyright|banquan|friend-?link|yqlj", re.IGNORECASE), FOOTER),
    (re.compile(r"(?:^|[\W_])(?:nav|menu|crumb|breadcrumb|position|location|dqwz)"
                r"|nav(?:$|[\W_])|menu(?:$|[\W_])", re.IGNORECASE), NAV),
    (re.compile(r"(?:^|[\W_])(?:header|top-?bar|topbox)(?:$|[\W_])", re.IGNORECASE), HEADER),
)  # fmt: skip
_ANY_ZONE = re.compile(
    r"foot|copyright|banquan|link|yqlj|nav|menu|crumb|position|location|dqwz|header|top",
    re.IGNORECASE,
)
_ZONED = frozenset(
    (
        "div",
        "ul",
        "ol",
        "section",
        "main",
        "table",
        "tbody",
        "td",
        "header",
        "nav",
        "aside",
        "footer",
    )
)
_NOTED = _ZONED | frozenset(("a", "input", "select", "img", "iframe", "frame"))
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_LEVELS = 60
MOST = 0.6
"""A part holding more of the page's texts than this is the page, whatever its class says."""
MENU_ITEM = 12
"""No item of a menu is longer; titles of articles are."""


@dataclass(slots=True)
class Block:
    """An element. Links and texts inside it are the half-open ranges given."""

    tag: str
    parent: int
    first_link: int
    first_text: int
    last_link: int = 0
    last_text: int = 0


@dataclass(slots=True)
class Link:
    """An ``<a href>`` as written; ``text`` is what it shows, or its picture's alt text.

    ``at`` is the index of its first text, or of the text after it when it has none.
    """

    href: str
    title: str
    block: int
    at: int
    zone: str = ""
    text: str = ""


@dataclass(slots=True)
class Text:
    """A run of visible characters, white space folded. ``link`` is -1 outside links."""

    value: str
    block: int
    link: int
    zone: str = ""


@dataclass(slots=True, eq=False)
class Outline:
    """What one walk found. ``inputs`` are the visible form fields as (type, name and id)."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    inputs: list[tuple[str, str]] = field(default_factory=list)
    frames: int = 0
    scripts: list[str] = field(default_factory=list)
    """Source of the scripts in the page; "" for one that is fetched."""
    hollow: int = 0
    """Containers with an id and nothing in them: places for a script to fill."""
    zones: list[tuple[int, str]] = field(default_factory=list)

    def text_of(self, block: int) -> str:
        """The texts of a block, joined by single spaces."""
        at = self.blocks[block]
        return " ".join(t.value for t in self.texts[at.first_text : at.last_text])

    def ancestors(self, block: int) -> Iterator[int]:
        """The block itself, then what encloses it, innermost first; not without end."""
        for _ in range(_LEVELS):
            if block < 0:
                return
            yield block
            block = self.blocks[block].parent


def outline(tree: LexborHTMLParser) -> Outline:
    """Walk a parsed page once. About 0.5 ms for 1,500 nodes."""
    out = Outline()
    root = tree.body or tree.root
    if root is not None:
        _walk(root, out)
        _mark_zones(out)
        _name_links(out)
    return out


def _walk(root: LexborNode, out: Outline) -> None:
    """Without recursion: a hostile page may be nested thousands deep."""
    blocks, links, texts = out.blocks, out.links, out.texts
    blocks.append(Block(root.tag or "", -1, 0, 0))
    at, link = 0, _note(root, root.tag or "", 0, -1, out)
    children = root.iter(include_text=True)
    outer: list[tuple[Iterator[LexborNode], int, int]] = []
    while True:
        for child in children:
            name = child.tag
            if name == "-text":
                words = (child.text_content or "").split()
                if words:
                    value = " ".join(words)
                    if not value.isascii():
                        value = _INVISIBLE.sub("", value)
                    texts.append(Text(value, at, link))
            elif name == "script":
                out.scripts.append(child.text() or "")
            elif name not in _SILENT:
                outer.append((children, at, link))
                blocks.append(Block(name or "", at, len(links), len(texts)))
                at = len(blocks) - 1
                if name in _NOTED:
                    link = _note(child, name, at, link, out)
                children = child.iter(include_text=True)
                break
        else:
            block = blocks[at]
            block.last_link, block.last_text = len(links), len(texts)
            if not outer:
                return
            children, at, link = outer.pop()


def _note(node: LexborNode, tag: str, at: int, link: int, out: Outline) -> int:
    """Record what matters of an element; returns the link its texts belong to."""
    attributes = node.attributes
    if tag == "a":
        href = attributes.get("href")
        if href is not None:
            out.links.append(Link(href.strip(), attributes.get("title") or "", at, len(out.texts)))
            return len(out.links) - 1
    elif tag in ("input", "select"):
        kind = (attributes.get("type") or "text").lower() if tag == "input" else "select"
        name = f"{attributes.get('name') or ''} {attributes.get('id') or ''}"
        out.inputs.append((kind, f"{name} {attributes.get('placeholder') or ''}"))
    elif tag == "img":
        if link >= 0 and not out.links[link].text:
            out.links[link].text = (attributes.get("alt") or "").strip()
    elif tag in ("iframe", "frame"):
        out.frames += not _is_hidden(attributes)
    elif tag in _ZONED:
        if zone := _ZONE_TAGS.get(tag) or _named_zone(attributes):
            out.zones.append((at, zone))
        elif attributes.get("id") and _is_empty(node):
            out.hollow += 1
    return link


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """Counters come in frames of no size."""
    style = (attributes.get("style") or "").replace(" ", "").lower()
    sizes = {(attributes.get(name) or "").removesuffix("px") for name in ("width", "height")}
    return "display:none" in style or bool(sizes & {"0", "1"}) or "width:0" in style


def _is_empty(node: LexborNode) -> bool:
    child = node.first_child
    if child is None:
        return True
    return child.next is None and child.tag == "-text" and not (child.text_content or "").strip()


def _named_zone(attributes: Mapping[str, str | None]) -> str:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if names == " " or not _ANY_ZONE.search(names):
        return ""
    return next((zone for pattern, zone in _ZONE_NAMES if pattern.search(names)), "")


def _mark_zones(out: Outline) -> None:
    """Inner zones are marked last, so that they win; a zone with nearly everything is none.

    Except a menu: on an empty page it may well hold most of the texts, and is still a menu.
    """
    for at, zone in out.zones:
        block = out.blocks[at]
        inside = out.texts[block.first_text : block.last_text]
        most = MOST / 2 if zone == FOOTER else MOST
        if len(inside) > most * len(out.texts) and not _is_menu(zone, inside):
            continue
        for text in out.texts[block.first_text : block.last_text]:
            text.zone = zone
        for link in out.links[block.first_link : block.last_link]:
            link.zone = zone


def _is_menu(zone: str, inside: list[Text]) -> bool:
    return zone in (NAV, HEADER) and all(len(text.value) <= MENU_ITEM for text in inside)


def _name_links(out: Outline) -> None:
    shown: dict[int, list[str]] = {}
    for text in out.texts:
        if text.link >= 0:
            shown.setdefault(text.link, []).append(text.value)
    for index, values in shown.items():
        out.links[index].text = " ".join(values)
