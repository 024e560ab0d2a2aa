"""Links that only scripts put into pages: added to what the pages point to, and asked for."""

import json
import sqlite3
from array import array
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from crawler.links import of_page
from crawler.progress import Reporter
from crawler.resume import restore
from crawler.sites import SiteConfig
from crawler.store import Run, Store
from crawler.urls import Joiner

SHARE = 0.25
"""Of a crawl's time budget, for the links found in the browser."""
CUT_SHORT = "在浏览器里发现的链接没有全部核对；再运行一次会接着做。"
FINISHED = ("finished", "budget-pages")
"""Stop reasons after which there may be something to add."""


def record(store: Store, run: Run) -> bool:
    """Add the links of rendered pages to those of the pages; whether any is still to be asked.

    Only when nobody else writes: addresses get their numbers here.
    """
    joiner = Joiner()
    rows = store.connection.execute(
        "SELECT r.url, r.body, r.final_url, o.targets FROM rendered r"
        " LEFT JOIN outlinks o ON o.run = r.run AND o.url = r.url"
        " WHERE r.run = ? AND r.body IS NOT NULL",
        [run.id],
    ).fetchall()
    with store.connection as db:
        for page, sha, final, blob in rows:
            body = store.body(sha)
            if body is None:
                continue
            known = array("I", blob or b"")
            found = of_page(body.decode(), final, "utf-8", joiner).found
            fresh = array("I", [n for n in _numbers(db, list(found)) if n not in set(known)])
            if fresh:
                both = (known + fresh).tobytes()
                db.execute("INSERT OR REPLACE INTO outlinks VALUES (?, ?, ?)", [run.id, page, both])
    return _unsettled(store, run)


def follow(config: SiteConfig, path: Path, run: Run, contact: str) -> str:
    """Ask for what was recorded, in a process of its own; a Chinese note, "" if all is well."""
    process = get_context("spawn").Process(target=_walk, args=(config, path, run.id, contact))
    process.start()
    process.join()
    return "" if process.exitcode == 0 else CUT_SHORT


def _walk(config: SiteConfig, path: Path, run_id: int, contact: str) -> None:
    from crawler.crawl import run_scrapy  # one crawl a process; Scrapy takes a second to import
    from crawler.walk import Walk

    polite = config.politeness
    config = replace(
        config,
        politeness=replace(polite, time_budget_minutes=polite.time_budget_minutes * SHARE),
    )
    with Store(path) as store:
        run = next(one for one in store.runs() if one.id == run_id)
        walk = Walk(config, run.as_of, Reporter(None))
        restore(walk, store, run)
        run_scrapy(config, walk, store, run, contact)
        left = walk.leftover()
        store.write(run, left.fetches, left.skipped)
        if walk.failure is not None:
            raise walk.failure
        if not walk.stop_reason:
            raise KeyboardInterrupt
        _note(store, run, walk.stop_reason, walk.tally())


def _note(store: Store, run: Run, reason: str, tally: dict[str, object]) -> None:
    """The run's figures are those of both crawls; what cut the second one short counts, too."""
    ended = reason if run.stop_reason == "finished" and reason.startswith("budget-") else None
    with store.connection as db:
        db.execute(
            "UPDATE runs SET counts = ?, stop_reason = coalesce(?, stop_reason) WHERE id = ?",
            [json.dumps({**run.counts, **tally}, ensure_ascii=False), ended, run.id],
        )


def _numbers(db: sqlite3.Connection, urls: list[str]) -> list[int]:
    db.executemany("INSERT OR IGNORE INTO urls (url) VALUES (?)", [(url,) for url in urls])
    return [db.execute("SELECT id FROM urls WHERE url = ?", [url]).fetchone()[0] for url in urls]


def _unsettled(store: Store, run: Run) -> bool:
    """Whether some link of a rendered page was neither asked for nor left out on purpose."""
    settled = {n for (n,) in store.connection.execute(
        "SELECT url FROM fetches WHERE run = ? UNION SELECT u.id FROM skipped s"
        " JOIN urls u ON u.url = s.url WHERE s.run = ?", [run.id, run.id])}  # fmt: skip
    for (blob,) in store.connection.execute(
        "SELECT o.targets FROM rendered r JOIN outlinks o ON o.run = r.run AND o.url = r.url"
        " WHERE r.run = ?",
        [run.id],
    ):
        if not settled.issuperset(array("I", blob)):
            return True
    return False
