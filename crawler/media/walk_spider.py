"""The spider of an account walk: given addresses, each once, one at a time for each host."""

from collections.abc import Callable
from typing import Any

from checks.site import LinkState
from crawler.fetched import Fetched
from crawler.media.manners import Manners
from crawler.spiders.spot import SpotSpider
from crawler.store import utc_now
from crawler.urls import host_of

STOPPED = "本次已被该网站的防护拦下，没有再访问"


class WalkSpider(SpotSpider):
    """Hands each answer to ``told`` at once, so that no more than one body a host is held.

    ``told(address, answer)`` returns whether to leave that host alone for the rest of the walk. It
    must not raise.
    """

    name = "accounts"

    def __init__(
        self, told: Callable[[str, Fetched], bool], manners: Manners, **kwargs: Any
    ) -> None:
        super().__init__(results={}, **kwargs)
        self._told, self._manners = told, manners

    async def _one(self, given: str, url: str) -> None:
        host = host_of(url)
        async with self._manners.lane(host):
            if host in self._manners.stopped:
                answer = _none(url, LinkState.BLOCKED, STOPPED)
            else:
                try:
                    await super()._one(given, url)
                    answer = self.results.pop(given)
                except Exception as error:  # noqa: BLE001 - the others go on
                    reason = f"访问时程序出错（{type(error).__name__}）"
                    answer = _none(url, LinkState.UNVERIFIABLE, reason)
            if self._told(given, answer):
                self._manners.stop(host)


def _none(url: str, state: LinkState, reason: str) -> Fetched:
    return Fetched(url, url, 0, {}, b"", state, reason, utc_now())
