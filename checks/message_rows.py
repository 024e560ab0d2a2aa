"""Rows of message lists: under a row of headings, or with nothing but a state and a date."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.dates import find_dates, tidy
from checks.message_words import OF_MESSAGES, STATUS, field_of
from checks.outline import FOOTER, HEADER, NAV, Outline

_ROW_TAGS = frozenset(("tr", "li", "ul", "dl", "div"))
_FEWEST, _MOST = 3, 12
_MOST_STATES = 1000
_LONGEST_ROW = 40
"""Texts of the longest row."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: its values by field, and the ranges of its texts and links."""

    values: dict[str, str]
    first_text: int
    last_text: int
    first_link: int
    last_link: int


def labelled_cells(seen: Outline) -> Iterator[Cells]:
    """The rows of the first list that has a row of headings naming parts of a message."""
    children = _children(seen)
    for head, below in enumerate(children):
        if seen.blocks[head].tag not in _ROW_TAGS or not _FEWEST <= len(below) <= _MOST:
            continue
        names = [_label(seen, cell) for cell in below]
        dated = {"asked", "answered", "when"} & set(names)
        if dated and OF_MESSAGES & set(names) and len(set(filter(None, names))) >= _FEWEST:
            yield from _below(seen, children, head, names)
            return


def _label(seen: Outline, cell: int) -> str:
    block = seen.blocks[cell]
    return field_of(seen.text_of(cell)) if 1 <= block.last_text - block.first_text <= 3 else ""


def _below(
    seen: Outline, children: list[list[int]], head: int, names: list[str]
) -> Iterator[Cells]:
    tag = seen.blocks[head].tag
    parent = max(seen.blocks[head].parent, 0)
    around = max(seen.blocks[parent].parent, 0)
    last = seen.blocks[around].last_text
    for row in range(head + 1, len(seen.blocks)):
        block = seen.blocks[row]
        if block.first_text >= last and block.first_text > seen.blocks[head].last_text:
            return
        if len(children[row]) != len(names):
            continue
        if block.tag != tag and block.tag not in ("li", "tr"):
            continue
        values = {n: seen.text_of(c) for n, c in zip(names, children[row], strict=True) if n}
        if any(field_of(value) for value in values.values()):
            continue  # the headings again
        if block.last_link > block.first_link or any(map(_has_day, values.values())):
            yield Cells(
                values, block.first_text, block.last_text, block.first_link, block.last_link
            )


def rows_with_state(seen: Outline) -> Iterator[Cells]:
    """Rows without headings that hold a state such as 已回复, one day and a link."""
    looked = 0
    for text in seen.texts:
        if len(text.value) > 12 or text.zone in (HEADER, NAV, FOOTER):
            continue
        state = STATUS.fullmatch(text.value)
        if state is None:
            continue
        looked += 1
        if looked > _MOST_STATES:
            return
        for at in seen.ancestors(text.block):
            block = seen.blocks[at]
            if block.last_text - block.first_text > _LONGEST_ROW:
                break
            if block.tag not in ("li", "tr", "dl", "div") or block.last_link == block.first_link:
                continue
            words = [t.value for t in seen.texts[block.first_text : block.last_text]]
            days = [w for w in words if _has_day(w)]
            states = [w for w in words if len(w) <= 12 and STATUS.fullmatch(w)]
            if len(states) > 1:
                break
            if len(days) == 1:
                yield Cells(
                    {"status": state[1], "when": days[0]},
                    block.first_text,
                    block.last_text,
                    block.first_link,
                    block.last_link,
                )
                break


def _has_day(text: str) -> bool:
    return len(text) <= 40 and next(find_dates(tidy(text)), None) is not None


def _children(seen: Outline) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in seen.blocks]
    for index, block in enumerate(seen.blocks):
        if block.parent >= 0:
            found[block.parent].append(index)
    return found
