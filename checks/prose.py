"""The running text of a page: what a reader reads as Chinese prose, with the element it stands in."""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from checks.page import Page

# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "dfn", "em", "font", "i", "ins",
    "label", "mark", "nobr", "q", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr",
))
_UNREAD = frozenset((
    "script", "style", "template", "textarea", "code", "pre", "kbd", "samp", "var", "del", "s",
    "strike", "object", "svg", "math",
))
# fmt: on
_SPACE = re.compile(r"\s+")


def runs(page: Page) -> Iterator[tuple[Tag, str]]:
    """The page's title, then runs of text with their block element, in page order.

    Inline elements are joined, ``<br>`` is a newline. Left out: scripts, code, struck-out text and
    elements marked as another language.
    """
    yield from ((tag, tag.get_text()) for tag in page.tags["title"][:1])
    current: Tag | None = None
    words: list[str] = []
    for node in page.soup.body.descendants if page.soup.body else ():
        if isinstance(node, Tag):
            words += ["\n"] if node.name == "br" else []
            continue
        if isinstance(node, PreformattedString) or not isinstance(node, NavigableString):
            continue
        block = _block(node)
        if block is not current:
            if current is not None:
                yield current, "".join(words)
            current, words = block, []
        words.append(_SPACE.sub(" ", str(node)))
    if current is not None:
        yield current, "".join(words)


def _block(node: NavigableString) -> Tag | None:
    """The block element a text belongs to; None when it is not Chinese prose to be read."""
    block: Tag | None = None
    for parent in node.parents:
        if parent.name in _UNREAD or _is_foreign(parent):
            return None
        if block is None and parent.name not in _INLINE:
            block = parent
    return block


def _is_foreign(element: Tag) -> bool:
    """Whether an element other than the whole page is marked as not Chinese."""
    language = str(element.get("lang") or "").lower()
    return bool(language) and element.name != "html" and not language.startswith("zh")
