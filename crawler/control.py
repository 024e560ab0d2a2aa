"""Before a walk trusts the site's sitemap: read it, and verify a random part of what it claims."""

from collections.abc import Mapping
from datetime import datetime

from crawler.asking import Asker, Want
from crawler.earlier import Earlier, Row
from crawler.frontier import Frontier
from crawler.hosts import Host
from crawler.robots import OPEN
from crawler.same_content import fingerprint
from crawler.sitemap import moved_at
from crawler.store import body_sha
from crawler.times import moment
from crawler.urls import origin_of

NOTHING = "没有可用的网站地图"
DISTRUSTED = "抽查发现内容与网站地图不符，本月不采信，全部重新访问"


async def prepare(
    asker: Asker, frontier: Frontier, host: Host, earlier: Earlier | None
) -> Mapping[str, datetime]:
    """When the site's pages last changed by its own account; ``earlier.moved`` is set to that if
    the sitemap deserves it. ``host`` is the home page's, whose robots.txt has been read if it is
    to be obeyed.
    """
    if host.closed is not None:
        return {}
    moved = await moved_at(asker, host, frontier.home)
    if earlier is not None:
        recalled = earlier.recalled()
        earlier.told = recalled or {"网站地图": NOTHING}
        if moved and recalled.get("网站地图") != DISTRUSTED:
            earlier.moved = moved
            if not recalled:  # else it was verified before the run was interrupted
                earlier.told = {"网站地图": f"记有修改时间的页面 {len(moved):,} 个"}
                await _verify(earlier, asker, host, origin_of(frontier.home))
        earlier.remember()
    return moved


async def _verify(earlier: Earlier, asker: Asker, host: Host, origin: str) -> None:
    rules = host.rules.get(origin, OPEN)
    checked = 0
    for url, row in earlier.sample(origin):
        if not rules.allow(url):
            continue
        answer = await asker.ask(url, "GET", Want.ALL)
        host.learn(answer, host.clock.now())
        await host.rest()
        checked += 1
        good = answer.status == 200 and answer.block is None and not answer.incomplete
        if not good or not _same(earlier, row, answer.body, answer.content_type, answer.at):
            earlier.moved = {}
            earlier.verified.clear()
            earlier.told = {"网站地图": DISTRUSTED, "抽查到的不符页面": url}
            return
        earlier.verified[url] = answer.at
    earlier.told["抽查核对的页面"] = checked


def _same(earlier: Earlier, row: Row, body: bytes, content_type: str, at: str) -> bool:
    if body_sha(body) == row.sha:
        return True
    stored = earlier.store.body(row.sha)
    if stored is None:
        return False
    then = fingerprint(stored, row.fetch.content_type, moment(row.taken))
    return then == fingerprint(body, content_type, moment(at))
