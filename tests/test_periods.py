"""Periods: month ends, the two ways to count months, silences and short periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.columns import Limit
from checks.periods import (
    add_months,
    ended_silences,
    is_disputed,
    is_overdue,
    last_good_day,
    shortfalls,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(1, 24))
def test_a_limit_is_inclusive_and_then_over(newest: date, number: int) -> None:
    for limit in (Limit(days=number), Limit(months=number)):
        last = last_good_day(newest, limit)
        assert last is not None
        assert not is_overdue(newest, last, limit)
        assert is_overdue(newest, last + timedelta(days=1), limit)


@given(DAYS)
def test_half_a_year_differs_by_at_most_four_days(newest: date) -> None:
    limit = Limit(months=6)
    calendar, fixed = (last_good_day(newest, limit, mode) for mode in ("calendar", "180d"))
    assert calendar is not None
    assert fixed is not None
    assert 1 <= (calendar - fixed).days <= 4
    assert is_disputed(newest, calendar, limit)
    assert not is_disputed(newest, fixed, limit)
    assert not is_disputed(newest, calendar + timedelta(days=1), limit)


def test_a_year_is_365_days_in_the_fixed_mode() -> None:
    assert last_good_day(date(2026, 1, 1), Limit(months=12), "180d") == date(2027, 1, 1)
    assert last_good_day(date(2026, 1, 1), Limit(months=18), "180d") == date(2027, 6, 30)


def test_days_and_counts_are_never_disputed() -> None:
    day = date(2026, 11, 1)
    assert not is_disputed(day, date(2026, 11, 15), Limit(days=14))
    assert not is_disputed(day, date(2027, 11, 15), Limit(count=1, per="week"))
    assert last_good_day(day, Limit(count=1, per="week")) is None


def test_a_silence_from_the_3rd_to_the_20th_is_seen_on_the_25th() -> None:
    days = [date(2026, 11, 20), date(2026, 11, 3), date(2026, 11, 1)]
    start, as_of = date(2026, 11, 1), date(2026, 11, 25)
    [silence] = ended_silences(days, Limit(days=14), start, as_of)
    assert (silence.since, silence.until) == (date(2026, 11, 3), date(2026, 11, 20))
    assert (silence.days, silence.overdue_from) == (17, date(2026, 11, 18))
    assert not ended_silences(days, Limit(days=16), start, as_of)


def test_only_overdue_days_inside_the_month_count() -> None:
    days = [date(2026, 10, 1), date(2026, 11, 1)]
    limit = Limit(days=14)
    assert not ended_silences(days, limit, date(2026, 11, 1), date(2026, 11, 25))
    assert ended_silences(days, limit, date(2026, 10, 31), date(2026, 11, 25))
    # an entry after the monitoring day has not mended anything yet
    assert not ended_silences(days, limit, date(2026, 10, 1), date(2026, 10, 31))


def test_weeks_run_monday_to_sunday_and_must_be_over() -> None:
    # November 2026 begins on a Sunday; the 25th is a Wednesday.
    short = shortfalls([], Limit(count=1, per="week"), date(2026, 11, 1), date(2026, 11, 25))
    assert [(s.start.day, s.end.day) for s in short] == [(26, 1), (2, 8), (9, 15), (16, 22)]
    assert [s.is_latest for s in short] == [False, False, False, True]


def test_a_month_is_judged_when_it_is_over() -> None:
    limit = Limit(count=1, per="month")
    start = date(2026, 11, 1)
    [running] = shortfalls([], limit, start, date(2026, 11, 29))
    assert (running.start, running.end) == (date(2026, 10, 1), date(2026, 10, 31))
    [over] = shortfalls([], limit, start, date(2026, 11, 30))
    assert (over.start, over.end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert not shortfalls([date(2026, 11, 30)], limit, start, date(2026, 11, 30))


def test_workdays_end_the_day_before() -> None:
    days = [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 3)]
    limit = Limit(count=2, per="workday")
    short = shortfalls(days, limit, date(2026, 11, 1), date(2026, 11, 5))
    assert [(s.start.day, s.count) for s in short] == [(3, 1), (4, 0)]
