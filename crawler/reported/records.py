"""Reported errors in ``office.sqlite``. A change is one more version: nothing is overwritten."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from crawler.media.office import Office
from crawler.workflow.stamp import Stamp


class State(StrEnum):
    """What the platform says of a message."""

    OPEN = "办理中"
    DONE = "已办结"
    OUT = "不计入"
    """Not valid, reported twice, or not for this office."""


@dataclass(frozen=True, slots=True)
class Message:
    """One reported error. ``site`` and ``unit`` are ids, ``unit`` "" when it is not registered.

    ``content`` is a digest by which a message without a ``number`` is known again; neither the words
    nor the complainant are kept. ``at`` (UTC) and ``who`` say who imported this version.
    """

    number: str
    content: str
    site: str
    unit: str
    received_on: date
    state: State
    page: str = ""
    kind: str = ""
    assigned_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    id: int = field(default=0, compare=False)
    at: str = field(default="", compare=False)
    who: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was imported as all there is of ``month``."""

    month: str
    rows: int
    at: str
    who: str


_DAYS = ("received_on", "assigned_on", "due_on", "answered_on")
_KEPT = ("number", "content", "site", "unit", "page", "kind", *_DAYS, "state")


def messages(office: Office, *, until: str = "") -> list[Message]:
    """Every message as it was known last, or at the moment ``until`` (UTC); in order of import."""
    found = office.db.execute(
        "SELECT * FROM reported_errors WHERE id IN (SELECT max(id) FROM reported_errors"
        " WHERE ? = '' OR at <= ? GROUP BY message) ORDER BY message",
        (until, until),
    )
    return [_message(row) for row in found]


def listed(office: Office, month: str, *, until: str = "") -> Listed | None:
    """The last list that was said to be the whole of a month."""
    row = office.db.execute(
        "SELECT month, rows, at, who FROM reported_lists WHERE month = ? AND (? = '' OR at <= ?)"
        " ORDER BY id DESC LIMIT 1",
        (month, until, until),
    ).fetchone()
    return Listed(*row) if row else None


def put(office: Office, found: Iterable[Message], origin: str, stamp: Stamp) -> None:
    """Add versions; a message whose ``id`` is 0 is new. To be called inside ``office.change()``."""
    for one in found:
        row = {name: _text(getattr(one, name)) for name in _KEPT}
        row |= {"message": one.id or _next(office), "origin": origin, "at": stamp.at}
        names = ", ".join(row)
        office.db.execute(
            f"INSERT INTO reported_errors ({names}, who) VALUES ({'?, ' * len(row)}?)",  # noqa: S608
            [*row.values(), stamp.who],
        )


def note_list(office: Office, month: str, rows: int, origin: str, stamp: Stamp) -> None:
    """Remember that a list is the whole of a month. To be called inside ``office.change()``."""
    office.db.execute(
        "INSERT INTO reported_lists (month, origin, rows, at, who) VALUES (?, ?, ?, ?, ?)",
        (month, origin, rows, stamp.at, stamp.who),
    )


def _next(office: Office) -> int:
    query = "SELECT coalesce(max(message), 0) + 1 FROM reported_errors"
    found: int = office.db.execute(query).fetchone()[0]
    return found


def _message(row: sqlite3.Row) -> Message:
    values: dict[str, Any] = {name: row[name] for name in _KEPT}
    days: Mapping[str, date | None] = {
        name: date.fromisoformat(row[name]) if row[name] else None for name in _DAYS
    }
    values |= {**days, "state": State(row["state"])}
    return Message(**values, id=row["message"], at=row["at"], who=row["who"])


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
