"""Violations axe-core is too strict about: not held against a page, or left to people."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from checks.accessibility.axe import AxeNode

NO_FAULT = "no fault"
"""The rule axe tests is kept after all."""
_WHOLE = re.compile(r"</[\w-]+>\s*$")
_START = re.compile(r"<[^<>]+>")
_DISABLED = re.compile(r"(?:^|[\s._-])disabled?(?![a-z])", re.IGNORECASE)
HOVERS = ("onmouseover", "onmouseenter")
_STOPS = re.compile(r"\bstop\b|scrollamount", re.IGNORECASE)
_NEXT_TO_NOTHING = re.compile(
    r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?=;|$|!)", re.IGNORECASE
)
_SOURCE = re.compile(r"^(?:src|srcset|original|(?:data|lay)-.*)$")


def doubt_about(rule: str, node: AxeNode) -> str:
    """:data:`NO_FAULT`, a Chinese reason to ask a person, or "" when axe can be believed."""
    judge = _JUDGES.get(rule)
    if judge is None or not _START.match(node["html"]):
        return ""
    body = LexborHTMLParser(node["html"]).body
    element = body.child if body is not None else None
    if element is None:
        return ""
    attributes = {name: value or "" for name, value in element.attributes.items()}
    # Long sources are cut off: then there is no telling the whole text.
    whole = _WHOLE.search(node["html"]) is not None
    text = " ".join(element.text().split()) if whole else ""
    return judge(_Node(node["target"], attributes, text))


@dataclass(frozen=True, slots=True)
class _Node:
    """``text`` is "" also where the source was cut off."""

    target: str
    attributes: Mapping[str, str]
    text: str


def _of_label(node: _Node) -> str:
    """Punctuation is not spoken; an abbreviation may be."""
    text, name = node.text, node.attributes.get("aria-label", "")
    if not text or not name:
        return ""
    shown, spoken = _bare(text).split(), _bare(name).split()
    if not shown:
        return ""
    starts = range(len(spoken) - len(shown) + 1)
    if any(spoken[at : at + len(shown)] == shown for at in starts):
        return NO_FAULT
    short = [word.endswith(".") for word in text.split()]
    if len(short) == len(shown) and any(
        all(
            one == other or (is_short and other.startswith(one))
            for one, other, is_short in zip(shown, spoken[at:], short, strict=False)
        )
        for at in starts
    ):
        return "看到的文字像是缩写，语音操作时能否说出，请人工确认。"
    return ""


def _of_contrast(node: _Node) -> str:
    """Signs that say nothing in any language may be mere decoration; what is out of use need not
    be legible.
    """
    if node.text and not any(unicodedata.category(char)[0] in "LN" for char in node.text):
        return "这里只有符号，没有文字，可能只是装饰，请人工确认。"
    if _DISABLED.search(f"{node.attributes.get('class', '')} {node.target}"):
        return "从名称看，这里可能是不能用的按钮或链接，不能用的不要求对比度，请人工确认。"
    return ""


def _of_marquee(node: _Node) -> str:
    """What a mouse can stop is told as of other moving content."""
    if any(_STOPS.search(node.attributes.get(name, "")) for name in HOVERS):
        return "鼠标移上去会停，键盘没有办法，请人工确认。"
    return ""


def _of_image(node: _Node) -> str:
    """A dot that counts visitors is nothing to see; a picture that has not come may be another."""
    attributes = node.attributes
    sizes = {attributes.get("width", ""), attributes.get("height", "")}
    small = len(_NEXT_TO_NOTHING.findall(attributes.get("style", ""))) > 1
    if small or sizes <= {"0", "1", "0px", "1px"}:
        return NO_FAULT
    if not any(value.strip() for name, value in attributes.items() if _SOURCE.match(name)):
        return "这里还没有图片，可能由脚本填入；填入时要同时写上 alt，请人工确认。"
    return ""


def _bare(text: str) -> str:
    """Without punctuation and signs, in small letters, spaces kept."""
    kept = (char for char in text.casefold() if unicodedata.category(char)[0] not in "PS")
    return " ".join("".join(kept).split())


_JUDGES: Mapping[str, Callable[[_Node], str]] = {
    "label-content-name-mismatch": _of_label,
    "color-contrast": _of_contrast,
    "marquee": _of_marquee,
    "image-alt": _of_image,
}
