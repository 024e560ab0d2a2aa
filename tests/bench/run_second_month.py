"""A second month beside a full crawl of the same month: requests, CPU, and the same findings.

    python tests/bench/run_second_month.py URL --between 'COMMAND'

URL serves a portal's first month; COMMAND puts its second month in its place. The first month is
crawled, judged and moved 30 days back; then the second is crawled twice, once on top of the first
and once with everything asked. Exits with 1 when a bar is missed or a finding differs.
"""

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from crawl_portal import POLITENESS

from checks.rubric import load
from crawler.crawl import crawl
from crawler.judge import judge
from crawler.sites import SiteConfig, SitesFile

MONTHS = ("2026-10", "2026-11")
AS_OF = date(2026, 11, 25)
REQUESTS, CPU = 0.25, 0.45


def main() -> None:
    """Measure and print, or be one of the processes that do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--between", help="shell command that puts the second month in place")
    parser.add_argument("--folder", type=Path, help="keep both databases here")
    parser.add_argument("--step", nargs=3, metavar=("DO", "FOLDER", "MONTH"), help="internal")
    arguments = parser.parse_args()
    if arguments.step:
        _step(arguments.url, *arguments.step)
    elif not arguments.between:
        parser.error("--between is missing")
    elif arguments.folder:
        sys.exit(_compare(arguments.url, arguments.between, arguments.folder))
    else:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit(_compare(arguments.url, arguments.between, Path(folder)))


def _compare(url: str, between: str, work: Path) -> int:
    reused, full = work / "reused", work / "full"
    first = _run(url, "crawl", reused, MONTHS[0])
    _run(url, "judge", reused, MONTHS[0])
    _move_back(reused)
    shutil.copytree(reused, full)
    subprocess.run(between, shell=True, check=True)
    second = _run(url, "crawl", reused, MONTHS[1])
    fresh = _run(url, "fresh", full, MONTHS[1])
    judged = [_run(url, "judge", folder, MONTHS[1])["cpu"] for folder in (reused, full)]
    for name, one in (("first month", first), ("second month", second), ("in full", fresh)):
        counts = one["counts"]
        print(
            f"{name}: {counts['requests']} requests, {counts['pages']} pages,"
            f" {one['cpu']:.2f} CPU s, peak {one['mb']} MB {counts.get('incremental', '')}"
        )
    print(f"judging: {judged[0]:.1f} and {judged[1]:.1f} CPU s")
    requests = second["counts"]["requests"] / fresh["counts"]["requests"]
    cpu = second["cpu"] / fresh["cpu"]
    print(f"requests {requests:.3f} (bar {REQUESTS}), CPU {cpu:.2f} (bar {CPU})")
    lost, new = _differences(_database(full), _database(reused))
    print(f"findings only in full: {len(lost)} {lost[:5]}; only reused: {len(new)} {new[:5]}")
    return int(requests > REQUESTS or cpu > CPU or bool(lost or new))


def _run(url: str, do: str, folder: Path, month: str) -> dict[str, Any]:
    command = [sys.executable, __file__, url, "--step", do, str(folder), month]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _step(url: str, do: str, folder: str, month: str) -> None:
    config = SiteConfig("bench", "某区", url, politeness=POLITENESS)
    sites = SitesFile(Path(folder) / "sites.toml", {}, {"bench": config})
    counts: dict[str, Any] = {}
    if do == "judge":
        judge(sites, "bench", month, load("national-2019-portal"))
    else:
        run = crawl(
            config, sites.database("bench"), month=month, as_of=AS_OF, contact="bench@localhost",
            fresh=do == "fresh",
        )  # fmt: skip
        counts = dict(run.counts)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in usage)
    print(json.dumps({"cpu": cpu, "mb": usage[0].ru_maxrss // 1024, "counts": counts}))


def _database(folder: Path) -> Path:
    return folder / "data" / "bench.sqlite"


def _move_back(folder: Path) -> None:
    with closing(sqlite3.connect(_database(folder))) as db, db:
        db.execute(
            "UPDATE fetches SET fetched_at ="
            " strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '-30 days')"
        )


def _differences(full: Path, reused: Path) -> tuple[list[Any], list[Any]]:
    found = []
    for path in (full, reused):
        with closing(sqlite3.connect(path)) as db:
            found.append(
                set(
                    db.execute(
                        "SELECT check_id, outcome, key, target FROM results WHERE month = ?",
                        [MONTHS[1]],
                    )
                )
            )
    return sorted(found[0] - found[1]), sorted(found[1] - found[0])


if __name__ == "__main__":
    main()
