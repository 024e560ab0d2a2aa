"""Asks the site's search once, after everything else, with the manners of the walk."""

from checks.page import Page
from checks.site import LinkState
from crawler.asking import Answer, Asker, Want, follow
from crawler.charset import decode
from crawler.hosts import Host, Hosts
from crawler.link_states import DISALLOWED, first_look
from crawler.robots import OPEN
from crawler.search_look import ROLE, Question, kept, question
from crawler.sites import SiteConfig
from crawler.store import Fetch, utc_now
from crawler.urls import host_of, origin_of

MOST_HOPS = 3


def question_of(config: SiteConfig, home: Fetch) -> Question | None:
    """What to ask, from the home page as it was fetched; None when there is nothing to ask."""
    if home.body is None:
        return None
    decoded = decode(home.body, home.content_type)
    page = Page(
        config.url,
        decoded.html,
        final_url=home.final_url or home.url,
        charset=decoded.charset,
        is_home=True,
    )
    return question(page, config.hosts)


async def try_search(config: SiteConfig, home: Fetch, asker: Asker, hosts: Hosts) -> Fetch | None:
    """The row of the one try, None when the home page has no form that may be used."""
    asked = question_of(config, home)
    if asked is None:
        return None
    host = hosts.of(host_of(asked.url))
    return await ask_search(asked, asker, host, robots=config.politeness.obey_robots)


async def ask_search(asked: Question, asker: Asker, host: Host, *, robots: bool = True) -> Fetch:
    """The row of the one request. ``robots``: its rules hold, and must have been read."""
    rules = host.rules.get(origin_of(asked.url))
    refused = ""
    if host.closed is not None:
        refused = host.closed.name
    elif robots and rules is None:
        refused = "没有读到 robots.txt，未核验"
    elif robots and not (rules or OPEN).allow(asked.url):
        refused = (rules or OPEN).closed or DISALLOWED
    if refused:
        return _row(asked, LinkState.UNVERIFIABLE, refused, Answer(asked.url, "GET", utc_now()))
    await host.rest()

    def here(answer: Answer) -> bool:
        same = host_of(answer.location) == host.name
        return same and (not robots or (rules or OPEN).allow(answer.location))

    first = await asker.ask(asked.url, "GET", Want.ALL)
    answer, _ = await follow(
        lambda url, cookies: asker.ask(url, "GET", Want.ALL, cookies), first, here, MOST_HOPS
    )
    if answer.location:
        return _row(asked, LinkState.UNVERIFIABLE, "搜索转到了另一个地址，没有继续访问", answer)
    verdict = first_look(answer)
    return _row(asked, verdict.state, verdict.reason, answer)


def _row(asked: Question, state: LinkState, reason: str, answer: Answer) -> Fetch:
    good = state is LinkState.OK
    return Fetch(
        url=asked.url,
        role=ROLE,
        external=False,
        state=str(state),
        status=answer.status,
        reason=reason,
        method="GET",
        fetched_at=answer.at,
        final_url=answer.url,
        content_type=answer.content_type,
        length=len(answer.body),
        latency_ms=answer.latency_ms,
        body=answer.body if good else None,
        detail=kept(asked),
    )
