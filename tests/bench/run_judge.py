"""Page checks beside one BeautifulSoup(lxml) parse of the same pages, and where the time goes.

    python tests/bench/run_judge.py [--rounds 5] [PAGE.html | FOLDER ...]

Without files, the pages of the sample portal. Judging and parsing take turns in one process, so
that a busy machine slows both: only their ratio means anything. Prints ms of CPU a page for the
parse, for reading, for the tree that checks share, and for every check by itself.
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bs4 import BeautifulSoup

from checks.page import Page, SiteFacts
from checks.rubric import load
from checks.run import Selected, judge_page, selected
from crawler.charset import decode
from crawler.sample.portal import build

AS_OF = date(2026, 11, 25)
SITE = SiteFacts("127.0.0.1:8801", "1234560001", "市", "")
TARGET = 2.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("paths", nargs="*", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not arguments.paths:
            build(Path(folder), AS_OF)
        pages = _pages(arguments.paths or [Path(folder)])
    if not pages:
        raise SystemExit("no pages")
    chosen = [s for s in selected(load("national-2019-portal")) if s.check.scope == "page"]
    _compare(pages, chosen, arguments.rounds)


def _pages(paths: list[Path]) -> list[tuple[str, str]]:
    """(address, source) of every page."""
    out: list[tuple[str, str]] = []
    for path in paths:
        files = sorted(path.rglob("*.html")) if path.is_dir() else [path]
        root = path if path.is_dir() else path.parent
        for file in files:
            address = f"http://{SITE.host}/{file.relative_to(root).as_posix()}"
            out.append((address, decode(file.read_bytes()).html))
    return out


def _compare(pages: list[tuple[str, str]], chosen: list[Selected], rounds: int) -> None:
    _judge(pages, chosen)  # word lists and patterns are built once a process
    parsing, judging = [], []
    for _ in range(rounds):
        parsing.append(_cpu_ms(lambda: _parse(pages)))
        judging.append(_cpu_ms(lambda: _judge(pages, chosen)))
    parts = [_parts(pages, chosen) for _ in range(rounds)]
    count = len(pages)
    print(f"{'one BeautifulSoup(lxml) parse':32}{statistics.median(parsing) / count:8.3f} ms/page")
    print(f"{'judge, all page checks':32}{statistics.median(judging) / count:8.3f} ms/page")
    for name in parts[0]:
        print(f"  {name:30}{statistics.median(p[name] for p in parts) / count:8.3f}")
    ratios = [j / p for j, p in zip(judging, parsing, strict=True)]
    ratio = statistics.median(ratios)
    print(
        f"judge / parse = {ratio:.2f} ({'within' if ratio <= TARGET else 'OVER'} {TARGET}); rounds "
        + " ".join(f"{r:.2f}" for r in ratios)
        + f"; {count} pages, {len(chosen)} checks"
    )


def _parse(pages: list[tuple[str, str]]) -> None:
    for _, html in pages:  # one at a time, as judging does: keeping all costs the collector twice
        BeautifulSoup(html, "lxml")


def _page(address: str, html: str) -> Page:
    home = address == f"http://{SITE.host}/index.html"
    return Page(address, html, is_home=home, as_of=AS_OF, site=SITE)


def _judge(pages: list[tuple[str, str]], chosen: list[Selected]) -> None:
    for address, html in pages:
        page = _page(address, html)
        list(judge_page(page, chosen))


def _parts(pages: list[tuple[str, str]], chosen: list[Selected]) -> dict[str, float]:
    """CPU ms of all pages by part; what a check shares with others counts for the first to ask."""
    spent: dict[str, float] = defaultdict(float)
    for address, html in pages:
        page = _page(address, html)
        spent["reading"] += _cpu_ms(lambda page=page: page.reading)
        spent["tree and tags"] += _cpu_ms(lambda page=page: page.tags)
        for one in chosen:
            work = lambda page=page, one=one: list(judge_page(page, [one]))
            spent[one.check.id] += _cpu_ms(work)
    return spent


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
