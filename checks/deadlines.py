"""What falls due next: the home page and the columns with an update limit, soonest first."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from checks.columns import Column, Limit
from checks.periods import MonthMode, last_good_day
from checks.site import Site
from checks.updates import Articles, Updates, column_updates, home_updates

State = Literal["ok", "due", "overdue", "exempt", "unknown"]
HOME_DAYS = 14


@dataclass(frozen=True, slots=True)
class Due:
    """When one thing must be updated. ``what`` is 首页 or 栏目; ``unit`` an id, "" the organiser's.

    ``last`` is the day of its newest entry; ``due`` the last day on which that still counts as
    updated (for a count limit, the day the running week, month or workday ends); ``days_left`` is
    0 on that day and negative after it. All three are None when ``state`` is unknown, with the
    Chinese ``reason``. ``missing`` counts entries still owed in the running period.
    """

    what: str
    name: str
    url: str
    unit: str
    last: date | None
    due: date | None
    days_left: int | None
    state: State
    reason: str = ""
    limit: str = ""
    missing: int = 0


def due(
    site: Site, within_days: int, *, home_days: int = HOME_DAYS, month_mode: MonthMode = "calendar"
) -> list[Due]:
    """Everything with a limit; ``state`` is ``due`` when at most ``within_days`` are left.

    Overdue first, then by days left; what is unknown or exempt comes last.
    """
    everything = list(_all(site, home_days, month_mode))
    marked = [_marked(one, within_days) for one in everything]
    return sorted(marked, key=lambda d: (d.days_left is None, d.days_left or 0, d.name))


def _all(site: Site, home_days: int, mode: MonthMode) -> Iterator[Due]:
    yield _due("首页", "首页", site.url, "", Limit(days=home_days), home_updates(site), site, mode)
    articles = Articles(site)
    for column in site.columns:
        if column.limit is None:
            continue
        exemption = column.exemption
        if exemption is not None and exemption.holds(site.as_of):
            until = f"，到 {exemption.until} 为止" if exemption.until else ""
            yield _without_date(column, "exempt", f"已登记豁免：{exemption.reason}{until}")
            continue
        updates = column_updates(site, column, articles)
        yield _due("栏目", column.name, column.url, column.unit, column.limit, updates, site, mode)


def _due(
    what: str,
    name: str,
    url: str,
    unit: str,
    limit: Limit,
    updates: Updates,
    site: Site,
    mode: MonthMode,
) -> Due:
    if updates.newest is None:
        return Due(what, name, url, unit, None, None, None, "unknown", updates.reason, limit.text)
    day = last_good_day(updates.newest, limit, mode)
    missing = 0
    if day is None:
        start, day = _running_period(limit, site.as_of)
        missing = max(0, (limit.count or 0) - sum(start <= d <= day for d in updates.days))
    left = (day - site.as_of).days
    return Due(
        what,
        name,
        url,
        unit,
        updates.newest,
        day,
        left,
        "overdue" if left < 0 else "ok",
        updates.doubt,
        limit.text,
        missing,
    )


def _running_period(limit: Limit, as_of: date) -> tuple[date, date]:
    """First and last day of the week, month or workday that ``as_of`` lies in."""
    if limit.per == "month":
        last = monthrange(as_of.year, as_of.month)[1]
        return as_of.replace(day=1), as_of.replace(day=last)
    if limit.per == "week":
        monday = as_of - timedelta(days=as_of.weekday())
        return monday, monday + timedelta(days=6)
    wait = max(0, 7 - as_of.weekday()) if as_of.weekday() > 4 else 0
    day = as_of + timedelta(days=wait)
    return day, day


def _marked(one: Due, within_days: int) -> Due:

    counts = one.missing > 0 or not one.limit.startswith("每")
    near = one.days_left is not None and 0 <= one.days_left <= within_days
    return replace(one, state="due") if near and counts and one.state == "ok" else one


def _without_date(column: Column, state: State, reason: str) -> Due:
    limit = column.limit.text if column.limit else ""
    return Due("栏目", column.name, column.url, column.unit, None, None, None, state, reason, limit)
