"""Walking one site: who is asked when, what its answer leads to, and why it ended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date

from checks.models import LinkState
from crawler.asking import Answer, Asker, Trouble, Want, follow
from crawler.frontier import Frontier, unasked
from crawler.hosts import Host, Target
from crawler.link_states import (
    DISALLOWED,
    GONE,
    LOOP,
    Verdict,
    first_look,
    is_gone,
    second_look,
)
from crawler.links import Kind
from crawler.progress import Reporter
from crawler.receiving import Received, attempt_of, receive
from crawler.robots import OPEN, Rules, read
from crawler.roles import STORED
from crawler.second_looks import Pending, SecondLooks
from crawler.settings import TOTAL_CONCURRENCY
from crawler.sites import SiteConfig
from crawler.store import Attempt, Fetch
from crawler.traps import series_of
from crawler.urls import Joiner, MalformedError, canonical, host_of, origin_of

BATCH_ROWS = 500
BATCH_BYTES = 8 * 1024 * 1024
BATCH_S = 2.0
EXTRA_SHARE = 0.1
"""Of the time budget, on top of it, for second looks: without them nothing can be settled."""

PAGES_SPENT = "达到页数上限，未抓取"
TIME_SPENT = "达到时间上限，未抓取"
LEFT_ALONE = "该主机其余地址未再访问"
SILENT = "主机连续无应答，未逐一核验"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is stored in one transaction."""

    fetches: list[Fetch]
    skipped: list[tuple[str, str]]


@dataclass(slots=True)
class Counts:
    """What the run record says."""

    fetched: int = 0
    pages: int = 0
    reasked: int = 0
    fallbacks: int = 0
    robots: int = 0
    bad_links: dict[str, str] = field(default_factory=dict)


class Walk:
    """One run over one site. Iterate over :meth:`batches`; then read ``stop_reason``."""

    def __init__(self, config: SiteConfig, as_of: date, reporter: Reporter) -> None:
        self.config = config
        self.polite = config.politeness
        self.frontier = Frontier(config, as_of)
        self.later = SecondLooks(self.polite.recheck_after_s)
        self.counts = Counts()
        self.stop_reason = ""
        self._reporter = reporter
        self._joiner = Joiner()
        self._asker: Asker
        self._fetches: list[Fetch] = []
        self._bytes = 0
        self._active = 0
        self._doing = "抓取页面"
        self._robots: dict[str, asyncio.Task[Rules]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._wake = asyncio.Event()
        self.failure: Exception | None = None
        """What made storing impossible."""

    # ---- seeds

    def seed(self) -> None:
        """Plan the home page, then the columns."""
        self.frontier.offer(self.frontier.home, Kind.ANCHOR)
        for column in self.config.columns:
            try:
                self.frontier.offer(canonical(column.url), Kind.ANCHOR)
            except MalformedError:
                self.frontier.leave_out(column.url, "栏目网址写法有误")

    # ---- the main loop

    async def batches(self, asker: Asker) -> AsyncIterator[Batch]:
        """Ask for everything that is planned and everything that leads to."""
        self._asker = asker
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + self.polite.time_budget_minutes * 60
        flushed = self._loop.time()
        try:
            while True:
                self._wake.clear()
                self._pump()
                now = self._loop.time()
                if self._full() or (self._fetches and now - flushed >= BATCH_S):
                    flushed = now
                    yield self._take()
                    continue
                pause = self._pause(now)
                if pause is None:
                    break
                self._tell()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), min(pause, BATCH_S))
        finally:
            for task in self._tasks:
                task.cancel()
            if self._timer is not None:
                self._timer.cancel()
        self._fetches += self.later.final_redirects()
        self.stop_reason = self.stop_reason or self._why_ended()
        yield self._take()

    def fail(self, error: Exception) -> None:
        """End the run because its rows cannot be stored."""
        self.failure = error
        self.stop_reason = "disk-full" if "full" in str(error) else "store-error"
        self._wake.set()

    def leftover(self) -> Batch:
        """What was not yielded because the walk was interrupted."""
        return self._take()

    def _pause(self, now: float) -> float | None:
        """Seconds the main loop may sleep; None when there is nothing left to do."""
        if self.failure is not None:
            return None
        if now >= self._deadline:
            self._out_of_time(now)
        if self._active or self.frontier.hosts.queued:
            return BATCH_S
        wait = self.later.wait_s(now)
        if wait is None:
            again = self.later.redirects_to_recheck()
            if not again:
                return None
            self._again(again)
            return 0.0
        if wait > 0:
            self._doing = f"等待复查可疑链接（{len(self.later)} 个，还有 {wait:.0f} 秒）"
            return wait
        self._doing = "复查可疑链接"
        for host in self.frontier.hosts.known().values():
            host.second_round()
        self._again(self.later.due(now))
        return 0.0

    def _again(self, targets: list[Target]) -> None:
        for target in targets:
            self.frontier.hosts.add(host_of(target.url), target)

    def _out_of_time(self, now: float) -> None:
        for target in self.frontier.hosts.drop_all():
            if target.round == 0:
                self.frontier.leave_out(target.url, TIME_SPENT)
        if self.stop_reason != "budget-time":
            self.stop_reason = "budget-time"
            self._deadline = now + max(
                2 * self.polite.recheck_after_s,
                EXTRA_SHARE * self.polite.time_budget_minutes * 60,
            )
        else:
            self.later.drop()
            self._deadline = now + 3600.0

    def _pump(self) -> None:
        """Start as many requests as may go out now."""
        hosts = self.frontier.hosts
        now = self._loop.time()
        while self._active < TOTAL_CONCURRENCY:
            turn = hosts.take(now)
            if turn is None:
                break
            host, target = turn
            if not self._settled_unasked(host, target):
                host.started(now)
                self._active += 1
                task = self._loop.create_task(self._one(host, target))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        at = hosts.next_at()
        if at is not None and at > now and self._timer is None:
            self._timer = self._loop.call_at(at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._pump()

    def _settled_unasked(self, host: Host, target: Target) -> bool:
        """Settle a target whose host is closed or silent, or that exceeds the page budget."""
        if host.closed is not None:
            reason = f"{host.closed.name}，{LEFT_ALONE}"
            self._keep(unasked(target, LinkState.BLOCKED, reason))
        elif host.silent and target.round == 0:
            self.later.add(Pending(target, self._loop.time()))
        elif host.silent:
            self._keep_silent(target)
        elif (
            target.role == "page"
            and not target.external
            and target.round == 0
            and self.counts.pages >= self.polite.page_budget
        ):
            self.frontier.leave_out(target.url, PAGES_SPENT)
        else:
            return False
        return True

    def _keep_silent(self, target: Target) -> None:
        first = self.later.first(target.url)
        if first is not None and first.verdict is not None:
            reason = f"{first.verdict.reason}；复查时主机仍无应答"
            self._keep(unasked(target, first.verdict.state, reason))
        else:
            self._keep(unasked(target, LinkState.UNVERIFIABLE, SILENT))

    # ---- one target

    async def _one(self, host: Host, target: Target) -> None:
        try:
            rules = await self._rules(host, target.url)
            if rules.allow(target.url):
                await self._ask(host, target)
            else:
                self._keep(unasked(target, LinkState.UNVERIFIABLE, rules.closed or DISALLOWED))
        finally:
            host.active -= 1
            self._active -= 1
            self._pump()
            if self._full() or not self._active:
                self._wake.set()

    async def _rules(self, host: Host, url: str) -> Rules:
        if not self.polite.obey_robots:
            return OPEN
        origin = origin_of(url)
        rules = host.rules.get(origin)
        if rules is not None:
            return rules
        task = self._robots.get(origin)
        if task is None:
            task = self._robots[origin] = self._loop.create_task(self._fetch_rules(origin))
            task.add_done_callback(lambda _: self._robots.pop(origin, None))
        rules = host.rules[origin] = await task
        host.slow_down(rules)
        if host.delay_s:
            await asyncio.sleep(host.delay_s)
        return rules

    async def _fetch_rules(self, origin: str) -> Rules:
        self.counts.robots += 1
        ask = self._asker.ask
        first = await ask(f"{origin}/robots.txt", "GET", Want.ALL)
        answer, _ = await follow(
            lambda url, cookies: ask(url, "GET", Want.ALL, cookies), first, lambda a: True, 5
        )
        return read(answer.status, answer.body)

    async def _ask(self, host: Host, target: Target) -> None:
        method, want = _manner(target)
        answer = await self._asker.ask(target.url, method, want)
        earlier: list[Answer] = []
        if method == "HEAD" and _head_is_doubtful(answer):
            earlier.append(answer)
            self.counts.fallbacks += 1
            if host.delay_s:
                await asyncio.sleep(host.delay_s)
            answer = await self._asker.ask(target.url, "GET", want)
        answer, passed = await self._follow(target, answer, want)
        host.learn(answer, self._loop.time())
        self._receive(target, answer, earlier, passed)

    async def _follow(self, target: Target, answer: Answer, want: Want) -> tuple[Answer, list[str]]:
        """Follow a redirect to the same address (it wants a cookie), or a whole looping chain."""
        ask = self._asker.ask
        return await follow(
            lambda url, cookies: ask(url, "GET", want, cookies),
            answer,
            lambda a: a.location == target.url or target.chain,
        )

    def _receive(
        self, target: Target, answer: Answer, earlier: list[Answer], passed: list[str]
    ) -> None:
        first = self.later.first(target.url) if target.round else None
        looked = first_look(answer, strict_tls=target.external)
        if answer.location and (passed or answer.location == target.url):
            looked = Verdict(LinkState.SUSPECT, LOOP, again=not target.chain)
        verdict = looked
        if first is not None and first.verdict is not None:
            self.counts.reasked += 1
            verdict = second_look(looked, first.gone, answer)
        elif looked.again:
            pending = Pending(target, self._loop.time(), looked, is_gone(answer))
            self.later.add(pending)
        attempts: tuple[Attempt, ...] = ()
        asked_more = first is not None or earlier
        if asked_more or verdict.state not in (LinkState.OK, LinkState.REDIRECT):
            attempts = tuple(attempt_of(a, first_look(a)) for a in (*earlier, answer))
        received = receive(target, answer, verdict, attempts, passed, self._joiner)
        if passed and verdict.state is LinkState.OK:
            fetch = replace(received.fetch, state=str(LinkState.REDIRECT))
            if passed[-1] == target.url:
                fetch = received.fetch
            received = replace(received, fetch=fetch)
        self._take_links(target, answer, received)
        self._keep(received.fetch)

    def _take_links(self, target: Target, answer: Answer, received: Received) -> None:
        frontier = self.frontier
        if received.is_page:
            self.counts.pages += 1
            series, fresh = series_of(target.url), 0
            for url, kind in received.links.items():
                if url not in frontier.seen and frontier.offer(url, kind) and series:
                    fresh += series_of(url) != series
            if series:
                frontier.traps.fetched(target.url, fresh)
            for raw, reason in received.bad.items():
                if raw not in self.counts.bad_links:
                    self.counts.bad_links[raw] = reason
                    frontier.leave_out(raw, reason)
        elif received.links:
            for url, kind in received.links.items():
                frontier.offer(url, kind)
        elif answer.location and received.fetch.state == LinkState.REDIRECT:
            if target.url == frontier.home and not frontier.is_ours(answer.location):
                frontier.widen(answer.location)
            frontier.offer_redirect(answer.location, target.role)

    # ---- rows

    def _keep(self, fetch: Fetch) -> None:
        self.later.settled(fetch)
        self.counts.fetched += 1
        self._fetches.append(fetch)
        self._bytes += len(fetch.body or b"")

    def _full(self) -> bool:
        return len(self._fetches) >= BATCH_ROWS or self._bytes >= BATCH_BYTES

    def _take(self) -> Batch:
        self._fetches += self.frontier.unasked
        batch = Batch(self._fetches, self.frontier.skipped)
        self._fetches, self.frontier.skipped, self.frontier.unasked = [], [], []
        self._bytes = 0
        return batch

    def _tell(self) -> None:
        counts = self.counts
        queued = self.frontier.hosts.queued + self._active
        self._reporter.tell(counts.pages, counts.fetched, queued, self._doing)

    def _why_ended(self) -> str:
        """Judged by the home page first: without it the month says nothing."""
        home = self.later.end_of(self.frontier.home)
        if not home:
            return "home-unreachable"
        if not self.frontier.is_ours(home):
            return "home-moved"
        state, reason = self.later.bad().get(home, (LinkState.OK, ""))
        if state is LinkState.BLOCKED:
            return "home-blocked"
        if state is LinkState.UNVERIFIABLE and "robots.txt" in reason:
            return "home-disallowed"
        if state not in (LinkState.OK, LinkState.REDIRECT):
            return "home-unreachable"
        host = self.frontier.hosts.of(host_of(home))
        if host.closed is not None:
            return "blocked"
        if host.silent:
            return "site-silent"
        return "budget-pages" if PAGES_SPENT in self.frontier.left_out else "finished"

    def tally(self) -> dict[str, object]:
        """Counts for the run record."""
        return {
            "discovered": len(self.frontier.seen),
            "fetched": self.counts.fetched,
            "pages": self.counts.pages,
            "reasked": self.counts.reasked,
            "fallbacks": self.counts.fallbacks,
            "robots": self.counts.robots,
            "skipped": dict(self.frontier.reasons()),
        }


def _manner(target: Target) -> tuple[str, Want]:
    """GET for what is read and kept, HEAD for what only has to be there."""
    if not target.external and target.role in STORED:
        return "GET", Want.TEXT if target.role in ("page", "frame") else Want.ALL
    return ("GET" if target.round else "HEAD"), Want.NOTHING


def _head_is_doubtful(answer: Answer) -> bool:
    """Whether a HEAD answer may only mean that HEAD is not liked. 404 is asked again later."""
    if answer.trouble:
        return answer.trouble is Trouble.BROKEN
    return answer.status >= 400 and answer.status not in GONE and answer.status != 429
