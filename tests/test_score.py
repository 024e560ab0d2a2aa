"""Boundary examples of the reference rubric (§9.1) and the rules of verdict, ledger and coverage."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from checks.models import Mender, Outcome, Result
from checks.rubric import Rubric, load, loads
from reports.score import Assessment, Decision, ManualResult, Score, Verdict, score, to_dict

HEAD = """
id = "t"
title = "试验口径"
verified = "none"
subject = "portal"
scored = true
no_service_level1 = "办事服务"
no_service_factor = "4/3"
no_service_points = 25
decimals = 4
"""

RUBRIC = (
    HEAD
    + """
[indicator.V4-1]
code = "V4①"
name = "栏目不更新"
kind = "veto"
checks = ["column-stale"]
rules = ["stale-news", "stale-policy"]
at_least = 5
auto = "a"
auto_confirm = true
[indicator.V4-2]
code = "V4②"
name = "长期不更新"
kind = "veto"
checks = ["column-stale"]
at_least = 10
auto = "a"
auto_confirm = true
[indicator.V4-3]
code = "V4③"
name = "空白栏目"
kind = "veto"
checks = ["empty-column"]
at_least = 5
auto = "a"
auto_confirm = true
[indicator.V1]
code = "V1"
name = "严重表述错误"
kind = "veto"
[indicator.D-other]
name = "其他栏目"
kind = "deduct"
level1 = "发布解读"
checks = ["empty-column", "column-stale"]
rules = ["column-stale:stale-other"]
points = 10
per_finding = 2
auto_confirm = true
[indicator.D-policy]
name = "政策文件"
kind = "deduct"
level1 = "发布解读"
checks = ["empty-column"]
points = 5
auto_confirm = true
[indicator.D-guide]
name = "办事指南"
kind = "deduct"
level1 = "办事服务"
points = 25
[indicator.D-links]
name = "可用性"
kind = "deduct"
level1 = "功能设计"
checks = ["broken-link-home", "broken-link-inner"]
points = 5
per_finding = { broken-link-home = 1, broken-link-inner = 0.1 }
auto_confirm = true
[indicator.D-people]
name = "人工项"
kind = "deduct"
level1 = "互动交流"
points = 55
[indicator.B-data]
name = "数据发布"
kind = "bonus"
points = 20
[indicator.B-search]
name = "智能搜索"
kind = "bonus"
points = 20
"""
)


@pytest.fixture
def rubric() -> Rubric:
    return loads(RUBRIC)


def found(check: str, count: int, rule: str = "", **more: Any) -> list[Result]:
    """``count`` findings of one check, each with a key of its own."""
    base = Result(Outcome.FAIL, "http://a.test/", f"{check} 发现问题。", check=check, rule=rule)
    mark = more.pop("mark", "")
    return [
        replace(base, key=f"{check}/{rule}/{mark}{n}", target=f"{mark}{n}", **more)
        for n in range(count)
    ]


CHECKS = ("column-stale", "empty-column", "broken-link-home", "broken-link-inner")


def made(rubric: Rubric, results: list[Result] = [], **more: Any) -> Score:  # noqa: B006
    """A score of a site on which every check looked at something."""
    more.setdefault("tallies", {(check, Outcome.PASS): 1 for check in CHECKS})
    return score(rubric, Assessment(results, **more))


def losing(points: str) -> dict[str, ManualResult]:
    return {"D-people": ManualResult(Outcome.FAIL, Decimal(points))}


def line(result: Score, indicator: str) -> Any:
    return next(one for one in (*result.vetoes, *result.ledger) if one.indicator.id == indicator)


def confirmed(rubric: Rubric) -> Rubric:
    """The same with every number verified."""
    rows = tuple(
        row if row.points is None else replace(row, points_verified=True)
        for row in rubric.indicators
    )
    return replace(rubric, indicators=rows)


# --------------------------------------------------------------- the boundary table of §9.1


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


# ------------------------------------------------------------------- vetoes and verdicts


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


# ------------------------------------------------------------ numbers, coverage, derivation


def test_without_points_a_finding_is_listed_and_not_scored() -> None:
    portal = load("national-2019-portal")
    result = made(portal, found("footer-items", 3))
    footer = line(result, "D-footer")
    assert (len(footer.confirmed), footer.lost) == (3, 0)
    assert footer.notes == ("分值未配置，只列问题，不计分。",)
    assert result.trial == 100


def test_official_counts_verified_points_only(rubric: Rubric) -> None:
    rows = tuple(replace(r, points_verified=r.id == "D-links") for r in rubric.indicators)
    half = replace(rubric, indicators=rows)
    result = made(half, found("broken-link-home", 2), manual=losing("30"))
    assert (result.official, result.official_base, result.official_complete) == (3, 5, False)
    assert result.trial == 68
    assert "正式分：已核实的分值共 5 分（总分 100 分），5 − 2（可用性）= 3" in result.derivation


def test_official_without_services_is_on_the_full_scale(rubric: Rubric) -> None:
    result = made(confirmed(rubric), manual=losing("15"), public_services=False)
    assert (result.official, result.official_base) == (80, 100)


def test_unassessed_never_reads_as_full_marks(rubric: Rubric) -> None:
    result = made(rubric)
    assert result.trial == 100
    assert result.floor == Decimal(100 - 25 - 55)  # D-guide and D-people: nobody has looked
    assert (result.assessed, result.assessable) == (6, 11)
    assert result.derivation[0] == "试算（含暂定分值）：没有扣分，100 分"
    assert (
        "还没有评的指标如果也全部失分：100 − 25（办事指南）− 55（人工项）= 20" in result.derivation
    )
    portal = made(load("national-2019-portal"))
    assert portal.unconfigured == 69
    assert "总分中有 69 分没有配置到具体指标，这部分没有评，不等于得满分。" in portal.derivation


def test_no_points_at_all_give_no_score() -> None:
    text = HEAD + '[indicator.D-a]\nname = "甲"\nkind = "deduct"\nlevel1 = "办事服务"\n'
    assert made(loads(text)).trial is None


def test_departments_and_accounts_have_a_verdict_and_no_score() -> None:
    department = load("national-2019-department")
    result = made(department, found("column-stale", 5, "stale-news"))
    assert (result.trial, result.worst, result.official) == (None, None, None)
    assert result.verdict is Verdict.PENDING
    assert result.ledger == result.derivation == ()
    account = made(load("national-2019-media"), manual={"M2-1": ManualResult(Outcome.FAIL)})
    assert (account.verdict, account.trial) == (Verdict.FAILED, None)
    assert to_dict(account)["trial"] is None


def test_services_veto_does_not_concern_a_unit_without_services() -> None:
    result = made(load("national-2019-department"), public_services=False)
    assert line(result, "V6-1").state == "not_applicable"
    assert "V6① 未提供办事服务" not in result.unassessed_vetoes


def test_nothing_to_look_at_is_not_applicable(rubric: Rubric) -> None:
    tallies = {(check, Outcome.NOT_APPLICABLE): 3 for check in CHECKS}
    result = made(rubric, tallies=tallies)
    assert line(result, "D-links").state == line(result, "V4-3").state == "not_applicable"


def test_a_rule_nobody_looked_at_is_not_assessed(rubric: Rubric) -> None:
    tallies = {
        ("column-stale", Outcome.PASS): 3,
        ("column-stale:stale-other", Outcome.PASS): 3,
        ("empty-column", Outcome.PASS): 3,
    }
    result = made(rubric, tallies=tallies)
    assert line(result, "V4-1").state == "not_assessed"
    assert line(result, "V4-2").state == "scored"
    assert line(result, "D-other").state == "scored"


def test_unverifiable_of_another_rule_leaves_a_veto_alone(rubric: Rubric) -> None:
    blind = found("column-stale", 6, "stale-other", outcome=Outcome.UNVERIFIABLE)
    tallies = {(check, Outcome.PASS): 1 for check in CHECKS}
    tallies["column-stale", Outcome.UNVERIFIABLE] = 6
    result = made(rubric, blind, tallies=tallies)
    assert line(result, "V4-1").state == "scored"


def test_derivation_is_written_as_a_person_would(rubric: Rubric) -> None:
    results = [
        *found("empty-column", 1),
        *found("broken-link-home", 1),
        *found("broken-link-inner", 5),
    ]
    result = made(rubric, results)
    assert result.derivation[0] == "试算（含暂定分值）：100 − 2（其他栏目）− 1.5（可用性）= 96.5"
    scaled = made(rubric, results, public_services=False)
    assert scaled.derivation[0] == (
        "试算（含暂定分值）：（100 − 25（无对外服务职能，不查）− 2（其他栏目）− 1.5（可用性））"
        "× 4/3 = 286/3（约 95.3333）"
    )


def test_a_score_never_goes_below_zero(rubric: Rubric) -> None:
    rows = tuple(
        replace(row, points=Decimal(120)) if row.id == "D-people" else row
        for row in rubric.indicators
    )
    result = made(replace(rubric, indicators=rows), manual=losing("120"))
    assert result.trial == result.worst == result.floor == 0
    assert result.derivation[0].endswith("100 − 120（人工项）= −20，不足 0 分，按 0 分计")


def test_shares_by_unit_add_up_exactly(rubric: Rubric) -> None:
    results = [
        *found("broken-link-home", 4, unit="教育局", mark="a"),
        *found("broken-link-home", 3, unit="民政局", mark="b"),
    ]
    result = made(rubric, results, manual=losing("1"))
    assert result.by_unit == {"": 1, "教育局": Fraction(20, 7), "民政局": Fraction(15, 7)}
    assert sum(result.by_unit.values()) == result.deductions


def test_json_form_is_plain_and_exact(rubric: Rubric) -> None:
    data = to_dict(made(rubric, found("broken-link-inner", 3)))
    assert json.loads(json.dumps(data)) == data
    assert (data["trial"], data["deductions"]) == ("99.7", "0.3")
    links = next(one for one in data["ledger"] if one["id"] == "D-links")
    assert links["confirmed"] == [f"broken-link-inner//{n}" for n in range(3)]


def test_manual_results_take_the_texts_of_a_database_row() -> None:
    entered = ManualResult("fail", "0.1")  # type: ignore[arg-type]
    assert entered == ManualResult(Outcome.FAIL, Decimal("0.1"))
    with pytest.raises(ValueError, match="negative"):
        ManualResult(Outcome.FAIL, Decimal(-1))


def test_half_seen_is_not_assessed_in_full(rubric: Rubric) -> None:
    tallies = {(check, Outcome.PASS): 1 for check in CHECKS if check != "broken-link-inner"}
    tallies["broken-link-inner", Outcome.UNVERIFIABLE] = 4
    result = made(rubric, found("broken-link-home", 1), tallies=tallies)
    links = line(result, "D-links")
    assert (links.state, links.lost) == ("insufficient", 1)
    assert links.reason == "检查项 broken-link-inner 无法核验，只查了一部分。"
    assert result.floor == Decimal(100 - 25 - 55 - 5)


def test_a_finding_is_not_both_certain_and_a_candidate(rubric: Rubric) -> None:
    twice = [*found("empty-column", 3), *found("empty-column", 3, outcome=Outcome.REVIEW)]
    result = made(rubric, twice)
    assert len(line(result, "V4-3").confirmed) == 3
    assert line(result, "V4-3").candidates == ()
    assert not line(result, "V4-3").possible
