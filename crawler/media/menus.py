"""The pages that accounts' menus open, asked for by the ordinary two looks of the link checker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from checks.media.observations import MENU, Observation
from checks.media.observed import MENU_LINKS
from checks.site import LinkState
from crawler.engine import user_agent
from crawler.fetched import Fetched
from crawler.link_states import PRIVATE
from crawler.media.api.spider import refuse_traces
from crawler.media.manners import Manners
from crawler.media.office import Office
from crawler.media.walk import POLITE
from crawler.media.walk_spider import WalkSpider
from crawler.quiet import own_signals, quiet_logs
from crawler.settings import scrapy_settings
from crawler.sites import Politeness
from crawler.urls import canonical, host_of, is_private

IN_APP = "只在微信里打开的页面，没有访问"
WRONG = "网址写错了"


@dataclass
class _Looks:
    """What became of each address, as it is stored."""

    by_url: dict[str, dict[str, Any]] = field(default_factory=dict)

    def told(self, url: str, answer: Fetched) -> bool:
        """Keep what was said; leave a host alone that put up a screen."""
        seen = f"{answer.fetched_at} {answer.status or answer.reason}"
        self.put(url, answer.state, answer.reason, seen)
        return answer.state is LinkState.BLOCKED

    def put(self, url: str, state: LinkState, reason: str, *attempts: str) -> None:
        """Say something of an address."""
        self.by_url[url] = {"state": str(state), "reason": reason, "attempts": list(attempts)}


@dataclass(frozen=True, slots=True)
class MenuLooks:
    """``asked`` addresses were fetched; ``interrupted``: others are left, which have no state."""

    asked: int
    interrupted: bool = False


def look_at_menus(
    office: Office,
    *,
    contact: str,
    politeness: Politeness = POLITE,
    in_app: tuple[str, ...] = (),
    since: datetime | None = None,
) -> MenuLooks:
    """Ask for every page of every menu known. Call it once per process.

    ``in_app``: hosts whose pages need the platform's own application. Addresses inside somebody's
    network are left alone, unless the platforms themselves are made up on this computer. What was
    looked at ``since`` a moment is not asked for again.
    """
    seen = office.observations()
    menus = newest_menus(seen)
    theirs = {host.partition(":")[0] for host in in_app}
    at_home = any(is_private(host) for host in theirs)
    looks, wanted = _Looks(), list[tuple[str, str]]()
    for one in seen:
        if since is not None and one.name == MENU_LINKS and one.at >= since:
            looks.by_url |= one.value
    for url in dict.fromkeys(url for urls in menus.values() for url in urls):
        if url in looks.by_url:
            continue
        try:
            spelled = canonical(url)
        except ValueError:
            looks.put(url, LinkState.UNVERIFIABLE, WRONG)
            continue
        host = host_of(spelled)
        if host in theirs:
            looks.put(url, LinkState.UNVERIFIABLE, IN_APP)
        elif is_private(host) and not at_home:
            looks.put(url, LinkState.UNVERIFIABLE, PRIVATE)
        else:
            wanted.append((url, spelled))
    if wanted:
        _ask(wanted, contact, politeness, looks)
    asked = sum(url in looks.by_url for url, _ in wanted)
    now = datetime.now(UTC)
    with office.change():
        office.put_observations(
            Observation(
                key,
                MENU_LINKS,
                MENU_LINKS,
                {u: looks.by_url[u] for u in urls if u in looks.by_url},
                now,
            )
            for key, urls in menus.items()
        )
    return MenuLooks(asked, asked < len(wanted))


def newest_menus(observations: Iterable[Observation]) -> Mapping[str, list[str]]:
    """The addresses in each account's newest menu, by account; accounts without any are left out."""
    newest: dict[str, Observation] = {}
    for one in observations:
        known = newest.get(one.account)
        if one.name == MENU and (known is None or one.at >= known.at):
            newest[one.account] = one
    found = {
        key: [
            str(entry.get("url"))
            for entry in one.value.get("entries", ())
            if entry.get("type") == "view" and str(entry.get("url", "")).startswith("http")
        ]
        for key, one in newest.items()
        if one.value.get("open")
    }
    return {key: urls for key, urls in found.items() if urls}


def _ask(urls: list[tuple[str, str]], contact: str, politeness: Politeness, looks: _Looks) -> None:
    with own_signals():
        process = AsyncCrawlerProcess(scrapy_settings(politeness, user_agent(contact)))
        quiet_logs()
        refuse_traces(process.settings)
        process.crawl(
            WalkSpider,
            told=looks.told,
            urls=urls,
            contact=contact,
            politeness=politeness,
            manners=Manners(),
        )
        process.start()
