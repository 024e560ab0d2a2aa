"""Reminders: how often a unit has been told of one thing before it was done. Added, never changed.

A look tells of each thing what it saw (:class:`Seen`). Only what was seen to want doing is counted;
what nobody could look at, and what a report of special circumstances covers, leaves the count as
it is. What was done in between ends the count, with the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp, moment_of

REMINDED, ENDED = "提醒", "解除"
ACCOUNTS = ""
"""The site that accounts are filed under."""


class Kind(StrEnum):
    """What a reminder is about."""

    FINDING = "问题"
    UPDATE = "更新"
    ACCOUNT = "账号更新"
    PROOF = "佐证"


class State(StrEnum):
    """What a look says of one thing."""

    REMIND = "提醒"
    DONE = "已解决"
    UNSEEN = "没有看成"
    REPORTED = "已报备"
    TOLD = "供核对"
    """It may be so, or it is not the unit's to mend: told, never counted."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing a look has seen. ``deadline`` is the last day to do it, None where none is set;
    ``moved`` says in Chinese what a later deadline than before means ("": nothing, the count goes on).
    """

    key: str
    kind: Kind
    state: State
    unit: str
    what: str
    number: str = ""
    deadline: date | None = None
    why: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """The reminders that hold: ``times`` since ``first``, the last one on ``last``.

    ``late`` of them were about what was wrong already; a warning before a deadline is none of those,
    and no rule may act on it.
    """

    times: int
    first: date
    last: date
    deadline: date | None = None
    late: int = 0


def record(office: Office, site: str, day: date, seen: Iterable[Seen], stamp: Stamp) -> None:
    """Add what a look of ``day`` means for the counts, inside the caller's ``office.change()``.

    The same day never counts twice. UserError when a later day has been recorded: counts would
    come out of order.
    """
    latest = office.db.execute(
        "SELECT max(day) FROM reminder_steps WHERE site = ?", [site]
    ).fetchone()[0]
    if latest and latest > day.isoformat():
        raise UserError(
            f"已经有 {latest} 的提醒记录，不能再补记 {day} 的，否则次数会乱。请用 {latest} 或以后的监测日。"
        )
    open_now = counts(office, site)
    for one in seen:
        now = open_now.get(one.key)
        if one.state is State.REMIND:
            if now and _moved(one, now):
                _add(office, site, day, one, ENDED, now.times, one.moved, stamp)
                now = None
            if now is None or now.last < day:
                times = now.times + 1 if now else 1
                _add(office, site, day, one, REMINDED, times, one.why, stamp)
        elif one.state is State.DONE and now:
            _add(office, site, day, one, ENDED, now.times, one.why, stamp)


def counts(
    office: Office, site: str, *, until: date | None = None, before: str = ""
) -> dict[str, Count]:
    """Keys whose reminders have not ended, up to ``until`` and recorded before a moment (UTC)."""
    found: dict[str, Count] = {}
    query = "SELECT * FROM reminder_steps WHERE site = ? AND day <= ? ORDER BY id"
    for row in office.db.execute(query, [site, until.isoformat() if until else "9999-12-31"]):
        if before and moment_of(row["at"]) >= moment_of(before):
            continue
        if row["step"] == ENDED:
            found.pop(row["key"], None)
            continue
        day = date.fromisoformat(row["day"])
        before_it = found.get(row["key"])
        deadline = date.fromisoformat(row["deadline"]) if row["deadline"] else None
        first = before_it.first if before_it else day
        is_late = row["kind"] == Kind.FINDING or deadline is None or day > deadline
        late = (before_it.late if before_it else 0) + is_late
        found[row["key"]] = Count(row["count"], first, day, deadline, late)
    return found


def ended_on(office: Office, site: str, day: date) -> list[Mapping[str, str]]:
    """The steps with which counts ended on a day: key, number, unit, what, count, why."""
    query = "SELECT * FROM reminder_steps WHERE site = ? AND day = ? AND step = ? ORDER BY id"
    return [dict(row) for row in office.db.execute(query, [site, day.isoformat(), ENDED])]


def known(office: Office, site: str) -> Sequence[Mapping[str, str]]:
    """The last reminder of everything that is still open: number, unit, what, kind."""
    query = (
        "SELECT * FROM reminder_steps WHERE id IN (SELECT max(id) FROM reminder_steps"
        " WHERE site = ? GROUP BY key) AND step = ? ORDER BY id"
    )
    return [dict(row) for row in office.db.execute(query, [site, REMINDED])]


def _moved(one: Seen, now: Count) -> bool:
    """Whether the deadline is a later one because something was done since the last reminder."""
    if not one.moved or one.deadline is None or now.deadline is None:
        return False
    return one.deadline > now.deadline


def _add(
    office: Office, site: str, day: date, one: Seen, step: str, count: int, why: str, stamp: Stamp
) -> None:
    office.db.execute(
        "INSERT OR IGNORE INTO reminder_steps (day, at, by, site, key, kind, step, count, deadline,"
        " number, unit, what, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            day.isoformat(), stamp.at, stamp.who, site, one.key, str(one.kind), step, count,
            one.deadline.isoformat() if one.deadline else None, one.number, one.unit, one.what, why,
        ],
    )  # fmt: skip
