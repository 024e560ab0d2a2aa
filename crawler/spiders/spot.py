"""The spider of spot checks: a few addresses, each followed to where it ends."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy import Spider

from checks.site import LinkState
from crawler.asking import Answer, Asker, Want, follow
from crawler.beside import Beside
from crawler.engine import user_agent
from crawler.fetched import Fetched
from crawler.hosts import Host
from crawler.link_states import (
    DISALLOWED,
    LOOP,
    PRIVATE,
    Verdict,
    first_look,
    is_gone,
    second_look,
    told_to_wait,
)
from crawler.robots import OPEN, Rules, read
from crawler.sites import Politeness
from crawler.store import utc_now
from crawler.urls import host_of, is_private, origin_of
from crawler.way import STRAIGHT, Way

MOST_HOPS = 10
LONGEST_WAIT_S = 10.0
"""A person is waiting: the second look of a spot check does not take the monthly distance."""

RESTING = "网站要求暂停访问，这次没有再问"


class SpotSpider(Spider):
    """Fills ``results`` (address as given -> what came), one request at a time for each host."""

    name = "spot"

    def __init__(
        self,
        urls: Sequence[tuple[str, str]],
        contact: str,
        politeness: Politeness,
        results: dict[str, Fetched],
        way: Way = STRAIGHT,
        beside: Beside | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls, self.contact = urls, contact
        self.polite, self.results, self.way = politeness, results, way
        self._beside = beside
        self._hosts: dict[str, tuple[Host, asyncio.Lock]] = {}
        self._answered_at: dict[str, float] = {}
        self._rests: dict[str, float] = {}
        """Until when (the loop's clock) hosts asked to be left alone."""

    async def start(self) -> AsyncIterator[Any]:
        """Fetch everything; nothing is yielded."""
        agent = user_agent(self.contact)
        self._asker = Asker(self.crawler, agent, self.polite.timeout_s, self.way)
        self._room = asyncio.Semaphore(16)
        await asyncio.gather(*(self._one(given, url) for given, url in self.urls))
        return
        yield  # an asynchronous generator, as Scrapy wants it

    async def _one(self, given: str, url: str) -> None:
        answer, verdict, passed = await self._look(url)
        if verdict.again and answer.retry_after_s > LONGEST_WAIT_S:
            verdict = told_to_wait(answer)
        elif verdict.again:
            gone = is_gone(answer)
            await asyncio.sleep(min(self.polite.recheck_after_s, LONGEST_WAIT_S))
            answer, verdict, passed = await self._look(url)
            verdict = second_look(verdict, gone, answer)
        state = verdict.state
        if state is LinkState.OK and passed:
            state = LinkState.REDIRECT
        self.results[given] = Fetched(
            url=url,
            final_url=passed[-1] if passed else url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            state=state,
            reason=verdict.reason,
            fetched_at=answer.at,
            redirects=tuple(passed),
            tls=answer.tls,
        )

    async def _look(self, url: str) -> tuple[Answer, Verdict, list[str]]:
        """Follow to the end, asking each host's robots.txt on the way."""
        inside = is_private(host_of(url))
        refused = ""

        def why_not(answer: Answer) -> bool:
            nonlocal refused
            if not inside and is_private(host_of(answer.location)):
                refused = PRIVATE
            return not refused

        async def ask(target: str, cookies: Mapping[str, str]) -> Answer:
            nonlocal refused
            host, lock = self._host(target)
            async with lock, self._room:
                rules = await self._rules(host, target)
                if not rules.allow(target):
                    refused = rules.closed or DISALLOWED
                    return Answer(target, "GET", utc_now())
                if host.closed is not None:
                    return Answer(target, "GET", utc_now(), block=host.closed)
                now = asyncio.get_running_loop().time
                if (left_s := self._rests.get(host.name, 0.0) - now()) > LONGEST_WAIT_S:
                    refused = RESTING
                    return Answer(target, "GET", utc_now())
                await asyncio.sleep(max(0.0, left_s))
                answer = await self._ask(host, target, cookies)
                host.learn(answer, now())
                if answer.status >= 400 and answer.retry_after_s:
                    self._rests[host.name] = now() + answer.retry_after_s
                return answer

        answer, passed = await follow(ask, await ask(url, {}), why_not, MOST_HOPS)
        if refused:
            return answer, Verdict(LinkState.UNVERIFIABLE, refused), passed
        if answer.location:
            return answer, Verdict(LinkState.SUSPECT, LOOP), passed
        return answer, first_look(answer, strict_tls=False), passed

    def _host(self, url: str) -> tuple[Host, asyncio.Lock]:
        name = host_of(url)
        if name not in self._hosts:
            rate = self.polite.requests_per_second
            host = Host(name, 1, 1 / rate if rate > 0 else 0.0)
            self._hosts[name] = host, asyncio.Lock()
        return self._hosts[name]

    async def _rules(self, host: Host, url: str) -> Rules:
        if not self.polite.obey_robots:
            return OPEN
        origin = origin_of(url)
        if origin not in host.rules:
            first = await self._ask(host, f"{origin}/robots.txt")
            if first.block is not None and first.block.screen:
                host.learn(first, asyncio.get_running_loop().time())
                return OPEN
            host.rules[origin] = read(first.status, first.body)
            host.slow_down(host.rules[origin])
        return host.rules[origin]

    async def _ask(self, host: Host, url: str, cookies: Mapping[str, str] | None = None) -> Answer:
        """Ask when the distance to the last request has passed; hold the host's lock meanwhile."""
        now = asyncio.get_running_loop().time
        beside, delay_s = self._beside, host.delay_s
        delay_s = beside.delay_s(host.name, delay_s) if beside else delay_s
        await asyncio.sleep(self._answered_at.get(host.name, -delay_s) + delay_s - now())
        answer = await self._asker.ask(url, "GET", Want.ALL, cookies)
        self._answered_at[host.name] = now()
        return answer
