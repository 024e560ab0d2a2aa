"""The parse of a page, in bounded time whatever is in it."""

import re

from selectolax.lexbor import LexborHTMLParser

MANY_TAGS = 5_000
"""Fewer are never nested so deeply that it costs anything."""
DEEPEST = 1_000
"""Browsers nest no deeper than 512; the time of a parse grows with the square of the depth."""
MORE, NEAR = 50, 20
_LISTS = frozenset(("ul", "ol", "dl", "table"))
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
    """The page without tags nested too deeply; the same text when there are none. Lists, tables
    and what has attributes are kept a little deeper: what is read of a page hangs on them.
    """
    opened, depth, kept, at = list[tuple[str, bool]](), 0, list[str](), 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _FLAT or tag[0].endswith("/>"):
            continue
        if not tag[1]:
            telling = name in _LISTS or "=" in tag[0]
            stays = depth < DEEPEST + (MORE if telling else 0)
            opened.append((name, stays))
            depth += stays
        else:
            stays = _closed(opened, name)
            depth = max(0, depth - stays)
        if not stays:
            kept.append(html[at : tag.start()])
            at = tag.end()
    return "".join([*kept, html[at:]]) if kept else html


def _closed(opened: list[tuple[str, bool]], name: str) -> bool:
    """Take the innermost open tag of that name off; whether it is one that stays. What closes nothing
    near stays, too: a parser ignores it.
    """
    for back in range(1, min(len(opened), NEAR) + 1):
        if opened[-back][0] == name:
            return opened.pop(-back)[1]
    return True
