"""Walking one site: who is asked when, what its answer leads to, and why it ended."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterator
from datetime import date

from checks.site import LinkState
from crawler.asking import Asker
from crawler.baseline import baselines
from crawler.clock import REAL, Clock
from crawler.control import prepare
from crawler.earlier import Earlier
from crawler.ending import PAGES_SPENT, tally, waiting, why_ended
from crawler.frontier import Frontier, unasked
from crawler.hosts import Host, Target
from crawler.hours import Hours
from crawler.link_states import DISALLOWED
from crawler.links import Kind
from crawler.looking import Counts, Looker
from crawler.outbox import BATCH_ROWS, Batch, Outbox
from crawler.progress import Reporter
from crawler.robots import OPEN
from crawler.second_looks import Pending, SecondLooks
from crawler.settings import TOTAL_CONCURRENCY
from crawler.sites import SiteConfig
from crawler.standing import Standing
from crawler.store import Fetch
from crawler.urls import MalformedError, canonical, host_of, origin_of

BATCH_S = 2.0
EXTRA_SHARE = 0.1
"""Of the time budget, on top of it, for second looks: without them nothing can be settled."""

TIME_SPENT = "达到时间上限，未抓取"
LEFT_ALONE = "该主机其余地址未再访问"
SILENT = "主机连续无应答，未逐一核验"


class Walk:
    """One run over one site. Iterate over :meth:`batches`; then read ``stop_reason``."""

    def __init__(
        self,
        config: SiteConfig,
        as_of: date,
        reporter: Reporter,
        earlier: Earlier | None = None,
        clock: Clock = REAL,
    ) -> None:
        self.config = config
        self.earlier = earlier
        self.polite = config.politeness
        self.clock = clock
        self.hours = Hours.parse(self.polite.hours)
        self.resting = False
        """The hours in which the site may be crawled are over; what is left waits for the next."""
        self.frontier = Frontier(config, as_of, clock)
        self.later = SecondLooks(self.polite.recheck_after_s)
        self.counts = Counts()
        self.stop_reason = ""
        self._reporter = reporter
        self._looker: Looker
        self._standing: Standing
        self._asker: Asker | None = None
        self._outbox = Outbox()
        self._active = 0
        self._doing = "抓取页面"
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
                self.frontier.offer_page(canonical(column.url))
            except MalformedError:
                self.frontier.leave_out(column.url, "栏目网址写法有误")

    # ---- the main loop

    async def batches(self, asker: Asker) -> AsyncIterator[Batch]:
        """Ask for everything that is planned and everything that leads to."""
        self._loop = asyncio.get_running_loop()
        self._asker = asker
        self._looker = Looker(
            asker,
            self.frontier,
            self.later,
            self.counts,
            self.clock.now,
            files=self.polite.attachments,
            earlier=self.earlier,
        )
        self._standing = Standing(self._looker, self.earlier, obey_robots=self.polite.obey_robots)
        began = self.clock.now()
        self._deadline = began + self.polite.time_budget_minutes * 60
        self._closes_at = float("inf")
        if self.hours is not None:
            self._closes_at = began + self.hours.closes_in_s(self.clock.moment())
        if began < self._closes_at:
            await self._learn_what_moved(asker)
        flushed = self.clock.now()
        try:
            while True:
                self._wake.clear()
                self._pump()
                now = self.clock.now()
                if self._outbox.is_full or (self._outbox and now - flushed >= BATCH_S):
                    flushed = now
                    yield self._take()
                    continue
                pause = self._pause(now)
                if pause is None:
                    break
                self._tell()
                await self.clock.wait(self._wake, min(pause, BATCH_S), idle=not self._active)
        finally:
            for task in self._tasks:
                task.cancel()
            if self._timer is not None:
                self._timer.cancel()
        if self.resting:
            return
        self._settle_unasked()
        self._outbox.add(self.later.final_redirects(self.frontier.why_left))
        ended = why_ended(self.frontier, self.later)
        if not self.stop_reason and ended == "finished":
            async for fetch in baselines(asker, self.frontier, self.polite):
                self._keep(fetch)
        if not self.stop_reason or ended.startswith("home-"):
            self.stop_reason = ended
        yield self._take()

    async def _learn_what_moved(self, asker: Asker) -> None:
        """Read robots.txt, then read and verify the sitemap, before anything is asked."""
        host = self.frontier.hosts.of(host_of(self.frontier.home))
        origin = origin_of(self.frontier.home)
        if self.polite.obey_robots and origin not in host.rules:
            await self._looker.learn_rules(host, origin)
            await host.rest()
        if not self.polite.incremental:
            return
        self._doing = "核对网站地图"
        self._tell()
        try:
            self._looker.moved = await prepare(asker, self.frontier, host, self.earlier)
        except sqlite3.Error as error:
            self.fail(error)
        self._doing = "抓取页面"

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
        if self.resting or now >= self._closes_at:
            self.resting = True
            return BATCH_S if self._active else None
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
            elif (first := self.later.first(target.url)) is not None:
                self._keep_unlooked(first)
        if self.stop_reason != "budget-time":
            self.stop_reason = "budget-time"
            self._deadline = now + max(
                2 * self.polite.recheck_after_s,
                EXTRA_SHARE * self.polite.time_budget_minutes * 60,
            )
        else:
            for pending in self.later.drop():
                self._keep_unlooked(pending)
            self._deadline = now + 3600.0

    def _pump(self) -> None:
        """Start as many requests as may go out now."""
        hosts = self.frontier.hosts
        now = self.clock.now()
        stood = 0
        while self._active < TOTAL_CONCURRENCY and now < self._closes_at:
            turn = hosts.take(now)
            if turn is None:
                break
            host, target = turn
            if target.question:
                self._start(host, now, self._question(host, target))
                continue
            origin = origin_of(target.url)
            if self._settled_unasked(host, target):
                continue
            if self._stands(host, origin, target):
                stood += 1
                if stood >= BATCH_ROWS:  # let answers through, and the rows be stored
                    self._loop.call_soon(self._pump)
                    self._wake.set()
                    return
                continue
            if self.polite.obey_robots and origin not in host.rules:
                host.locked = True  # nothing else is asked until the rules are known
                hosts.put_back(host, target)
                self._start(host, now, self._learn(host, origin))
            else:
                self._start(host, now, self._one(host, target))
        at = hosts.next_at()
        if at is not None and at > now:
            if self._timer is not None and self._timer.when() > at:
                self._timer.cancel()
                self._timer = None
            self._timer = self._timer or self.clock.call_at(at, self._tick)

    def _start(self, host: Host, now: float, work: Coroutine[None, None, None]) -> None:
        host.started(now)
        self._active += 1
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tick(self) -> None:
        self._timer = None
        self._pump()

    def _settled_unasked(self, host: Host, target: Target) -> bool:
        """Settle a target whose host is closed or silent, or that exceeds the page budget."""
        if host.closed is not None:
            first = self.later.first(target.url)
            refused = host.closed.screen
            seen = first.verdict if first is not None else None
            if seen is None or not refused:  # else its row says how it was refused
                state = LinkState.BLOCKED if refused else LinkState.UNVERIFIABLE
                before = f"{seen.reason}；" if seen is not None else ""
                reason = f"{before}{host.closed.name}，{LEFT_ALONE}"
                self._keep(unasked(target, state, reason))
        elif host.silent and target.round == 0:
            self.later.add(Pending(target, self.clock.now()))
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

    def _stands(self, host: Host, origin: str, target: Target) -> bool:
        """Settle a target for which an earlier month's observation stands."""
        fetch = self._standing.instead_of(host, origin, target)
        if fetch is None:
            return False
        self._keep(fetch)
        if self._outbox.is_full or not self._active:
            self._wake.set()
        return True

    def _keep_silent(self, target: Target) -> None:
        first = self.later.first(target.url)
        if first is not None and first.verdict is not None:
            reason = f"{first.verdict.reason}；复查时主机仍无应答"
            self._keep(unasked(target, first.verdict.state, reason))
        else:
            self._keep(unasked(target, LinkState.UNVERIFIABLE, SILENT))

    def _keep_unlooked(self, pending: Pending) -> None:
        """A target for whose next look there is no time: what was seen of it stands, if it was seen."""
        if pending.verdict is None:
            self._keep(unasked(pending.target, LinkState.UNVERIFIABLE, SILENT))

    # ---- one target

    async def _one(self, host: Host, target: Target) -> None:
        with self._under_way(host):
            rules = host.rules.get(origin_of(target.url), OPEN)
            if rules.allow(target.url):
                self._keep(await self._looker.look(host, target))
            else:
                self._keep(unasked(target, LinkState.UNVERIFIABLE, rules.closed or DISALLOWED))
            if (again := host.question()) is not None:
                self.frontier.hosts.put_back(host, again)

    async def _question(self, host: Host, target: Target) -> None:
        """Ask a page that was good whether its host still answers; nothing is stored of it."""
        with self._under_way(host):
            host.questioned(await self._looker.ask_again(target), self.clock.now())

    async def _learn(self, host: Host, origin: str) -> None:
        with self._under_way(host):
            try:
                await self._looker.learn_rules(host, origin)
            finally:
                host.locked = False

    @contextlib.contextmanager
    def _under_way(self, host: Host) -> Iterator[None]:
        """A request of this host is under way; afterwards the next ones may start."""
        try:
            yield
        finally:
            host.ended()
            self._active -= 1
            self._pump()
            if self._outbox.is_full or not self._active:
                self._wake.set()

    # ---- rows

    def _keep(self, fetch: Fetch) -> None:
        self.later.settled(fetch)
        self._again(self._standing.doubted_by(fetch))
        self._outbox.put(fetch)

    def _settle_unasked(self) -> None:
        for fetch in self.frontier.unasked:
            self.later.settled(fetch)
        self._outbox.add(self.frontier.unasked)
        self.frontier.unasked = []

    def _take(self) -> Batch:
        self._settle_unasked()
        batch = self._outbox.take(self.frontier.skipped)
        self.frontier.skipped = []
        return batch

    def _tell(self) -> None:
        counts = self.counts
        hosts = self.frontier.hosts
        doing = "" if self._active else waiting(hosts, self.clock.now())
        queued = hosts.queued + self._active
        self._reporter.tell(counts.pages, counts.fetched, queued, doing or self._doing)

    def tally(self) -> dict[str, object]:
        """Counts for the run record."""
        requests = self._asker.requests if self._asker is not None else 0
        return tally(self.frontier, self.counts, self.earlier, requests)
