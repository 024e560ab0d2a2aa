"""找错留言 of a month in numbers, by site and unit. The office's own record: no score hangs on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from checks.workdays import is_late, workdays_after
from crawler.media.office import FILE, Office
from crawler.reported.records import Listed, Message, State, listed, messages
from crawler.workflow import months

LIMIT_WORKDAYS = 3
"""国家平台要求的办结期限（未核原文）; a list that names the day of the limit goes before it."""


class Standing(StrEnum):
    """Where a message stands on a day."""

    IN_TIME = "按期办结"
    LATE = "超期办结"
    WITHIN = "办理中、未到期"
    OVERDUE = "超期未办结"
    UNKNOWN = "算不出"
    OUT = "不计入"


@dataclass(frozen=True, slots=True)
class Judged:
    """``days``: working days from the start of the limit to the answer, or to the day of the look;
    None where the calendar is not known. ``why`` is Chinese, only for ``UNKNOWN``.
    """

    message: Message
    standing: Standing
    days: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What a site and a unit have, by ids."""

    site: str
    unit: str
    rows: Sequence[Judged]

    def count(self, standing: Standing) -> int:
        """How many stand so."""
        return sum(row.standing is standing for row in self.rows)

    @property
    def received(self) -> int:
        """Those that count."""
        return len(self.rows) - self.count(Standing.OUT)


@dataclass(frozen=True, slots=True)
class ReportedErrors:
    """A month's messages as of a day. ``before``: of earlier months, still not answered.
    ``whole``: a list that was said to be all of the month. ``last``: (UTC, who) of the newest row.
    """

    month: str
    as_of: date
    groups: Sequence[Group]
    before: Sequence[Judged]
    whole: Listed | None
    last: tuple[str, str]

    @property
    def all(self) -> Group:
        """Everything of the month."""
        return Group("", "", [row for group in self.groups for row in group.rows])

    @property
    def pressing(self) -> list[Judged]:
        """What somebody has to look at: too late, or nobody can say."""
        calm = (Standing.IN_TIME, Standing.WITHIN, Standing.OUT)
        return [row for row in (*self.all.rows, *self.before) if row.standing not in calm]

    def of(self, *, site: str = "", unit: str = "") -> "ReportedErrors":
        """What concerns one site, or one unit, only."""

        def mine(one: Message | Group) -> bool:
            return (not site or one.site == site) and (not unit or one.unit == unit)

        before = [row for row in self.before if mine(row.message)]
        groups = [group for group in self.groups if mine(group)]
        return ReportedErrors(self.month, self.as_of, groups, before, self.whole, self.last)


def judge(message: Message, as_of: date) -> Judged:
    """Where a message stands on ``as_of``; what happened later is not known yet."""
    if message.state is State.OUT:
        return Judged(message, Standing.OUT, None)
    start = message.assigned_on or message.received_on
    answered = message.answered_on
    if message.state is State.DONE and answered is None:
        return Judged(message, Standing.UNKNOWN, None, "写着已办结，没有写办结时间")
    done = answered is not None and answered <= as_of
    end = answered if answered is not None and done else as_of
    late = (
        end > message.due_on if message.due_on is not None else is_late(start, end, LIMIT_WORKDAYS)
    )
    days = workdays_after(start, end)
    if late is None:
        return Judged(message, Standing.UNKNOWN, days, "那一年的节假日安排还没有收录")
    if done:
        return Judged(message, Standing.LATE if late else Standing.IN_TIME, days)
    return Judged(message, Standing.OVERDUE if late else Standing.WITHIN, days)


def reported_errors(
    sites_path: Path, month: str, as_of: date, *, until: str = ""
) -> ReportedErrors | None:
    """A month as it is known; None when nothing was imported for it.

    A final month speaks of what was imported until its papers were issued last (定稿, or a
    correction), whatever came later; ``until`` (UTC) says otherwise.
    """
    if not (sites_path.parent / "data" / FILE).exists():
        return None
    with Office.beside(sites_path) as office:
        until = until or _issued_at(office, month)
        known = messages(office, until=until)
        whole = listed(office, month, until=until)
    return _month(known, month, as_of, whole)


def imported_later(sites_path: Path, month: str) -> int:
    """How many messages of a final month were imported after its papers were issued last."""
    with Office.beside(sites_path) as office:
        issued = _issued_at(office, month)
        if not issued:
            return 0
        return sum(
            message.at > issued and f"{message.received_on:%Y-%m}" == month
            for message in messages(office)
        )


def differs_since_issue(sites_path: Path, month: str, as_of: date, until: str) -> bool:
    """Whether what was imported by ``until`` (UTC) tells something else of a final month, on the very
    same day, than its last issue.
    """
    if not (sites_path.parent / "data" / FILE).exists():
        return False
    with Office.beside(sites_path) as office:
        issued = _issued_at(office, month)
    then, now = (
        reported_errors(sites_path, month, as_of, until=moment) for moment in (issued, until)
    )
    if then is None or now is None:
        return then is not now
    return (then.groups, then.before, then.whole is None) != (
        now.groups,
        now.before,
        now.whole is None,
    )


def _issued_at(office: Office, month: str) -> str:
    """When (UTC) the papers of a final month were issued last; "" while it is open."""
    if papers := months.issued(office, month):
        return papers[-1].at
    steps = months.steps(office, month)
    return next((step.at for step in steps if step.state is months.State.FINAL), "")


def _month(
    known: Iterable[Message], month: str, as_of: date, whole: Listed | None
) -> ReportedErrors | None:
    groups: dict[tuple[str, str], list[Judged]] = {}
    before = []
    said = [(whole.at, whole.who)] if whole else []
    for message in known:
        if message.received_on > as_of:
            continue
        of = f"{message.received_on:%Y-%m}"
        judged = judge(message, as_of)
        if of == month:
            groups.setdefault((message.site, message.unit), []).append(judged)
            said.append((message.at, message.who))
        elif of < month and judged.standing in (Standing.WITHIN, Standing.OVERDUE):
            before.append(judged)
    if not groups and whole is None:
        return None
    made = [Group(*whose, rows) for whose, rows in sorted(groups.items())]
    return ReportedErrors(month, as_of, made, before, whole, max(said))
