"""Official and trial scores, coverage, derivation, shares and the JSON form."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from score_samples import CHECKS, HEAD, RUBRIC, confirmed, found, line, losing, made

from checks.results import Outcome
from checks.rubric import Rubric, load, loads
from reports.score import ManualResult, Verdict, to_dict


@pytest.fixture
def rubric() -> Rubric:
    return loads(RUBRIC)


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
