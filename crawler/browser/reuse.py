"""Month to month: what a browser found on a page stands while nothing about the page changed."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from crawler.browser.cover import Structure
from crawler.store import Run, Store

FRESH_FOR = timedelta(days=100)
"""After this time a page is looked at again, changed or not."""
_BEFORE = (
    "SELECT s.run, s.url, s.key FROM structures s JOIN runs r ON r.id = s.run"
    " WHERE s.run < ? AND r.started_at >= ? ORDER BY s.run"
)
_KEPT = (
    "SELECT name FROM artifacts WHERE run = ? AND url = ? AND engine = ? AND gathered_at >= ?"
    " AND json_extract(json, '$.unseen') IS NULL"  # checks.run.UNSEEN: the visit failed
)
_COPY = (
    "INSERT OR REPLACE INTO artifacts SELECT ?, url, name, json, engine, gathered_at"
    " FROM artifacts WHERE run = ? AND url = ? AND engine = ? AND name IN"
)
WORDS = "沿用 {day} 的结果：页面的结构、样式和脚本都没有变化"


def take_over(
    store: Store,
    run: Run,
    structures: Mapping[int, Structure],
    names: Collection[str],
    engine: str,
) -> dict[int, str]:
    """Copy what earlier runs gathered on pages that are still the same; page id -> why, in Chinese.

    A page is the same when its address, structure, style sheets and scripts are, and when the same
    versions (``engine``) gathered everything of ``names``. The time it was gathered is kept.
    """
    oldest = (datetime.fromisoformat(run.started_at) - FRESH_FOR).isoformat(timespec="seconds")
    last = {
        page: (earlier, key)
        for earlier, page, key in store.connection.execute(_BEFORE, [run.id, oldest])
    }
    taken: dict[int, str] = {}
    marks = ", ".join("?" * len(names))
    with store.connection as db:
        for page, structure in structures.items():
            earlier, key = last.get(page, (0, ""))
            if not key or key != structure.key:
                continue
            kept = {name for (name,) in db.execute(_KEPT, [earlier, page, engine, oldest])}
            if not names or not kept >= set(names):
                continue
            db.execute(f"{_COPY} ({marks})", [run.id, earlier, page, engine, *names])
            [(day,)] = db.execute(
                "SELECT min(gathered_at) FROM artifacts WHERE run = ? AND url = ?", [run.id, page]
            ).fetchall()
            taken[page] = WORDS.format(day=day[:10])
    return taken
