"""Looking again at single findings: a queue, and both observations kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.results import Outcome
from crawler.store import Store
from crawler.workflow.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Recheck:
    """One second look. ``state`` is waiting or done; ``outcome`` what was seen this time;
    ``evidence`` what proves it (JSON: url, seen_at, status, attempts, method …).
    """

    id: int
    month: str
    key: str
    asked_at: str
    asked_by: str
    why: str
    state: str
    looked_at: str = ""
    outcome: str = ""
    message: str = ""
    evidence: Mapping[str, Any] | None = None


def ask(store: Store, month: str, keys: Iterable[str], stamp: Stamp, why: str) -> int:
    """Queue findings for a second look; what waits already is not queued twice."""
    waiting = {r.key for r in of_month(store, month) if r.state == "waiting"}
    new = [key for key in dict.fromkeys(keys) if key not in waiting]
    with store.connection:
        store.db.table("rechecks").insert_all(
            {"month": month, "key": k, "asked_at": stamp.at, "asked_by": stamp.who, "why": why}
            for k in new
        )
    return len(new)


def looked(
    store: Store,
    recheck: int,
    outcome: Outcome,
    message: str,
    evidence: Mapping[str, Any],
    stamp: Stamp,
) -> None:
    """Keep what the second look saw."""
    row = {
        "state": "done",
        "looked_at": stamp.at,
        "outcome": str(outcome),
        "message": message,
        "evidence": json.dumps(evidence, ensure_ascii=False),
    }
    with store.connection:
        store.db.table("rechecks").update(recheck, row)


def of_month(store: Store, month: str, *, key: str = "") -> list[Recheck]:
    """A month's second looks, oldest first."""
    where, values = "month = ?" + (" AND key = ?" if key else ""), [month, *([key] if key else [])]
    rows = store.db.table("rechecks").rows_where(where, values, order_by="id")
    return [_recheck(row) for row in rows]


def _recheck(row: Mapping[str, Any]) -> Recheck:
    return Recheck(
        row["id"],
        row["month"],
        row["key"],
        row["asked_at"],
        row["asked_by"],
        row["why"],
        row["state"],
        row["looked_at"] or "",
        row["outcome"] or "",
        row["message"] or "",
        json.loads(row["evidence"]) if row["evidence"] else None,
    )
