"""Crawl and judge a small made-up portal, beside one BeautifulSoup parse of the same pages.

    python tests/bench/run_short.py [--pages 300] [--rounds 3]

Everything on loopback, in less than a minute. Judging and parsing take turns in one process, so
that a busy machine slows both; only their ratio means anything. The target is at most 2.0, the
parse that judging itself needs included.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup
from made_up_portal import build, served

from checks.rubric import Rubric, load
from crawler.judge import judge
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store
from crawler.stored_site import StoredSite

AS_OF = date(2026, 11, 25)
TARGET = 2.0
HERE = Path(__file__).parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = build(work / "portal", arguments.pages)
        with served(work / "portal") as url:
            sites = SitesFile(work / "sites.toml", {}, {"bench": SiteConfig("bench", "某区", url)})
            store = sites.database("bench")
            print(f"{made} pages; crawl: {_crawl(url, store)}")
        _compare(sites, store, load("national-2019-portal"), arguments.rounds)


def _crawl(url: str, store: Path) -> str:
    """In a process of its own: what the crawl's runner says of itself."""
    command = [sys.executable, str(HERE / "crawl_portal.py"), url, "--store", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr.strip().splitlines()[-1]


def _compare(sites: SitesFile, path: Path, rubric: Rubric, rounds: int) -> None:
    with Store(path) as store:
        run = store.runs()[-1]
        site = StoredSite(store, sites.site("bench"), run, AS_OF)
        pages = [p for row in site.rows("AND f.role = 'page'") if (p := site.load_page(row))]
    html = [page.html for page in pages]
    judging, parsing = [], []
    for _ in range(rounds):
        parsing.append(_cpu_s(lambda: _parse(html)))
        judging.append(
            _cpu_s(lambda: judge(sites, "bench", run.month, rubric, as_of=AS_OF, jobs=1))
        )
    ratio = statistics.median(j / p for j, p in zip(judging, parsing, strict=True))
    size = sum(map(len, html)) / len(html) / 1000
    for name, seconds in (
        ("one BeautifulSoup(lxml) parse", parsing),
        ("judge, all checks", judging),
    ):
        print(f"{name}: {1000 * statistics.median(seconds) / len(html):.2f} ms CPU a page")
    verdict = "within" if ratio <= TARGET else "OVER"
    print(
        f"judge / parse = {ratio:.2f} ({verdict} {TARGET}), {len(html)} pages of {size:.0f} thousand"
        f" characters, {len(judging)} rounds in turn"
    )


def _parse(pages: list[str]) -> None:
    for text in pages:  # one at a time, as judging does: keeping all costs the collector twice
        BeautifulSoup(text, "lxml")


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
