"""What a unit says it has done about a finding (整改回复). Said, not seen: no score changes by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.store import Store
from crawler.workflow.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. ``done_on`` is the day the unit says it was (or will be) done."""

    month: str
    key: str
    unit: str
    measure: str
    done_on: date | None
    at: str = ""
    by: str = ""
    origin: str = ""


def add(store: Store, replies: Iterable[Reply], stamp: Stamp) -> int:
    """Keep replies; one that says what the last one said is not kept twice. Returns the new ones."""
    known: dict[str, dict[tuple[str, str], Reply]] = {}
    rows = []
    for reply in replies:
        if reply.month not in known:
            known[reply.month] = {(r.key, r.unit): r for r in of_month(store, reply.month)}
        last = known[reply.month].get((reply.key, reply.unit))
        if last and (last.measure, last.done_on) == (reply.measure, reply.done_on):
            continue
        known[reply.month][(reply.key, reply.unit)] = reply
        rows.append(
            {
                "month": reply.month,
                "key": reply.key,
                "unit": reply.unit,
                "measure": reply.measure,
                "done_on": reply.done_on.isoformat() if reply.done_on else None,
                "at": stamp.at,
                "by": stamp.who,
                "origin": reply.origin,
            }
        )
    if rows:
        with store.connection:
            store.db.table("replies").insert_all(rows)
    return len(rows)


def of_month(store: Store, month: str, *, unit: str = "", key: str = "") -> list[Reply]:
    """A month's replies, oldest first; the last one on a finding is the one that stands."""
    where, values = ["month = ?"], [month]
    if unit:
        where, values = [*where, "unit = ?"], [*values, unit]
    if key:
        where, values = [*where, "key = ?"], [*values, key]
    rows = store.db.table("replies").rows_where(" AND ".join(where), values, order_by="id")
    return [_reply(row) for row in rows]


def _reply(row: Mapping[str, Any]) -> Reply:
    done = date.fromisoformat(row["done_on"]) if row["done_on"] else None
    return Reply(
        row["month"],
        row["key"],
        row["unit"],
        row["measure"],
        done,
        row["at"],
        row["by"],
        row["origin"],
    )
