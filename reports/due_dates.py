"""What falls due next, kept with the judged month because working it out reads every page."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from checks.deadlines import Due, due
from crawler.derived import kept
from crawler.engine import ENGINE
from crawler.judge import pruned_of
from crawler.store import Store
from crawler.stored_site import StoredSite

DAYS = ("last", "due")


def due_dates(
    store: Store,
    site: StoredSite,
    rubric: str,
    judged_at: str,
    within_days: int,
    *,
    keep: bool = True,
) -> list[Due]:
    """The same as :func:`checks.deadlines.due`, from the store when nothing it rests on changed.
    What had to be worked out is stored, unless ``keep`` is off.
    """
    if pruned_of(store, site.run):
        return []  # the pages it would be read from are gone, and an old month has nothing soon
    about = f"{judged_at} {site.as_of} {within_days} {ENGINE} {site.config.columns!r}"
    stamp = hashlib.sha256(about.encode()).hexdigest()[:16]
    rows = kept(
        store,
        site.run.month,
        rubric,
        "due",
        stamp,
        lambda: [_row(d) for d in due(site, within_days)],
        keep=keep,
    )
    return [_due(row) for row in rows]


def _row(one: Due) -> dict[str, Any]:
    days = {name: getattr(one, name) for name in DAYS}
    return asdict(one) | {name: day.isoformat() if day else None for name, day in days.items()}


def _due(row: Mapping[str, Any]) -> Due:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}
    return Due(**{**row, **days})
