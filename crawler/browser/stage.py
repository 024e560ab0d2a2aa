"""The browser stage of one run: which pages are visited for the checks, and how that went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.gathering import Task
from crawler.browser import tours, visits
from crawler.browser.axe_engine import newest
from crawler.browser.sampling import Sampling
from crawler.browser.workers import Job, empty, gatherers
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store
from crawler.stored_site import StoredSite

TASKS: tuple[Task, ...] = ("page", "tour")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the stage ended with. ``note`` is Chinese: what was not as it should be, "" if nothing."""

    done: int
    failed: int
    waiting: int
    note: str


def look(
    config: SiteConfig,
    store_path: Path,
    run: Run,
    checks: Sequence[str],
    *,
    settings: BrowserSettings = BrowserSettings(),  # noqa: B008 - frozen
    contact: str = "",
    live: bool = True,
    everything: bool = False,
    reuse: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> Looked:
    """Visit stored pages of a run for the browser checks of these ids: those that together show
    all there is to see, or ``everything``.

    ``reuse``: what earlier months found on pages that have not changed is taken over. ``live``: resources the pages declare may be asked for where they are not stored. Pages
    visited before are not visited again. ``told(done, all)`` hears of progress. Without
    a browser nothing is lost: the pages wait, and ``note`` says what to install.
    """
    job = Job(store_path, config, run, TASKS, tuple(checks), settings, contact, live)
    with Store(store_path) as store:
        site = StoredSite(store, config, run, run.as_of)
        sampling = Sampling(site, everything=everything, jobs=settings.workers)
        if reuse:
            sampling.take_over(gatherers(checks, "page"), newest().gathered_by)
        sampling.next_round()
        if gatherers(checks, "tour"):
            tours.fill(site)
        note = empty(job, told)
        while not (found := visits.counts(store, run, TASKS))["waiting"] and sampling.next_round():
            note += empty(job, told)
    return Looked(found["done"], found["failed"], found["waiting"] + found["taken"], note)
