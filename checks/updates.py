"""What the stored month knows of the newest entries of a column or of the home page."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from posixpath import dirname
from urllib.parse import urlsplit

from checks.columns import Column
from checks.page import SHANGHAI, Item, PageKind
from checks.scripted import unread
from checks.site import LinkState, PageSummary, Site

CONTINUOUS = 3
"""So many entries before a gap show that the list goes on there, and not only pinned old ones."""

LEADS_HOME = "栏目地址转到了首页，看不到栏目自己的列表"


@dataclass(frozen=True, slots=True)
class Updates:
    """Entries of one list. ``newest`` is None when nothing dated is known, with the ``reason``.

    ``seen_on`` is the last day the list speaks for: the monitoring day, or the day it was fetched
    when that is earlier. ``doubt`` says in Chinese why an apparent silence would not be certain.
    """

    newest: date | None = None
    seen_on: date | None = None
    days: tuple[date, ...] = ()
    items: tuple[Item, ...] = ()
    reason: str = ""
    doubt: str = ""


class Articles:
    """The month's dated articles, to be asked by folder or by address."""

    def __init__(self, site: Site) -> None:
        pairs = []
        for page in site.pages():
            moment = page.reading.published
            if page.reading.kind is PageKind.ARTICLE and moment and moment.day <= site.as_of:
                pairs.append((page.final_url, moment.day))
        self._pairs = sorted(pairs)
        places = {column.url: _place(site, column.url) for column in site.columns}
        folders = Counter(folder_of(place) for place in places.values())
        self._places = places
        self._shared = {folder for folder, columns in folders.items() if columns > 1}

    def under(self, url: str) -> Iterator[date]:
        """Days of the articles whose address lies in the folder of ``url``.

        None when the folder is the whole host or holds several columns: then it tells nothing.
        """
        folder = folder_of(self._places.get(url, url))
        if folder in self._shared or not urlsplit(folder).path.strip("/"):
            return
        start = bisect_left(self._pairs, (folder, date.min))
        for address, day in self._pairs[start:]:
            if not address.startswith(folder):
                return
            yield day


def _place(site: Site, url: str) -> str:
    """Where a column's page was found: articles stand beside that address, not the written one."""
    page = site.page(url)
    return page.final_url if page is not None else url


def folder_of(url: str) -> str:
    """The address without its last path segment, with a final slash."""
    parts = urlsplit(url)
    folder = dirname(parts.path)
    return f"{parts.scheme}://{parts.netloc}{folder.rstrip('/')}/"


def seen_on(site: Site, page: PageSummary) -> date:
    """The last day a stored page can speak for, never after the monitoring day."""
    if not page.fetched_at:
        return site.as_of
    moment = datetime.fromisoformat(page.fetched_at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return min(site.as_of, moment.astimezone(SHANGHAI).date())


def leads_home(site: Site, column: Column, page: PageSummary) -> bool:
    """Whether a column's address ends on the home page, whose lists are not the column's."""
    return page.is_home and column.url.rstrip("/") != site.url.rstrip("/")


def pushed_out(site: Site, page: PageSummary) -> bool:
    """Whether entries after the monitoring day may have pushed out those that stood there then."""
    reading = page.reading
    return "later" in reading.facts or any(item.day > site.as_of for item in reading.items)


def column_updates(site: Site, column: Column, articles: Articles) -> Updates:
    """What is known of one configured column."""
    page = site.page(column.url)
    if page is None:
        return Updates(reason=site.why_missing(column.url) or "没有取得栏目页面")
    reading = page.reading
    if not reading.kind.is_content:
        return Updates(reason=reading.reason or "取得的不是正常的栏目页面")
    if leads_home(site, column, page):
        return Updates(reason=LEADS_HOME)
    last = seen_on(site, page)
    items = tuple(item for item in _as_published(site, reading.items) if item.day <= last)
    if reading.facts.get("waits") == "sure":
        reason = f"列表可能由脚本生成，{unread(reading, '栏目自己的条目')}"
        return Updates(seen_on=last, reason=reason)
    if items:
        days = tuple(item.day for item in items)
        doubt = _column_doubt(site, column, page, max(days), articles)
        return Updates(max(days), last, days, items, doubt=doubt)
    if reading.script_built:
        return Updates(seen_on=last, reason=f"列表由脚本生成，{unread(reading, '条目')}")
    if reading.items:
        return Updates(seen_on=last, reason="列表上只有监测时间以后的条目，看不到当时的情况")
    if reading.item_links == 0:
        return Updates(seen_on=last, reason="页面上没有读到任何条目")
    days = tuple(day for day in _linked_days(site, page, column.url) if day <= last)
    if days:
        doubt = "列表不显示日期，只能依据抓到的稿件日期"
        return Updates(max(days), last, days, doubt=doubt)
    return Updates(seen_on=last, reason="列表条目没有日期，也没有抓到带日期的稿件")


def _column_doubt(
    site: Site, column: Column, page: PageSummary, newest: date, articles: Articles
) -> str:
    reading = page.reading
    if urlsplit(page.final_url).netloc != urlsplit(column.url).netloc:
        return "栏目地址转到了另一个网站"
    if reading.facts.get("like_missing"):
        return "页面和不存在的地址所返回的相同，可能不是栏目页"
    if reading.script_built or "waits" in reading.facts:
        return "列表的一部分可能由脚本生成"
    if reading.facts.get("years_guessed"):
        return "列表的日期没有年份，是按先后顺序推算的"
    if pushed_out(site, page):
        return "页面是监测时间以后抓取的，当时的条目可能已经翻到后面的页"
    if unread := reading.facts.get("unread_first"):
        return f"列表最前面有 {unread} 个条目的日期读不出来"
    if len(reading.items) * 2 < reading.item_links:
        return f"列表的 {reading.item_links} 个条目里只有 {len(reading.items)} 个读得到日期"
    if any(day > newest for day in articles.under(column.url)):
        return "在栏目目录下抓到了日期更新的稿件"
    return ""


def _as_published(site: Site, items: Sequence[Item]) -> Iterator[Item]:
    """The entries, each in the year its article names: a list may show month and day only.

    Put back are only entries of which another one is, too: one article may name an older day.
    """
    days = [_day_told(site, item) for item in items]
    several = sum(day < item.day for day, item in zip(days, items, strict=True)) > 1
    for day, item in zip(days, items, strict=True):
        yield replace(item, day=day) if day > item.day or several else item


def _day_told(site: Site, item: Item) -> date:
    """The publish day of an entry's article if it differs in nothing but the year."""
    page = site.page(item.url) if item.url else None
    moment = page.reading.published if page is not None else None
    if moment is None or moment.source == "url":
        return item.day
    alike = (moment.day.month, moment.day.day) == (item.day.month, item.day.day)
    return moment.day if alike else item.day


def _linked_days(site: Site, page: PageSummary, folder: str) -> Iterator[date]:
    """Publish days of the stored articles that a page links to, inside a folder."""
    prefix = folder_of(folder) if folder else ""
    for url in site.links_on(page.url):
        linked = site.page(url) if url.startswith(prefix) else None
        if linked is not None and linked.reading.kind is PageKind.ARTICLE:
            moment = linked.reading.published
            if moment is not None:
                yield moment.day


def home_updates(site: Site) -> Updates:
    """What is known of the home page: its own dated entries and the articles it links to.

    A home page without either is taken for mere navigation, and the lists it links to speak.
    """
    home = site.home()
    if home is None:
        return Updates(reason=site.why_missing(site.url) or "没有取得首页")
    reading = home.reading
    if not reading.kind.is_content:
        return Updates(reason=reading.reason or "取得的不是正常的首页")
    last = seen_on(site, home)
    own = [item.day for item in reading.items]
    days = tuple(d for d in (*own, *_linked_days(site, home, "")) if d <= last)
    if days:
        return Updates(max(days), last, days, doubt=_home_doubt(site, home))
    if reading.script_built:
        return Updates(seen_on=last, reason=f"首页内容由脚本生成，{unread(reading, '稿件日期')}")
    return _second_level(site, home, last)


def _home_doubt(site: Site, home: PageSummary) -> str:
    if home.reading.script_built or "waits" in home.reading.facts:
        return "首页的一部分内容可能由脚本生成"
    if home.reading.facts.get("years_guessed"):
        return "首页的日期没有年份，是按先后顺序推算的"
    if pushed_out(site, home):
        return "首页是监测时间以后抓取的，当时的信息可能已经换掉"
    if site.stop_reason != "finished":
        return "抓取没有完成，首页链接的稿件没有全部看到"
    missed = (LinkState.SUSPECT, LinkState.BLOCKED, LinkState.UNVERIFIABLE)
    own = (link for link in site.broken_links() if link.on_home and not link.external)
    if any(link.state in missed and link.role == "page" for link in own):
        return "首页链接的页面里有没有取得的"
    for url in site.links_on(home.url):
        page = site.page(url)
        if page is None:
            continue  # outside, a file, or a link that is reported as broken
        if not page.reading.kind.is_content:
            return "首页链接的页面里有没有取得的"
        if page.reading.kind is PageKind.ARTICLE and page.reading.published is None:
            return "首页链接的稿件里有读不出日期的"
    return ""


def _second_level(site: Site, home: PageSummary, last: date) -> Updates:
    addresses = list(dict.fromkeys(site.links_on(home.url)))
    linked = [site.page(url) for url in addresses]
    lists = [p for p in linked if p is not None and p.reading.kind is PageKind.COLUMN]
    days = tuple(item.day for p in lists for item in p.reading.items if item.day <= last)
    if not days:
        return Updates(seen_on=last, reason="首页和它链接的栏目页都没有读到日期")
    unread = sum(not p.reading.items for p in lists)
    doubt = _home_doubt(site, home)
    host = urlsplit(home.final_url).netloc
    if any(p is None and _is_list(url, host) for url, p in zip(addresses, linked, strict=True)):
        doubt = doubt or "首页链接的栏目里有没有取得的"
    if unread:
        doubt = f"首页链接的栏目页里有 {unread} 个没有读到日期"
    return Updates(max(days), last, days, doubt=doubt)


def _is_list(url: str, host: str) -> bool:
    """Whether an address on the home page's host looks like that of a list of the site."""
    parts = urlsplit(url)
    last = parts.path.rpartition("/")[2]
    return parts.netloc == host and (not last or last.startswith(("index.", "list")))


def is_continuous(items: Iterable[Item], since: date, until: date, span_days: int) -> bool:
    """Whether the list surely went on before the gap ``since``..``until``.

    A list page shows its newest entries and perhaps some pinned old ones; a gap before a pinned
    entry proves nothing. So at least three entries up to ``since`` must lie close together, and
    both sides of the gap must come from one folder (several short lists make gaps of their own).
    """
    ordered = sorted(items, key=lambda item: item.day)
    before = [item for item in ordered if item.day <= since][-CONTINUOUS:]
    after = [item for item in ordered if item.day >= until][:1]
    if len(before) < CONTINUOUS or not after:
        return False
    if since - before[0].day > timedelta(days=span_days):
        return False
    return len({_stem(item.url) for item in (*before, *after)}) == 1


def _stem(url: str) -> str:
    """Host and path up to the first segment with a figure: a/b/202611/t1.html gives a/b."""
    parts = urlsplit(url)
    steps = []
    for step in parts.path.split("/")[:-1]:
        if any(c.isdigit() for c in step):
            break
        steps.append(step)
    return parts.netloc + "/".join(steps)
