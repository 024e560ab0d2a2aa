"""A crawl with link check beside other link checkers on the same pages, in turn.

    python tests/bench/run_peers.py [--pages 1000] [--rounds 2] [--only lychee,scrapy]
    python tests/bench/run_peers.py --url http://127.0.0.1:8801/ --list urls.txt

Without --url a made-up portal is served on loopback. Peers are looked for on PATH; one that is not
there is skipped, with a line that says so. CPU is user + system time of each whole process tree, the
server's left out. Only ratios of one run mean anything. Exits with 1 when a bar is missed.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from child_cost import cost
from made_up_portal import addresses, build, served

HERE = Path(__file__).parent
LONGEST_S = 900
LYCHEE = [
    "--no-progress",
    "--mode",
    "plain",
    "--format",
    "json",
    "--timeout",
    "5",
    "--max-retries",
    "0",
    "--max-concurrency",
    "128",
    "--host-concurrency",
    "50",
    "--host-request-interval",
    "0ms",
    "--include-fragments=anchor-only",
]
BARS = {"lychee": (1.6, "most"), "scrapy": (1.8, "most"), "linkchecker": (7, "least"),
        "linkinator": (6, "least")}  # fmt: skip
"""By peer: our CPU is at most so many times its, or its CPU at least so many times ours."""
LINKCHECKER = """[checking]
maxrequestspersecond=1000000
threads=10
timeout=5
recursionlevel=-1
[filtering]
checkextern=1
"""


@dataclass(slots=True)
class Peer:
    """``command`` is None when the program is not on PATH."""

    name: str
    command: list[str] | None
    cpu: list[float] = field(default_factory=list)
    peak_mb: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--url", help="home page of a portal that is served already")
    parser.add_argument("--list", type=Path, help="its pages, one address a line")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", default="", help="peers to run, separated by commas")
    arguments = parser.parse_args()
    if bool(arguments.url) != bool(arguments.list):
        parser.error("--url and --list belong together")
    with tempfile.TemporaryDirectory() as folder, _portal(arguments, Path(folder)) as (url, pages):
        peers = _peers(url, pages, Path(folder))
        if wanted := [name for name in arguments.only.split(",") if name]:
            peers = [p for p in peers if p.name in ("govcheck", *wanted)]
        for peer in peers:
            if peer.command is None:
                print(f"{peer.name}: not available, skipped")
        there = [peer for peer in peers if peer.command is not None]
        for number in range(1, arguments.rounds + 1):
            for peer in there:
                said = _run(peer)
                print(f"round {number} {peer.name}: {peer.cpu[-1]:.2f} CPU s {said}", flush=True)
        sys.exit(_compare(there))


@contextmanager
def _portal(arguments: argparse.Namespace, work: Path) -> Iterator[tuple[str, Path]]:
    if arguments.url:
        yield arguments.url, arguments.list
        return
    made = build(work / "portal", arguments.pages)
    with served(work / "portal") as url:
        (work / "urls.txt").write_text("\n".join(addresses(url, arguments.pages)) + "\n")
        print(f"made-up portal of {made} pages")
        yield url, work / "urls.txt"


def _peers(url: str, pages: Path, work: Path) -> list[Peer]:
    (work / "linkchecker.ini").write_text(LINKCHECKER)
    return [
        Peer("govcheck", [sys.executable, str(HERE / "crawl_portal.py"), url]),
        Peer("lychee", _there("lychee", *LYCHEE, "--files-from", str(pages))),
        Peer("scrapy", [sys.executable, str(HERE / "bare_scrapy.py"), str(pages)]),
        Peer("linkchecker", _there("linkchecker", "-f", str(work / "linkchecker.ini"),
                                   "--no-status", "-o", "csv", url)),
        Peer("linkinator", _there("linkinator", url, "--recurse", "--timeout", "120000",
                                  "--concurrency", "100", "--format", "json",
                                  "--verbosity", "error")),
    ]  # fmt: skip


def _there(program: str, *arguments: str) -> list[str] | None:
    path = shutil.which(program)
    return [path, *arguments] if path else None


def _run(peer: Peer) -> str:
    """Run one peer once; what ours and Scrapy say of themselves in the end."""
    used = cost(peer.command or [], LONGEST_S)
    peer.cpu.append(used.cpu_s)
    peer.peak_mb = max(peer.peak_mb, used.peak_mb)
    said = used.said[:160] if peer.name in ("govcheck", "scrapy") else ""
    return f"in {used.wall_s:.0f} s{'' if used.ended else ', ended for taking too long'} {said}"


def _compare(peers: list[Peer]) -> int:
    ours = statistics.median(peers[0].cpu)
    print(f"govcheck: {ours:.2f} CPU s, peak {peers[0].peak_mb} MB")
    missed = 0
    for peer in peers[1:]:
        theirs = statistics.median(peer.cpu)
        bar, kind = BARS[peer.name]
        ratio = ours / theirs if kind == "most" else theirs / ours
        met = ratio <= bar if kind == "most" else ratio >= bar
        missed += not met
        what = "we take {:.2f} times its CPU" if kind == "most" else "it takes {:.2f} times our CPU"
        print(
            f"{peer.name}: {theirs:.2f} CPU s, peak {peer.peak_mb} MB; {what.format(ratio)}"
            f" (bar: at {kind} {bar}, {'met' if met else 'MISSED'})"
        )
    return int(bool(missed))


if __name__ == "__main__":
    main()
