"""What style sheets say is not displayed on a screen: ``display`` alone, as far as rules go.

Scripts may display it all the same, and what is displayed by them at a click is said here not to be:
an answer is a reason to doubt, never more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import soupsieve
from bs4 import Tag

LARGEST = 2_000_000
"""Characters; a longer sheet is not read."""
LONGEST = 300
MOST_WORK = 20_000
"""About 20 µs each: so long rules are held against one page's elements; what is left is in doubt."""
_FIRST, _SLOW = 10, 30
TOO_MANY = "样式规则太多，没有看完"
_ALWAYS, _SOMETIMES, _NEVER = 2, 1, 0
_BRACES = re.compile(r"([{}])")
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*([a-z-]+)[^;!]*(!\s*important)?", re.IGNORECASE)
_STATE = re.compile(r":(?:hover|focus(?:-within|-visible)?|active|target|checked)(?![\w-])")
_IDS, _CLASSES = re.compile(r"#[\w-]"), re.compile(r"\.[\w-]|\[|(?<!:):(?!:)")
_TAGS = re.compile(r"(?:^|[\s>+~])[a-z]", re.IGNORECASE)
_LAST = re.compile(r"[^\s>+~]*\Z")
_COSTLY = re.compile(r"[:~+]")
_TAG = re.compile(r"[a-z][\w-]*|", re.IGNORECASE)
_INSIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NAMES = re.compile(r"[.#][\w-]+")
_OTHER_MEDIA = (
    "print",
    "speech",
    "aural",
    "braille",
    "embossed",
    "handheld",
    "tty",
    "tv",
    "projection",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector that says something of ``display``. ``names`` are the classes (".x") and ids ("#x")
    it asks for; ``name`` is one of these that its elements themselves have, else their tag or "".
    """

    selector: str
    names: frozenset[str]
    name: str
    hides: bool
    important: bool
    weight: tuple[int, int, int]


def rules_of(sheet: str, media: str = "") -> Sequence[Rule]:
    """The rules of one style sheet that hold on screens. What hides only on some screens is left out,
    what shows on some is in.
    """
    return _rules(sheet, media.strip().lower()) if len(sheet) <= LARGEST else ()


class Shown:
    """Answers for the elements of one page, under the rules of all its sheets in their order."""

    def __init__(self, rules: Sequence[Rule], elements: Iterable[Tag]) -> None:
        there = {name for element in elements for name in _names(element)}
        self._by_name = defaultdict[str, list[tuple[int, Rule]]](list)
        for number, rule in enumerate(rules):
            if rule.names <= there:
                self._by_name[rule.name].append((number, rule))
        self._hides = any(rule.hides for some in self._by_name.values() for _, rule in some)
        self._known: dict[int, str] = {}
        self._left = MOST_WORK
        self._read: dict[str, soupsieve.SoupSieve | None] = {}

    def hidden_by(self, element: Tag) -> str:
        """The selector that keeps the element, or what it lies in, off the screen; "" when none does."""
        node: Tag | None = element
        while self._hides and node is not None and node.parent is not None:
            if id(node) not in self._known:
                self._known[id(node)] = self._of(node)
            if selector := self._known[id(node)]:
                return selector
            node = node.parent
        return ""

    def _of(self, node: Tag) -> str:
        own = _DISPLAY.search(str(node.get("style") or ""))
        strongest: tuple[tuple[bool, tuple[int, int, int], int], Rule] | None = None
        for number, rule in (
            one for name in ("", node.name, *_names(node)) for one in self._by_name.get(name, ())
        ):
            rank = (rule.important, rule.weight, number)
            if (own and not rule.important) or (strongest and rank < strongest[0]):
                continue
            if self._left < 0:
                return TOO_MANY
            if self._matches(rule.selector, node):
                strongest = (rank, rule)
        return strongest[1].selector if strongest and strongest[1].hides else ""

    def _matches(self, selector: str, node: Tag) -> bool:
        self._left -= _SLOW if _COSTLY.search(selector) else 1
        if selector not in self._read:
            self._left -= _FIRST
            self._read[selector] = _compiled(_STATE.sub("", selector) or "*")
        read = self._read[selector]
        return read is not None and read.match(node)


def _names(element: Tag) -> Iterator[str]:
    if number := element.get("id"):
        yield f"#{number}"
    classes = element.get("class") or ()
    yield from (f".{one}" for one in ([classes] if isinstance(classes, str) else classes))


def _compiled(selector: str) -> soupsieve.SoupSieve | None:
    """None for what is no selector, or one of a pseudo-element: no element is meant."""
    try:
        return soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError):
        return None


@lru_cache(maxsize=64)
def _rules(sheet: str, media: str) -> tuple[Rule, ...]:
    return tuple(_read(_without_comments(sheet), _on_screens(media)))


def _read(sheet: str, outside: int) -> Iterator[Rule]:
    # What each open brace belongs to: how often it holds, and the selectors if it is a rule.
    opened: list[tuple[int, str]] = []
    before = ""
    for part in _BRACES.split(sheet):
        if part == "{":
            holds, within = opened[-1] if opened else (outside, "")
            head = before.rpartition(";")[2].strip()
            opened.append((_NEVER, "") if within else _begun(head, holds))
        elif part == "}" and opened:
            holds, selectors = opened.pop()
            if selectors:
                yield from _said(selectors, before, holds)
        before = part if part not in ("{", "}") else ""


def _begun(head: str, holds: int) -> tuple[int, str]:
    if not head.startswith("@"):
        return holds, head
    word, _, query = head.partition(" ") if " " in head else head.partition("(")
    match word.lower():
        case "@media":
            return min(holds, _on_screens(query.strip().lower())), ""
        case "@supports" | "@container" | "@layer" | "@scope":
            return (holds if word.lower() == "@layer" else min(holds, _SOMETIMES)), ""
    return _NEVER, ""


def _said(selectors: str, declarations: str, holds: int) -> Iterator[Rule]:
    said = list(_DISPLAY.finditer(declarations))
    if not said or holds == _NEVER:
        return
    hides, important = said[-1][1].lower() == "none", bool(said[-1][2])
    if hides and holds != _ALWAYS:
        return
    for selector in map(str.strip, selectors.split(",")):
        if not selector or len(selector) > LONGEST:
            continue
        if hides and _STATE.search(selector):
            continue
        plain = _INSIDE.sub("", selector)
        last = _LAST.search(plain)[0]  # type: ignore[index]
        own = _NAMES.findall(last) or [_TAG.match(last)[0].lower()]  # type: ignore[index]
        patterns = (_IDS, _CLASSES, _TAGS)
        ids, classes, tags = (len(pattern.findall(selector)) for pattern in patterns)
        weight = (ids, classes, tags)
        yield Rule(selector, frozenset(_NAMES.findall(plain)), own[0], hides, important, weight)


def _on_screens(media: str) -> int:
    """How often a media query holds on a screen."""
    return max((_one_query(one.split()) for one in media.split(",")), default=_ALWAYS)


def _one_query(words: Sequence[str]) -> int:
    words = [word for word in words if word != "only"]
    if not words or words in (["all"], ["screen"], ["not", "print"]):
        return _ALWAYS
    negated = words[0] == "not"
    kind = words[1] if negated and len(words) > 1 else words[0]
    if kind in _OTHER_MEDIA:
        return _ALWAYS if negated and len(words) == 2 else _SOMETIMES if negated else _NEVER
    return _NEVER if negated and len(words) == 2 else _SOMETIMES


def _without_comments(sheet: str) -> str:
    """In time that grows with its length, also where a comment is never closed."""
    kept, at = [], 0
    while (start := sheet.find("/*", at)) >= 0:
        kept.append(sheet[at:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        at = end + 2
    return "".join([*kept, sheet[at:]])
