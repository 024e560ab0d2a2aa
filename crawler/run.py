"""The conductor: crawl, look with a browser, judge. Each stage can be repeated alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from checks.rubric import Rubric
from checks.run import selected
from crawler.judge import Judgement, judge
from crawler.locking import locked
from crawler.progress import Progress
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Run, Store

UNREACHED = ("home-unreachable", "home-blocked", "home-moved", "home-disallowed")
"""Stop reasons that mean: we never saw the site."""


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
    jobs: int = 0,
    progress: Callable[[Progress], None] | None = None,
) -> SiteRun:
    """Crawl a site (or go on with an interrupted crawl) and judge it. One crawl a process.

    A month that has been crawled to its end is only judged again, unless ``fresh``. A browser is
    started only when the rubric has a check that needs one, for the pages it has not visited yet.
    """
    config = sites.site(site_id)
    path = sites.database(site_id)
    with locked(path.with_suffix(".lock"), f"网站“{site_id}”"):
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
        note = _opened(sites, config, done, rubric, jobs, progress)
        told = _judging(progress) if progress else None
        judgement = judge(sites, site_id, month, rubric, jobs=jobs, told=told)
        return SiteRun(done, judgement, crawled, note)


def _opened(
    sites: SitesFile,
    config: SiteConfig,
    run: Run,
    rubric: Rubric,
    jobs: int,
    progress: Callable[[Progress], None] | None,
) -> str:
    """Open pages in the browser; a Chinese note of what could not be done, "" if nothing."""
    checks = [one.check.id for one in selected(rubric) if one.check.scope == "browser"]
    if not checks:
        return ""
    from crawler.browser.stage import look  # Selenium only where it is needed

    def told(done: int, everything: int) -> None:
        if progress is not None:
            progress(Progress.opening(done, everything))

    settings = replace(sites.browser, workers=jobs or sites.browser.workers)
    path = sites.database(config.id)
    return look(config, path, run, checks, settings=settings, contact=sites.contact, told=told).note


def _finished(path: Path, month: str) -> Run | None:
    if not path.exists():
        return None
    with Store(path) as store:
        runs = store.runs(month)
    return runs[-1] if runs and runs[-1].finished_at else None


def _judging(progress: Callable[[Progress], None]) -> Callable[[int, int], None]:
    def told(done: int, everything: int) -> None:
        progress(Progress.judging(done, everything))

    return told
