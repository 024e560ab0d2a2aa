"""What the browser did in a run, kept with the run's figures so that every report tells it."""

import json
from collections.abc import Mapping
from typing import Any

from crawler.store import Run, Store

KEY = "browser"
NOTE = "说明"


def of(store: Store, run: Run) -> dict[str, Any]:
    """The figures by their Chinese names; empty when no browser was asked for."""
    return dict(_counts(store, run).get(KEY, {}))


def add(store: Store, run: Run, figures: Mapping[str, Any]) -> None:
    """Set some figures; those that are 0 or "" are not kept."""
    counts = _counts(store, run)
    known = {**counts.get(KEY, {}), **figures}
    counts[KEY] = {name: value for name, value in known.items() if value}
    with store.connection as db:
        text = json.dumps(counts, ensure_ascii=False)
        db.execute("UPDATE runs SET counts = ? WHERE id = ?", [text, run.id])


def _counts(store: Store, run: Run) -> dict[str, Any]:
    row = store.connection.execute("SELECT counts FROM runs WHERE id = ?", [run.id]).fetchone()
    return dict(json.loads(row[0] or "{}")) if row else {}
