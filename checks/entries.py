"""The dated entries of a list as they stand in the page: a date and the link it belongs to."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from checks.dates import date_in_url, find_dates, tidy
from checks.list_dates import ROWS, list_dates, means_other
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.table_columns import heading_of

_ATTRIBUTE = re.compile(r"(?:发布时间|发布日期|时间|日期)\s?:?\s?(?=(?:19|20)\d\d)")
_DIGIT = re.compile(r"\d")
_DATE_WORDS = re.compile(r"[\d\s\W]|发布|更新|时间|日期|年|月|日")
_MORE = re.compile(r"(?:查看|了解)?(?:更多|详情|详细|全文|首页|尾页|上一页|下一页)")
_TITLE, _UNLINKED, _DATED = 4, 6, 16
"""Characters of the shortest title; of the words of an entry without a link; of a link's text
that is more than a date."""
_ROW_DEPTH = 6
_CLOSED = frozenset(("li", "tr", "dl"))
"""Rows that share nothing with their neighbours."""


@dataclass(slots=True)
class Entry:
    """``day`` is known, or ``bare`` holds a month and day whose year must still be found.

    ``group`` is the block of the list it stands in, ``year`` the year of the heading above it.
    """

    text: int
    link: int
    group: int
    day: date | None = None
    bare: tuple[int, int] | None = None
    year: int = 0
    from_url: bool = False


def entries(outline: Outline) -> list[Entry]:
    """Every dated entry in reading order; dates that belong to no entry are left out."""
    found: list[Entry] = []
    dates = [d for d in list_dates(outline) if d.day or d.bare]
    places = [d.text for d in dates]
    for dated in dates:
        if means_other(heading_of(outline, outline.texts[dated.text].block)):
            continue
        link, block = _link_of(outline, dated.text, places)
        if block >= 0:
            group = list_around(outline, block)
            found.append(Entry(dated.text, link, group, dated.day, dated.bare, dated.year))
    _add_by_address(outline, found)
    return found


def _link_of(outline: Outline, index: int, places: list[int]) -> tuple[int, int]:
    """The link a date belongs to (-1: none) and the block that is the entry (-1: no entry).

    ``places`` are the texts with dates: a part of the page with several of them is a list, and
    only the link next to the date is its own.
    """
    text = outline.texts[index]
    if text.link >= 0 and len(outline.links[text.link].text) > min(len(text.value) + 3, _DATED):
        return text.link, outline.links[text.link].block
    for at in outline.ancestors(text.block):
        block = outline.blocks[at]
        own = block.first_link <= text.link < block.last_link
        row = block.tag in ROWS
        if block.last_link - block.first_link > own:
            several = bisect_left(places, block.last_text) - bisect_left(places, block.first_text)
            if several > (3 if row else 1):
                return _neighbour(outline, index, at)
            return _nearest_title(outline, index, at, 12 if row else 4)
        if block.tag in _CLOSED and len(_DATE_WORDS.sub("", outline.text_of(at))) < _UNLINKED:
            return -1, -1
        if row and len(_DATE_WORDS.sub("", outline.text_of(at))) >= _UNLINKED:
            return -1, at
    return -1, -1


def _nearest_title(outline: Outline, index: int, at: int, far: int) -> tuple[int, int]:
    """The link with the longest text, not too far from the date and not of a menu."""
    block, zone = outline.blocks[at], outline.texts[index].zone
    links = [
        n
        for n in range(block.first_link, block.last_link)
        if abs(outline.links[n].at - index) <= far
        and _is_title(outline.links[n].text)
        and not _in_row(outline, outline.links[n].block, at)
        and (outline.links[n].zone == zone or outline.links[n].zone not in (HEADER, NAV, FOOTER))
    ]
    if not links:
        return -1, -1
    return max(links, key=lambda n: (len(outline.links[n].text), -n)), at


def _neighbour(outline: Outline, index: int, at: int) -> tuple[int, int]:
    """In a flat list of links and dates: the link just before the date, else just after."""
    texts, block = outline.texts, outline.blocks[at]
    for near in (index - 1, index + 1):
        if block.first_text <= near < block.last_text and texts[near].link >= 0:
            link = outline.links[texts[near].link]
            if _is_title(link.text) and not _in_row(outline, link.block, at):
                return texts[near].link, link.block
    return -1, -1


def _in_row(outline: Outline, block: int, within: int) -> bool:
    """Whether a row of its own, inside ``within``, holds the block."""
    for at in outline.ancestors(block):
        if at == within:
            return False
        if outline.blocks[at].tag in _CLOSED:
            return True
    return False


def _is_title(text: str) -> bool:
    return len(text) >= _TITLE and not _MORE.match(text)


def list_around(outline: Outline, block: int) -> int:
    """The list an entry stands in: what holds its row, else the nearest part with other links."""
    wide = -1
    for step, at in enumerate(outline.ancestors(block)):
        found = outline.blocks[at]
        if found.tag in ROWS and found.parent >= 0 and step < _ROW_DEPTH:
            return found.parent
        if wide < 0 and at != block and found.last_link - found.first_link >= 2:
            wide = at
    return max(wide, 0)


def _add_by_address(outline: Outline, found: list[Entry]) -> None:
    """Entries whose date stands only in a title attribute or in their address."""
    dated = {e.link for e in found}
    for index, link in enumerate(outline.links):
        if index in dated or link.zone in (FOOTER, NAV) or len(link.text) < 5:
            continue
        title = tidy(link.title) if _DIGIT.search(link.title) else ""
        named = _ATTRIBUTE.search(title)
        by_title = next(find_dates(title[named.start() :]), None) if named else None
        day = by_title.day if by_title else date_in_url(link.href)
        if day:
            at = list_around(outline, link.block)
            first = outline.blocks[link.block].first_text
            found.append(Entry(first, index, at, day, from_url=by_title is None))
