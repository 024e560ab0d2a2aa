"""The weekly look at one site: its home page, its columns and single findings, and nothing else.

What is seen is judged on a scratch copy of the last month; the month itself is not touched.
"""

import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from checks.deadlines import Due, due
from checks.page import SHANGHAI
from checks.results import Result
from checks.rubric import Rubric
from crawler.fetched import Fetched
from crawler.hours import Hours, OutsideHoursError
from crawler.links import Kind
from crawler.recheck import Seen, addresses_of, judged_on
from crawler.roles import role_of
from crawler.scratch_month import scratch_month
from crawler.single import fetch_all
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Run
from crawler.stored_site import StoredSite
from crawler.urls import canonical
from crawler.way import Way

SECOND_LOOK_S = 30.0
NEW_EACH, NEW_MOST = 10, 40
"""So many addresses nobody knows yet are opened for each list that looks late, and in all."""


@dataclass(frozen=True, slots=True)
class SiteLook:
    """What the look saw. ``unread``: by address of a list that looks late, how many new entries
    on it were not opened. ``left_out`` findings had no room; ``asked`` addresses were asked, on the
    day ``seen_on`` (Beijing time).
    """

    reached: bool
    why: str
    due: tuple[Due, ...]
    seen: tuple[Seen, ...]
    left_out: tuple[Result, ...]
    unread: dict[str, int]
    asked: int
    seen_on: date


def look(
    sites: SitesFile,
    config: SiteConfig,
    run: Run,
    rubric: Rubric,
    findings: Sequence[Result],
    day: date,
    *,
    within_days: int,
    most: int,
) -> SiteLook:
    """Ask again and judge as of ``day``. ``most`` addresses are asked for findings, in their order.

    Raises :class:`OutsideHoursError` when the site may not be crawled now.
    """
    hours, now = Hours.parse(config.politeness.hours), datetime.now(UTC)
    if hours is not None and not hours.has(now):
        raise OutsideHoursError(config.name, hours, "这一次没有访问网站。")
    lists = [config.url, *(c.url for c in config.columns if c.limit is not None)]
    most = min(most, fitting(hours, config.politeness.requests_per_second, now) - len(lists))
    taken, urls = _room(findings, most)
    fetched = _fetch([*lists, *urls], sites.contact, config)
    if not any(one.is_good for one in fetched):
        why, left = fetched[0].reason, tuple(findings)
        return SiteLook(False, why, (), (), left, {}, len(fetched), _day(fetched))
    late, new, unread = _judged_due(sites, config, run, rubric, day, within_days, fetched)
    if new and (hours is None or hours.has(datetime.now(UTC))):
        fetched = [*fetched, *_fetch(new, sites.contact, config)]
        late, _, more = _judged_due(sites, config, run, rubric, day, within_days, fetched)
        unread = {url: count for url, count in more.items() if count}
    seen: list[Seen] = []
    if taken:
        with scratch_month(sites, config.id, run, day, fetched) as (site, pages):
            seen = judged_on(site, pages, rubric, taken, fetched)
    unasked = findings[len(taken) :]
    return SiteLook(
        True, "", tuple(late), tuple(seen), tuple(unasked), unread, len(fetched), _day(fetched)
    )


def fitting(hours: Hours | None, rate: float, now: datetime) -> int:
    """How many addresses can be asked, each perhaps twice, at ``rate`` a second before the hours end."""
    if hours is None or rate <= 0:
        return sys.maxsize
    return int(hours.closes_in_s(now) * rate / 2)


def _day(fetched: Sequence[Fetched]) -> date:
    return min(datetime.fromisoformat(f.fetched_at) for f in fetched).astimezone(SHANGHAI).date()


def _judged_due(
    sites: SitesFile,
    config: SiteConfig,
    run: Run,
    rubric: Rubric,
    day: date,
    within_days: int,
    fetched: Sequence[Fetched],
) -> tuple[list[Due], list[str], dict[str, int]]:
    """Deadlines, the new entries to open before a list is called late, and how many each has."""
    with scratch_month(sites, config.id, run, day, fetched) as (site, pages):
        _forget(site, {canonical(f.url) for f in fetched} - {canonical(p.url) for p in pages})
        found = due(site, within_days, month_mode=rubric.month_mode)
        late = [one for one in found if one.state in ("due", "overdue", "unknown")]
        new: list[str] = []
        asked = _asked(site) if late else set()
        unread = {}
        for one in late:
            unknown = list(_unknown(site, config, asked, one.url))
            unread[one.url] = len(unknown)
            new += unknown[:NEW_EACH]
        return found, list(dict.fromkeys(new))[:NEW_MOST], unread


def _forget(site: StoredSite, urls: Iterable[str]) -> None:
    """What the month had read of pages that were not seen this time says nothing of today."""
    with site.store.connection as db:
        db.executemany(
            "DELETE FROM readings WHERE run = ? AND url = (SELECT id FROM urls WHERE url = ?)",
            [(site.run.id, url) for url in urls],
        )


def _asked(site: StoredSite) -> set[str]:
    query = "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
    return {url for (url,) in site.store.connection.execute(query, [site.run.id])}


def _unknown(site: StoredSite, config: SiteConfig, asked: set[str], url: str) -> Iterator[str]:
    """Pages of the site that a list links to and nobody has asked for yet."""
    for target in site.links_on(canonical(url)):
        is_new = target not in asked and config.in_scope(target)
        if is_new and role_of(target, Kind.ANCHOR, external=False) == "page":
            yield target


def _room(findings: Sequence[Result], most: int) -> tuple[list[Result], list[str]]:
    taken: list[Result] = []
    urls: dict[str, None] = {}
    for result in findings:
        more = urls | dict.fromkeys(addresses_of(result))
        if len(more) > most:
            break
        urls = more
        taken.append(result)
    return taken, list(urls)


def _fetch(urls: Sequence[str], contact: str, config: SiteConfig) -> list[Fetched]:
    """In a process of its own: Scrapy runs once in each, and a look asks twice."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_ask, list(dict.fromkeys(urls)), contact, config).result()


def _ask(urls: list[str], contact: str, config: SiteConfig) -> list[Fetched]:
    polite = config.politeness
    quick = replace(polite, recheck_after_s=min(polite.recheck_after_s, SECOND_LOOK_S))
    # Keys are found here, not sent here: they are never pickled.
    return fetch_all(urls, contact=contact, politeness=quick, way=Way.to(config))
