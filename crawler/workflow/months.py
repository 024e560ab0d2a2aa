"""The states an office's month goes through, and the papers of the whole office that were issued.

They lie in ``office.sqlite``; what belongs to one site lies in the site's own file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from checks.errors import UserError
from checks.workdays import is_workday
from crawler.media.office import Office
from crawler.workflow.sealed import Sealed, content, issues, seal
from crawler.workflow.stamp import Stamp


class State(StrEnum):
    """Where a month stands."""

    COLLECTING = "采集"
    FIRST_REVIEW = "初核"
    APPEALS = "申诉"
    FINAL = "定稿"
    MENDING = "整改"
    LOOKING_AGAIN = "复查"
    FILED = "归档"

    @property
    def is_final(self) -> bool:
        """Whether scores and papers can no longer change."""
        return ORDER.index(self) >= ORDER.index(State.FINAL)


ORDER = tuple(State)
DUE_WORKDAYS = {State.APPEALS: 5, State.MENDING: 10}
"""Working days a unit has in a state, unless the office says otherwise."""
BACK = {State.FIRST_REVIEW: State.COLLECTING, State.APPEALS: State.FIRST_REVIEW}
"""Steps back that are allowed: only before the month is final."""


@dataclass(frozen=True, slots=True)
class Step:
    """A month entered a state. ``due`` is the last day for what has to happen in it, if any."""

    month: str
    state: State
    at: str
    by: str
    note: str
    due: date | None


def steps(office: Office, month: str) -> list[Step]:
    """Everything that happened to a month, oldest first."""
    rows = office.db.execute("SELECT * FROM month_steps WHERE month = ? ORDER BY id", [month])
    return [_step(dict(row)) for row in rows]


def current(office: Office, month: str) -> Step | None:
    """The state a month is in; None before the first."""
    found = steps(office, month)
    return found[-1] if found else None


def state_of(office: Office, month: str) -> State:
    """The state a month is in; 采集 when nobody has said anything."""
    step = current(office, month)
    return step.state if step else State.COLLECTING


def months(office: Office) -> list[str]:
    """Every month somebody has begun, oldest first."""
    return [r[0] for r in office.db.execute("SELECT DISTINCT month FROM month_steps ORDER BY 1")]


def enter(
    office: Office,
    month: str,
    state: State,
    stamp: Stamp,
    *,
    note: str = "",
    due: date | None = None,
) -> Step:
    """Move a month one state on (or, before it is final, one back). UserError otherwise."""
    now = state_of(office, month)
    if state is now and current(office, month) is not None:
        raise UserError(f"{month} 已经在“{state}”阶段。")
    first = current(office, month) is None and state is State.COLLECTING
    if not first and not _is_allowed(now, state):
        after = ORDER[ORDER.index(now) + 1] if now is not ORDER[-1] else None
        can = "、".join(str(s) for s in (after, BACK.get(now)) if s) or "（没有）"
        raise UserError(f"{month} 现在是“{now}”，不能直接转到“{state}”。可以转到：{can}。")
    with office.change():
        office.db.execute(
            "INSERT INTO month_steps (month, state, at, by, note, due) VALUES (?, ?, ?, ?, ?, ?)",
            [month, str(state), stamp.at, stamp.who, note, due.isoformat() if due else None],
        )
    return steps(office, month)[-1]


def _is_allowed(now: State, then: State) -> bool:
    return BACK.get(now) is then or ORDER.index(then) == ORDER.index(now) + 1


def issue(
    office: Office, month: str, papers: Mapping[str, bytes], stamp: Stamp, reason: str = ""
) -> list[Sealed]:
    """Keep papers of the whole office as issued; the next number when the month has some already."""
    number = max((p.correction for p in issued(office, month)), default=-1) + 1
    with office.change():
        return seal(office.db, "papers", month, number, papers, stamp, reason)


def issued(office: Office, month: str) -> list[Sealed]:
    """The papers of a month, the first issue before its corrections."""
    return issues(office.db, "papers", month)


def paper(office: Office, month: str, name: str, correction: int = 0) -> bytes:
    """The content of an issued paper, checked against its hash."""
    return content(office.db, "papers", month, name, correction)


def after_workdays(day: date, count: int) -> date:
    """The day ``count`` working days after ``day``, which does not count itself.

    Where the holidays of a year are not announced yet, Monday to Friday count.
    """
    while count > 0:
        day += timedelta(days=1)
        works = is_workday(day)
        count -= day.weekday() < 5 if works is None else works
    return day


def _step(row: Mapping[str, str]) -> Step:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Step(row["month"], State(row["state"]), row["at"], row["by"], row["note"], due)
