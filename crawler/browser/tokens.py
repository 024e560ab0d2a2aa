"""Structural tokens: what an element is for an accessibility rule, without what it says.

A token is the *class path* of an element (the chain of ``tag.class1.class2`` from the root) and its
*risk signature*: the attributes and contents rules look at. Two elements with the same token on
pages of one template nearly always pass or fail together. ``tools.token`` in
``checks/accessibility/page_tools.js`` is the same function over the live document; the two are
compared element by element in the tests, so change both or neither.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from checks.tree import tree_of
from crawler.browser.token_style import normal_style

DEEPEST = 120
"""Elements below this depth have no token; the engine itself flattens what is much deeper."""
MOST_ELEMENTS = 60_000
LONGEST_STEP = 200
TEMPLATE_DEPTH = 6
CLOSED = frozenset(("script", "style", "template", "noscript"))
"""What is in them is no part of the page as it is drawn."""
DRAWN = frozenset(("svg", "math"))
"""One element as far as structure goes; what is inside them has their token."""
FIELDS = frozenset(("input", "select", "textarea"))
PUSHED = frozenset(("submit", "button", "reset", "image"))
WITH_CHILDREN = frozenset(
    ("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "select", "object", "video",
     "audio", "a", "button", "fieldset", "figure", "details")
)  # fmt: skip
VALUED = frozenset(
    ("role", "lang", "type", "tabindex", "color", "bgcolor", "scope", "autocomplete", "accesskey")
)
STATED = frozenset(("alt", "title", "placeholder", "for", "summary"))
PRESENT = frozenset(
    ("hidden", "disabled", "contenteditable", "controls", "autoplay", "muted", "loop", "usemap")
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
PAGE_WIDE = HEADINGS | {"title", "main"}
WORDED = frozenset(
    ("aria-label", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
     "aria-activedescendant", "aria-details", "aria-errormessage", "aria-flowto",
     "aria-placeholder", "aria-roledescription", "aria-valuetext", "aria-valuenow",
     "aria-valuemin", "aria-valuemax", "aria-setsize", "aria-posinset", "aria-rowindex",
     "aria-colindex", "aria-rowcount", "aria-colcount", "aria-keyshortcuts", "aria-description")
)  # fmt: skip
READ_METAS = frozenset(("viewport", "refresh"))
UNHEARD = frozenset(("onload", "onerror", "onunload"))

_BLANK = "\t\n\v\f\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_TRIMMED = "\t\n\f\r "
_NO_SPACE = str.maketrans("", "", _TRIMMED)
_SEEN = re.compile(f"[^{_BLANK}]")
_SPACES = re.compile("[\t\n\f\r ]+")
_LONG_NUMBER = re.compile("[0-9]{4,}")
_NOSCRIPT = re.compile(r"(<noscript\b[^>]*>).*?(?=</noscript)", re.IGNORECASE | re.DOTALL)
# What sliders put on and take off while they move.
_MOVING = re.compile(
    "^(?:is-(?:active|visible|prev|next|selected)"
    "|(?:swiper|slick|splide|glide|flickity|owl)-(?:[a-z-]+-)?(?:active|visible|current|cloned|"
    "center|duplicate|initialized|loaded)"
    "|swiper-slide-(?:[a-z]+-)?(?:next|prev)"
    "|swiper-(?:horizontal|vertical|backface-hidden|watch-progress))$"
)
TEXT, NAME, TH, FOCUS = 1, 2, 4, 8


@dataclass(slots=True)
class Tokens:
    """What a page is made of. ``tokens`` are written out, ``paths`` are class paths of at most
    :data:`TEMPLATE_DEPTH` steps, ``sheets`` and ``scripts`` addresses as the page writes them,
    ``styles`` and ``code`` the texts of inline ones. ``elements`` counts them.
    """

    tokens: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    sheets: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    elements: int = 0
    base: str = ""


def tokens_of(html: str) -> Tokens:
    """The tokens of a page as its source has them (about 1 ms for 20 KB)."""
    if "<noscript" in html or "<NOSCRIPT" in html:
        # Where scripts run, what is inside is text and does not shape the tree.
        html = _NOSCRIPT.sub(r"\1", html)
    tree = tree_of(html)
    return _Walk(tree).made if tree.root is not None else Tokens()


class _Walk:
    """One walk over a parsed page, from the leaves up."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self.made = Tokens()
        self._labelled: set[str] | None = None
        self._title = self._h1 = self._heading = self._main = 0
        root = tree.root
        while root is not None and root.tag != "html":  # comments and the doctype come first
            root = root.next
        if root is not None:
            self._element(root, "", 1)

    def _element(self, node: LexborNode, above: str, depth: int) -> int:
        """Take an element and all below it; the bits say what it has inside."""
        made, tag, attributes = self.made, node.tag or "", node.attributes
        made.elements += 1
        css = attributes.get("class")
        step = label(tag, css) if css else tag
        path = f"{above}>{step}" if above else step
        bits, kinds = 0, set[str]() if tag in WITH_CHILDREN else None
        if tag in CLOSED:
            self._loaded(node, tag, attributes)
        elif tag in DRAWN:
            bits = _drawn(node)
        elif depth < DEEPEST and made.elements < MOST_ELEMENTS:
            child = node.child
            while child is not None:
                name = child.tag
                if name == "-text":
                    if not bits & TEXT and _SEEN.search(child.text_content or ""):
                        bits |= TEXT
                elif name and name[0] not in "-!" and not _becomes_shadow(name, child):
                    if kinds is not None:
                        kinds.add(name)
                    bits |= self._element(child, path, depth + 1)
                child = child.next
        if tag == "link" or tag == "base":
            self._loaded(node, tag, attributes)
        elif tag in PAGE_WIDE or "role" in attributes:
            self._page_wide(tag, attributes, bits)
        if depth <= TEMPLATE_DEPTH:
            made.paths.add(path)
        plain = not kinds and len(attributes) == (css is not None)
        said = "" if plain else signature(tag, attributes, bits, kinds or ())
        if tag in FIELDS:
            said += ";L" if self._is_labelled(attributes.get("id")) else ""
        elif tag == "html":
            said += f";page={self._title}{min(self._h1, 2)}{self._heading}{self._main}"
        has = "t" if bits & TEXT else "n" if bits & NAME else ""
        made.tokens.add(f"{path}|{said}|{has}")
        if tag == "table":
            bits &= ~TH
        elif tag == "th":
            bits |= TH
        if tag in FIELDS or tag == "button" or (tag == "a" and "href" in attributes):
            bits |= FOCUS
        if plain or tag == "html":
            return bits
        get = attributes.get
        return bits | NAME if get("alt") or get("title") or get("aria-label") else bits

    def _page_wide(self, tag: str, attributes: Mapping[str, str | None], bits: int) -> None:
        """What rules about the page as a whole look for."""
        if tag == "title":
            self._title = self._title or bits & TEXT
        elif tag == "main" or attributes.get("role") == "main":
            self._main = 1
        elif tag in HEADINGS or attributes.get("role") == "heading":
            self._heading = 1
            self._h1 += tag == "h1"

    def _is_labelled(self, number: str | None) -> bool:
        if not number:
            return False
        if self._labelled is None:
            found = (node.attributes.get("for") for node in self._tree.css("label[for]"))
            self._labelled = {name for name in found if name}
        return number in self._labelled

    def _loaded(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Style sheets and scripts, outside and in the page."""
        made = self.made
        if tag == "link":
            if "stylesheet" in (attributes.get("rel") or "").lower() and attributes.get("href"):
                made.sheets.append(attributes["href"] or "")
        elif tag == "base":
            made.base = made.base or attributes.get("href") or ""
        elif tag == "style":
            made.styles.append(node.text(deep=True))
        elif tag == "script":
            if attributes.get("src"):
                made.scripts.append(attributes["src"] or "")
            else:
                made.code.append(node.text(deep=True))


def _becomes_shadow(name: str, node: LexborNode) -> bool:
    """Whether the parser makes a shadow tree of it, which is no part of the document's own."""
    return name == "template" and "shadowrootmode" in node.attributes


def _drawn(node: LexborNode) -> int:
    return TEXT if _SEEN.search(node.text(deep=True)) else 0


@lru_cache(maxsize=20_000)
def label(tag: str, css: str) -> str:
    """One step of a class path: classes sorted, long numbers and moving states left out."""
    names = {_LONG_NUMBER.sub("0", name) for name in _SPACES.split(css) if name}
    kept = sorted(name for name in names if not _MOVING.match(name))
    return ".".join([tag, *kept])[:LONGEST_STEP]


def signature(
    tag: str, attributes: Mapping[str, str | None], bits: int, kinds: Collection[str]
) -> str:
    """What rules look at, in a fixed order."""
    if tag == "meta":
        return _meta(attributes)
    said = [one for name, value in attributes.items() if (one := _said(tag, name, value or ""))]
    if len(said) > 1:
        said.sort()
    if tag in WITH_CHILDREN and kinds:
        said.append("+" + ",".join(sorted(kinds)))
    if tag == "table" and bits & TH:
        said.append("th")
    if bits & FOCUS and ("role" in attributes or "aria-hidden" in attributes):
        said.append("focus")
    return ";".join(said)


def _said(tag: str, name: str, value: str) -> str:
    if name == "class" or name == "id" or name == "src":
        return ""
    if name == "href":
        return "href=" + _where(value)
    if name == "style":
        return f"style={style}" if (style := normal_style(value)) else ""
    if name in STATED:
        return f"{name}={_state(value)}"
    if name in VALUED:
        return f"{name}={value.strip(_TRIMMED).lower()[:20]}"
    if name in PRESENT:
        return name
    if name[:5] == "aria-":
        return f"{name}={_state(value) if name in WORDED else value.strip(_TRIMMED)[:20]}"
    if name[:2] == "on" and name not in UNHEARD:
        return name
    if name == "target" and value.lower() == "_blank":
        return "blank"
    if tag == "input" and name == "value":
        return f"value={_state(value)}"
    return ""


def _meta(attributes: Mapping[str, str | None]) -> str:
    """Only those that change how the page is shown."""
    name = (attributes.get("name") or attributes.get("http-equiv") or "").lower()
    if name not in READ_METAS:
        return ""
    return f"{name}={(attributes.get('content') or '').lower().translate(_NO_SPACE)[:120]}"


def _where(href: str) -> str:
    href = href.strip(_TRIMMED)
    if not href:
        return "0"
    if href[0] == "#":
        return "#" if len(href) == 1 else "#x"
    return "js" if href[:11].lower() == "javascript:" else "x"


def _state(value: str) -> str:
    return "1" if _SEEN.search(value) else "0"


@lru_cache(maxsize=200_000)
def number_of(text: str) -> int:
    """64 bits of a token or class path."""
    return int.from_bytes(hashlib.blake2b(text.encode(errors="replace"), digest_size=8).digest())


def short(token: str) -> str:
    """A token as it is stored with what was gathered: its path and itself, 16 letters each."""
    if not token:
        return ""
    return f"{_letters(token.partition('|')[0])}.{_letters(token)}"


def numbers_of(said: str) -> tuple[int, int] | None:
    """Path and token of what :func:`short` made, as :func:`number_of` gives them; else None."""
    if not _SHORT.fullmatch(said):
        return None
    path, _, token = said.partition(".")
    return _number(path), _number(token)


def shortened(gathered: Any) -> Any:
    """What gather functions gave, with the short forms of the tokens in it."""
    if isinstance(gathered, dict):
        return {
            name: short(value) if name == "token" and isinstance(value, str) else shortened(value)
            for name, value in gathered.items()
        }
    return [shortened(one) for one in gathered] if isinstance(gathered, list) else gathered


_DIGITS = "0123456789abcdef"
_LETTERS = "abcdefghijklmnop"  # digits could be taken for somebody's number and starred out
_SHORT = re.compile(f"[{_LETTERS}]{{16}}[.][{_LETTERS}]{{16}}")
_TO_LETTERS = str.maketrans(_DIGITS, _LETTERS)
_TO_DIGITS = str.maketrans(_LETTERS, _DIGITS)


def _letters(text: str) -> str:
    return f"{number_of(text):016x}".translate(_TO_LETTERS)


def _number(letters: str) -> int:
    return int(letters.translate(_TO_DIGITS), 16)
