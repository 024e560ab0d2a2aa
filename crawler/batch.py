"""Many sites, one process each: a failing site never stops the others. Sites that share a host are run
one after the other, for each process keeps a pace of its own.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from crawler.hours import next_open
from crawler.journal import Journal, last_run
from crawler.same_host import Turns
from crawler.sites import SitesFile
from crawler.trouble_words import is_full, trouble

FRESH, NO_BROWSER, GRID = "--fresh", "--no-browser", "--grid="
FRESH_AFTER = "--fresh-after="
"""Begin anew unless a run later than this one is there already."""
DONE, UNREACHED, UNFINISHED, DISK_FULL, OUTSIDE_HOURS = 0, 3, 4, 5, 6
"""Exit codes of one site's process beside 2 (configuration, files)."""
NOT_STARTED = "not-started"
MOST_NIGHTS = 14
"""So many times a site is run, when its hours end before it is done."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one site's process ended: its exit code, what it printed on standard error, and the
    Chinese note of what was not assessed ("" if nothing).
    """

    site_id: str
    code: int
    errors: str
    note: str = ""
    stop_reason: str = field(default="", compare=False)
    """Why its crawl ended, :data:`NOT_STARTED` if it was not begun, "" if nothing is known."""
    seconds: float = field(default=0.0, compare=False)
    before: bool = field(default=False, compare=False)
    """It had ended before an interruption and was left alone now."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is done with every site; strings only go to the process."""

    month: str
    as_of: date
    options: tuple[str, ...] = ()


class Launcher(Protocol):
    """Where the sites' processes run: on this computer, or on a cluster."""

    def run(self, site_id: str, order: Order) -> Ended:
        """Run one site to its end. Called from several threads."""

    def stop(self) -> None:
        """Have everything that runs end soon; what it has is kept for the next time."""


def nights(
    sites: SitesFile,
    site_ids: Sequence[str],
    month: str,
    as_of: date,
    *,
    jobs: int = 1,
    fresh: bool = False,
    browser: bool = True,
    grid: str = "",
    told: Callable[[Ended, int, int], None] | None = None,
    launcher: Launcher | None = None,
    journal: Journal | None = None,
    budget_s: float | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    rest: Callable[[float], object] | None = None,
    stopping: Callable[[], None] | None = None,
) -> Iterator[list[Ended]]:
    """Run every site's month, ``jobs`` at a time: how all ended, then how those did that were outside
    their hours, when these came, until none is left. ``told`` hears of each as it ends.

    ``grid``: the address of a Selenium Grid, over what the configuration says. ``journal``: what
    ended before an interruption is left alone. After ``budget_s`` seconds, on Ctrl-C and when the
    disk is full no further site is begun, and those that run stop where they are. ``rest`` lets so
    many seconds pass. ``stopping`` ends what runs beside the sites; it is called from any thread.
    """
    from crawler.site_process import Here

    options = [] if browser else [NO_BROWSER]
    options += [f"{GRID}{grid}"] if grid else []
    there = launcher or Here(sites)
    order = Order(month, as_of, tuple(options))
    work = _Work(sites, there, journal, order, fresh, stopping)
    ended: dict[str, Ended] = {}

    def take(one: Ended) -> None:
        ended[one.site_id] = one
        done = sum(e.code != OUTSIDE_HOURS for e in ended.values())
        if told is not None:
            told(one, done, len(site_ids))

    left = []
    for site_id in site_ids:
        known = journal.ended(site_id) if journal is not None else None
        if known is None:
            left.append(site_id)
        else:
            take(Ended(site_id, known.code, "", known.note, known.stop_reason, before=True))
    timer = threading.Timer(budget_s, work.stop) if budget_s is not None else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    news = list(site_ids)
    try:
        for _ in range(MOST_NIGHTS):
            _round(work, left, jobs, take)
            yield [ended[site_id] for site_id in news]
            late = [one for one in site_ids if ended[one].code == OUTSIDE_HOURS]
            if not late or work.stopped:
                return
            left, seconds = next_open(sites, late, now())
            news = left
            try:
                (rest or work.rest)(seconds)
            except KeyboardInterrupt:
                work.stop()
            if work.stopped:
                return
    finally:
        if timer is not None:
            timer.cancel()


def run_all(
    sites: SitesFile, site_ids: Sequence[str], month: str, as_of: date, **options: Any
) -> list[Ended]:
    """How every site ended at last, in their order; ``options`` as of :func:`nights`."""
    ended: dict[str, Ended] = {}
    for night in nights(sites, site_ids, month, as_of, **options):
        ended |= {one.site_id: one for one in night}
    return [ended[site_id] for site_id in site_ids]


def _round(
    work: "_Work", site_ids: Sequence[str], jobs: int, take: Callable[[Ended], None]
) -> None:
    turns = Turns(work.sites, site_ids)
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        waiting = [pool.submit(work.next, turns) for _ in range(len(turns))]
        while waiting:
            try:
                for future in as_completed(waiting):
                    waiting.remove(future)
                    take(_result(future))
                    break
            except KeyboardInterrupt:
                work.stop()


def _result(future: Future[Ended]) -> Ended:
    return future.result()


class _Work:
    def __init__(
        self,
        sites: SitesFile,
        launcher: Launcher,
        journal: Journal | None,
        order: Order,
        fresh: bool,
        stopping: Callable[[], None] | None,
    ) -> None:
        self._stopping = stopping
        self.sites, self._launcher, self._journal = sites, launcher, journal
        self._order, self._fresh = order, fresh
        self._began: dict[str, int] = {}
        self._stopped = threading.Event()

    @property
    def stopped(self) -> bool:
        """Nothing more is begun."""
        return self._stopped.is_set()

    def stop(self) -> None:
        self._stopped.set()
        self._launcher.stop()
        if self._stopping is not None:
            self._stopping()

    def rest(self, seconds: float) -> None:
        """Let time pass; stopping ends it."""
        self._stopped.wait(seconds)

    def next(self, turns: Turns) -> Ended:
        with turns.next() as site_id:
            return self.one(site_id)

    def one(self, site_id: str) -> Ended:
        if self.stopped:
            return Ended(site_id, UNFINISHED, "", stop_reason=NOT_STARTED)
        order = self._order
        if self._fresh:
            option = f"{FRESH_AFTER}{self._after(site_id)}"
            order = Order(order.month, order.as_of, (*order.options, option))
        try:
            ended = self._launcher.run(site_id, order)
            if self._journal is not None and ended.code in (DONE, UNREACHED):
                self._journal.note(site_id, ended.code, ended.note, ended.stop_reason)
        except (OSError, sqlite3.Error) as error:  # of this site alone; the others go on
            code = DISK_FULL if is_full(error) else 2
            ended = Ended(site_id, code, trouble(error) or str(error))
        if ended.code == DISK_FULL:
            self._stopped.set()
        return ended

    def _after(self, site_id: str) -> int:
        """The last crawl before this run: what is later is gone on with, not begun anew."""
        if self._journal is not None:
            return self._journal.began(site_id)
        if site_id not in self._began:
            self._began[site_id] = last_run(self.sites.database(site_id))
        return self._began[site_id]
