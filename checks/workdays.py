"""Working days by the Chinese calendar of holidays and shifted days, as far as it is known.

The State Council announces each year's holidays late in the year before; the library knows the
years announced when it was made. A year it does not know gives None, never a guess.
"""

from datetime import date, timedelta
from functools import cache

import chinese_calendar  # type: ignore[import-untyped]

_DAY = timedelta(days=1)


@cache
def is_workday(day: date) -> bool | None:
    """Whether offices work on ``day``, shifted working days included; None for unknown years."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def workdays_after(start: date, end: date) -> int | None:
    """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later.

    The first day does not count, as in the rules for time limits. None when a day lies in a year
    whose holidays are not known.
    """
    count, day = 0, start
    while day < end:
        day += _DAY
        works = is_workday(day)
        if works is None:
            return None
        count += works
    return count


def is_late(start: date, end: date, limit: int) -> bool | None:
    """Whether more than ``limit`` working days lie between; None when nobody can say yet.

    So few days that they cannot be too many are not late in any calendar.
    """
    if (end - start).days <= limit:
        return False
    known = _known_part(start, end)
    if known > limit:
        return True
    count = workdays_after(start, end)
    return None if count is None else count > limit


def _known_part(start: date, end: date) -> int:
    """Working days between that are certain, stopping as soon as there are many."""
    count, day = 0, start
    while day < end and count < 400:
        day += _DAY
        count += is_workday(day) is True
    return count
