"""A site's whole month, browser included, in CPU seconds a page beside pa11y-ci's on the same pages.

    python tests/bench/run_whole.py [--pages 800] [--peer-pages 40] --node-modules DIR

`govcheck run` crawls a portal (a made-up one, or with --url one that is served), chooses which of its
pages a browser opens, judges and scores; then the report is written. pa11y-ci (axe runner, one page
at a time) opens pages that the crawl has found. DIR has pa11y-ci of npm. The bar: at most a 25th.
"""

import argparse
import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from browser_bench import bar
from cpu_meter import Meter
from made_up_portal import build, served

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
SITE = """\
contact = "bench@localhost"

[[site]]
id = "bench"
name = "测量"
url = "{home}"
rubric = "{rubric}"

[site.politeness]
requests_per_second = 0
concurrency = 8
recheck_after_s = 10
page_budget = {pages}
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--peer-pages", type=int, default=40)
    parser.add_argument("--rubric", default="national-2019-portal")
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"))
    parser.add_argument("--url", help="a portal that is served on loopback already")
    given = parser.parse_args()
    modules = given.node_modules.resolve()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        work = Path(folder)
        if not given.url:
            build(work / "portal", given.pages)
        home = given.url or stack.enter_context(served(work / "portal"))
        text = SITE.format(home=home, pages=given.pages, rubric=given.rubric)
        (work / "sites.toml").write_text(text, encoding="utf-8")
        ours = _metered(["run", "bench", "--month", "2026-11", "--as-of", "2026-11-25"], work)
        report = _metered(["report", "bench", "--month", "2026-11"], work)
        [store] = work.glob("**/bench.sqlite")
        with sqlite3.connect(store) as db:
            pages = [u for (u,) in db.execute(
                "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url"
                " WHERE f.role = 'page' AND f.state = 'ok' ORDER BY u.url")]  # fmt: skip
        chosen = random.Random(1).sample(pages, given.peer_pages)
        theirs = _pa11y(chosen, modules, work) / len(chosen)
    each = (ours + report) / len(pages)
    print(f"{len(pages)} pages: run {ours:.1f} CPU s, report {report:.1f}: {each:.4f} a page")
    print(f"pa11y-ci: {theirs:.3f} CPU s a page ({len(chosen)} pages)")
    bar("pa11y-ci's CPU a page, times ours", theirs / each, least=25)


def _metered(command: list[str], folder: Path) -> float:
    with Meter() as meter:
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", *command], cwd=folder, check=False
        )
    assert done.returncode in (0, 1), f"{command} ended with {done.returncode}"
    return meter.seconds


def _pa11y(urls: list[str], modules: Path, folder: Path) -> float:
    launch = {"executablePath": CHROMIUM, "args": FLAGS}
    usual = {"concurrency": 1, "timeout": 60000, "standard": "WCAG2AA", "runners": ["axe"],
             "level": "none", "chromeLaunchConfig": launch}  # fmt: skip
    config = folder / "pa11y.json"
    config.write_text(json.dumps({"defaults": usual, "urls": urls}), encoding="utf-8")
    command = [str(modules / ".bin" / "pa11y-ci"), "-c", str(config)]
    with Meter() as meter:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env=dict(os.environ)
        )
    failed = (done.stdout + done.stderr).count("Failed to run")
    assert not failed, f"pa11y-ci lost {failed} pages"
    return meter.seconds


if __name__ == "__main__":
    main()
