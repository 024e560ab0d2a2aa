"""The dated items of a list or home page: years completed, addresses resolved, newest first."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from checks.dates import find_dates, resolve_bare, tidy
from checks.entries import Entry, entries, list_around
from checks.main_list import Placed, by_group, main_only, trusted
from checks.outline import FOOTER, HEADER, NAV, Outline, outline
from checks.page import Item

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=年|[-/.]\d)")
_YEAR_IN_URL = re.compile(r"/t?(20[0-4]\d)(?=[-/]|\d\d/|\d{4}[_/])")
_NO_TARGET = re.compile(r"^(?:#|javascript:|tel:|mailto:|$)", re.IGNORECASE)
_COLUMN_URL = re.compile(
    r"(?:/|/(?:index|list|default)\w*\.\w{3,5}|/col\d+/?|/channel\w*)$", re.IGNORECASE
)
_ROOT = re.compile(r"(?:https?:)?(?://[^/]+)?/?", re.IGNORECASE)
_LABELLED = re.compile(r"(?:标题|时间|日期)\s*[:：]")
_BUILT = (
    ".jpage(", "dataproxy", "{{", "v-for=", "ng-repeat", "v-html=", "正在检索中", "数据加载中",
    "加载中", "正在加载", 'id="app"></div>', 'id="app"> </div>', "lazyload-list",
)  # fmt: skip
_ASKS = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s*\(|axios|\bfetch\s*\(|XMLHttpRequest|\.load\s*\(|template\s*\("
    r"|document\.write|location(?:\.href)?\s*=|location\.replace|\.innerHTML\s*=|\.append\s*\(|\.html\s*\("
)
# A list with an id of its own and nothing in it waits for a script, often one in a file of its own.
_WAITS = re.compile(
    r"<(ul|ol|dl|tbody)\b[^>]*\bid\s*=[^>]*>(?:\s|<!--.*?-->)*</\1>", re.IGNORECASE | re.DOTALL
)
_MOST = 1000
_BARE = 8
"""A page with scripts and fewer texts than this is a shell."""
_TITLE = 6
"""Characters of the shortest text that may be an entry's title."""
_OLD, _SOME = 2, 2
"""A date without a year is not read as this year's if at least ``_SOME`` entries name a year
and all of them are older by ``_OLD``."""


@dataclass(frozen=True, slots=True)
class Listing:
    """``items`` newest first. ``link_count`` counts list-like entries with or without a date.

    ``years_guessed``: some dates without a year were put a year back for their place in the list. ``later``: there
    may be entries after the last day that can count.
    """

    items: tuple[Item, ...]
    link_count: int
    script_built: bool
    years_guessed: bool = False
    later: bool = False


def read_listing(
    page: Outline, html: str, url: str, latest: date | None, own_name: str | None = None
) -> Listing:
    """The items of a page. ``latest`` is the last day that can count; later ones are dropped.

    ``own_name`` is given for a column page: its name and title. Side lists are left out there.
    """
    dated: list[Placed] = [(page, e) for e in entries(page)]
    stored = _datastore(html)
    if stored is not None:
        dated += [(stored, e) for e in entries(stored)]
    dated = trusted(dated, latest)
    if own_name is not None:
        dated = main_only(dated, url, own_name)
    newest_year = _newest_year(dated) if any(e.bare for _, e in dated) else 0
    items: dict[tuple[date, str, str], Item] = {}
    guessed, later = False, any(e.bare and not e.year for _, e in dated)
    for group in by_group(dated):
        source = group[0][0]
        resolved, unsure = _resolved(source, [e for _, e in group], latest, newest_year)
        guessed = guessed or unsure
        for entry, day in resolved:
            if latest is None or day <= latest:
                item = _item(source, entry, day, url)
                items.setdefault((item.day, item.title, item.url), item)
            else:
                later = True
    ordered = tuple(sorted(items.values(), key=lambda i: i.day, reverse=True)[:_MOST])
    links = _list_links(page, url) + (_list_links(stored, url) if stored else 0)
    built = not ordered and (any(mark in html for mark in _BUILT) or (not links and _fills(page)))
    return Listing(ordered, max(links, len(ordered)), built, guessed, later)


def surely_waits(html: str) -> bool:
    """Whether a template that only a script can fill stands in the page."""
    return any(mark in html for mark in _BUILT) or bool(_WAITS.search(html))


def asks_for_more(page: Outline) -> bool:
    """Whether scripts in the page may bring a list."""
    return any(_ASKS.search(code) for code in page.scripts)


def _fills(page: Outline) -> bool:
    """Whether scripts or frames may well bring the list of a page that shows none."""
    return bool(
        page.frames
        or (page.scripts and (page.hollow or len(page.texts) < _BARE))
        or any(_ASKS.search(code) for code in page.scripts)
    )


def _datastore(html: str) -> Outline | None:
    """The records that a JCMS list page carries as data and shows by script."""
    if "<record>" not in html:
        return None
    records = _RECORD.findall(html)
    if not records:
        return None
    body = "".join(records)
    wrapped = f"<table>{body}</table>" if body.lstrip().startswith("<tr") else f"<ul>{body}</ul>"
    return outline(LexborHTMLParser(wrapped))


def _newest_year(dated: Sequence[Placed]) -> int:
    """The newest year that the entries name in title or address; 0 if fewer than two do."""
    years = []
    for source, entry in dated:
        if entry.link >= 0:
            link = source.links[entry.link]
            words = f"{link.text} {link.title}"
            named = _YEAR.findall(words) + _YEAR_IN_URL.findall(link.href)
            years += [max(map(int, named))] if named else []
    return max(years) if len(years) >= _SOME else 0


def _resolved(
    source: Outline, group: Sequence[Entry], latest: date | None, newest_year: int
) -> tuple[list[tuple[Entry, date]], bool]:
    """Entries with their days. Without a year, a date is read as the most recent such day.

    That is the reading kindest to the site. A list that runs downwards and then jumps up has
    passed into the year before, unless its first entries are pinned: the second value says that
    only the order speaks for it, and no year in an address. When every year the page names is long past, such dates are left
    out: better none than one that makes a dead page look alive.
    """
    out: list[tuple[Entry, date]] = []
    previous: date | None = None
    falling, wrapped, unsure = 0, False, False
    for entry in group:
        day = entry.day or _with_year(entry, latest, newest_year)
        if day and previous and entry.bare and not entry.year:
            jumps = day > previous and falling >= 2
            named = _year_named(source, entry) if jumps or wrapped else 0
            if (wrapped or jumps) and named != day.year:
                earlier = resolve_bare(*entry.bare, previous)
                unsure = unsure or (jumps and (earlier is None or named != earlier.year))
                wrapped, day = True, earlier
        if day:
            falling = falling + 1 if previous and day <= previous else 0
            previous = day
            out.append((entry, day))
    return out, unsure


def _year_named(source: Outline, entry: Entry) -> int:
    """The year in an entry's address, 0 if there is none."""
    found = _YEAR_IN_URL.search(source.links[entry.link].href) if entry.link >= 0 else None
    return int(found[1]) if found else 0


def _with_year(entry: Entry, latest: date | None, newest_year: int) -> date | None:
    if entry.bare is None:
        return None
    if entry.year:
        return resolve_bare(*entry.bare, date(entry.year, 12, 31))
    if latest is None:
        return None
    day = resolve_bare(*entry.bare, latest)
    if day and newest_year and newest_year <= day.year - _OLD:
        return None
    return day


def _item(source: Outline, entry: Entry, day: date, base: str) -> Item:
    if entry.link < 0:
        row = source.texts[entry.text].block
        return Item(day, source.text_of(source.blocks[row].parent)[:120])
    link = source.links[entry.link]
    title = link.title.strip()
    if not title or "\n" in title or _LABELLED.search(title):
        title = link.text
    found = next(find_dates(tidy(title)), None)
    if found and len(title) - (found.end - found.start) > 4 and found.numeric:
        title = (title[: found.start] + title[found.end :]).strip(" []()（）【】")
    href = "" if _NO_TARGET.match(link.href) else _join(base, link.href)
    return Item(day, title[:200], href)


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _list_links(page: Outline, url: str) -> int:
    """Links that look like entries: in the main part, with a title's length, not a menu's.

    Links to columns count only where there are no others: a page of sub-columns is not empty.
    """
    here = urlsplit(url).path
    articles: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    menus = set()
    for link in page.links:
        if link.zone in (HEADER, NAV, FOOTER) or _NO_TARGET.match(link.href):
            continue
        path = link.href.split("?")[0]
        if _ROOT.fullmatch(path):
            continue  # the site's name leads home and is no entry
        group = list_around(page, link.block)
        is_column = bool(_COLUMN_URL.search(path))
        if is_column and len(here) > 1 and path.endswith(here):
            menus.add(group)
        if len(link.text) >= _TITLE:
            (columns if is_column else articles)[group] += 1
    for counted in (articles, columns):
        if total := sum(count for group, count in counted.items() if group not in menus):
            return total
    return 0
