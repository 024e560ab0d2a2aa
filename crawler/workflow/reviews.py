"""Decisions on findings: added, never changed; taken back by a later one; carried over by key.

A decision is the office's. What a unit says is a claim (:mod:`crawler.workflow.appeals`) and changes
nothing before the office has ruled on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from checks.decision import Decision
from checks.errors import UserError
from crawler.store import Store
from crawler.workflow.stamp import Stamp, moment_of

UNDONE = "撤销"
"""The verdict of a row that takes an earlier batch back."""


@dataclass(frozen=True, slots=True)
class Review:
    """One decision on one finding. ``batch`` is shared by all findings it was made for at once;
    ``until`` is the last day an exemption holds; ``appeal`` the one it answers;
    ``undoes`` the batch it takes back.
    """

    id: int
    key: str
    verdict: str
    by: str
    at: str
    note: str
    until: date | None = None
    batch: str = ""
    month: str = ""
    appeal: int | None = None
    undoes: str = ""


def decide(
    store: Store,
    keys: Iterable[str],
    verdict: Decision,
    stamp: Stamp,
    note: str,
    *,
    month: str,
    until: date | None = None,
    appeal: int | None = None,
) -> str:
    """Decide on findings, all at once; returns the batch. ``month`` is the one being looked at.

    Everything but a confirmation needs a reason; an exemption needs its last day.
    """
    with store.connection:
        return add(store, keys, verdict, stamp, note, month=month, until=until, appeal=appeal)


def add(
    store: Store,
    keys: Iterable[str],
    verdict: Decision,
    stamp: Stamp,
    note: str,
    *,
    month: str,
    until: date | None = None,
    appeal: int | None = None,
) -> str:
    """The same inside the caller's transaction, which commits it."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise UserError("没有选中任何问题，什么也没有记下。")
    if verdict is not Decision.CONFIRMED and not note.strip():
        raise UserError(f"“{verdict}”要写明理由，什么也没有记下。")
    if verdict is Decision.EXEMPT and until is None:
        raise UserError("豁免要写明有效期（最后一天），什么也没有记下。")
    if verdict is Decision.EXEMPT and until and until < date.fromisoformat(f"{month}-01"):
        raise UserError(f"豁免的最后一天 {until} 早于 {month}，对这个月不起作用，什么也没有记下。")
    batch = uuid4().hex[:12]
    rows = [
        {
            "key": key,
            "at": stamp.at,
            "verdict": str(verdict),
            "by": stamp.who,
            "note": note.strip(),
            "until": until.isoformat() if until and verdict is Decision.EXEMPT else None,
            "batch": batch,
            "month": month,
            "appeal": appeal,
            "undoes": "",
        }
        for key in wanted
    ]
    store.connection.executemany(
        "INSERT INTO reviews (key, at, verdict, by, note, until, batch, month, appeal, undoes) VALUES"
        " (:key, :at, :verdict, :by, :note, :until, :batch, :month, :appeal, :undoes)",
        rows,
    )
    return batch


def undo(store: Store, batch: str, stamp: Stamp, note: str, *, month: str) -> int:
    """Take a batch back; the decisions before it hold again. Returns how many findings it was."""
    rows = [r for r in _all(store) if r.batch == batch and r.verdict != UNDONE]
    if not rows or not batch:
        raise UserError(f"没有编号为“{batch}”的决定，什么也没有改。")
    if any(r.undoes == batch for r in _all(store)):
        raise UserError(f"编号“{batch}”的决定已经撤销过了。")
    again = uuid4().hex[:12]
    new = [
        {
            "key": r.key,
            "at": stamp.at,
            "verdict": UNDONE,
            "by": stamp.who,
            "note": note.strip(),
            "until": None,
            "batch": again,
            "month": month,
            "appeal": None,
            "undoes": batch,
        }
        for r in rows
    ]
    with store.connection:
        store.db.table("reviews").insert_all(new)
    return len(new)


def history(store: Store, key: str) -> list[Review]:
    """Everything that was decided on one finding, oldest first, what was taken back included."""
    return [r for r in _all(store) if r.key == key]


def in_force(
    store: Store,
    month: str,
    as_of: date,
    since: datetime,
    seen_at: Mapping[str, str],
    *,
    before: str = "",
) -> dict[str, Review]:
    """The decision that holds for each key in ``month``, looked at on ``as_of``.

    What was taken back does not count; an exemption that has ended neither. 已整改 does not hold for
    what was seen again afterwards (``seen_at``: key -> UTC), nor 确认 for another month than the one
    it was said for (where none was noted: than the one it was said in, ``since``): what was proved
    then is no proof of what is only suspected now. ``before`` leaves out what was decided at or
    after that moment (UTC): a month that is final is replayed with it.
    """
    rows = [r for r in _all(store) if not before or moment_of(r.at) < moment_of(before)]
    gone = {r.undoes for r in rows if r.undoes}
    found: dict[str, Review] = {}
    for row in rows:
        if row.verdict == UNDONE or (row.batch and row.batch in gone):
            continue
        if row.verdict == Decision.CONFIRMED and row.month > month:
            continue
        ended = row.until is not None and row.until < as_of
        other = row.month != month if row.month else moment_of(row.at) < since
        old = row.verdict == Decision.CONFIRMED and other
        seen = seen_at.get(row.key)
        again = row.verdict == Decision.FIXED and seen and moment_of(row.at) < moment_of(seen)
        if ended or old or again:
            found.pop(row.key, None)
        else:
            found[row.key] = row
    return found


def _all(store: Store) -> Sequence[Review]:
    return [_review(row) for row in store.db.table("reviews").rows_where(order_by="id")]


def _review(row: Mapping[str, Any]) -> Review:
    return Review(
        row["id"],
        row["key"],
        row["verdict"],
        row["by"],
        row["at"],
        row["note"],
        date.fromisoformat(row["until"]) if row["until"] else None,
        row["batch"],
        row["month"],
        row["appeal"],
        row["undoes"],
    )
