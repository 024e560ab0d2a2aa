"""What style sheets say is not displayed on a screen: ``display`` alone, as far as rules go.

Scripts may display it all the same, and what is displayed by them at a click is said here not to be:
an answer is a reason to doubt, never more.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import soupsieve
from bs4 import Tag

LARGEST = 2_000_000
"""Characters; a longer sheet is not read."""
LONGEST = 300
_ALWAYS, _SOMETIMES, _NEVER = 2, 1, 0
_BRACES = re.compile(r"([{}])")
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*([a-z-]+)[^;!]*(!\s*important)?", re.IGNORECASE)
_STATE = re.compile(r":(?:hover|focus(?:-within|-visible)?|active|target|checked)(?![\w-])")
_IDS, _CLASSES = re.compile(r"#[\w-]"), re.compile(r"\.[\w-]|\[|(?<!:):(?!:)")
_TAGS = re.compile(r"(?:^|[\s>+~])[a-z]", re.IGNORECASE)
_LAST = re.compile(r"[^\s>+~]*\Z")
_NAMES = re.compile(r"[.#][\w-]+")
_OTHER_MEDIA = ("print", "speech", "aural", "braille", "embossed", "handheld", "tty", "tv", "projection")


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector that says something of ``display``. ``name`` is a class (".x") or id ("#x") its
    elements have, "" when it asks for none.
    """

    selector: str
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

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_name = defaultdict[str, list[tuple[int, Rule]]](list)
        for number, rule in enumerate(rules):
            self._by_name[rule.name].append((number, rule))
        self._hides = any(rule.hides for rule in rules)
        self._known: dict[int, str] = {}

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
        names = [f"#{node['id']}"] if node.get("id") else []
        classes = node.get("class") or ()
        names += [f".{one}" for one in ([classes] if isinstance(classes, str) else classes)]
        own = _DISPLAY.search(str(node.get("style") or ""))
        strongest: tuple[tuple[bool, tuple[int, int, int], int], Rule] | None = None
        for number, rule in (one for name in ("", *names) for one in self._by_name.get(name, ())):
            rank = (rule.important, rule.weight, number)
            if own and not rule.important or strongest and rank < strongest[0]:
                continue
            if _matches(rule.selector, node):
                strongest = (rank, rule)
        return strongest[1].selector if strongest and strongest[1].hides else ""


def _matches(selector: str, node: Tag) -> bool:
    try:
        return bool(soupsieve.match(_STATE.sub("", selector) or "*", node))
    except soupsieve.SelectorSyntaxError:
        return False


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
        names = _NAMES.findall(_LAST.search(selector)[0])  # type: ignore[index]
        patterns = (_IDS, _CLASSES, _TAGS)
        ids, classes, tags = (len(pattern.findall(selector)) for pattern in patterns)
        yield Rule(selector, names[0] if names else "", hides, important, (ids, classes, tags))


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
