"""Reminders are counted by the day, go on over what nobody saw, and end with what was done."""

import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from checks.errors import UserError
from checks.results import fail
from checks.rubric import loads
from crawler.media.office import Office
from crawler.workflow import reminders
from crawler.workflow.reminders import Kind, Seen, State
from crawler.workflow.stamp import Stamp
from reports.reported import words_of
from reports.score import Assessment, score

BY = Stamp("张三", "2026-11-20T01:00:00+00:00")
MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


def told(office: Office, day: date, state: State, deadline: date | None = None) -> None:
    moved = "已更新，期限推后" if deadline else ""
    kind = Kind.UPDATE if deadline else Kind.FINDING
    one = Seen("k1-x", kind, state, "甲局", "图片没有 alt", "11-0001", deadline, "为什么", moved)
    with office.change():
        reminders.record(office, "town", day, [one], BY)


def times(office: Office, **limits: date) -> int:
    found = reminders.counts(office, "town", **limits).get("k1-x")  # type: ignore[arg-type]
    return found.times if found else 0


def test_a_count_grows_by_the_week_and_ends_with_what_was_done(tmp_path: Path) -> None:
    with Office(tmp_path / "office.sqlite") as office:
        told(office, MONDAY, State.REMIND)
        told(office, MONDAY, State.REMIND)
        assert times(office) == 1
        for n, state in enumerate((State.UNSEEN, State.REPORTED, State.TOLD), start=1):
            told(office, MONDAY + n * WEEK, state)
            assert times(office) == 1, state
        told(office, MONDAY + 4 * WEEK, State.REMIND)
        count = reminders.counts(office, "town")["k1-x"]
        assert (count.times, count.first, count.last) == (2, MONDAY, MONDAY + 4 * WEEK)
        assert times(office, until=MONDAY + WEEK) == 1
        told(office, MONDAY + 5 * WEEK, State.DONE)
        assert times(office) == 0
        (ended,) = reminders.ended_on(office, "town", MONDAY + 5 * WEEK)
        assert (ended["count"], ended["why"], ended["by"]) == (2, "为什么", "张三")
        told(office, MONDAY + 6 * WEEK, State.REMIND)
        assert times(office) == 1
        with pytest.raises(UserError, match="2027-01-04"):
            told(office, MONDAY, State.REMIND)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            office.db.execute("DELETE FROM reminder_steps")


def test_a_later_deadline_means_that_it_was_done_in_between(tmp_path: Path) -> None:
    with Office(tmp_path / "office.sqlite") as office:
        told(office, MONDAY, State.REMIND, date(2026, 11, 25))
        told(office, MONDAY + WEEK, State.REMIND, date(2026, 11, 25))
        count = reminders.counts(office, "town")["k1-x"]
        assert (count.times, count.late) == (2, 1)  # a warning before the deadline blames nobody
        told(office, MONDAY + 2 * WEEK, State.REMIND, date(2026, 12, 8))
        assert times(office) == 1
        (ended,) = reminders.ended_on(office, "town", MONDAY + 2 * WEEK)
        assert ended["why"] == "已更新，期限推后"


RUBRIC = """
id = "x"
title = "试"
verified = "none"
subject = "portal"
scored = true
reminders = { act_after = 3, action = "提请通报" }
[indicator.links]
name = "链接"
kind = "deduct"
checks = ["broken-link-home"]
auto = "a"
auto_confirm = true
points = 5
per_finding = 1
[indicator.urged]
name = "提醒不改"
kind = "deduct"
checks = ["broken-link-home"]
auto = "a"
auto_confirm = true
points = 4
per_finding = 2
reminded_at_least = 3
"""


@pytest.mark.parametrize(("count", "lost"), [(0, 1), (2, 1), (3, 3)])
def test_a_local_rule_may_act_after_the_third(count: int, lost: int) -> None:
    rubric = loads(RUBRIC)
    assert loads(rubric.text).sha == rubric.sha
    one = fail("http://x/", "链接打不开。", check="broken-link-home", key="k1-x")
    given = {"reminded": {"k1-x": count}, "tallies": {("broken-link-home", "fail"): 1}}
    assert score(rubric, Assessment([one], **given)).deductions == Decimal(lost)  # type: ignore[arg-type]
    words = words_of(reminders.Count(3, MONDAY, MONDAY, late=count), rubric.reminders)
    assert ("满 3 次：提请通报（未核原文）" in words) == (count == 3)
