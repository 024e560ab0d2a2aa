"""Vetoes and verdicts: what is certain, what is possible, what nobody could see."""

from dataclasses import replace
from decimal import Decimal

import pytest
from score_samples import CHECKS, RUBRIC, found, line, made

from checks.decision import Decision
from checks.results import Mender, Outcome, Result
from checks.rubric import Rubric, load, loads
from reports.score import ManualResult, Verdict


@pytest.fixture
def rubric() -> Rubric:
    return loads(RUBRIC)


def test_a_confirmed_veto_leaves_no_score(rubric: Rubric) -> None:
    result = made(rubric, [*found("empty-column", 5), *found("broken-link-home", 2)])
    assert (result.trial, result.worst, result.floor, result.official) == (None,) * 4
    assert line(result, "D-links").lost == 2  # the ledger is still filled in
    assert result.derivation[0] == "单项否决已确认，按口径不再计分；以下扣分只作参考。"


def test_a_local_rubric_may_give_59(rubric: Rubric) -> None:
    result = made(replace(rubric, veto_score=Decimal(59)), found("empty-column", 5))
    assert result.trial == result.worst == 59


def test_worst_case_counts_a_possible_veto(rubric: Rubric) -> None:
    local = replace(rubric, veto_score=Decimal(59))
    result = made(local, found("empty-column", 5, outcome=Outcome.REVIEW))
    assert (result.trial, result.worst) == (100, 59)


def test_candidates_make_a_veto_pending_until_decided(rubric: Rubric) -> None:
    results = found("empty-column", 5, outcome=Outcome.REVIEW)
    keys = [result.key for result in results]
    pending = made(rubric, results)
    assert pending.verdict is Verdict.PENDING
    assert "（待复核 5 处，达到 5 处即否决）" in pending.reasons[0]
    assert pending.unassessed_vetoes == ("V1 严重表述错误",)
    decided = made(rubric, results, decisions=dict.fromkeys(keys, Decision.CONFIRMED))
    assert decided.verdict is Verdict.FAILED
    cleared = made(rubric, results, decisions={keys[0]: "误报"})
    assert cleared.verdict is Verdict.PASSED
    assert line(cleared, "V4-3").notes[0] == "1 处经人工判定为误报，不扣分。"


def test_a_certain_finding_waits_for_a_person_without_auto_confirm() -> None:
    portal = load("national-2019-portal")
    result = made(portal, found("home-stale", 1))
    assert result.verdict is Verdict.PENDING
    assert line(result, "V3").possible
    assert not line(result, "V3").tripped


@pytest.mark.parametrize("word", ["误报", "豁免", "已整改"])
def test_decided_findings_cost_nothing_and_stay_listed(rubric: Rubric, word: str) -> None:
    results = found("broken-link-home", 1)
    result = made(rubric, results, decisions={results[0].key: word})
    assert result.trial == 100
    assert line(result, "D-links").excluded == tuple(results)


@pytest.mark.parametrize("mender", [Mender.PLATFORM, Mender.UNKNOWN])
def test_platform_and_unknown_menders_cost_nothing(rubric: Rubric, mender: Mender) -> None:
    results = [
        *found("empty-column", 9, mender=mender),
        *found("broken-link-home", 3, mender=mender),
    ]
    result = made(rubric, results)
    assert result.verdict is Verdict.PASSED
    assert result.trial == result.worst == 100
    assert len(line(result, "D-links").excluded) == 3


def test_the_superior_unit_is_no_excuse(rubric: Rubric) -> None:
    assert made(rubric, found("broken-link-home", 3, mender=Mender.SUPERIOR)).trial == 97


def test_guessed_columns_cost_nothing_but_leave_the_veto_open(rubric: Rubric) -> None:
    results = found("empty-column", 5, column="猜的")
    result = made(rubric, results, guessed_columns=frozenset({"猜的"}))
    assert result.trial == result.worst == 100
    assert result.verdict is Verdict.INSUFFICIENT


def test_unseen_columns_that_could_trip_are_insufficient(rubric: Rubric) -> None:
    tallies = {(check, Outcome.PASS): 1 for check in CHECKS}
    blind = {("empty-column", Outcome.UNVERIFIABLE): 2}
    three = made(rubric, found("empty-column", 3), tallies=tallies | blind)
    assert three.verdict is Verdict.INSUFFICIENT
    assert line(three, "V4-3").state == "insufficient"
    two = made(rubric, found("empty-column", 2), tallies=tallies | blind)
    assert two.verdict is Verdict.PASSED


def test_too_few_probes_are_insufficient_evidence() -> None:
    portal = load("national-2019-portal")
    reason = "7 天里有一天只有 19 次探测。"
    blind = [Result(Outcome.UNVERIFIABLE, "http://a.test/", reason, check="site-unreachable")]
    tallies = {(c, Outcome.PASS): 1 for c in (*CHECKS, "home-stale", "footer-items", "page-labels")}
    result = made(portal, blind, tallies=tallies)
    assert result.verdict is Verdict.INSUFFICIENT
    assert line(result, "V2").reason == f"无法核验：{reason}"
    assert result.reasons[0] == f"单项否决“V2 站点无法访问”没有查成：无法核验：{reason}"


def test_what_was_only_counted_as_unseen_is_told_with_its_number() -> None:
    portal = load("national-2019-portal")
    result = made(portal, tallies={("service-guide", Outcome.UNVERIFIABLE): 2})
    guides = line(result, "V6-2")
    assert guides.state == "insufficient"
    assert "有 2 个页面没有取得或没有看成" in guides.reason


def test_a_check_that_never_ran_is_not_assessed(rubric: Rubric) -> None:
    result = made(rubric, missing_checks=frozenset({"empty-column"}))
    assert line(result, "V4-3").state == "not_assessed"
    assert line(result, "D-other").state == "insufficient"  # its other check did look
    assert result.verdict is Verdict.INSUFFICIENT
    assert "V4③ 空白栏目" in result.unassessed_vetoes


def test_pass_names_the_vetoes_only_people_can_judge(rubric: Rubric) -> None:
    result = made(rubric)
    assert result.verdict is Verdict.PASSED
    assert result.reasons[1] == "另有 1 项否决要人工评定，尚未评：V1 严重表述错误。"
    judged = made(rubric, manual={"V1": ManualResult(Outcome.PASS, by="张三")})
    assert judged.unassessed_vetoes == ()
    assert line(judged, "V1").notes == ("人工评定（张三）：未发现。",)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.FAIL, Verdict.FAILED),
        (Outcome.REVIEW, Verdict.PENDING),
        (Outcome.UNVERIFIABLE, Verdict.PASSED),
    ],
)
def test_what_people_enter_for_a_veto(rubric: Rubric, outcome: Outcome, verdict: Verdict) -> None:
    assert made(rubric, manual={"V1": ManualResult(outcome)}).verdict is verdict


def test_a_person_cannot_wave_away_confirmed_findings(rubric: Rubric) -> None:
    manual = {"V4-3": ManualResult(Outcome.PASS)}
    assert made(rubric, found("empty-column", 5), manual=manual).verdict is Verdict.FAILED


def test_a_low_worst_case_is_pending(rubric: Rubric) -> None:
    manual = {"D-people": ManualResult(Outcome.REVIEW, Decimal(45))}
    result = made(rubric, manual=manual)
    assert (result.trial, result.worst) == (100, 55)
    assert result.verdict is Verdict.PENDING


def test_failed_before_pending_before_insufficient(rubric: Rubric) -> None:
    maybe = found("column-stale", 10, "stale-other", outcome=Outcome.REVIEW)
    blind = {"missing_checks": frozenset({"broken-link-home"})}
    assert made(rubric, [*maybe, *found("empty-column", 5)]).verdict is Verdict.FAILED
    assert made(rubric, maybe, **blind).verdict is Verdict.PENDING


def test_finding_no_candidate_is_no_answer_to_what_only_people_can_judge() -> None:
    portal = load("national-2019-portal")
    (grave,) = [row for row in portal.indicators if row.id == "V1-1"]
    assert (grave.auto, grave.checks) == ("b", ("wording",))
    tallies = {("wording", "pass"): 50}
    silent = line(made(portal, [], tallies=tallies), "V1-1")
    assert (silent.state, silent.possible) == ("not_assessed", False)
    assert silent.reason.startswith("机器没有找到待确认的候选；要人工评定")
    entered = ManualResult(Outcome.PASS)
    assert (
        line(made(portal, [], tallies=tallies, manual={"V1-1": entered}), "V1-1").state == "manual"
    )


def test_what_is_short_of_a_veto_is_counted_in_the_same_words(rubric: Rubric) -> None:
    two = found("empty-column", 2)
    assert line(made(rubric, two), "V4-3").notes == ("已确认 2 处，未达到否决的 5 处。",)
    unsure = [replace(r, outcome=Outcome.REVIEW) for r in found("empty-column", 1, mark="x")]
    assert line(made(rubric, [*two, *unsure]), "V4-3").notes == (
        "已确认 2 处、待确认 1 处，合计 3 处，未达到否决的 5 处。",
    )
