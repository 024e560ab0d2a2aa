"""Properties of the score that hold whatever a site looks like."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.results import Mender, Outcome, Result
from checks.rubric import Indicator, Rubric
from checks.rubric_rules import check_rubric
from reports.score import Assessment, ManualResult, Score, Verdict, score

CHECKS = ("a", "b", "c", "d")
RANK = {Verdict.PASSED: 0, Verdict.INSUFFICIENT: 1, Verdict.PENDING: 2, Verdict.FAILED: 3}
TENTHS = st.integers(1, 60).map(lambda n: Decimal(n) / 10)
few = settings(max_examples=60, deadline=None)


@st.composite
def rubrics(draw: st.DrawFn, *, vetoes: bool = True) -> Rubric:
    """Up to three vetoes and five deductions that share four checks; at most 75 points in all."""
    rows = [
        Indicator(
            f"V{n}", f"否决{n}", "veto", checks=tuple(draw(some_checks)),
            at_least=draw(st.integers(1, 4)), auto=draw(st.sampled_from("abc")),
            auto_confirm=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 3)) if vetoes else 0)
    ]  # fmt: skip
    for n in range(draw(st.integers(1, 5))):
        points = draw(st.integers(1, 150).map(lambda n: Decimal(n) / 10))
        each = draw(st.none() | TENTHS.map(lambda loss, most=points: min(loss, most)))
        rows.append(
            Indicator(
                f"D{n}", f"扣分{n}", "deduct", checks=tuple(draw(some_checks)), points=points,
                per_finding=each, points_verified=draw(st.booleans()), confirmed_by="某人",
                auto_confirm=draw(st.booleans()),
            )
        )  # fmt: skip
    rows.append(Indicator("S", "办事", "deduct", level1="办事服务", points=Decimal(25)))
    rows.append(Indicator("B", "加分", "bonus", points=Decimal(30)))
    made = Rubric(
        "t", "试验", "none", "portal", True, tuple(rows), decimals=draw(st.integers(0, 4)),
        no_service_level1="办事服务", no_service_points=Decimal(25),
        no_service_factor=Fraction(4, 3),
    )  # fmt: skip
    check_rubric(made, "t", {})
    return made


some_checks = st.lists(st.sampled_from(CHECKS), min_size=1, max_size=3, unique=True)
finding = st.builds(
    lambda check, n, outcome, unit, mender: Result(
        outcome, "u", "m", check=check, key=f"{check}{n}", unit=unit, mender=mender
    ),
    st.sampled_from(CHECKS),
    st.integers(0, 30),
    st.sampled_from([Outcome.FAIL, Outcome.REVIEW, Outcome.UNVERIFIABLE]),
    st.sampled_from(["", "教育局", "民政局"]),
    st.sampled_from([Mender.UNIT, Mender.UNIT, Mender.SUPERIOR, Mender.PLATFORM, Mender.UNKNOWN]),
)
findings = st.lists(finding, max_size=25, unique_by=lambda result: result.key)


def made(rubric: Rubric, results: Sequence[Result], *, services: bool = True) -> Score:
    return score(rubric, Assessment(results, {(c, "pass"): 1 for c in CHECKS}, services))


@few
@given(rubrics(), findings, st.booleans())
def test_losses_stay_within_their_caps_and_add_up(
    rubric: Rubric, results: list[Result], services: bool
) -> None:
    result = made(rubric, results, services=services)
    for line in result.ledger:
        assert 0 <= line.lost <= line.worst <= (line.indicator.points or 0)
        assert line.lost == min(line.raw, line.indicator.points or Decimal(0))
    lost = sum((line.lost for line in result.ledger if line.indicator.kind == "deduct"), Decimal(0))
    assert result.deductions == lost == sum((result.by_unit or {}).values())
    tripped = any(line.tripped for line in result.vetoes)
    assert (result.trial is None) is tripped
    if result.trial is not None:
        start, factor = (100, Fraction(1)) if services else (75, Fraction(4, 3))
        exact = (start - Fraction(lost)) * factor
        assert abs(Fraction(result.trial) - exact) <= Fraction(1, 2 * 10**rubric.decimals)
        assert 0 <= (result.floor or 0) <= (result.worst or 0) <= result.trial


@few
@given(rubrics(), findings, finding)
def test_one_more_finding_never_helps(rubric: Rubric, results: list[Result], more: Result) -> None:
    if any(result.key == more.key for result in results):
        return
    before, after = made(rubric, results), made(rubric, [*results, more])
    assert RANK[after.verdict] >= RANK[before.verdict]
    if after.trial is not None:
        assert before.trial is not None
        assert after.trial <= before.trial
        assert (after.worst or 0) <= (before.worst or 0)


@few
@given(rubrics(), findings, st.randoms(use_true_random=False))
def test_the_order_of_results_does_not_matter(
    rubric: Rubric, results: list[Result], chance: random.Random
) -> None:
    shuffled = list(results)
    chance.shuffle(shuffled)
    assert made(rubric, shuffled) == made(rubric, results)


@few
@given(rubrics(), findings)
def test_platform_and_unknown_change_nothing(rubric: Rubric, results: list[Result]) -> None:
    free = (Mender.PLATFORM, Mender.UNKNOWN)
    results = [r for r in results if r.outcome is not Outcome.UNVERIFIABLE]
    ours = [result for result in results if result.mender not in free]
    everything, only_ours = made(rubric, results), made(rubric, ours)
    assert everything.verdict == only_ours.verdict
    assert (everything.trial, everything.worst) == (only_ours.trial, only_ours.worst)
    listed = {r.key for line in everything.ledger for r in line.excluded}
    taken = {check for row in rubric.indicators if row.points for check in row.checks}
    assert listed >= {r.key for r in results if r.mender in free and r.check in taken}


@few
@given(rubrics(vetoes=False), st.sampled_from(CHECKS))
def test_weights_matter(rubric: Rubric, check: str) -> None:
    """Twice the points of the row that takes a finding lose twice as much for it."""
    row = next((r for r in rubric.indicators if check in r.checks), None)
    if row is None or row.points is None:
        return
    sure = replace(row, auto_confirm=True, per_finding=None)
    double = replace(sure, points=row.points * 2)
    result = [Result(Outcome.FAIL, "u", "m", check=check, key="k")]

    def lost(new: Indicator) -> Decimal:
        rows = tuple(new if r.id == row.id else r for r in rubric.indicators)
        return made(replace(rubric, indicators=rows), result).deductions

    assert lost(double) == 2 * lost(sure) > 0


@few
@given(rubrics(vetoes=False), findings)
def test_each_finding_is_deducted_under_one_row(rubric: Rubric, results: list[Result]) -> None:
    result = made(rubric, results)
    counted = [r.key for line in result.ledger for r in (*line.confirmed, *line.candidates)]
    assert len(counted) == len(set(counted))


@few
@given(rubrics(vetoes=False), findings, TENTHS)
def test_bonus_only_above_the_gate(rubric: Rubric, results: list[Result], gain: Decimal) -> None:
    tallies = {(c, "pass"): 1 for c in CHECKS}
    plain = made(rubric, results)
    manual = {"B": ManualResult(Outcome.PASS, gain)}
    result = score(rubric, Assessment(results, tallies, manual=manual))
    assert result.bonus == (gain if 100 - plain.deductions > 80 else 0)
