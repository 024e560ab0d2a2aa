"""Worker processes that empty the queue of visits, one a core.

They work from the store, so that they disturb no measured latency. A worker that dies costs the
page it had; an interrupted stage goes on where it was.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from checks.accessibility.page_tools import preload
from checks.gathering import Gatherer, Task
from checks.registry import all_checks
from checks.run import UNSEEN
from crawler import artifacts, pictures
from crawler.browser import mask_page, rendering, visits
from crawler.browser.axe_engine import AxeEngine, newest
from crawler.browser.chromium import BrowserError
from crawler.browser.direct import directed
from crawler.browser.leftovers import sweep
from crawler.browser.manners import Manners
from crawler.browser.replay import Replay
from crawler.browser.rests import Rests, of_this_run
from crawler.browser.session import Session, Visit
from crawler.engine import ENGINE
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store
from crawler.way import Way

LOOK_S = 0.5
PATIENCE_S = 60.0
"""A site that wants to be left alone for no longer is waited for, and the page is opened once more."""
PATIENCE_IN_ALL_S = 600.0
"""So long a worker waits in all."""
ROUNDS = 5
"""So often workers are started again after they died."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the workers are to do: the visits of these ``tasks`` that wait in the queue.

    ``contact`` is written into what is asked of the network. ``live``: resources the pages declare
    may be asked for where they are not stored.
    """

    store: Path
    config: SiteConfig
    run: Run
    tasks: tuple[Task, ...]
    checks: tuple[str, ...]
    settings: BrowserSettings
    contact: str
    live: bool = True
    share: int = 1
    """How many workers share the rate at which the site may be asked."""


def empty(job: Job, told: Callable[[int, int], None] | None = None) -> str:
    """Make all visits that wait; a Chinese note of what was not as it should be, "" if nothing.

    ``told(done, all)`` hears of progress. Without a browser the visits stay in the queue.
    """
    context = get_context("spawn")
    notes: SimpleQueue[str] = context.SimpleQueue()
    with Store(job.store) as store:
        for _ in range(ROUNDS):
            _give_up(store, job)
            waiting = visits.counts(store, job.run, job.tasks)["waiting"]
            if not waiting or not notes.empty():
                break
            number = min(job.settings.workers or os.cpu_count() or 1, waiting)
            shared = replace(job, share=number)
            running = [
                context.Process(target=work, args=(shared, notes, of_this_run()))
                for _ in range(number)
            ]
            try:
                for process in running:
                    process.start()
                while any(process.is_alive() for process in running):
                    for process in running:
                        process.join(LOOK_S / number)
                    _tell(store, job, told)
            finally:  # also when a person ends it
                for process in running:
                    if process.is_alive():
                        process.terminate()
                        process.join()
                sweep()  # a worker that was killed left its browser behind
        _tell(store, job, told)
    said = []
    while not notes.empty():
        said.append(notes.get())
    notes.close()
    return "".join(dict.fromkeys(said))


def work(job: Job, notes: "SimpleQueue[str]", rests: Rests) -> None:
    """In a worker process: make visits until none waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    engine = newest()
    scripts = [preload()]
    if job.tasks != ("render",):
        scripts = [engine.preload, preload(), mask_page.preload()]
    replay = Replay(job.store, job.run.id, job.config, live=job.live)
    way = Way.to(job.config)
    politeness = job.config.politeness
    manners = Manners(politeness, job.contact, replay.scope, share=job.share, way=way, rests=rests)
    with (
        Store(job.store) as store,
        way.guarding_logs(),
        Session(
            replay, preload=scripts, settings=job.settings, manners=manners, way=way
        ) as session,
    ):
        patience_s = PATIENCE_IN_ALL_S
        while (turn := visits.take(store, job.run, job.tasks)) is not None:
            replay.touring = turn.task == "tour"
            try:
                visit = _visit(session, store, job, turn, engine)
                if 0 < visit.rest_s <= min(PATIENCE_S, patience_s):
                    patience_s -= visit.rest_s
                    time.sleep(visit.rest_s)
                    visit = _visit(session, store, job, turn, engine)
            except BrowserError as error:
                visits.put_back(store, job.run, turn)
                notes.put(str(error))
                break
            visits.finish(store, job.run, turn, visit.reason, visit.seconds)
        if session.note:
            notes.put(session.note)
    replay.close()


def _visit(session: Session, store: Store, job: Job, turn: visits.Turn, axe: AxeEngine) -> Visit:
    if turn.task == "render":
        return rendering.look(session, store, job.run, turn.url)
    return _gather(session, store, job, turn, axe)


def _gather(session: Session, store: Store, job: Job, turn: visits.Turn, axe: AxeEngine) -> Visit:
    gathers = gatherers(job.checks, turn.task)
    looks = directed(gathers, session.channel) if turn.task == "page" else gathers
    visit = session.visit(turn.url, looks, straight=turn.task == "page")
    if turn.task == "tour":
        session.forget(turn.url)
    for value in visit.gathered.values():
        value["unstyled"] = visit.unstyled
        if turn.task == "tour":
            value["lost"] = [asdict(one) for one in visit.lost]
    kept = {name: {UNSEEN: visit.reason} for name in gathers} | {
        name: pictures.moved(store, job.run, turn.url, name, value)
        for name, value in visit.gathered.items()
    }
    artifacts.keep(store, job.run, turn.url, kept, axe.gathered_by)
    return visit


def gatherers(checks: Sequence[str], task: Task) -> dict[str, Gatherer]:
    """What is to be run on a page visited for this task, by the name to keep it under, in order."""
    chosen = [all_checks()[name].gather for name in checks]
    wanted = {one.name: one for one in chosen if one is not None and one.task == task}
    return dict(sorted(wanted.items(), key=lambda item: (item[1].order, item[0])))


def _give_up(store: Store, job: Job) -> None:
    for turn in visits.reclaim(store, job.run):
        unseen = {name: {UNSEEN: visits.GIVEN_UP} for name in gatherers(job.checks, turn.task)}
        artifacts.keep(store, job.run, turn.url, unseen, ENGINE)


def _tell(store: Store, job: Job, told: Callable[[int, int], None] | None) -> None:
    if told is not None:
        found = visits.counts(store, job.run, job.tasks)
        told(found["done"] + found["failed"], sum(found.values()))
