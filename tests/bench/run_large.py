"""A large portal beside one of 3,000 pages: CPU a page, peak memory, size of the database.

    python tests/bench/run_large.py [--pages 20000] [--beside 3000] [--rounds 1]
    python tests/bench/run_large.py --urls http://127.0.0.1:8801/ http://127.0.0.1:8811/

Without --urls two made-up portals are served on loopback; else the first address is the small one.
The two crawls take turns. Exits with 1 when a bar is missed: CPU a page at most 1.1 times that of the
small one, 200 MB, 1.5 KB a page without bodies.
"""

import argparse
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from child_cost import cost
from made_up_portal import build, served

CPU, MEMORY_MB, BYTES = 1.1, 200, 1500
LONGEST_S = 3600
HERE = Path(__file__).parent


@dataclass(slots=True)
class Portal:
    """One of the two, and what its crawls cost."""

    url: str
    cpu_ms: list[float] = field(default_factory=list)
    peak_mb: int = 0
    pages: int = 0
    bytes_a_page: float = 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=20000)
    parser.add_argument("--beside", type=int, default=3000)
    parser.add_argument("--urls", nargs=2, metavar=("SMALL", "LARGE"))
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    sizes = (arguments.beside, arguments.pages)
    with (
        tempfile.TemporaryDirectory() as folder,
        _portals(arguments.urls, sizes, Path(folder)) as (
            small,
            large,
        ),
    ):
        for _ in range(arguments.rounds):
            for portal in (small, large):
                _crawl(portal, Path(folder) / "crawled.sqlite")
    sys.exit(_verdict(small, large))


@contextmanager
def _portals(
    urls: list[str] | None, sizes: tuple[int, int], work: Path
) -> Iterator[tuple[Portal, Portal]]:
    if urls:
        yield Portal(urls[0]), Portal(urls[1])
        return
    with ExitStack() as stack:
        served_at = []
        for number in sizes:
            build(work / str(number), number)
            served_at.append(stack.enter_context(served(work / str(number))))
        yield Portal(served_at[0]), Portal(served_at[1])


def _crawl(portal: Portal, path: Path) -> None:
    command = [sys.executable, str(HERE / "crawl_portal.py"), portal.url, "--store", str(path)]
    used = cost(command, LONGEST_S)
    found = re.search(r"'pages': (\d+)", used.said)
    if not used.ended or found is None:
        sys.exit(f"{portal.url} was not crawled to its end: {used.said}")
    portal.pages = int(found[1])
    portal.cpu_ms.append(1000 * used.cpu_s / portal.pages)
    portal.peak_mb = max(portal.peak_mb, used.peak_mb)
    portal.bytes_a_page = _without_bodies(path) / portal.pages
    print(
        f"{portal.pages} pages: {portal.cpu_ms[-1]:.2f} ms CPU a page ({used.cpu_s:.1f} s, wall"
        f" {used.wall_s:.0f} s), peak {used.peak_mb} MB, {portal.bytes_a_page:.0f} bytes a page"
        " without bodies",
        flush=True,
    )
    path.unlink()


def _without_bodies(path: Path) -> int:
    """Size of the file once bodies are gone and the free space is given back."""
    copy = path.with_suffix(".bare")
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("DELETE FROM bodies")
        db.execute("VACUUM")
    size = copy.stat().st_size
    copy.unlink()
    return size


def _verdict(small: Portal, large: Portal) -> int:
    growth = statistics.median(large.cpu_ms) / statistics.median(small.cpu_ms)
    lines = (
        (f"CPU a page, {large.pages} / {small.pages} pages", growth, CPU, "{:.2f}"),
        ("peak memory, MB", large.peak_mb, MEMORY_MB, "{:.0f}"),
        ("bytes a page without bodies", large.bytes_a_page, BYTES, "{:.0f}"),
    )
    missed = 0
    for name, figure, bar, form in lines:
        missed += figure > bar
        verdict = "met" if figure <= bar else "MISSED"
        print(f"{name}: {form.format(figure)} (bar {bar}, {verdict})")
    return int(bool(missed))


if __name__ == "__main__":
    main()
