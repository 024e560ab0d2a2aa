"""Measure the browser stage beside other tools, and sampling beside a full run.

run_browser.py peers    [--pages 40] [--rounds 2] [--checks axe|all]   against pa11y-ci and a bare load
run_browser.py load     [--pages 60] [--rounds 2]      the browser's CPU alone, against a bare load
run_browser.py sampling [--pages 800]                                   against a visit of every page

All need root (a network namespace of their own, nothing but loopback), the shared folder
(GOVCHECK_SHARED, default beside the repository) for its portal and its runner, and ``--node-modules``
with jquery and swiper; ``peers`` also needs pa11y-ci there and ``--python`` with selenium.
Timings of a shared machine are worthless: only the ratios of one run say anything. Let Python keep its
bytecode (no PYTHONDONTWRITEBYTECODE): else every worker begins by compiling everything anew.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from browser_bench import AXE, BENCH, PORT, addresses, bar, check_ids, fetched_json, isolate, portal
from browser_load import beside_a_load
from browser_store import fill
from cpu_meter import Meter

from checks.accessibility.axe_words import is_required
from checks.registry import all_checks
from crawler import artifacts
from crawler.browser.stage import look
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store

ONE_WORKER = BrowserSettings(workers=1)
LIMIT_S = 3600
METERED = "own-cpu.txt"


def main() -> None:
    """Run the part that was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("part", choices=["peers", "load", "sampling", "own", "stage"])
    parser.add_argument("store", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--checks", choices=["axe", "all"], default="axe")
    parser.add_argument("--workers", type=int, default=1, help="for sampling alone")
    parser.add_argument("--node-modules", type=Path, default=Path("node_modules"))
    parser.add_argument("--python", default=sys.executable, help="one that has the peers")
    parser.add_argument("--everything", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    parts = {"peers": beside_peers, "load": loaded, "sampling": sampled, "own": own, "stage": stage}
    parts[given.part](given)


# ---- what the runner starts


def own(given: argparse.Namespace) -> None:
    """Fetch the pages of $URLS once, then visit each of them from the store with one worker."""
    urls = json.loads(Path(os.environ["URLS"]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, Meter() as meter:
        config, run = fill(Path(folder) / "bench.sqlite", urls)
        ended = look(
            config,
            Path(folder) / "bench.sqlite",
            run,
            check_ids(given.checks),
            settings=ONE_WORKER,
            everything=True,
        )
    with (Path(os.environ["OUT"]) / METERED).open("a", encoding="utf-8") as file:
        file.write(f"{meter.seconds}\n")
    print(ended)
    print("Failed to run\n" * (len(urls) - ended.done), end="")


def stage(given: argparse.Namespace) -> None:
    """The browser stage over a filled store, with one worker."""
    config, run = _stored(given.store)
    with Meter() as meter:
        ended = look(
            config,
            given.store,
            run,
            check_ids(given.checks),
            settings=BrowserSettings(workers=given.workers),
            everything=given.everything,
        )
    given.store.with_suffix(".cpu").write_text(f"{meter.seconds}", encoding="utf-8")
    print(ended)


def _stored(path: Path) -> tuple[SiteConfig, Run]:
    with Store(path) as store:
        [run] = store.runs()
        [home] = store.connection.execute("SELECT url FROM urls WHERE id = 1").fetchone()
    return SiteConfig("bench", "测量", home), run


# ---- against other tools


def beside_peers(given: argparse.Namespace) -> None:
    """One worker in turn with pa11y-ci (axe runner, one page at a time) and with a bare load."""
    pages = given.pages or 40
    with tempfile.TemporaryDirectory() as folder:
        mine = [sys.executable, __file__, "own", "--checks", given.checks]
        command = [
            sys.executable, str(BENCH / "peers.py"), "own", "pa11y-ci", "bare-load",
            "--pages", str(pages), "--rounds", str(given.rounds), "--out", folder,
            "--limit", str(LIMIT_S), "--port", str(PORT), "--python", given.python,
            "--node-modules", str(given.node_modules), "--own", " ".join(mine),
        ]  # fmt: skip
        subprocess.run(command, check=True)
        text = (Path(folder) / "results.jsonl").read_text(encoding="utf-8")
        metered = [float(n) for n in (Path(folder) / METERED).read_text("utf-8").split()]
    rows = [json.loads(line) for line in text.splitlines()]

    def middle(label: str, key: str) -> float:
        return median(row[key] for row in rows if row["label"] == label)

    cpu, wall = max(median(metered), middle("own", "cpu")), middle("own", "wall")
    print(
        f"own CPU as metered, {median(metered) / pages:.3f} s a page; the table misses some of it"
    )
    most = 0.25 if given.checks == "axe" else 0.4
    bar("pages/s, times pa11y-ci's", middle("pa11y-ci", "wall") / wall, least=2.5)
    bar("CPU a page, times pa11y-ci's", cpu / middle("pa11y-ci", "cpu"), most=most)
    bar("CPU a page, times a bare load's", cpu / middle("bare-load", "cpu"))
    bar("memory, MB", middle("own", "pss_mb"), most=700)
    lost = sum(row["failed"] for row in rows if row["label"] == "own")
    bar("pages lost", lost, most=0)


def loaded(given: argparse.Namespace) -> None:
    """The browser's own CPU for axe-core alone, in turn with a bare load of the same pages."""
    if not given.isolated:
        isolate()
    beside_a_load(given.pages or 60, given.rounds, given.node_modules, given.python)


# ---- sampling against everything


def sampled(given: argparse.Namespace) -> None:
    """A sampled run, a full one and another sampled one over copies of the same stored crawl."""
    if not given.isolated:
        isolate()
    sys.path.insert(0, str(BENCH))
    peers = importlib.import_module("peers")
    pages = given.pages or 800
    with tempfile.TemporaryDirectory() as folder, portal(given.node_modules) as home:
        urls = addresses(home, pages)
        how = SimpleNamespace(out=folder, limit=LIMIT_S, pages=pages)
        rows: dict[str, dict[str, Any]] = {}
        for label in ("sampled", "full", "sampled again"):
            path = Path(folder) / f"{label}.sqlite"
            fill(path, urls)
            before = fetched_json(f"{home}/__stats")
            command = [sys.executable, __file__, "stage", str(path), "--checks", given.checks]
            command += ["--workers", str(given.workers)]
            command += ["--everything"] if label == "full" else []
            rows[label] = peers.run(label, command, how, dict(os.environ))
            after = fetched_json(f"{home}/__stats")
            rows[label] |= _told(path) | {"html": after["html"] - before["html"]}
            rows[label]["cpu"] = float(path.with_suffix(".cpu").read_text("utf-8"))
            shown = {k: v for k, v in rows[label].items() if k != "violations"}
            print(label, shown, len(rows[label]["violations"]), flush=True)
    full, twice = rows["full"], (rows["sampled"], rows["sampled again"])
    share = sum(one["cpu"] for one in twice) / 2 / full["cpu"]
    found = len(full["violations"] & twice[0]["violations"]) / len(full["violations"])
    bar("CPU of the sampled run, structures and audit included, of the full one", share, most=0.14)
    bar("unique A/AA violations found", found, least=0.985)
    bar("requests for stored pages", max(one["html"] for one in rows.values()), most=0)
    memory = max(one["pss_mb"] for one in rows.values()) / given.workers
    bar("memory of a worker, MB", memory, most=700)


def _told(path: Path) -> dict[str, Any]:
    """Pages visited, and the violations of A and AA rules: (rule, class path)."""
    _, run = _stored(path)
    name = all_checks()[AXE].artifact
    with Store(path) as store:
        looked, _ = artifacts.looked_at(store, run, name)
        violations = {
            (rule["id"], node["token"].partition(".")[0])
            for part in _parts(sorted(looked))
            for gathered in artifacts.of_pages(store, run, part).values()
            for rule in gathered[name]["violations"]
            if is_required(rule["tags"])
            for node in rule["nodes"]
        }
    return {"visited": len(looked), "violations": violations}


def _parts(pages: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pages), 100):
        yield pages[start : start + 100]


if __name__ == "__main__":
    main()
