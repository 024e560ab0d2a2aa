"""One small site whose month can be closed and corrected, and the papers it froze."""

from pathlib import Path

from browser_site import office_of, page, stored

from checks.rubric import load
from crawler.judge import judge
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import freezing, months
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.sources import collect

HOME = "http://www.example.gov.cn/"
MONTH = "2026-11"
PAGE = "<html><head><title>示例</title></head><body><img src=a.png><p>正文</p></body></html>"
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
LATER = Stamp("张三", "2026-12-03T01:00:00+00:00")


def judged(folder: Path) -> SitesFile:
    """A site of one unit, crawled and judged, and nothing decided."""
    made = stored(folder / "data" / "demo.sqlite", HOME, [page(HOME, PAGE)])
    file = office_of(made)
    judge(file, "demo", MONTH, load("national-2019-portal"), jobs=1)
    collect(file, "demo", MONTH)
    return file


def ready(sites: SitesFile) -> None:
    """Take the month to where it can be closed."""
    with Office.beside(sites.path) as office:
        for state in (State.COLLECTING, State.FIRST_REVIEW, State.APPEALS):
            months.enter(office, MONTH, state, BY)


def keys(sites: SitesFile) -> list[str]:
    """The keys of everything found."""
    return [r.key for r in collect(sites, "demo", MONTH).results]


def papers_of(sites: SitesFile) -> dict[str, bytes]:
    """What was frozen for the site, by number of the correction and name."""
    with Store(sites.database("demo")) as store:
        return {
            f"{s.correction} {s.name}": freezing.paper(store, MONTH, s.name, s.correction)
            for s in freezing.snapshots(store, MONTH)
        }
