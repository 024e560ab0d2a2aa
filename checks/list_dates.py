"""Dates in list entries: alone in their text or at one end of a title, whole or in parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from checks.dates import Bare, find_bare, find_dates, tidy
from checks.outline import FOOTER, Outline

_LABEL = re.compile(
    r"(?:发布|更新|发文|公开|发表|上传|信息|公布)?\s?(?:时\s?间|日\s?期)|发布于?"
    r"|来源\s?:\s?\S{0,14}|作者\s?:\s?\S{0,8}"
)
_OTHER = re.compile(
    r"截止|结束|最后更新|成文|生成|实施|施行|生效|失效|回复|答复|办结|有效期|今天|现在|星期|周[一二三四五六日]"
    r"|农历|版权|copyright|©|icp|最后登录|注册日期|出生",
    re.IGNORECASE,
)
_TRIM = re.compile(r"[\s\[\]【】()（）<>《》|:,，;；·•\-–—~/]+")
_YEAR_MONTH = re.compile(r"^[\[(]?((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?[\])]?$")
_DAY = re.compile(r"^(\d{1,2})\s?日?$")
_YEAR = re.compile(r"^[\[(]?((?:19|20)\d\d)\s?年?(?:度)?[\])]?$")
_SHORT_YEAR = re.compile(r"^[\[(]?(\d\d)[-/.](\d\d)[-/.](\d\d)[\])]?$")
_OPEN = re.compile(r"^[\s\[(（【]*$")
_CLOSE = re.compile(r"^[\s\])）】]*$")
_BRACKETS = tuple("[]()（）【】")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_DIGIT = re.compile(r"\d")
_LONGEST = 200
"""Characters above which a text is a paragraph, not the entry of a list."""
_ROW_TEXTS = 10
_BESIDE = 12
"""Characters beside a date above which they are a title, whose words say nothing of it."""
ROWS = frozenset(("li", "tr", "dl", "dd", "dt"))


@dataclass(frozen=True, slots=True)
class ListDate:
    """``day`` is known, or ``bare`` holds a month and day whose year must still be found.

    ``text`` and ``last`` are the first and last text it was read from, ``year`` the year of the
    archive heading above it, 0 if there is none.
    """

    text: int
    last: int
    day: date | None = None
    bare: tuple[int, int] | None = None
    year: int = 0


def list_dates(outline: Outline) -> Iterator[ListDate]:
    """Texts that are a date, or start or end with one as entries do, in reading order."""
    years = _Years(outline)
    last = -1
    for index, text in enumerate(outline.texts):
        if index <= last or len(text.value) > _LONGEST or not _DIGIT.search(text.value):
            continue
        if text.zone == FOOTER:
            continue
        value = tidy(text.value)
        if not years.note(index, value) and (found := _read(outline, index, value, years)):
            last = found.last
            yield found


@lru_cache(maxsize=4096)
def means_other(words: str) -> bool:
    """Whether words beside or above a date say that it is no publish date (截止, 今天是…)."""
    return bool(_OTHER.search(words))


class _Years:
    """Year headings of an archive, each over the part of the page it stands in.

    Years in a row are a menu and say nothing.
    """

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._year, self._last, self._end = 0, (-2, ""), -1

    def note(self, index: int, value: str) -> bool:
        m = _YEAR.match(value) if "年" in value else None
        if not m:
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


def _read(outline: Outline, index: int, value: str, years: _Years) -> ListDate | None:
    before = outline.texts[index - 1].value if index else ""
    if len(before) < _BESIDE and means_other(before):
        return None
    day, month_day, in_parts = _said(value)
    if not in_parts and month_day is None:
        return None if day is None else ListDate(index, index, day)
    after = outline.texts[index + 1].value if _together(outline, index, index + 1) else ""
    after = tidy(after)
    for one, other in ((value, after), (after, value)) if in_parts else ():
        if (m := _YEAR_MONTH.match(one)) and (d := _DAY.match(other)):
            return ListDate(index, index + 1, _day(m[1], m[2], d[1]))
    if month_day is None:
        return None if day is None else ListDate(index, index, day)
    if m := _YEAR.match(after):
        return ListDate(index, index + 1, _day(m[1], *month_day))
    if (m := _YEAR.match(tidy(before))) and _together(outline, index - 1, index):
        return ListDate(index, index, _day(m[1], *month_day))
    return ListDate(index, index, None, month_day, years.over(index))


@lru_cache(maxsize=4096)
def _said(value: str) -> tuple[date | None, tuple[int, int] | None, bool]:
    """What a text says by itself: a day, or a month and day, that is its own; and whether it may
    be one part of a date. The same texts stand on many pages of a site.
    """
    in_parts = bool(_YEAR_MONTH.match(value) or _DAY.match(value))
    if found := next(find_dates(value), None):
        own = _is_own(value, found.start, found.end, edge=found.numeric)
        return (found.day if own else None), None, in_parts
    if bare := find_bare(value):
        edge = _in_brackets(value, bare)
        own = _is_own(_CLOCK.sub("", value), bare.start, bare.end, edge=edge)
        return None, ((bare.month, bare.day) if own else None), in_parts
    if m := _SHORT_YEAR.match(value):
        return _day(f"20{m[1]}", m[2], m[3]), None, in_parts
    return None, None, in_parts


def _is_own(value: str, start: int, end: int, *, edge: bool) -> bool:
    """Whether the date stands alone but for a word such as 发布时间, or, with ``edge``, first or
    last in a title.
    """
    before, after = value[:start], value[end:]
    words = _TRIM.sub("", _LABEL.sub("", before + after))
    if len(words) <= _BESIDE and means_other(before + after):
        return False
    return len(words) <= 2 or (edge and bool(_OPEN.match(before) or _CLOSE.match(after)))


def _in_brackets(value: str, bare: Bare) -> bool:
    return (
        value[: bare.start].rstrip()[-1:] in _BRACKETS
        and value[bare.end :].lstrip()[:1] in _BRACKETS
    )


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


def _day(year: str, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
