"""The spider that asks interfaces: some sources at a time, each in a session of its own.

Certificates are verified here, unlike for public pages: keys are sent. Nothing that Scrapy could
write to disk or send on with an address in it may be switched on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler

from checks.errors import UserError
from checks.media.reasons import Reason
from crawler.asking import Answer, Asker, Trouble, Want
from crawler.engine import user_agent
from crawler.link_states import DISALLOWED
from crawler.media.api.calls import REFUSED, Call, FailureError
from crawler.media.manners import Manners
from crawler.robots import OPEN, Rules, read
from crawler.sites import Politeness
from crawler.urls import host_of, origin_of

WORKERS = 16
"""Sources under way at once: what bounds the memory of a walk."""
ROOM = 2
"""Requests at once to one interface."""
Run = Callable[["ApiSpider", Any], Any]

REFERER = "scrapy.spidermiddlewares.referer.RefererMiddleware"


class ApiSpider(Spider):
    """Calls ``run(spider, job)`` for each job; it must not raise."""

    name = "interfaces"
    custom_settings = {"DOWNLOAD_VERIFY_CERTIFICATES": True}  # noqa: RUF012 - Scrapy's own name

    def __init__(
        self,
        jobs: Iterable[Any],
        run: Run,
        contact: str,
        politeness: Politeness,
        manners: Manners,
        paces: dict[str, float],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._jobs, self._run = iter(jobs), run
        self._contact, self._polite = contact, politeness
        self._manners, self._paces = manners, paces
        self._rules: dict[str, Rules] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """How Scrapy makes one."""
        refuse_traces(crawler.settings)
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """Ask everything; nothing is yielded."""
        self._asker = Asker(self.crawler, user_agent(self._contact), self._polite.timeout_s)
        await asyncio.gather(*(self._worker() for _ in range(WORKERS)))
        return
        yield  # an asynchronous generator, as Scrapy wants it

    async def _worker(self) -> None:
        for job in self._jobs:
            await self._run(self, job)

    async def pause(self, seconds: float) -> None:
        """Wait, unless the walk was told to be quick."""
        await asyncio.sleep(seconds if self._polite.requests_per_second > 0 else 0)

    async def send(self, call: Call) -> Answer:
        """One request when its host's turn has come. FailureError when the host is left alone."""
        url = call.url()
        host = host_of(url)
        room = 1 if call.robots else ROOM
        async with self._manners.lane(host, room):
            if host in self._manners.stopped:
                told = "本次已不再访问该平台"
                raise FailureError(self._manners.stopped[host], told)
            if call.robots and not (await self._rules_of(url)).allow(url):
                raise FailureError(Reason.BLOCKED, DISALLOWED)
            headers = _headers(call)
            method = "GET" if call.body is None else "POST"
            answer = await self._asker.ask(url, method, Want.ALL, more=headers, body=call.payload())
            self._manners.heard(
                host,
                silent=answer.trouble is Trouble.TIMEOUT,
                refused=answer.status in REFUSED and not answer.body.lstrip().startswith(b"{"),
            )
            await self.pause(self._paces.get(host, 0.0))
        return answer

    async def _rules_of(self, url: str) -> Rules:
        if not self._polite.obey_robots:
            return OPEN
        origin = origin_of(url)
        if origin not in self._rules:
            first = await self._asker.ask(f"{origin}/robots.txt", "GET", Want.ALL)
            self._rules[origin] = read(first.status, first.body)
        return self._rules[origin]


def refuse_traces(settings: Any) -> None:
    """UserError when Scrapy is set to store requests, or to tell one host of another."""
    for name in ("JOBDIR", "HTTPCACHE_ENABLED"):
        if settings.get(name):
            raise UserError(
                f"Scrapy 的 {name} 会把带密钥的请求写到磁盘上，账号巡查不能启动。请去掉这个设置。"
            )
    used = settings.getdict("SPIDER_MIDDLEWARES_BASE") | settings.getdict("SPIDER_MIDDLEWARES")
    if used.get(REFERER) is not None:
        raise UserError("Scrapy 的 RefererMiddleware 会把带密钥的地址告诉别的网站，不能启动。")


def _headers(call: Call) -> dict[bytes, bytes]:
    found = {b"Accept": b"application/json"}
    if call.body is not None:
        found[b"Content-Type"] = b"application/json; charset=utf-8"
    for name, value in call.headers.items():
        text = value if isinstance(value, str) else value.reveal()
        found[name.encode()] = text.encode()
    return found
