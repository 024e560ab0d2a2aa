"""The boundary table of the reference rubric (§9.1), as far as it concerns the score."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from score_samples import RUBRIC, confirmed, found, line, losing, made

from checks.results import Outcome
from checks.rubric import Rubric, loads
from reports.score import ManualResult, Verdict


@pytest.fixture
def rubric() -> Rubric:
    return loads(RUBRIC)


@pytest.mark.parametrize(
    ("lost", "expected", "verdict"),
    [("40", "60", Verdict.PASSED), ("40.01", "59.99", Verdict.FAILED)],
)
def test_sixty_passes_and_less_fails(
    rubric: Rubric, lost: str, expected: str, verdict: Verdict
) -> None:
    result = made(confirmed(rubric), manual=losing(lost))
    assert result.official == result.trial == Decimal(expected)
    assert result.verdict is verdict


def test_provisional_points_never_fail_a_site(rubric: Rubric) -> None:
    result = made(rubric, manual=losing("40.01"))
    assert result.verdict is Verdict.PENDING
    assert "暂定" in result.reasons[0]
    assert result.official is None


def test_the_limit_is_compared_before_rounding(rubric: Rubric) -> None:
    result = made(replace(confirmed(rubric), decimals=0), manual=losing("40.3"))
    assert result.trial == Decimal(60)
    assert result.verdict is Verdict.FAILED
    assert "59.7 分" in result.reasons[0]


@pytest.mark.parametrize(("lost", "expected"), [("20", "80"), ("19.5", "92.5")])
def test_bonus_opens_above_eighty_only(rubric: Rubric, lost: str, expected: str) -> None:
    bonus = {"B-data": ManualResult(Outcome.PASS, Decimal(12))}
    result = made(rubric, manual=losing(lost) | bonus)
    assert result.trial == Decimal(expected)
    assert (line(result, "B-data").state == "not_applicable") is (expected == "80")


def test_bonus_is_capped_in_each_row_and_in_all(rubric: Rubric) -> None:
    manual = {
        "B-data": ManualResult(Outcome.PASS, Decimal(25)),
        "B-search": ManualResult(Outcome.PASS),
    }
    result = made(rubric, manual=manual)
    assert line(result, "B-data").lost == 20
    assert (result.bonus, result.trial) == (30, 130)
    assert (
        "100 高于 80，评加分：20（数据发布）+ 20（智能搜索）= 40，以 30 封顶；100 + 30 = 130"
        in (result.derivation)
    )


@pytest.mark.parametrize(
    ("lost", "exact", "shown", "gate"),
    [("15", Fraction(80), "80", False), ("14.5", Fraction(242, 3), "80.6667", True)],
)
def test_without_public_services_scaled_then_compared(
    rubric: Rubric, lost: str, exact: Fraction, shown: str, gate: bool
) -> None:
    bonus = {"B-data": ManualResult(Outcome.PASS, Decimal(1))}
    result = made(rubric, manual=losing(lost) | bonus, public_services=False)
    assert result.trial == Decimal(shown) + gate
    assert Fraction(Decimal(75) - result.deductions) * Fraction(result.factor) == exact
    assert line(result, "D-guide").state == "not_applicable"


def test_cap_five_with_seven_findings(rubric: Rubric) -> None:
    result = made(rubric, found("broken-link-home", 7))
    links = line(result, "D-links")
    assert (links.raw, links.lost, links.capped) == (7, 5, True)
    assert "应扣 7 分，以 5 分封顶。" in links.notes
    assert result.trial == 95


def test_one_finding_is_deducted_once(rubric: Rubric) -> None:
    result = made(rubric, found("empty-column", 1))
    assert line(result, "D-other").lost == 2
    assert line(result, "D-policy").lost == 0
    assert len(line(result, "D-policy").excluded) == 1
    assert line(result, "D-policy").notes[-1] == "1 处已在“其他栏目”扣过，不重复扣。"


def test_the_same_finding_twice_counts_once(rubric: Rubric) -> None:
    result = made(rubric, [*found("broken-link-home", 1), *found("broken-link-home", 1)])
    assert line(result, "D-links").lost == 1


@pytest.mark.parametrize(("policy", "trips"), [(2, True), (1, False)])
def test_three_news_and_two_policy_columns_trip(rubric: Rubric, policy: int, trips: bool) -> None:
    results = [
        *found("column-stale", 3, "stale-news"),
        *found("column-stale", policy, "stale-policy"),
    ]
    result = made(rubric, results)
    assert line(result, "V4-1").tripped is trips
    assert result.verdict is (Verdict.FAILED if trips else Verdict.PASSED)


@pytest.mark.parametrize(("count", "trips"), [(10, True), (9, False)])
def test_ten_stale_columns_trip(rubric: Rubric, count: int, trips: bool) -> None:
    result = made(rubric, found("column-stale", count, "stale-other"))
    assert line(result, "V4-2").tripped is trips
    assert not line(result, "V4-1").tripped


@pytest.mark.parametrize(("count", "trips", "lost"), [(5, True, 0), (4, False, 8)])
def test_five_empty_columns_trip_and_four_are_deducted(
    rubric: Rubric, count: int, trips: bool, lost: int
) -> None:
    result = made(rubric, found("empty-column", count))
    assert line(result, "V4-3").tripped is trips
    assert line(result, "D-other").lost == lost
    if trips:
        assert len(line(result, "D-other").excluded) == 5
