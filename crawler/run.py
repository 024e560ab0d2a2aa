"""The conductor: crawl, look with a browser, judge. Each stage can be repeated alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from checks.rubric import Rubric
from checks.run import selected
from crawler import browser_counts
from crawler.example_sites import refuse_example
from crawler.hours import is_open
from crawler.judge import Judgement, judge
from crawler.locking import locked
from crawler.progress import Progress
from crawler.same_host import hosts_held
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Run, Store
from crawler.workflow.final import refuse_final

UNREACHED = ("home-unreachable", "home-blocked", "home-moved", "home-disallowed", "home-tlcp")
"""Stop reasons that mean: we never saw the site."""
LEAVE_ALONE = ("blocked", "overloaded", "site-silent")
"""Stop reasons after which nothing more is asked of the site."""
OUT_OF_HOURS = "不在允许访问网站的时段，浏览器只看了已经存下的内容；到时段内再运行一次会补上。"
SWITCHED_OFF = "按要求没有使用浏览器，需要浏览器的检查都没有做。"


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What one site's monthly job ended with."""

    run: Run
    judgement: Judgement
    crawled: bool
    """False when the month had already been crawled and was only judged again."""
    note: str = ""
    """What was not as it should be with the browser, in Chinese; "" if nothing."""

    @property
    def reached(self) -> bool:
        """Whether we got to see the site at all."""
        return self.run.stop_reason not in UNREACHED


def run_site(
    sites: SitesFile,
    site_id: str,
    month: str,
    as_of: date,
    rubric: Rubric,
    *,
    fresh: bool = False,
    fresh_after: int | None = None,
    jobs: int = 0,
    browser: bool = True,
    progress: Callable[[Progress], None] | None = None,
    patience_s: float = 0.0,
) -> SiteRun:
    """Crawl a site (or go on with an interrupted crawl) and judge it. One crawl a process.

    A month that has been crawled to its end is only judged again, unless ``fresh``. With
    ``fresh_after`` a fresh crawl later than that run is gone on with. A site that another process
    holds, or whose hosts one holds, is waited for ``patience_s`` seconds. A browser is
    started only when the rubric has a check that needs one, for the pages it has not visited yet,
    and not at all where ``browser`` or the configuration says so.
    """
    config = sites.site(site_id)
    refuse_example(sites, site_id)
    path = sites.database(site_id)
    with (
        locked(path.with_suffix(".lock"), f"网站“{site_id}”", patience_s),
        hosts_held(sites.data_dir, config, patience_s),
    ):
        if path.exists():
            with Store(path) as store:  # before a browser is opened for nothing
                refuse_final(store.connection, month, "抓取和判定")
        reuse = not fresh and fresh_after is None
        if fresh_after is not None:
            fresh = _last(path, month) <= fresh_after
        done = None if fresh else _finished(path, month)
        if done is None:
            from crawler.crawl import crawl  # Scrapy takes a second to import

            done = crawl(
                config,
                path,
                month=month,
                as_of=as_of,
                contact=sites.contact,
                fresh=fresh,
                progress=progress,
            )
            crawled = True
        else:
            crawled = False
        allowed = browser and sites.browser.enabled
        note = _opened(sites, config, done, rubric, jobs, progress, allowed=allowed, reuse=reuse)
        told = _judging(progress) if progress else None
        judgement = judge(sites, site_id, month, rubric, jobs=jobs, told=told)
        pictured = _pictured(sites, site_id, done, rubric) if allowed else ""
        note = note or pictured
        return SiteRun(done, judgement, crawled, note)


def _opened(
    sites: SitesFile,
    config: SiteConfig,
    run: Run,
    rubric: Rubric,
    jobs: int,
    progress: Callable[[Progress], None] | None,
    *,
    allowed: bool,
    reuse: bool,
) -> str:
    """Open pages in the browser; a Chinese note of what could not be done, "" if nothing."""
    checks = [one.check.id for one in selected(rubric) if one.check.scope == "browser"]
    if not checks or run.stop_reason in UNREACHED:
        return ""
    path = sites.database(config.id)
    if not allowed:
        return _noted(path, run, SWITCHED_OFF)
    from crawler.browser import scripts, stage  # Selenium only where it is needed

    def told(done: int, everything: int) -> None:
        if progress is not None:
            progress(Progress.opening(done, everything))

    settings = replace(sites.browser, workers=jobs or sites.browser.workers)
    how: dict[str, Any] = {"settings": settings, "contact": sites.contact, "told": told}
    live = run.stop_reason not in LEAVE_ALONE and is_open(config, datetime.now(UTC))
    note = "" if live or run.stop_reason in LEAVE_ALONE else OUT_OF_HOURS
    if live:
        note = scripts.render(config, path, run, **how)
    looked = stage.look(config, path, run, checks, live=live, reuse=reuse, **how)
    return _noted(path, run, "".join(dict.fromkeys(filter(None, (note, looked.note)))))


def _pictured(sites: SitesFile, site_id: str, run: Run, rubric: Rubric) -> str:
    """Picture what was found, where a browser has looked at the site; a note like the others."""
    if run.stop_reason in UNREACHED or not any(
        one.check.scope == "browser" for one in selected(rubric)
    ):
        return ""
    from crawler.browser.picturing import picture_findings

    live = run.stop_reason not in LEAVE_ALONE and is_open(sites.site(site_id), datetime.now(UTC))
    return picture_findings(sites, site_id, run, rubric, live=live).note


def _noted(path: Path, run: Run, note: str) -> str:
    with Store(path) as store:
        browser_counts.add(store, run, {browser_counts.NOTE: note})
    return note


def _finished(path: Path, month: str) -> Run | None:
    if not path.exists():
        return None
    with Store(path) as store:
        runs = store.runs(month)
    return runs[-1] if runs and runs[-1].finished_at else None


def _last(path: Path, month: str) -> int:
    if not path.exists():
        return 0
    with Store(path) as store:
        return max((run.id for run in store.runs(month)), default=0)


def _judging(progress: Callable[[Progress], None]) -> Callable[[int, int], None]:
    def told(done: int, everything: int) -> None:
        progress(Progress.judging(done, everything))

    return told
