"""Totals, shares and weights of local rubrics, and the examples of them that are shipped."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from score_samples import HEAD, RUBRIC, confirmed, found, line, losing, made

from checks.results import Outcome
from checks.rubric import Rubric, RubricError, builtin, load, loads
from reports.check_table import indicator_lines
from reports.redistribute import redistributed, shares
from reports.score import ManualResult, Verdict
from reports.weighting import combine

EXAMPLES = {
    "beijing-2022-example": ("portal", 110),
    "beijing-2022-department-example": ("department", 110),
    "zhaoqing-2019-example": ("portal", 125),
    "wanzhi-2021-example": ("portal", 120),
}
EQUAL = (
    HEAD.replace('no_service_factor = "4/3"', 'no_service_method = "redistribute_equal"').replace(
        "no_service_points = 25", "no_service_points = 20"
    )
    + """
[indicator.D-guide]
name = "办事指南"
kind = "deduct"
level1 = "办事服务"
points = 20
[indicator.D-links]
name = "可用性"
kind = "deduct"
level1 = "功能设计"
checks = ["broken-link-home"]
points = 5
per_finding = 1
auto_confirm = true
[indicator.D-people]
name = "人工项"
kind = "deduct"
level1 = "互动交流"
points = 70
[indicator.D-empty]
name = "没有分值的项"
kind = "deduct"
level1 = "互动交流"
"""
)


@pytest.mark.parametrize(("name", "expected"), EXAMPLES.items())
def test_examples_say_what_they_are_and_where_they_come_from(
    name: str, expected: tuple[str, int]
) -> None:
    rubric = load(name)
    assert "结构示例" in rubric.title
    assert rubric.verified == "none"
    assert not any(row.points_verified for row in rubric.indicators)
    assert (rubric.subject, rubric.deduct_total + rubric.bonus_total) == expected
    assert (rubric.pass_at_least, rubric.bonus_above) == (60, 80)


def test_no_example_is_without_a_test() -> None:
    examples = {name for name in builtin() if "example" in name}
    assert examples == set(EXAMPLES) | {"example-local", "media-local-example"}


@pytest.mark.parametrize(("bonus_total", "whole"), [("30", 130), ("10", 110), ("0", 100)])
def test_whole_totals(bonus_total: str, whole: int) -> None:
    rubric = loads(RUBRIC.replace("decimals = 4", f"decimals = 4\nbonus_total = {bonus_total}"))
    everything = {
        "B-data": ManualResult(Outcome.PASS),
        "B-search": ManualResult(Outcome.PASS),
    }
    assert made(rubric, manual=everything).trial == whole


def test_beijing_departments_get_a_bonus_of_ten_at_most() -> None:
    rubric = load("beijing-2022-department-example")
    rows = tuple(
        replace(row, points=Decimal(8)) if row.kind == "bonus" else row for row in rubric.indicators
    )
    manual = {row.id: ManualResult(Outcome.PASS, Decimal(8)) for row in rows if row.kind == "bonus"}
    result = made(replace(rubric, indicators=rows), manual=manual)
    assert result.bonus == 10
    assert result.trial == 110


# ---- 肇庆: the heading's points are spread equally


def test_shares_add_up_and_lift_every_cap() -> None:
    rubric = loads(EQUAL)
    spread = shares(rubric, public_services=False)
    assert spread == {
        "D-links": Decimal("6.67"), "D-people": Decimal("6.67"), "D-empty": Decimal("6.66"),
    }  # fmt: skip
    assert sum(spread.values()) == 20
    lifted = redistributed(rubric, spread)
    row = lifted.indicator("D-links")
    assert row is not None
    assert (row.points, row.per_finding) == (Decimal("11.67"), 1)
    empty = lifted.indicator("D-empty")
    assert empty is not None
    assert empty.points is None
    assert shares(rubric, public_services=True) == {}
    assert shares(loads(RUBRIC), public_services=False) == {}


@given(st.integers(1, 60), st.decimals("0.01", "100", places=2))
def test_shares_always_add_up_exactly(count: int, worth: Decimal) -> None:
    rubric = loads(EQUAL)
    base = rubric.indicators[1]
    rows = (rubric.indicators[0], *(replace(base, id=f"D-{n}") for n in range(count)))
    spread = shares(
        replace(rubric, indicators=rows, no_service_points=worth), public_services=False
    )
    assert sum(spread.values()) == worth
    assert max(spread.values()) - min(spread.values()) <= Decimal("0.01")
    assert list(spread.values()) == sorted(spread.values(), reverse=True)


def test_a_site_without_services_loses_from_its_lifted_rows_only() -> None:
    rubric = loads(EQUAL)
    eight = found("broken-link-home", 8)
    with_services = made(rubric, eight)
    without = made(rubric, eight, public_services=False)
    assert (with_services.trial, line(with_services, "D-links").lost) == (95, 5)
    assert (without.trial, line(without, "D-links").lost) == (92, 8)
    assert line(without, "D-guide").state == "not_applicable"
    assert "5 + 6.67 = 11.67 分" in line(without, "D-links").notes[-1]
    assert without.factor == "1"
    assert "6.67 × 2 + 6.66 × 1 = 20" in without.derivation[0]
    everything = made(rubric, found("broken-link-home", 50), public_services=False)
    assert line(everything, "D-links").lost == Decimal("11.67")
    assert everything.trial == Decimal("88.33")
    assert everything.unconfigured == Decimal("6.66") + 5  # the row without points; 5 of the 100


def test_zhaoqing_spreads_twenty_and_gives_59_on_a_veto() -> None:
    rubric = load("zhaoqing-2019-example")
    spread = shares(rubric, public_services=False)
    assert sum(spread.values()) == 20
    others = [row for row in rubric.indicators if row.kind == "deduct" and row.level1 != "办事服务"]
    assert list(spread) == [row.id for row in others]
    vetoed = made(rubric, manual={"V1-1": ManualResult(Outcome.FAIL)})
    assert (vetoed.verdict, vetoed.trial) == (Verdict.FAILED, 59)
    assert (
        made(load("national-2019-portal"), manual={"V1-1": ManualResult(Outcome.FAIL)}).trial
        is None
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("no_service_points = 20", 'no_service_points = 20\nno_service_factor = "4/3"'),
            "不能再乘",
        ),
        (("no_service_points = 20", "no_service_points = 21"), "合计却是 20"),
        (('"redistribute_equal"', '"share"'), "只能写：scale、redistribute_equal"),
    ],
)
def test_contradictions_are_refused(change: tuple[str, str], words: str) -> None:
    with pytest.raises(RubricError, match=words):
        loads(EQUAL.replace(*change))


# ---- site and media weighed together


def test_weights_of_wanzhi() -> None:
    rubric = load("wanzhi-2021-example")
    combined = combine(rubric, {"site": Decimal("95.5"), "media": Decimal(80)})
    assert combined.score == Decimal("84.65")
    assert combined.derivation == (
        "95.5 × 0.3（政府网站）+ 80 × 0.7（政务新媒体）= 84.65"
    )  # fmt: skip


def test_a_missing_part_is_neither_zero_nor_full_marks() -> None:
    combined = combine(load("wanzhi-2021-example"), {"site": Decimal(100), "media": None})
    assert (combined.score, combined.missing) == (None, ("media",))
    assert "政务新媒体还没有得分" in combined.derivation


def rubric_with(weights: str, decimals: int = 2) -> Rubric:
    head = EQUAL.replace("decimals = 4", f"decimals = {decimals}\nweights = {weights}")
    return loads(head)


def test_weighed_scores_are_exact_until_one_rounding() -> None:
    rubric = rubric_with('{ work = "0.7", expert = "0.3" }', decimals=1)
    combined = combine(rubric, {"work": Decimal("88.85"), "expert": Decimal("91.35")})
    assert combined.exact == Fraction("89.6")
    rounded = combine(rubric, {"work": Decimal("88.5"), "expert": Decimal(90)})
    assert (rounded.exact, rounded.score) == (Fraction("88.95"), Decimal("89.0"))
    assert rounded.derivation.endswith("= 88.95，四舍五入到 1 位小数：89")


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ('{ site = "0.3", media = "0.6" }', "合计是 0.9"),
        ('{ site = "1", media = "0" }', "不能是 0"),
        ('"0.3"', "应当写各部分的权重"),
    ],
)
def test_weights_must_make_one(weights: str, words: str) -> None:
    with pytest.raises(RubricError, match=words):
        rubric_with(weights)


def test_weights_survive_the_text_and_unknown_parts_are_refused() -> None:
    rubric = rubric_with('{ site = 0.3, media = "0.70" }')
    assert loads(rubric.text).weights == rubric.weights
    assert loads(rubric.text).sha == rubric.sha
    with pytest.raises(ValueError, match="没有 app"):
        combine(rubric, {"app": Decimal(1)})
    with pytest.raises(ValueError, match="不能加权合成"):
        combine(loads(EQUAL), {"site": Decimal(1)})


def test_confirmed_points_stay_official_when_spread() -> None:
    rubric = confirmed(loads(EQUAL))
    result = made(rubric, manual=losing("3"), public_services=False)
    assert result.trial == 97
    assert result.official is not None


def test_a_rubric_says_how_its_total_is_made() -> None:
    zhaoqing = "\n".join(indicator_lines(load("zhaoqing-2019-example")))
    assert "加分 25 分，满分 125 分；被否决的记 59 分" in zhaoqing
    assert "“办事服务”20 分平均摊到其他指标" in zhaoqing
    wanzhi = "\n".join(indicator_lines(load("wanzhi-2021-example")))
    assert "政府网站 占 30%、政务新媒体 占 70%" in wanzhi
    national = "\n".join(indicator_lines(load("national-2019-portal")))
    assert "其余得分乘 4/3" in national
    assert "每周提醒：没有规定满几次以后怎样处理" in national
    local = "\n".join(indicator_lines(load("example-local")))
    assert "每周提醒：满 3 次：提请通报，并作为重点复查（未核原文）" in local
