"""The parse of a page, in bounded time whatever is in it."""

import re

from selectolax.lexbor import LexborHTMLParser

MANY_TAGS = 5_000
"""Fewer are never nested so deeply that it costs anything."""
DEEPEST = 1_000
"""Browsers nest no deeper than 512; the time of a parse grows with the square of the depth."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,2000}>?")
_FLAT = frozenset(
    # void, or ended by what follows, or ending themselves: they do not nest in one another
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
        "optgroup",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "rp",
        "rt",
        "html",
        "head",
        "body",
        "a",
        "button",
        "nobr",
    ]
)


def tree_of(html: str) -> LexborHTMLParser:
    """Parse a page. Tags nested deeper than :data:`DEEPEST` are left out, what is in them is not."""
    return LexborHTMLParser(flattened(html) if html.count("<") > MANY_TAGS else html)


def flattened(html: str) -> str:
    """The page without tags nested too deeply; the same text when there are none."""
    depth, kept, at = 0, list[str](), 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _FLAT or tag[0].endswith("/>"):
            continue
        inside = depth > DEEPEST if tag[1] else depth >= DEEPEST
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if inside:
            kept.append(html[at : tag.start()])
            at = tag.end()
    return "".join([*kept, html[at:]]) if kept else html
