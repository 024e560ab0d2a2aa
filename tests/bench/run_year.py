"""A year of a site: what each web page and the month's report cost in its twelfth month.

    python tests/bench/run_year.py [--pages 3000] [--months 12] [--folder DIR]

A made-up portal is crawled, judged and scored once a month by the real code; between two months
30 % of its articles change, and some of them break. Then every page that ``govcheck serve`` has
is asked three times in one process (the cheapest counts: it is the one the machine disturbed
least), and the report is written by the real command. Exits with 1 when a bar is missed. With
``--folder`` the year is kept, and a year that lies there already is only measured.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from sqlite3 import connect
from typing import Any

import made_up_portal
from crawl_portal import POLITENESS

from checks.columns import Column
from checks.results import Outcome
from crawler.sites import SiteConfig, SitesFile, Unit
from crawler.sites_file import dumps, load

LAST = date(2026, 11, 25)
CHURN = 0.3
PAGE_S, REPORT_S, REPORT_MB = 0.3, 5.0, 5.0
SITE = "bench"


def main() -> None:
    """Make the year unless it is there, measure, print; or be one of the processes that do it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--folder", type=Path, help="keep the year here")
    parser.add_argument("--step", nargs=3, metavar=("FOLDER", "URL", "MONTH"), help="internal")
    arguments = parser.parse_args()
    if arguments.step:
        _step(Path(arguments.step[0]), *arguments.step[1:])
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        if not (folder / "sites.toml").exists():
            make(folder, arguments.pages, months(arguments.months))
        sys.exit(measure(folder))


def months(count: int) -> list[str]:
    """The last ``count`` months, oldest first."""
    found = []
    for back in range(count):
        year, number = divmod(LAST.year * 12 + LAST.month - 1 - back, 12)
        found.append(f"{year}-{number + 1:02d}")
    return found[::-1]


def make(folder: Path, pages: int, year: list[str]) -> None:
    """Live through the year, each month in a process of its own."""
    portal = folder / "portal"
    articles = pages - 1 - made_up_portal.COLUMNS
    made_up_portal.build(portal, articles)
    with made_up_portal.served(portal) as url:
        _configure(folder, url)
        for number, month in enumerate(year):
            made_up_portal.turn(portal, articles, number, CHURN)
            _move_back(folder)
            command = [sys.executable, __file__, "--step", str(folder), url, month]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{month}: {done.stderr[-2000:]}")
            print(f"{month}: {done.stdout.strip().splitlines()[-1]}", flush=True)


def _configure(folder: Path, url: str) -> None:
    units = {f"u{n}": Unit(f"u{n}", f"第{n}局", (f"{url}lm{n:02d}/",)) for n in range(1, 12)}
    units["u0"] = Unit("u0", "某区人民政府办公室")
    columns = tuple(
        Column(f"栏目{n}", f"{url}lm{n:02d}/", kind="通知公告", unit=f"u{n}")
        for n in range(made_up_portal.COLUMNS)
    )
    site = SiteConfig(SITE, "某区人民政府", url, unit="u0", columns=columns, politeness=POLITENESS)
    file = SitesFile(folder / "sites.toml", units, {SITE: site}, contact="bench@localhost")
    file.path.write_text(dumps(file), encoding="utf-8")


def _step(folder: Path, url: str, month: str) -> None:
    from checks.rubric import load as rubric
    from crawler.crawl import crawl
    from crawler.judge import judge
    from reports.writing import finish

    sites = load(folder / "sites.toml")
    config = replace(sites.sites[SITE], politeness=POLITENESS)
    year, number = (int(part) for part in month.split("-"))
    run = crawl(
        config, sites.database(SITE), month=month, as_of=date(year, number, 25),
        contact=sites.contact,
    )  # fmt: skip
    crawled = _cpu()
    judge(sites, SITE, month, rubric("national-2019-portal"))
    judged = _cpu()
    report, _ = finish(sites, SITE, month, None)
    print(
        f"{run.counts['pages']} pages, {report.counts[str(Outcome.FAIL)]} findings,"
        f" {report.counts[str(Outcome.REVIEW)]} to be reviewed; CPU s: crawl {crawled:.1f},"
        f" judging {judged - crawled:.1f}, report {_cpu() - judged:.1f}"
    )


def _cpu() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage)


def _move_back(folder: Path) -> None:
    path = folder / "data" / f"{SITE}.sqlite"
    if path.exists():
        with closing(connect(path)) as db, db:
            db.execute(
                "UPDATE fetches SET fetched_at ="
                " strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '-30 days')"
            )


def measure(folder: Path) -> int:
    """Print every page and the report beside their bars; 1 when one is missed."""
    month, count = _newest(folder)
    print(f"after {count} months, in {month}:")
    missed = 0
    print(f"{'CPU ms':>8} {'KB':>6} {'status':>6}  page (bar of pages: {PAGE_S * 1000:.0f} ms)")
    for path, kind, seconds, size, status in _pages(folder, month):
        late = kind == "text/html" and seconds > PAGE_S
        missed += late
        told = "  MISSED" if late else ""
        print(f"{seconds * 1000:8.0f} {size / 1000:6.0f} {status:6}  {path} ({kind}){told}")
    before = _cpu()
    command = [sys.executable, "-m", "reports.cli", "report", SITE, "--month", month]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    seconds = _cpu() - before
    size = (folder / "output" / month / f"{SITE}.html").stat().st_size / 1e6
    missed += seconds > REPORT_S or size > REPORT_MB
    print(f"report: {seconds:.1f} CPU s (bar {REPORT_S}), {size:.2f} MB (bar {REPORT_MB})")
    print("all bars met" if not missed else f"{missed} bars missed")
    return int(bool(missed))


def _newest(folder: Path) -> tuple[str, int]:
    with closing(connect(folder / "data" / f"{SITE}.sqlite")) as db:
        query = "SELECT max(month), count(DISTINCT month) FROM judgements"
        month, count = db.execute(query).fetchone()
    return str(month), int(count)


def _pages(folder: Path, month: str) -> list[tuple[str, str, float, int, int]]:
    """(address, media type, CPU s, bytes, status) of every page that can be asked for."""
    from reports.sources import collect
    from reports.web import create_app
    from reports.wording import chinese_month

    sites = load(folder / "sites.toml")
    results = collect(sites, SITE, month, lean=True).results
    number = next((r.number for r in results if r.number), "11-0001")
    app = create_app(folder / "sites.toml", alone=True)
    given = {
        "month": month, "site_id": SITE, "number": number, "unit": "u0", "mode": "normal",
        "name": f"月度通报-{chinese_month(month)}.docx", "file": "x", "key": "x",
        "filename": "pages.css",
    }  # fmt: skip
    found = []
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        values: dict[str, Any] = {name: given.get(name, "1") for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        costs = []
        for _ in range(4):  # the first one pays for imports and templates
            began = time.process_time()
            answer = client.get(path, base_url="http://127.0.0.1/", buffered=True)
            costs.append(time.process_time() - began)
        found.append((path, answer.mimetype, min(costs[1:]), len(answer.data), answer.status_code))
    return sorted(found, key=lambda row: -row[2])


if __name__ == "__main__":
    main()
