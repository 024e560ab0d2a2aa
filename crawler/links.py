"""The links of a page or a style sheet: what a browser would load or a reader could follow.

Comments, strings in scripts and ``<noscript>`` give none. About 0.25 ms for a 20 KB page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.tree import tree_of
from crawler.urls import ROOTED, Joiner, canonical


class Kind(StrEnum):
    """The way a page points to something."""

    ANCHOR = "anchor"
    FRAME = "frame"
    STYLE = "style"
    SCRIPT = "script"
    IMAGE = "image"
    MEDIA = "media"


_PLAIN = (
    ("a", "href", Kind.ANCHOR),
    ("area", "href", Kind.ANCHOR),
    ("iframe", "src", Kind.FRAME),
    ("frame", "src", Kind.FRAME),
    ("script", "src", Kind.SCRIPT),
    ("img", "src", Kind.IMAGE),
    ("video", "src", Kind.MEDIA),
    ("audio", "src", Kind.MEDIA),
    ("source", "src", Kind.MEDIA),
    ("track", "src", Kind.MEDIA),
    ("embed", "src", Kind.MEDIA),
    ("object", "data", Kind.MEDIA),
)
_CSS_URL = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\s\"']+))\s*\)", re.IGNORECASE)
_CSS_IMPORT = re.compile(r"@import\s+(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_CSS_IMPORT_URL = re.compile(r"@import\s+$", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)
_RARE = re.compile(r"url\(|srcset|background|poster|@import", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Links:
    """``found`` maps each distinct address (without fragment) to the first kind of link to it.

    ``bad`` maps values that are no addresses to the Chinese reason.
    """

    found: dict[str, Kind]
    bad: dict[str, str]


def of_page(html: str, url: str, charset: str, joiner: Joiner) -> Links:
    """Links of a page whose final address is ``url``; ``charset`` is what its bytes were in."""
    if "noscript" in html or "NOSCRIPT" in html:
        # With scripts on, browsers take it for text; it hides traps such as <iframe src="*.htm">.
        html = _NOSCRIPT.sub("", html)
    tree = tree_of(html)
    base = _base(tree, url)
    # Browsers write queries in the page's encoding, UTF-16 pages and unknown ones in UTF-8.
    table = joiner.table(base, "utf-8" if charset.startswith("utf") else charset)
    found: dict[str, Kind] = {}
    bad: dict[str, str] = {}
    near, rooted, join = table.near, table.rooted, table.join
    for tag, name, kind in _PLAIN:
        for node in tree.tags(tag):
            raw = node.attrs.get(name)
            if raw:
                address = (rooted if raw.startswith(ROOTED) else near).get(raw)
                if address is None:
                    address = join(raw)
                if address and address not in found:
                    found[address] = kind
    for kind, raw in _values(tree, html):
        address = join(raw)
        if address:
            found.setdefault(address, kind)
    for address in [a for a in found if a[0] == "!"]:
        reason, _, raw = address[1:].partition("\n")
        bad[raw] = reason
        del found[address]
    return Links(found, bad)


def of_css(css: str, url: str, joiner: Joiner) -> Links:
    """Links of a style sheet, which are relative to the sheet itself."""
    table = joiner.table(url, "utf-8")
    found: dict[str, Kind] = {}
    for kind, raw in _css(css):
        address = table.join(raw)
        if address and address[0] != "!":
            found.setdefault(address, kind)
    return Links(found, {})


def _base(tree: LexborHTMLParser, url: str) -> str:
    for node in tree.tags("base"):
        href = node.attrs.get("href")
        if href:
            try:
                return canonical(urljoin(url, href.strip()))
            except ValueError:  # browsers pass over it, too
                return url
    return url


def _values(tree: LexborHTMLParser, html: str) -> Iterator[tuple[Kind, str]]:
    for node in tree.tags("link"):
        yield from _link(node)
    for node in tree.tags("meta"):
        if (node.attrs.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(node.attrs.get("content") or "")
            if match:
                yield Kind.ANCHOR, match[1]
    if _RARE.search(html):
        yield from _rare(tree)


def _link(node: LexborNode) -> Iterator[tuple[Kind, str]]:
    href = node.attrs.get("href")
    rel = (node.attrs.get("rel") or "").lower().split()
    if href and "stylesheet" in rel:
        yield Kind.STYLE, href
    elif href and any(word.endswith("icon") for word in rel):
        yield Kind.IMAGE, href


def _rare(tree: LexborHTMLParser) -> Iterator[tuple[Kind, str]]:
    for node in tree.css('[style*="url("],[background],[srcset],[poster]'):
        attrs = node.attrs
        if background := attrs.get("background"):
            yield Kind.IMAGE, background
        if poster := attrs.get("poster"):
            yield Kind.IMAGE, poster
        if srcset := attrs.get("srcset"):
            for part in _candidates(srcset):
                yield Kind.IMAGE, part
        if style := attrs.get("style"):
            yield from _css(style)
    for node in tree.tags("style"):
        yield from _css(node.text(deep=True))


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a srcset: separated by commas with white space, each with a descriptor."""
    for part in re.split(r",\s+|\s*,\s*(?=https?:|/)", srcset.strip()):
        words = part.split()
        if words and not words[0].startswith("data:"):
            yield words[0].rstrip(",")


def _css(css: str) -> Iterator[tuple[Kind, str]]:
    css = _CSS_COMMENT.sub("", css)
    for match in _CSS_URL.finditer(css):
        value = match[1] or match[2] or match[3]
        if value and not value.startswith(("data:", "#", "about:")):
            imported = _CSS_IMPORT_URL.search(css, max(0, match.start() - 12), match.start())
            yield Kind.STYLE if imported else Kind.IMAGE, value
    for match in _CSS_IMPORT.finditer(css):
        yield Kind.STYLE, match[1] or match[2]


def candidates(attribute: str, value: str) -> Iterator[str]:
    """The addresses inside a ``srcset``, ``style`` or (of a refresh) ``content`` attribute."""
    if attribute == "srcset":
        yield from _candidates(value)
    elif attribute == "style":
        for _, raw in _css(value):
            yield raw
    elif match := _REFRESH.match(value):
        yield match[1]
