"""Where an element stands in its page: a short CSS path, and the source around it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from weakref import ref

from bs4 import Tag
from bs4.element import NavigableString

from checks.made_up_names import is_made_up
from checks.masking import mask

EXCERPT_LENGTH = 300
_PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_MANY_DIGITS = re.compile(r"\d{5}")
_SPACE = re.compile(r"\s+")


def css_path(element: Tag) -> str:
    """A path that selects only this element: from the nearest usable id, else from ``html``."""
    steps: list[str] = []
    node: Tag | None = element
    while node is not None and node.name != "[document]":
        anchor = _unique_id(node)
        if anchor:
            steps.append(anchor)
            break
        steps.append(_step(node))
        node = node.parent
    return " > ".join(reversed(steps))


def _unique_id(node: Tag) -> str:
    """``#id`` when the page has this id once and it does not look generated; "" otherwise."""
    name = node.get("id")
    if not isinstance(name, str) or not _PLAIN_ID.match(name) or _looks_generated(name):
        return ""
    root = node
    while root.parent is not None:
        root = root.parent
    return f"#{name}" if _ids.of(root)[name] == 1 else ""


def _looks_generated(name: str) -> bool:
    return bool(_MANY_DIGITS.search(name)) or is_made_up(name)


class _Ids:
    """How often each id occurs in the tree asked about last: one walk, not one for each path."""

    def __init__(self) -> None:
        self._root: Callable[[], Tag | None] = lambda: None
        self._counts: Counter[str] = Counter()

    def of(self, root: Tag) -> Counter[str]:
        if self._root() is not root:
            self._counts = Counter(_ids_below(root))
            self._root = ref(root)
        return self._counts


def _ids_below(root: Tag) -> Iterator[str]:
    node = root.contents[0] if root.contents else None
    while node is not None:  # the root has no parent: the chain ends with its last descendant
        if isinstance(node, Tag) and "id" in node.attrs:
            yield str(node.attrs["id"])
        node = node.next_element


_ids = _Ids()


def _step(node: Tag) -> str:
    """``li:nth-of-type(3)``, or the bare name when no sibling shares it."""
    if node.parent is None:
        return node.name
    alike = [c for c in node.parent.children if isinstance(c, Tag) and c.name == node.name]
    if len(alike) == 1:
        return node.name
    place = next(n for n, sibling in enumerate(alike, 1) if sibling is node)
    return f"{node.name}:nth-of-type({place})"


def excerpt(element: Tag) -> str:
    """The element's source on one line, at most 300 characters.

    When it is longer, its start tag and the beginning of its text.
    """
    if sum(1 for _ in zip(element.descendants, range(40), strict=False)) < 40:
        whole = mask(_one_line(str(element)))
        if len(whole) <= EXCERPT_LENGTH:
            return whole
    attributes = "".join(f' {name}="{_text(value)}"' for name, value in element.attrs.items())
    start = f"<{element.name}{attributes}>"
    words: list[str] = []
    for piece in element.descendants:
        if isinstance(piece, NavigableString):
            words.append(str(piece))
            if sum(map(len, words)) > EXCERPT_LENGTH:
                break
    return clip(_one_line(start + " ".join(words)))


def clip(text: str) -> str:
    """At most 300 characters, with an ellipsis when something was cut; personal data is masked
    first, lest half a number be left that nobody recognises any more.
    """
    text = mask(text)
    return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1] + "…"


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
