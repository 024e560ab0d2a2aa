"""The browser stage of one run: which pages are visited for the checks, and how that went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.gathering import Task
from crawler.browser import visits
from crawler.browser.workers import Job, empty
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store
from crawler.stored_site import StoredSite

ALL_PAGES = "全部页面"
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
    told: Callable[[int, int], None] | None = None,
) -> Looked:
    """Visit the stored pages of a run for the browser checks of these ids.

    ``live``: resources the pages declare may be asked for where they are not stored. Pages
    visited before are not visited again. ``told(done, all)`` hears of progress. Without
    a browser nothing is lost: the pages wait, and ``note`` says what to install.
    """
    job = Job(store_path, config, run, TASKS, tuple(checks), settings, contact, live)
    with Store(store_path) as store:
        visits.fill(store, run, StoredSite(store, config, run, run.as_of).page_ids(), ALL_PAGES)
    note = empty(job, told)
    with Store(store_path) as store:
        found = visits.counts(store, run, TASKS)
    return Looked(found["done"], found["failed"], found["waiting"] + found["taken"], note)
