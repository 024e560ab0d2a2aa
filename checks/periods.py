"""Update periods: when a limit runs out, what falls short, which silences lie in a month.

All limits are inclusive: exactly N days (or N calendar months) after the newest entry still counts
as updated. Days are calendar days in Shanghai.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from checks.columns import Limit
from checks.workdays import is_workday

MonthMode = Literal["calendar", "180d"]
DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or that month's last day when it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_good_day(newest: date, limit: Limit, mode: MonthMode = "calendar") -> date | None:
    """The last day on which ``newest`` still counts as updated; None for a count limit.

    ``mode`` 180d takes a month for 30 days and a year for 365, as monitoring services do.
    """
    if limit.days is not None:
        return newest + timedelta(days=limit.days)
    if limit.months is None:
        return None
    if mode == "calendar":
        return add_months(newest, limit.months)
    years, months = divmod(limit.months, 12)
    return newest + timedelta(days=365 * years + 30 * months)


def is_overdue(newest: date, as_of: date, limit: Limit, mode: MonthMode = "calendar") -> bool:
    """Whether the limit has run out on ``as_of``; always False for a count limit."""
    last = last_good_day(newest, limit, mode)
    return last is not None and as_of > last


def is_disputed(newest: date, as_of: date, limit: Limit) -> bool:
    """Whether the two ways to count months (1-4 days apart at six months) disagree on ``as_of``."""
    by_calendar = is_overdue(newest, as_of, limit, "calendar")
    return by_calendar != is_overdue(newest, as_of, limit, "180d")


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch in which the limit had run out: entries on ``since`` and ``until``, none between.

    ``overdue_from`` is the first day without a valid update, ``until`` the day it was mended.
    """

    since: date
    until: date
    overdue_from: date

    @property
    def days(self) -> int:
        """Days between the two entries."""
        return (self.until - self.since).days


def ended_silences(
    days: Iterable[date], limit: Limit, start: date, as_of: date, mode: MonthMode = "calendar"
) -> list[Silence]:
    """Silences that had at least one overdue day in ``start``..``as_of`` and ended by ``as_of``.

    ``days`` are the days of the entries, in any order. Oldest silence first.
    """
    ordered = sorted({day for day in days if day <= as_of})
    found = []
    for since, until in pairwise(ordered):
        last = last_good_day(since, limit, mode)
        if last is not None and until - DAY > last and until > start:
            found.append(Silence(since, until, last + DAY))
    return found


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A workday, week or month with fewer entries than required. ``start``..``end`` inclusive.

    ``is_latest`` says that no finished period follows it.
    """

    start: date
    end: date
    count: int
    is_latest: bool


def shortfalls(days: Sequence[date], limit: Limit, start: date, as_of: date) -> list[Shortfall]:
    """Finished periods ending in ``start``..``as_of`` with fewer than ``limit.count`` entries.

    A workday is one of the Chinese calendar of holidays (Monday to Friday in years whose holidays
    are not known) and finished on the next day; a week runs Monday to Sunday. A month is finished
    on its last day; before that the previous month is looked at.
    """
    required = limit.count or 0
    found = Counter(days)
    periods = {"workday": _workdays, "week": _weeks, "month": _months}[limit.per](start, as_of)
    short = []
    for first, last in periods:
        span = (last - first).days + 1
        count = sum(found[first + timedelta(days=n)] for n in range(span))
        if count < required:
            short.append(Shortfall(first, last, count, (first, last) == periods[-1]))
    return short


def _workdays(start: date, as_of: date) -> list[tuple[date, date]]:
    span = [start + timedelta(days=n) for n in range((as_of - start).days)]
    return [(day, day) for day in span if _is_worked(day)]


def _is_worked(day: date) -> bool:
    works = is_workday(day)
    return day.weekday() < 5 if works is None else works


def _weeks(start: date, as_of: date) -> list[tuple[date, date]]:
    sunday = start + timedelta(days=6 - start.weekday())
    weeks = []
    while sunday <= as_of:
        weeks.append((sunday - timedelta(days=6), sunday))
        sunday += timedelta(days=7)
    return weeks


def _months(start: date, as_of: date) -> list[tuple[date, date]]:
    last = as_of.replace(day=monthrange(as_of.year, as_of.month)[1])
    if last != as_of:
        last = as_of.replace(day=1) - DAY
    return [(last.replace(day=1), last)]


def unanswered_too_long(asked: date, as_of: date, months: int = 3) -> bool:
    """Whether a message without an answer is older than ``months`` calendar months.

    Exactly three months is not too long: the rule says "more than" without "inclusive".
    """
    return as_of > add_months(asked, months)
