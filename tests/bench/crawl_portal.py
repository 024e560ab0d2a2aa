"""Crawl a served portal without pauses into a temporary file and print what is broken.

    python tests/bench/crawl_portal.py http://127.0.0.1:8801/ [--store FILE] [--profile]

One broken address a line on standard output (dead and suspect, that is: fail and review), the
run's figures on standard error. For side-by-side measurements only: politeness is off.
"""

import argparse
import cProfile
import pstats
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from crawler.crawl import crawl
from crawler.sites import Politeness, SiteConfig
from crawler.store import Run, Store

POLITENESS = Politeness(
    requests_per_second=0,
    concurrency=16,
    timeout_s=5,
    obey_robots=False,
    recheck_after_s=2,
    page_budget=1_000_000,
)


def main() -> None:
    """Run once and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--store", type=Path, help="keep the SQLite file here")
    parser.add_argument("--profile", action="store_true", help="print where the time went")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or Path(folder) / "portal.sqlite"
        profiler = cProfile.Profile() if arguments.profile else None
        if profiler:
            profiler.enable()
        began = time.monotonic()
        run = _crawl(arguments.url, store)
        if profiler:
            profiler.disable()
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
        _report(run, store, time.monotonic() - began)


def _crawl(url: str, store: Path) -> Run:
    config = SiteConfig("bench", "bench", url, politeness=POLITENESS)
    today = date.today()  # noqa: DTZ011 - nothing is judged
    return crawl(
        config, store, month=f"{today:%Y-%m}", as_of=today, contact="bench@localhost", fresh=True
    )


def _report(run: Run, store: Path, wall: float) -> None:
    with Store(store) as file:
        for (url,) in file.connection.execute(
            "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url"
            " WHERE f.run = ? AND f.state IN ('dead', 'suspect') ORDER BY u.url",
            [run.id],
        ):
            print(url)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"{run.stop_reason} {dict(run.counts)} wall {wall:.1f} s cpu {cpu:.2f} s"
        f" {run.counts['discovered'] / cpu:.0f} addresses/CPU s"
        f" peak {usage.ru_maxrss / 1024:.0f} MB",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
