"""Violations axe-core is too strict about: not held against a page, or left to people."""

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

from checks.accessibility.axe import AxeNode

NO_FAULT = "no fault"
"""The rule axe tests is kept after all."""
_WHOLE = re.compile(r"</[\w-]+>\s*$")


def doubt_about(rule: str, node: AxeNode) -> str:
    """:data:`NO_FAULT`, a Chinese reason to ask a person, or "" when axe can be believed."""
    judge = {"label-content-name-mismatch": _of_label, "color-contrast": _of_contrast}.get(rule)
    if judge is None or not _WHOLE.search(node["html"]):
        return ""  # long sources are cut off
    body = LexborHTMLParser(node["html"]).body
    element = body.child if body is not None else None
    if element is None:
        return ""
    name = element.attributes.get("aria-label") or ""
    return judge(" ".join(element.text().split()), name)


def _of_label(text: str, name: str) -> str:
    """Punctuation is not spoken; an abbreviation may be."""
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


def _of_contrast(text: str, _: str) -> str:
    """Signs that say nothing in any language may be mere decoration."""
    if text and not any(unicodedata.category(char)[0] in "LN" for char in text):
        return "这里只有符号，没有文字，可能只是装饰，请人工确认。"
    return ""


def _bare(text: str) -> str:
    """Without punctuation and signs, in small letters, spaces kept."""
    kept = (char for char in text.casefold() if unicodedata.category(char)[0] not in "PS")
    return " ".join("".join(kept).split())
