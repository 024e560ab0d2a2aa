"""The browser stage of one run: worker processes empty the queue, one a core.

It comes after the crawl and works from the store, so that it disturbs no measured latency. A worker
that dies costs the page it had; an interrupted stage goes on where it was.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from checks.accessibility.page_tools import preload
from checks.gathering import Gatherer, Task
from checks.registry import all_checks
from checks.run import UNSEEN
from crawler import artifacts
from crawler.browser import visits
from crawler.browser.axe_engine import newest
from crawler.browser.chromium import BrowserError
from crawler.browser.leftovers import sweep
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.engine import ENGINE
from crawler.sites import SiteConfig
from crawler.store import Run, Store
from crawler.stored_site import StoredSite

LOOK_S = 0.5
ROUNDS = 5
"""So often workers are started again after they died."""
ALL_PAGES = "全部页面"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the stage ended with. ``note`` is Chinese: what was not as it should be, "" if nothing."""

    done: int
    failed: int
    waiting: int
    note: str


@dataclass(frozen=True, slots=True)
class _Job:
    store: Path
    config: SiteConfig
    run: Run
    checks: tuple[str, ...]
    budget_s: float
    live: bool


def look(
    config: SiteConfig,
    store_path: Path,
    run: Run,
    checks: Sequence[str],
    *,
    workers: int = 0,
    budget_s: float = 15,
    live: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> Looked:
    """Visit the stored pages of a run for the browser checks of these ids.

    ``live``: resources the pages declare may be asked for where they are not stored. Pages
    visited before are not visited again. ``told(done, all)`` hears of progress. Without
    a browser nothing is lost: the pages wait, and ``note`` says what to install.
    """
    job = _Job(store_path, config, run, tuple(checks), budget_s, live)
    context = get_context("spawn")
    notes: SimpleQueue[str] = context.SimpleQueue()
    with Store(store_path) as store:
        visits.fill(store, run, StoredSite(store, config, run, run.as_of).page_ids(), ALL_PAGES)
        for _ in range(ROUNDS):
            _give_up(store, job)
            waiting = visits.counts(store, run)["waiting"]
            if not waiting or not notes.empty():
                break
            number = min(workers or os.cpu_count() or 1, waiting)
            running = [context.Process(target=work, args=(job, notes)) for _ in range(number)]
            for process in running:
                process.start()
            while any(process.is_alive() for process in running):
                for process in running:
                    process.join(LOOK_S / number)
                _tell(store, run, told)
            sweep()  # a worker that was killed left its browser behind
        _tell(store, run, told)
        found = visits.counts(store, run)
    said = []
    while not notes.empty():
        said.append(notes.get())
    note = "".join(dict.fromkeys(said))
    notes.close()
    return Looked(found["done"], found["failed"], found["waiting"] + found["taken"], note)


def work(job: _Job, notes: "SimpleQueue[str]") -> None:
    """In a worker process: visit pages until none waits."""
    engine = newest()
    replay = Replay(job.store, job.run.id, job.config, live=job.live)
    with (
        Store(job.store) as store,
        Session(replay, preload=[engine.preload, preload()], budget_s=job.budget_s) as session,
    ):
        while (turn := visits.take(store, job.run)) is not None:
            gathers = _gathers(job.checks, turn.task)
            try:
                visit = session.visit(turn.url, gathers)
            except BrowserError as error:
                visits.put_back(store, job.run, turn)
                notes.put(str(error))
                break
            for value in visit.gathered.values():
                value["unstyled"] = visit.unstyled
            kept = {name: {UNSEEN: visit.reason} for name in gathers} | visit.gathered
            artifacts.keep(store, job.run, turn.url, kept, f"{ENGINE}, axe-core {engine.version}")
            visits.finish(store, job.run, turn, visit.reason, visit.seconds)
        if session.note:
            notes.put(session.note)
    replay.close()


def _gathers(checks: Sequence[str], task: Task) -> dict[str, Gatherer]:
    """What is to be run on a page visited for this task, by the name to keep it under, in order."""
    chosen = [all_checks()[name].gather for name in checks]
    wanted = {one.name: one for one in chosen if one is not None and one.task == task}
    return dict(sorted(wanted.items(), key=lambda item: (item[1].order, item[0])))


def _give_up(store: Store, job: _Job) -> None:
    for turn in visits.reclaim(store, job.run):
        unseen = {name: {UNSEEN: visits.GIVEN_UP} for name in _gathers(job.checks, turn.task)}
        artifacts.keep(store, job.run, turn.url, unseen, ENGINE)


def _tell(store: Store, run: Run, told: Callable[[int, int], None] | None) -> None:
    if told is not None:
        found = visits.counts(store, run)
        told(found["done"] + found["failed"], sum(found.values()))
