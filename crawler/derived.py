"""Values that take long to work out and follow from what is stored: kept until that changes."""

import json
from collections.abc import Callable
from typing import Any

from crawler.store import Store


def kept(
    store: Store,
    month: str,
    rubric: str,
    name: str,
    stamp: str,
    compute: Callable[[], Any],
    *,
    keep: bool = True,
) -> Any:
    """The JSON value of this name, computed anew when ``stamp`` is not the one it was kept with;
    without ``keep`` the new one is not stored.
    """
    row = store.connection.execute(
        "SELECT stamp, json FROM derived WHERE month = ? AND rubric = ? AND name = ?",
        [month, rubric, name],
    ).fetchone()
    if row is not None and row[0] == stamp:
        return json.loads(row[1])
    value = compute()
    text = json.dumps(value, ensure_ascii=False)
    if not keep:
        return json.loads(text)
    with store.connection as db:
        db.execute(
            "INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)",
            [month, rubric, name, stamp, text],
        )
    return json.loads(text)
