"""Guides to services (办事指南): which of the eight elements a page gives.

Fact ``guide``: ``found`` and ``empty``, lists of element names. Fact ``guide_unread``: the title
promises a guide and nothing of it can be read.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.page import Page, PageKind, Reading

_GUIDE = re.compile(
    r"(?:办事|服务|办理|申请|申办|业务)指南|服务事项|事项详情|事项信息|办事服务|一次性告知"
)
_TITLE = re.compile(r"(?:办事|服务|办理|申请|申办)指南(?!汇编|目录|查询|服务平台)")
_MARKS = re.compile(
    r"^[\s【\[（(]*(?:[第]?[一二三四五六七八九十]{1,3}[、.．)）]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}\s?[、.．)）])?\s*|[\s】\]:：]+$"
)
_SPLIT = re.compile(r"[:：]")
_AND = re.compile(r"[、和及与/]")
_LONGEST, _FEW = 16, 3
_STRONG = frozenset(("事项名称", "设定依据"))
_WORDS = ("办理", "申请", "受理", "设定依据")


@cache
def elements() -> Mapping[str, str]:
    """Way of writing -> element."""
    text = files("checks").joinpath("guide_elements.toml").read_text(encoding="utf-8")
    told: Mapping[str, list[str]] = tomllib.loads(text)["elements"]
    return {written: name for name, ways in told.items() for written in ways}


@cache
def names() -> tuple[str, ...]:
    """The eight elements, in the order of the rule."""
    return tuple(dict.fromkeys(elements().values()))


def guide_facts(
    page: Page, seen: Outline, reading: Reading, place: str, words: str
) -> Mapping[str, Any]:
    """The elements of a guide; nothing of pages that are none."""
    if reading.kind is PageKind.HOME or not any(word in words for word in _WORDS):
        return {}
    hinted = bool(_GUIDE.search(place))
    if not hinted and "依据" not in words:
        return {}
    found, empty = _found(seen)
    have = set(found) - set(empty)
    titled = bool(_TITLE.search(reading.title.split("_")[0]))
    article = reading.kind is PageKind.ARTICLE
    if titled and not found and article:
        return {"guide_unread": True}
    is_guide = len(found) >= _FEW and (titled or (hinted and not article) or set(found) >= _STRONG)
    if not is_guide and not (titled and found and reading.kind is not PageKind.COLUMN):
        return {}
    if page.column is not None or len(reading.items) >= 5:
        return {}
    return {
        "guide": {
            "found": [name for name in names() if name in have],
            "empty": [name for name in names() if name in empty and name not in have],
        }
    }


def _found(seen: Outline) -> tuple[list[str], list[str]]:
    """(named elements, those of them whose value is certainly empty)."""
    found: list[str] = []
    empty: set[str] = set()
    filled: set[str] = set()
    for text in seen.texts:
        if text.zone in (HEADER, NAV, FOOTER):
            continue
        for name in _named(text.value):
            found.append(name)
            (empty if _is_empty_cell(seen, text.block) else filled).add(name)
    return found, sorted(empty - filled)


def _named(value: str) -> Iterator[str]:
    """Elements a text names: a label alone, or in front of a colon."""
    head = _MARKS.sub("", _SPLIT.split(value[:40], maxsplit=1)[0])
    if len(head) > _LONGEST or (len(value) > _LONGEST + 8 and not _SPLIT.search(value[:20])):
        return
    known = elements()
    if head in known:
        yield known[head]
        return
    parts = _AND.split(head)
    if len(parts) > 1:  # 办理时间、地点 is both 办理时间 and 办理地点
        whole = (part if part in known else parts[0][:2] + part for part in parts)
        yield from (known[part] for part in whole if part in known)


def _is_empty_cell(seen: Outline, block: int) -> bool:
    """Whether the label stands in a table row of its own label and an empty cell."""
    for at in seen.ancestors(block):
        row = seen.blocks[at]
        if row.tag == "tr":
            cells = [b for b in seen.blocks[at + 1 : at + 12] if b.parent == at]
            return (
                len(cells) == 2
                and row.last_text - row.first_text == 1
                and row.last_link == row.first_link
            )
    return False
