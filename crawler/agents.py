"""A few pages asked as a browser and as a search engine: hacked sites show the latter other links.

Only where the site's owner has agreed (``compare_user_agents``). Our own name and the address to
complain to stand in the header as always, after the name that such pages look for.
"""

from collections.abc import AsyncIterator

from checks.site import LinkState
from crawler.asking import Answer, Asker, Want, follow
from crawler.frontier import Frontier
from crawler.link_states import first_look
from crawler.receiving import is_html
from crawler.robots import OPEN
from crawler.roles import AS_BROWSER, AS_SEARCHER, address
from crawler.sites import SiteConfig
from crawler.store import Fetch
from crawler.urls import MalformedError, canonical, host_of, origin_of

PAGES = 5
HOPS = 5
NAMES = {
    AS_BROWSER: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/130.0.0.0 Safari/537.36",
    AS_SEARCHER: "Mozilla/5.0 (compatible; Baiduspider/2.0;"
    " +http://www.baidu.com/search/spider.html)",
}


async def agent_looks(config: SiteConfig, asker: Asker, frontier: Frontier) -> AsyncIterator[Fetch]:
    """Two rows for the home page and for each of the first columns, with the bodies."""
    if not config.compare_user_agents:
        return
    for url in _pages(config, frontier):
        host = frontier.hosts.of(host_of(url))
        origin = origin_of(url)
        known = origin in host.rules or not config.politeness.obey_robots
        if host.closed or host.silent or not known:
            continue
        if not host.rules.get(origin, OPEN).allow(url):
            continue
        for role, agent in NAMES.items():
            await host.rest()
            yield _row(url, role, await _ask(asker, url, agent))


async def _ask(asker: Asker, url: str, agent: str) -> Answer:
    first = await asker.ask(url, "GET", Want.TEXT, agent=agent)
    answer, _ = await follow(
        lambda at, cookies: asker.ask(at, "GET", Want.TEXT, cookies, agent),
        first,
        lambda a: host_of(a.location) == host_of(url),
        HOPS,
    )
    return answer


def _pages(config: SiteConfig, frontier: Frontier) -> list[str]:
    urls = [frontier.home]
    for column in config.columns:
        try:
            urls.append(canonical(column.url))
        except MalformedError:
            continue
    return [url for url in dict.fromkeys(urls) if frontier.is_ours(url)][:PAGES]


def _row(url: str, role: str, answer: Answer) -> Fetch:
    verdict = first_look(answer)
    keep = verdict.state is LinkState.OK and is_html(answer)
    return Fetch(
        url=address(url, role),
        role=role,
        external=False,
        state=str(verdict.state),
        status=answer.status,
        reason=verdict.reason,
        method="GET",
        fetched_at=answer.at,
        final_url=answer.url,
        content_type=answer.content_type,
        length=len(answer.body),
        latency_ms=answer.latency_ms,
        body=answer.body if keep else None,
    )
