"""One look a host at an address that cannot exist: what dead pages look like there."""

import hashlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from checks.site import LinkState
from crawler.asking import Answer, Asker, Want, follow
from crawler.frontier import Frontier
from crawler.link_states import GONE
from crawler.receiving import is_html
from crawler.robots import OPEN
from crawler.roles import BASELINE
from crawler.sites import Politeness
from crawler.store import Fetch
from crawler.urls import host_of, origin_of

HOPS = 5


def made_up(origin: str) -> str:
    """An address of the origin that nobody has; the same every month."""
    name = hashlib.blake2b(origin.encode(), digest_size=9).hexdigest()
    return f"{origin}/govcheck-{name}.html"


async def baselines(asker: Asker, frontier: Frontier, polite: Politeness) -> AsyncIterator[Fetch]:
    """A row for each of the site's hosts that answered clearly: 404 or 410, or a page with 200.

    The page is stored only for the latter. Hosts that are closed, silent or whose robots.txt
    forbids the address are left alone.
    """
    for origin in _origins(frontier):
        url = made_up(origin)
        host = frontier.hosts.of(host_of(url))
        rules = host.rules.get(origin, OPEN)
        known = origin in host.rules or not polite.obey_robots
        if url in frontier.seen or host.closed or host.silent or not known or not rules.allow(url):
            continue
        frontier.seen.add(url)
        await host.rest()
        first = await asker.ask(url, "GET", Want.TEXT)
        answer, _ = await follow(
            lambda at, cookies: asker.ask(at, "GET", Want.TEXT, cookies),
            first,
            lambda a, own=origin: origin_of(a.location) == own,  # type: ignore[misc]
            HOPS,
        )
        if answer.block is None and not answer.incomplete:
            page = 200 <= answer.status < 300 and is_html(answer)
            if page or answer.status in GONE:
                yield _row(url, answer, keep=page and answer.url != frontier.home)


def _origins(frontier: Frontier) -> list[str]:
    """The origins of the site of which a page was met, the home page's first."""
    ours = sorted({origin_of(url) for url in frontier.seen if frontier.is_ours(url)})
    home = urlsplit(frontier.home).netloc
    return sorted(ours, key=lambda origin: urlsplit(origin).netloc != home)


def _row(url: str, answer: Answer, *, keep: bool) -> Fetch:
    return Fetch(
        url=url,
        role=BASELINE,
        external=False,
        state=str(LinkState.OK),  # an answer to our own question, not a fault of the site
        status=answer.status,
        reason="",
        method="GET",
        fetched_at=answer.at,
        final_url=answer.url,
        content_type=answer.content_type,
        length=len(answer.body),
        latency_ms=answer.latency_ms,
        body=answer.body if keep else None,
    )
