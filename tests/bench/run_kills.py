"""Kill a month's run over many small sites again and again; the result must be that of a quiet one.

    python tests/bench/run_kills.py [--sites 200] [--jobs 2] [--kills 10] [--seed 1] [--fresh]

Everything on loopback. The run's whole process group gets SIGKILL at moments drawn at random over
the time an undisturbed run took; afterwards the same command is started again. Compared are link
states, findings and scores, times left out; no address of a site that had ended before a kill may
be asked again. Exits with 1 when anything differs.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from month_results import differences
from small_sites import Served, host_of, served, write

from crawler.journal import Journal

DAY = "2026-11-25"
PAUSE_S = 0.15
"""Before every answer, so that a crawl has several batches and is killed in the middle of them."""


def main() -> int:
    """Run both, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(chosen.sites, PAUSE_S) as sites:
        quiet, killed = Path(folder, "quiet"), Path(folder, "killed")
        write(quiet, sites)
        write(killed, sites)
        began = time.monotonic()
        code = start(quiet, chosen.jobs, fresh=chosen.fresh).wait()
        took = time.monotonic() - began
        undisturbed = Counter(sites.asked)
        print(
            f"undisturbed: {took:.0f} s, exit code {code}, {len(sites.asked)} requests", flush=True
        )
        sites.asked.clear()
        again = disturbed(killed, sites, chosen, took)
        ids = [f"s{n:03d}" for n in range(chosen.sites)]
        told = differences(quiet, killed, ids)
        for line in told:
            print(line[:2000])
        print(f"requests: {len(sites.asked)} with kills, {sum(undisturbed.values())} without")
        print(f"requests to sites that had ended: {again}; differing results: {len(told)}")
    return 1 if told or again else 0


def disturbed(folder: Path, sites: Served, chosen: argparse.Namespace, took: float) -> int:
    """Run with kills to the end; how many requests went to sites that had ended before."""
    chance = random.Random(chosen.seed)
    again = 0
    for n in range(chosen.kills + 1):
        ended, before = ended_sites(folder, chosen.sites), len(sites.asked)
        process = start(folder, chosen.jobs, fresh=chosen.fresh)
        if n < chosen.kills:
            after = chance.uniform(0.0, 2.0 * took / (chosen.kills + 1))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(after)
            kill(process)
            print(f"kill {n + 1} after {after:.1f} s, {len(ended)} sites had ended", flush=True)
        else:
            print(f"to the end: exit code {process.wait()}", flush=True)
        hosts = {host_of(number) for number in ended}
        again += sum(host in hosts for host, _ in sites.asked[before:])
    return again


def start(folder: Path, jobs: int, *, fresh: bool = False) -> "subprocess.Popen[bytes]":
    """The monthly command in a process group of its own."""
    command = [sys.executable, "-m", "reports.cli", "monthly", "--jobs", str(jobs), "--as-of", DAY]
    return subprocess.Popen(
        [*command, "--no-browser", *(["--fresh"] if fresh else [])],
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Send kill -9, children included."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ended_sites(folder: Path, count: int) -> list[int]:
    """Numbers of the sites that the journal knows as ended."""
    path = folder / "data" / f".monthly-{DAY[:7]}.jsonl"
    return [n for n in range(count) if f"s{n:03d}" in Journal.sites_ended(path)]


if __name__ == "__main__":
    sys.exit(main())
