"""Working days by the announced Chinese calendar, and silence about years not announced."""

from datetime import date

import pytest

from checks.columns import Limit
from checks.periods import shortfalls
from checks.workdays import is_late, is_workday, workdays_after


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 25), True),  # a Wednesday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 10), True),  # a Saturday worked for the long holiday
        (date(2026, 2, 14), True),  # a Saturday before Spring Festival
        (date(2099, 11, 25), None),
    ],
)
def test_holidays_and_shifted_days(day: date, works: bool | None) -> None:
    assert is_workday(day) is works


def test_the_first_day_does_not_count() -> None:
    assert workdays_after(date(2026, 11, 16), date(2026, 11, 23)) == 5
    assert workdays_after(date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert workdays_after(date(2026, 11, 25), date(2026, 11, 16)) == 0


def test_a_long_holiday_does_not_make_an_answer_late() -> None:
    assert workdays_after(date(2026, 9, 30), date(2026, 10, 13)) == 5
    assert is_late(date(2026, 9, 30), date(2026, 10, 13), 5) is False
    assert is_late(date(2026, 9, 30), date(2026, 10, 14), 5) is True


def test_an_unknown_year_is_said_to_be_unknown() -> None:
    assert workdays_after(date(2098, 12, 31), date(2099, 1, 8)) is None
    assert is_late(date(2099, 1, 4), date(2099, 1, 12), 5) is None
    assert is_late(date(2099, 1, 4), date(2099, 1, 9), 5) is False  # five days at most


def test_known_days_can_be_enough() -> None:
    """Six certain working days are too many, whatever the unknown days after them are."""
    last = max(y for y in range(2026, 2099) if is_workday(date(y, 12, 31)) is not None)
    assert is_late(date(last, 12, 1), date(last + 1, 1, 20), 5) is True


def test_counts_per_workday_know_the_holidays() -> None:
    limit = Limit(count=1, per="workday")
    short = shortfalls([], limit, date(2026, 10, 1), date(2026, 10, 12))
    assert [s.start.day for s in short] == [8, 9, 10]
