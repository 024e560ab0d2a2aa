"""The entries of a list as they stand in the page: a link, and the words its date was read from."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks.dates import date_in_url, find_bare, find_dates, tidy
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.table_columns import heading_of

_LABEL = re.compile(
    r"(?:发布|更新|发文|公开|发表|上传|信息|公布)?\s?(?:时\s?间|日\s?期)|发布于?|来源\s?:\s?\S{0,14}|作者\s?:\s?\S{0,8}"
)
_NOT_ENTRY = re.compile(
    r"截止|结束|最后更新|成文|生成|实施|施行|生效|失效|回复|答复|办结|有效期|今天|现在|星期|周[一二三四五六日]"
    r"|农历|版权|copyright|©|icp|最后登录|注册日期|出生",
    re.IGNORECASE,
)
_TRIM = re.compile(r"[\s\[\]【】()（）<>《》|:,，;；·•\-–—~/]+")
_YEAR_MONTH = re.compile(r"^[\[(]?((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?[\])]?$")
_DAY = re.compile(r"^(\d{1,2})\s?日?$")
_YEAR = re.compile(r"^[\[(]?((?:19|20)\d\d)\s?年?(?:度)?[\])]?$")
_SHORT_YEAR = re.compile(r"^[\[(]?(\d\d)[-/.](\d\d)[-/.](\d\d)[\])]?$")
_EDGE = re.compile(
    r"^[\[(（【]?\s?((?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})|((?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\s?[\])）】]?$"
)
_BARE_EDGE = re.compile(
    r"^[\[(]\s?(\d{1,2}[-/]\d{1,2})\s?[\])]|[\[(]\s?(\d{1,2}[-/]\d{1,2})\s?[\])]$"
)
_ATTRIBUTE = re.compile(r"(?:发布时间|发布日期|时间|日期)\s?:?\s?(?=(?:19|20)\d\d)")
_DIGIT = re.compile(r"\d")
_LONGEST = 200
"""Characters above which a text is a paragraph, not the entry of a list."""
_DATE_WORDS = re.compile(r"[\d\s\W]|发布|更新|时间|日期|年|月|日")
_MORE = re.compile(r"(?:查看|了解)?(?:更多|详情|详细|全文|首页|尾页|上一页|下一页)")
_TITLE, _UNLINKED = 4, 6
"""Characters of the shortest title; of the words of an entry without a link."""
_ROW_DEPTH, _ROW_TEXTS = 6, 10
ROWS = frozenset(("li", "tr", "dl", "dd", "dt"))
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
    dates = list(_dates(outline))
    places = [entry.text for entry in dates]
    for entry in dates:
        if _NOT_ENTRY.search(heading_of(outline, outline.texts[entry.text].block)):
            continue
        entry.link, block = _link_of(outline, entry.text, places)
        if block >= 0:
            entry.group = list_around(outline, block)
            found.append(entry)
    _add_by_address(outline, found)
    return found


def _dates(outline: Outline) -> Iterator[Entry]:
    """Texts that are a date, or start or end with one as list entries do."""
    years = _Years(outline)
    skip = -1
    for index, text in enumerate(outline.texts):
        if index <= skip or len(text.value) > _LONGEST or not _DIGIT.search(text.value):
            continue
        if text.zone == FOOTER:
            continue
        value = tidy(text.value)
        if years.note(index, value):
            continue
        day, bare, skip = _read(outline, index, value)
        if day or bare:
            yield Entry(index, -1, 0, day, bare, years.over(index))


class _Years:
    """Year headings of an archive, each over the part of the page it stands in.

    Years in a row are a menu and say nothing.
    """

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._year, self._last, self._end = 0, (-2, ""), -1

    def note(self, index: int, value: str) -> bool:
        m = _YEAR.match(value)
        if not m or "年" not in value:
            return False
        tag = self._outline.blocks[self._outline.texts[index].block].tag
        menu = self._last == (index - 1, tag)
        self._year, self._last, self._end = 0 if menu else int(m[1]), (index, tag), -1
        if not menu:
            for at in self._outline.ancestors(self._outline.texts[index].block):
                if self._outline.blocks[at].last_text > index + 1:
                    self._end = self._outline.blocks[at].last_text
                    break
        return True

    def over(self, index: int) -> int:
        return self._year if index < self._end else 0


def _read(
    outline: Outline, index: int, value: str
) -> tuple[date | None, tuple[int, int] | None, int]:
    """The date a text holds, alone or with its neighbour, and the index of the last text used."""
    texts = outline.texts
    following = tidy(texts[index + 1].value) if _together(outline, index, index + 1) else ""
    before = tidy(texts[index - 1].value)[-12:] if index else ""
    if _NOT_ENTRY.search(value) or (_NOT_ENTRY.search(before) and len(before) < 8):
        return None, None, index
    if (m := _YEAR_MONTH.match(value)) and (d := _DAY.match(following)):
        return _day(m[1], m[2], d[1]), None, index + 1
    if (d := _DAY.match(value)) and (m := _YEAR_MONTH.match(following)):
        return _day(m[1], m[2], d[1]), None, index + 1
    if found := next(find_dates(value), None):
        rest = value[: found.start] + value[found.end :]
        if _plain(rest):
            return found.day, None, index
        if m := _EDGE.search(value):
            return found.day if (m[1] or m[2]) else None, None, index
        return None, None, index
    if bare := find_bare(value):
        rest = re.sub(r"\d{1,2}:\d\d(?::\d\d)?", "", value)
        alone = _plain(re.sub(r"\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?", "", rest, count=1))
        if alone and (y := _YEAR.match(following)):
            return _day(y[1], *bare), None, index + 1
        if alone and (y := _YEAR.match(before)) and _together(outline, index - 1, index):
            return _day(y[1], *bare), None, index
        if alone or _BARE_EDGE.search(value):
            return None, bare, index
    if m := _SHORT_YEAR.match(value):
        return _day(f"20{m[1]}", m[2], m[3]), None, index
    return None, None, index


def _together(outline: Outline, one: int, other: int) -> bool:
    """Whether two texts stand in the same row, so that they may be parts of one date."""
    if other >= len(outline.texts):
        return False
    for at in outline.ancestors(outline.texts[one].block):
        block = outline.blocks[at]
        if block.last_text > other:
            return block.last_text - block.first_text <= _ROW_TEXTS
        if block.tag in ROWS:
            return False
    return False


def _plain(rest: str) -> bool:
    """Whether nothing but brackets and a word such as 发布时间 stands beside the date."""
    return len(_TRIM.sub("", _LABEL.sub("", rest))) <= 2


def _day(year: str, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _link_of(outline: Outline, index: int, places: list[int]) -> tuple[int, int]:
    """The link a date belongs to (-1: none) and the block that is the entry (-1: no entry).

    ``places`` are the texts with dates: a part of the page with several of them is a list, and
    only the link next to the date is its own.
    """
    text = outline.texts[index]
    if text.link >= 0 and len(outline.links[text.link].text) > len(text.value) + 3:
        return text.link, outline.links[text.link].block
    if text.link >= 0 and len(_TRIM.sub("", text.value)) > 16:
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
