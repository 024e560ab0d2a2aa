"""Evidence: every time a target was asked, in words and Beijing time."""

from collections.abc import Mapping
from typing import Any

from checks.results import Evidence
from crawler.reused import reused
from crawler.store import Store
from crawler.times import beijing


def evidence_of(store: Store, run: int, row: Mapping[str, Any]) -> Evidence:
    """Evidence of one fetch row, oldest attempt first."""
    asked = store.connection.execute(
        "SELECT at, method, status, reason FROM attempts WHERE run = ? AND url = ? ORDER BY at",
        [run, row["id"]],
    ).fetchall()
    attempts = [_line(*one) for one in asked]
    mark = reused(row.get("detail"))
    if mark is not None and not attempts:
        told = mark.line(row["fetched_at"], row["status"])
        return Evidence(row["url"], mark.seen, row["status"], (told,))
    if not attempts:
        attempts = [_line(row["fetched_at"], row["method"], row["status"], row["reason"])]
    return Evidence(row["url"], row["fetched_at"], row["status"], tuple(attempts))


def _line(at: str, method: str, status: int, reason: str) -> str:
    outcome = f"HTTP {status}" if status else ""
    if reason and reason != outcome:
        outcome = f"{outcome} {reason}".strip()
    return f"{beijing(at)} {method} {outcome or '无应答'}"
