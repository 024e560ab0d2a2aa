"""The numeric examples of the reference notes (§9.1) that are not arithmetic of a score."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fake_site import HOME, FakeSite

from checks.columns import Column, Limit
from checks.identity_numbers import check_character, is_identity_number
from checks.page import SHANGHAI, Item, Page, Reading
from checks.page import PageKind as Kind
from checks.periods import is_overdue, unanswered_too_long
from checks.registry import all_checks
from checks.results import Outcome
from checks.rubric import load
from checks.run import Selected, judge_page, judge_site, selected
from checks.site import PageSummary, Probe

AS_OF = date(2026, 11, 25)
PORTAL = load("national-2019-portal")
SELECTED = {one.check.id: one for one in selected(PORTAL)}
FORTNIGHT, HALF_YEAR = Limit(days=14), Limit(months=6)


def outcome(site: FakeSite, check_id: str) -> Outcome:
    """The one result of a check with the parameters of the national rubric."""
    [result] = judge_site(site, [SELECTED[check_id]])
    return result.outcome


def probed(failures: int, *, last_day: int = 20, seconds: float = 30.0) -> FakeSite:
    """A week with 20 probes a day, ``last_day`` on the last; the first ``failures`` are slow."""
    start = datetime(2026, 11, 19, 0, 5, tzinfo=SHANGHAI)
    times = [
        start + timedelta(days=day, minutes=60 * n)
        for day in range(7)
        for n in range(20 if day < 6 else last_day)
    ]
    slow = [Probe(at, True, seconds) for at in times[:failures]]
    return FakeSite(AS_OF, sampled=[*slow, *(Probe(at, True, 0.3) for at in times[failures:])])


@pytest.mark.parametrize(
    ("failures", "expected"), [(7, Outcome.FAIL), (6, Outcome.PASS), (0, Outcome.PASS)]
)
def test_seven_of_140_probes_are_five_per_cent(failures: int, expected: Outcome) -> None:
    assert outcome(probed(failures), "site-unreachable") is expected


def test_a_day_with_19_probes_is_not_enough_evidence() -> None:
    assert outcome(probed(0, last_day=19), "site-unreachable") is Outcome.UNVERIFIABLE
    assert outcome(probed(20, last_day=19), "site-unreachable") is Outcome.UNVERIFIABLE


@pytest.mark.parametrize(
    ("seconds", "expected"), [(15.0, Outcome.FAIL), (14.999, Outcome.PASS), (15.001, Outcome.FAIL)]
)
def test_exactly_15_seconds_is_too_slow(seconds: float, expected: Outcome) -> None:
    assert outcome(probed(7, seconds=seconds), "site-unreachable") is expected


def test_a_protection_screen_is_neither_failure_nor_sample() -> None:
    site = probed(0)
    screen = Probe(site.sampled[0].at, None, 0.1)
    site.sampled += [screen] * 100
    assert outcome(site, "site-unreachable") is Outcome.PASS
    site.sampled = [screen if p is site.sampled[0] else p for p in site.sampled]
    assert outcome(site, "site-unreachable") is Outcome.UNVERIFIABLE


def with_columns(ages: Sequence[tuple[str, int | None]]) -> FakeSite:
    """Columns of the given kinds whose newest entry is so many days old; None lists nothing."""
    columns, pages = [], []
    for n, (kind, age) in enumerate(ages):
        url = f"{HOME}c{n}/"
        limit = FORTNIGHT if kind == "动态要闻" else HALF_YEAR
        columns.append(Column(f"{kind}{n}", url, kind, limit))
        items = () if age is None else (Item(AS_OF - timedelta(days=age), "", url + "1.html"),)
        reading = Reading(
            Kind.COLUMN,
            items=items,
            latest_item=items[0].day if items else None,
            item_links=len(items),
        )
        pages.append(PageSummary(url, url, 200, "2026-11-25T02:00:00+00:00", reading))
    return FakeSite(AS_OF, columns=columns, stored=pages)


def tripped(site: FakeSite, indicator_id: str) -> bool:
    """Whether enough findings of the indicator's checks and rules exist."""
    indicator = PORTAL.indicator(indicator_id)
    assert indicator is not None
    chosen = [SELECTED[check] for check in indicator.checks]
    found = [r for r in judge_site(site, chosen) if r.outcome is Outcome.FAIL]
    return sum(indicator.takes(r.check, r.rule) for r in found) >= indicator.at_least


@pytest.mark.parametrize(("policies", "expected"), [(2, True), (1, False)])
def test_three_news_and_two_policy_columns_are_five(policies: int, expected: bool) -> None:
    late = [("动态要闻", 15)] * 3 + [("政策文件", 200)] * policies
    fresh = [("动态要闻", 14)] * 4 + [("政策文件", 100)] * 4
    assert tripped(with_columns([*late, *fresh]), "V4-1") is expected


@pytest.mark.parametrize(("late", "expected"), [(10, True), (9, False)])
def test_ten_columns_without_update(late: int, expected: bool) -> None:
    assert tripped(with_columns([("其他", 400)] * late + [("其他", 3)]), "V4-2") is expected


@pytest.mark.parametrize(("empty", "expected"), [(5, True), (4, False)])
def test_five_empty_columns(empty: int, expected: bool) -> None:
    assert tripped(with_columns([("其他", None)] * empty + [("其他", 3)]), "V4-3") is expected


def test_an_ended_lapse_never_counts_for_the_veto() -> None:
    site = with_columns([("动态要闻", 5)] * 12)
    for n, page in enumerate(site.stored):
        days = [date(2026, 11, 20), date(2026, 11, 3), date(2026, 11, 1), date(2026, 10, 30)]
        items = tuple(Item(day, "", f"{page.url}{day}.html") for day in days)
        reading = Reading(Kind.COLUMN, items=items, latest_item=days[0], item_links=4)
        site.stored[n] = PageSummary(page.url, page.url, 200, page.fetched_at, reading)
    results = list(judge_site(site, [SELECTED["column-stale"]]))
    assert [r.rule for r in results if r.outcome is Outcome.FAIL] == ["lapse-news"] * 12
    assert not tripped(site, "V4-1")
    assert not tripped(site, "V4-2")


@pytest.mark.parametrize(
    ("asked", "too_long"),
    [
        (date(2026, 8, 25), False),  # exactly three months
        (date(2026, 8, 24), True),  # and a day
        (date(2026, 8, 26), False),
    ],
)
def test_a_message_may_wait_three_months(asked: date, too_long: bool) -> None:
    assert unanswered_too_long(asked, AS_OF) is too_long


def test_three_months_end_with_a_short_month() -> None:
    assert not unanswered_too_long(date(2026, 11, 30), date(2027, 2, 28))
    assert unanswered_too_long(date(2026, 11, 30), date(2027, 3, 1))


@pytest.mark.parametrize(("age", "late"), [(14, False), (15, True)])
def test_an_account_may_be_silent_for_14_days(age: int, late: bool) -> None:
    assert is_overdue(AS_OF - timedelta(days=age), AS_OF, FORTNIGHT) is late


@pytest.mark.parametrize(
    ("age", "expected"), [(14, Outcome.PASS), (15, Outcome.FAIL), (0, Outcome.PASS)]
)
def test_home_page_limit_is_inclusive(age: int, expected: Outcome) -> None:
    item = Item(AS_OF - timedelta(days=age))
    reading = Reading(Kind.HOME, items=(item,), latest_item=item.day, item_links=1)
    home = PageSummary(HOME, HOME, 200, "2026-11-25T02:00:00+00:00", reading, is_home=True)
    assert outcome(FakeSite(AS_OF, stored=[home]), "home-stale") is expected


ARTICLE = """<!doctype html><html><head><title>会议召开</title>
<meta name="SiteName" content="某区人民政府"><meta name="SiteDomain" content="www.example.gov.cn">
<meta name="SiteIDCode" content="1100000001"><meta name="ColumnName" content="动态">
<meta name="ColumnDescription" content="动态"><meta name="ColumnKeywords" content="动态">
<meta name="ColumnType" content="动态"><meta name="ArticleTitle" content="会议召开">
<meta name="PubDate" content="2026-06-13 14∶06"><meta name="ContentSource" content="区政府办">
</head><body><h1>会议召开</h1><p>发布时间：2026-06-13 14∶06</p>
<div><p>区政府召开会议，研究部署防汛工作。会议要求压实责任，加强值守。</p></div></body></html>"""


def test_a_ratio_sign_is_read_and_noted() -> None:
    page = Page(f"{HOME}a/1.html", ARTICLE, as_of=AS_OF)
    assert page.reading.published is not None
    assert page.reading.published.value.isoformat() == "2026-06-13T14:06:00+08:00"
    results = list(judge_page(page, [Selected(all_checks()["page-labels"], {})]))
    assert [(r.outcome, r.rule) for r in results] == [(Outcome.FAIL, "format")]
    assert "格式不规范" in results[0].message


def made(body: str) -> str:
    """A number with the check character it should have."""
    return body + check_character(body)


def test_a_made_up_identity_number_is_recognised() -> None:
    assert is_identity_number(made("11010120000101001"), on=AS_OF)
    assert is_identity_number("11010519491231002X", on=AS_OF)  # the example of GB 11643 itself
    assert is_identity_number("11010519491231002x", on=AS_OF)


@pytest.mark.parametrize(
    "number",
    [
        made("11010120000101001")[:17] + "0123456789X"[("0123456789X".index(
            made("11010120000101001")[17]) + 1) % 11],  # wrong check character
        made("11010120001301001"),  # no 13th month
        made("11010120000230001"),  # no 30 February
        made("11010120270101001"),  # born after the monitoring day
        made("99010120000101001"),  # no such region
        made("11010118000101001"),  # too old
        "91350100M000100Y43",  # a unified social credit code
        "110101200001010",  # 15 digits
        "１１０１０５１９４９１２３１００２Ｘ",  # full-width: not as it is stored
        "",
    ],
)  # fmt: skip
def test_other_numbers_are_not(number: str) -> None:
    assert not is_identity_number(number, on=AS_OF)


@pytest.mark.shared
def test_identity_vectors(shared: Path) -> None:
    """Only the province of the place code is looked at, not whether the code was ever in use."""
    wrong, seen = [], 0
    for line in (shared / "corpora/pii/vectors.jsonl").read_text("utf-8").splitlines():
        vector = json.loads(line)
        if vector["reason"].startswith("place code"):
            continue
        seen += vector["kind"] == "cn_resident_id"
        expected = vector["valid"] and vector["kind"] == "cn_resident_id"
        plain = vector["number"].replace(" ", "").replace("-", "")
        if is_identity_number(plain, on=AS_OF) != expected:
            wrong.append(vector)
    assert seen >= 10
    assert not wrong
