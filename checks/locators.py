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
NTH = ":nth-of-type("
ROW_GROUPS = ("tbody", "thead", "tfoot", "caption", "colgroup", "col")
_PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_MANY_DIGITS = re.compile(r"\d{5}")
_SPACE = re.compile(r"\s+")


def css_path(element: Tag) -> str:
    """A path that selects only this element: from the nearest usable id, else from ``html``.

    It is one of the tree browsers make: a row that stands in its table without ``tbody`` has one
    there. :func:`element_at` finds the element in the tree that was parsed.
    """
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


def element_at(soup: Tag, path: str) -> Tag | None:
    """The element of a path by :func:`css_path`; None when there is none."""
    first, *steps = path.split(" > ")
    node = soup.find(id=first[1:]) if first[:1] == "#" else soup.find(first, recursive=False)
    while steps and isinstance(node, Tag):
        step = steps.pop(0)
        if node.name == "table" and step.startswith("tbody"):
            placed = {path: part for part, path in _in_table(node)}
            node = placed.get(step) or placed.get(f"{step} > {steps.pop(0)}" if steps else "")
            continue
        name, _, place = step.rstrip(")").partition(NTH)
        alike = node.find_all(name, recursive=False)
        node = next(iter(alike[int(place or 1) - 1 :]), None)
    return node if isinstance(node, Tag) else None


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
    if node.name in ("tr", "tbody") and node.parent.name == "table":
        return next(step for one, step in _in_table(node.parent) if one is node)
    alike = [c for c in node.parent.children if isinstance(c, Tag) and c.name == node.name]
    if len(alike) == 1:
        return node.name
    place = next(n for n, sibling in enumerate(alike, 1) if sibling is node)
    return _nth(node.name, place, len(alike))


def _in_table(table: Tag) -> Iterator[tuple[Tag, str]]:
    """The bodies of a table and its rows without one, with the steps from the table to each.

    Browsers put each run of such rows into a body.
    """
    rows = dict[int, list[Tag]]()
    bodies = dict[int, Tag]()
    running = False
    for child in table.find_all(True, recursive=False):
        if child.name == "tr":
            rows.setdefault(len(rows) + len(bodies) + (not running), []).append(child)
            running = True
        elif child.name in ROW_GROUPS:
            running = False
            if child.name == "tbody":
                bodies[len(rows) + len(bodies) + 1] = child
    many = len(rows) + len(bodies)
    for number, body in bodies.items():
        yield body, _nth("tbody", number, many)
    for number, several in rows.items():
        for place, row in enumerate(several, 1):
            yield row, f"{_nth('tbody', number, many)} > {_nth('tr', place, len(several))}"


def _nth(name: str, place: int, of: int) -> str:
    return name if of == 1 else f"{name}{NTH}{place})"


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
