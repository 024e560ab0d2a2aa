"""Evidence: every time a target was asked, in words and Beijing time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from checks.page import SHANGHAI
from checks.results import Evidence
from crawler.store import Store


def beijing(at: str) -> str:
    """A stored UTC time as readers see it: ``2026-11-25 10:03:11``."""
    return datetime.fromisoformat(at).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def evidence_of(store: Store, run: int, row: Mapping[str, Any]) -> Evidence:
    """Evidence of one fetch row, oldest attempt first."""
    asked = store.connection.execute(
        "SELECT at, method, status, reason FROM attempts WHERE run = ? AND url = ? ORDER BY at",
        [run, row["id"]],
    ).fetchall()
    attempts = [_line(*one) for one in asked]
    if not attempts:
        attempts = [_line(row["fetched_at"], row["method"], row["status"], row["reason"])]
    return Evidence(row["url"], row["fetched_at"], row["status"], tuple(attempts))


def _line(at: str, method: str, status: int, reason: str) -> str:
    outcome = f"HTTP {status}" if status else ""
    if reason and reason != outcome:
        outcome = f"{outcome} {reason}".strip()
    return f"{beijing(at)} {method} {outcome or '无应答'}"
