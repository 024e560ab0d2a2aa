"""Where in its site a page stands, in words: title, configured column, breadcrumb."""

import re

from checks.outline import Outline
from checks.page import Page, Reading

_CRUMB = re.compile(r"(?:当前|您的?|你的?|现在的?|所在)(?:所在)?的?(?:位置|栏目)")
_AFTER, _LONGEST = 12, 160


def place_of(page: Page, seen: Outline, reading: Reading, words: str) -> str:
    """Such as "我要咨询_某区人民政府 首页 > 互动交流 > 我要咨询". ``words``: all texts of the page."""
    column = page.column
    own = f"{column.name} {column.kind}" if column else reading.labels.get("ColumnName", "")
    path = crumb(seen) if "位置" in words or "栏目" in words else ""
    return f"{reading.title} {own} {path}"


def crumb(seen: Outline) -> str:
    """The breadcrumb without its first words, "" when the page has none."""
    for index, text in enumerate(seen.texts):
        value = text.value
        if len(value) > _LONGEST or not ("位置" in value or "栏目" in value):
            continue
        if m := _CRUMB.search(value):
            end = min(_end(seen, index), index + _AFTER)
            after = [value[m.end() :], *(t.value for t in seen.texts[index + 1 : end])]
            return " ".join(after)[:_LONGEST]
    return ""


def _end(seen: Outline, index: int) -> int:
    """The end of the smallest part of the page that holds more than the text itself."""
    for at in seen.ancestors(seen.texts[index].block):
        block = seen.blocks[at]
        if block.last_text - block.first_text > 1:
            return block.last_text
    return index + 1
