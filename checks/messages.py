"""Public messages and their answers, read from lists, cards and single letters.

Fact ``messages``: a list of plain dictionaries with title (long numbers masked), url, asked and
answered (ISO days, "" unknown), unit, type, state (waiting, answered, unclear, "" unknown) and
``shown``, the fields the page shows with a value. Fact ``letter``: the page is one message in full.
The name of whoever asked is never read.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from checks.dates import find_dates, tidy
from checks.message_rows import Cells, labelled_cells, rows_with_state
from checks.message_words import (
    ANSWER_WORDS,
    LABELLED,
    NOTHING,
    OF_MESSAGES,
    OTHER_PLACE,
    PLACE,
    field_of,
    hinted,
    state_of,
)
from checks.outline import FOOTER, HEADER, NAV, Link, Outline
from checks.page import Page, PageKind, Reading

MOST = 200
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{4,}[\dXx]?")
_MORE = re.compile(r"(?:查看|了解|点击)?(?:更多|详情|详细|全文|内容)|\W*")
_TITLE, _VALUE = 60, 40
_LINE, _SHORT = 2000, 20
_NEAR = 6
"""Texts between the title of the first card and its first label."""


@dataclass(slots=True)
class _Record:
    """Values by field as they stand in the page. ``after`` is the text behind the record before,
    ``first`` the first label.
    """

    after: int
    first: int = -1
    values: dict[str, str] = field(default_factory=dict)
    link: int = -1


def message_facts(
    page: Page, seen: Outline, reading: Reading, place: str, words: str
) -> Mapping[str, Any]:
    """The messages of a page; nothing of pages without, and of columns that do not count."""
    if reading.kind is PageKind.HOME:
        return {}
    if not PLACE.search(place) and not hinted(words):
        return {}
    if OTHER_PLACE.search(place):
        return {}
    records = list(islice(_from_table(seen), MOST)) or list(islice(_from_labels(seen), MOST))
    if not records and PLACE.search(place):
        records = list(islice(_from_states(seen), MOST))
    last = page.as_of
    pairs = [(r.values, _plain(r, page.final_url, seen, last)) for r in records]
    found = [
        one for values, one in pairs if one["latest"] or ("question" in values and one["state"])
    ]
    if not found:
        return {}
    facts: dict[str, Any] = {"messages": found}
    if len(found) == 1 and not found[0]["url"]:
        found[0]["url"] = page.url
        found[0]["title"] = found[0]["title"] or masked(reading.title)[:_TITLE]
        facts["letter"] = True
        if not found[0]["state"] and _may_answer(seen):
            found[0]["state"] = "unclear"
    return facts


def _may_answer(seen: Outline) -> bool:
    """Whether an answer may stand there under words nobody foresaw."""
    return any(
        len(t.value) <= _SHORT
        and t.zone not in (HEADER, NAV, FOOTER)
        and ANSWER_WORDS.search(t.value)
        for t in seen.texts
        if t.link < 0
    )


def masked(text: str) -> str:
    """Without the middle and end of long numbers: telephones, identity numbers, accounts."""
    return _LONG_NUMBER.sub(r"\1****", text)


def _from_table(seen: Outline) -> Iterator[_Record]:
    for row in labelled_cells(seen):
        yield _record(seen, row)


def _from_states(seen: Outline) -> Iterator[_Record]:
    for row in rows_with_state(seen):
        yield _record(seen, row)


def _record(seen: Outline, row: Cells) -> _Record:
    link = _best_link(seen, range(row.first_link, row.last_link))
    return _Record(row.first_text, row.first_text, dict(row.values), link)


def _from_labels(seen: Outline) -> Iterator[_Record]:
    """Cards and letters: a label, its value, the next label; a label said again starts anew."""
    records: list[_Record] = []
    current, name, bound, last = _Record(0), "", 0, 0
    for index, text in enumerate(seen.texts):
        if text.zone in (HEADER, NAV, FOOTER):
            name = ""
            continue
        pieces = list(_pieces(text.value))
        if not pieces:
            if index >= bound or (text.link >= 0 and name not in ("question", "answer", "title")):
                name = ""
            if name and len(current.values[name]) < _VALUE * 5:
                current.values[name] = f"{current.values[name]} {text.value}".strip()
            continue
        for found, value in pieces:
            if found in current.values and found in ("asked", "title", "code", "asker"):
                records.append(current)
                current = _Record(last)
            current.first = index if current.first < 0 else current.first
            name, last = found, index + 1
            current.values[name] = f"{current.values.get(name, '')} {value}".strip()
        bound = _end_of_row(seen, text.block)
    records.append(current)
    for index, record in enumerate(records):
        if len(OF_MESSAGES & set(record.values)) >= 2 or _is_plain_card(record):
            if len(records) > 1:
                end = records[index + 1].after if index + 1 < len(records) else len(seen.texts)
                record.link = _link_near(seen, record, end)
            yield record


def _link_near(seen: Outline, record: _Record, end: int) -> int:
    """The title's link: before the first label, else between the labels."""
    links = seen.links  # in the order of their texts
    start = bisect_left(links, record.after, key=_place)
    label = bisect_left(links, record.first + 1, key=_place)
    before = (n for n in range(start, label) if links[n].zone not in (HEADER, NAV))
    link = _best_link(seen, before)
    if link < 0 or (not record.after and record.first - links[link].at > _NEAR):
        link = _best_link(seen, range(label, bisect_left(links, end, key=_place)))
    return link


def _place(link: Link) -> int:
    return link.at


def _end_of_row(seen: Outline, block: int) -> int:
    """The text after the row that a label and its value share; far away without such a row."""
    for at in seen.ancestors(block):
        row = seen.blocks[at]
        if row.tag in ("li", "tr", "dl") and (
            row.last_text - row.first_text > 1 or _parts(seen, at) > 1
        ):
            return row.last_text
    return len(seen.texts)


def _parts(seen: Outline, at: int) -> int:
    """Direct parts of an element, as far as they stand near its beginning."""
    return sum(b.parent == at for b in seen.blocks[at + 1 : at + 20])


def _is_plain_card(record: _Record) -> bool:
    return "asked" in record.values and bool({"title", "asker", "code"} & set(record.values))


def _pieces(value: str) -> Iterator[tuple[str, str]]:
    """(field, value) of the labels in one text."""
    if whole := field_of(value):
        yield whole, ""
        return
    found = list(LABELLED.finditer(value[:_LINE]))
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(value)
        name = match.lastgroup or ""
        yield "answer" if name == "reply" else name, value[match.end() : end].strip()


def _best_link(seen: Outline, links: Iterable[int]) -> int:
    """The link with the longest words that are a title; else any link, -1 without one."""
    usable = [n for n in links if seen.links[n].href and not _is_dead(seen.links[n].href)]
    titles = [n for n in usable if len(seen.links[n].text) >= 4 and not _is_more(seen, n)]
    if titles:
        return max(titles, key=lambda n: len(seen.links[n].text))
    return usable[0] if usable else -1


def _is_more(seen: Outline, link: int) -> bool:
    return bool(_MORE.fullmatch(seen.links[link].text))


def _is_dead(href: str) -> bool:
    return href.startswith(("#", "javascript:", "mailto:", "tel:"))


def _plain(record: _Record, base: str, seen: Outline, last: date | None) -> dict[str, Any]:
    values = record.values
    shown = {name: value for name, value in values.items() if not NOTHING.fullmatch(value)}
    state = state_of(values.get("status", ""))
    answer = shown.get("answer", "")
    if len(answer) <= 8 and state_of(answer):
        state = state or state_of(answer)
        del shown["answer"]
    asked, answered = _day(shown.get("asked", ""), last), _day(shown.get("answered", ""), last)
    if answered or shown.get("answer"):
        state = "answered"
    elif not state and ({"answered", "answer"} & set(values)):
        state = "waiting"
    if not asked and state == "waiting":
        asked = _day(shown.get("when", ""), last)
    title = shown.get("title", "")
    if record.link >= 0 and len(seen.links[record.link].text) >= len(title):
        title = seen.links[record.link].text
    return {
        "title": masked(title)[:_TITLE],
        "url": _join(base, seen.links[record.link].href) if record.link >= 0 else "",
        "asked": asked,
        "answered": answered,
        "latest": max(asked, answered, _day(shown.get("when", ""), last)),
        "unit": masked(" ".join(dict.fromkeys(shown.get("unit", "").split())))[:_VALUE],
        "type": shown.get("type", "")[:10],
        "state": state,
        "shown": sorted(n for n in ("asked", "answered", "unit", "answer") if n in shown),
    }


def _day(text: str, last: date | None) -> str:
    """The first day in a value; a day later than the look is none."""
    for found in find_dates(tidy(text[:_VALUE])):
        if last is None or found.day <= last:
            return found.day.isoformat()
    return ""


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
