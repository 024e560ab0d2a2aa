"""What the browser gathered on pages: JSON by page and gather function."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from checks.run import UNSEEN
from crawler.browser.tokens import shortened
from crawler.rows import masked_json
from crawler.store import Run, Store, utc_now


def keep(store: Store, run: Run, url: str, gathered: Mapping[str, Any], engine: str) -> None:
    """Store a page's artifacts by name, personal data masked and structural tokens in their short
    form; earlier ones of the page go.

    The page must be one of the run. ``engine`` says which browser and axe-core it was.
    """
    at = utc_now()
    rows = [
        (
            run.id,
            name,
            json.dumps(masked_json(shortened(value)), ensure_ascii=False),
            engine,
            at,
            url,
        )
        for name, value in gathered.items()
    ]
    with store.connection as db:
        db.executemany(
            "INSERT OR REPLACE INTO artifacts SELECT ?, id, ?, ?, ?, ? FROM urls WHERE url = ?",
            rows,
        )


def of_pages(store: Store, run: Run, pages: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Page id -> artifact name -> value, for those pages that have any."""
    wanted = list(pages)
    marks = ", ".join("?" * len(wanted))
    found: dict[int, dict[str, Any]] = {}
    for url, name, text in store.connection.execute(
        f"SELECT url, name, json FROM artifacts WHERE run = ? AND url IN ({marks})",  # noqa: S608
        [run.id, *wanted],
    ):
        found.setdefault(url, {})[name] = json.loads(text)
    return found


def looked_at(store: Store, run: Run, name: str) -> tuple[set[int], set[int]]:
    """The pages of the run a gather function was run on, and those where it could not be."""
    looked, failed = set[int](), set[int]()
    for page, is_failed in store.connection.execute(
        f"""SELECT url, json LIKE '{{"{UNSEEN}":%' FROM artifacts WHERE run = ? AND name = ?""",  # noqa: S608
        [run.id, name],
    ):
        (failed if is_failed else looked).add(page)
    return looked, failed


def older(store: Store, run: Run, pages: Iterable[int]) -> dict[int, str]:
    """Those of the pages whose artifacts are of an earlier run: page id -> when, UTC."""
    wanted = set(pages)
    return {
        page: at
        for page, at in store.connection.execute(
            "SELECT url, min(gathered_at) FROM artifacts WHERE run = ? AND gathered_at < ?"
            " GROUP BY url",
            [run.id, run.started_at],
        )
        if page in wanted
    }
