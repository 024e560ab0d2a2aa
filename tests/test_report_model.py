"""The view model: it adds up, groups by cause, and names the three most useful things."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
import report_samples as samples
from report_samples import dead, indicator, line, result, score_of

from checks.results import Mender, Outcome
from checks.rubric import Rubric
from reports.causes import bundle_key, cause_key
from reports.cli.fail_under import gate
from reports.gains import more_needed
from reports.ledger_rows import total_lost, total_worst
from reports.score import Assessment, Verdict, score
from reports.score import to_dict as score_dict
from reports.summary import build, to_dict

UNKNOWN = dict.fromkeys(("trial", "worst", "floor", "official"))


def test_ledger_rows_sum_to_the_deductions_of_the_score() -> None:
    report = build(samples.rich())
    shown = [Decimal(row.lost) for row in report.ledger if row.lost != "—"]
    assert sum(shown) == report.score.deductions == total_lost(report.ledger) == 10
    assert report.score.trial == 100 - sum(shown)


def test_capped_row_shows_what_it_would_cost_and_what_it_costs() -> None:
    row = build(samples.rich()).ledger[0]
    assert (row.found, row.each, row.raw, row.cap, row.lost) == (7, "1", "7", "5", "5")
    assert "已扣满" in row.state
    assert row.provisional


def test_worst_case_counts_candidates() -> None:
    points = indicator("D-1", "可用性", points=Decimal(9), per_finding=Decimal(2))
    doubt = result(2, Outcome.REVIEW)
    made = score_of([line(points, [result(1)], [doubt])])
    report = build(samples.sources([result(1), doubt], made))
    assert total_worst(report.ledger) == 4
    assert report.score.worst == 96


def test_every_result_is_counted_once_and_never_mixed() -> None:
    report = build(samples.rich())
    assert report.counts == {
        "pass": 1290, "fail": 43, "review": 3, "unverifiable": 18, "not_applicable": 1,
    }  # fmt: skip
    assert sum(section.count for section in report.sections) == 43
    assert sum(section.count for section in report.reviews) == 3
    assert sum(len(group.findings) for group in report.unverifiable) == 18


def test_a_finding_stands_under_the_indicator_that_counts_it() -> None:
    report = build(samples.rich())
    titles = [section.title for section in report.sections]
    assert titles == ["D-1 可用性", "D-3 页面标签", "D-4 图片替代文本", "D-5 栏目更新"]
    platform = report.sections[2].groups[0].causes[0].first
    assert "平台" in platform.counted


def test_same_template_on_many_pages_is_one_cause() -> None:
    report = build(samples.rich())
    group = report.sections[2].groups[0]
    assert group.count == 30
    assert len(group.causes) == 1
    assert group.causes[0].pages == 30


def test_findings_in_no_indicator_are_advice() -> None:
    report = build(samples.sources([result(1, check="missing-alt")], score_of([])))
    assert report.sections[0].title == "提示（不计分）"
    assert "不计分" in report.sections[0].groups[0].causes[0].first.counted


def test_unverifiable_is_grouped_by_reason() -> None:
    (group,) = build(samples.rich()).unverifiable
    assert "HTTP 412" in group.reason
    assert set(group.checks) == {"页脚标识不全", "图片缺少替代文本", "页面标签不规范"}


def test_names_in_quotes_do_not_split_a_reason() -> None:
    found = [
        result(n, Outcome.UNVERIFIABLE, message=f"栏目“{name}”的列表由脚本生成。")
        for n, name in enumerate(["要闻", "公告", "公告"])
    ]
    (group,) = build(samples.sources(found, score_of([]))).unverifiable
    assert (group.reason, group.alike) == ("栏目“…”的列表由脚本生成。", False)
    (group,) = build(samples.sources(found[1:], score_of([]))).unverifiable
    assert (group.reason, group.alike) == ("栏目“公告”的列表由脚本生成。", True)


def test_points_never_assessed_are_not_taken_for_full_marks() -> None:
    report = build(samples.sources([], samples.rich().score))
    assert (report.points_seen, report.points_total) == (18, 28)


def test_a_site_nobody_could_look_at_has_no_full_marks() -> None:
    points = indicator("D-1", "可用性", points=Decimal(9), per_finding=Decimal(2))
    named = line(indicator("D-2", "域名名称"))  # has no points: says nothing about the score
    made = score_of([line(points, state="insufficient"), named], assessed=1)
    assert (made.trial, made.shown) == (100, None)
    assert to_dict(build(samples.sources([], made)))["score"].items() >= UNKNOWN.items()
    assert score_dict(replace(made, official=Decimal(40))).items() >= UNKNOWN.items()
    seen = score_of([line(points), named])
    found = score_of([line(points, [result(1)], state="insufficient"), named], assessed=1)
    for one, code in ((made, 3), (seen, 0), (found, 0)):
        assert gate(build(samples.sources([], one)), Decimal(60)) == code
    assert "试算分 —（有分值的一项也没有评，不出分）" in build(samples.sources([], made)).headline
    assert "试算分 100" in build(samples.sources([], seen)).headline
    assert "试算分 98" in build(samples.sources([], found)).headline


def test_unit_rows_tell_who_mends_and_sum_to_the_deductions() -> None:
    report = build(samples.rich())
    rows = {row.id: row for row in report.units}
    assert (rows["office"].fails, rows["office"].own, rows["office"].elsewhere) == (38, 8, 30)
    assert sum((report.score.by_unit or {}).values()) == report.score.deductions


def test_targets_keep_causes_apart_and_folders_bundle_them() -> None:
    one, two, other = dead(1, "bmml", 2), dead(2, "bmml", 2), dead(3, "tzgg", 2)
    assert cause_key(one) != cause_key(two)
    assert bundle_key(one) == bundle_key(two) != bundle_key(other)


def test_numbers_in_the_place_do_not_split_a_template() -> None:
    first = result(1, locator="ul > li:nth-child(3) > img", excerpt='<img id="a12">')
    second = result(2, locator="ul > li:nth-child(14) > img", excerpt='<img id="a7">')
    assert cause_key(first) == cause_key(second)


def _rubric(*indicators: object) -> Rubric:
    return samples.rubric(indicators=indicators, bonus_above=Decimal(100))


def _scored(results: list[object], *indicators: object) -> object:
    found = [r for r in results if isinstance(r, samples.Result)]
    tallies = {(r.check, "fail"): 1 for r in found}
    return score(_rubric(*indicators), Assessment(results=found, tallies=tallies))


@pytest.mark.parametrize("found", [1, 3, 5, 6, 12])
@pytest.mark.parametrize("per_finding", [Decimal(1), Decimal("0.3"), None])
def test_points_won_back_are_what_scoring_again_gives(
    found: int, per_finding: Decimal | None
) -> None:
    row = indicator("D-1", "可用性", points=Decimal(5), per_finding=per_finding, auto_confirm=True)
    links = [dead(n, f"f{n % 3}", 1) for n in range(1, found + 1)]
    before = _scored(links, row)
    report = build(samples.sources(links, before, rubric=_rubric(row)))
    for thing in report.things:
        mended = {f.result.key for f in thing.findings}
        after = _scored([r for r in links if r.key not in mended], row)
        assert thing.gain == Fraction(after.trial - before.trial)
        if not thing.gain:
            left = [r for r in links if r.key not in mended]
            more = more_needed(row, left, Decimal(5))
            assert f"再改 {more} 处才会得分" in thing.worth
            assert _scored(left[more:], row).trial > before.trial
            assert _scored(left[more - 1 :], row).trial == before.trial


def test_things_are_ordered_by_points() -> None:
    report = build(samples.rich())
    gains = [thing.gain for thing in report.things]
    assert gains == [Fraction(5), Fraction(2), Fraction(3, 2)]
    assert all(a >= b for a, b in pairwise(gains))
    assert "分值暂定" in report.things[0].worth


@pytest.mark.parametrize("mender", [Mender.PLATFORM, Mender.UNKNOWN, Mender.SUPERIOR])
def test_things_are_only_what_the_unit_can_mend(mender: Mender) -> None:
    row = indicator("D-1", "可用性", points=Decimal(5), per_finding=Decimal(1))
    links = [result(1, mender=mender)]
    report = build(samples.sources(links, score_of([line(row, links)])))
    assert report.things == ()


def test_a_tripped_veto_comes_first_and_says_how_many_to_mend() -> None:
    veto = indicator("V4①", "栏目不更新", "veto", at_least=5, checks=("column-stale",))
    stale = [result(n, check="column-stale", target=f"栏目{n}") for n in range(1, 8)]
    points = indicator("D-1", "可用性", points=Decimal(5), per_finding=Decimal(1))
    links = [dead(20, "a", 3)]
    made = score_of([line(points, links)], [line(veto, stale)], verdict=Verdict.FAILED, trial=None)
    report = build(samples.sources([*stale, *links], made))
    assert "至少改好其中 3 处" in report.things[0].worth
    assert len(report.things[0].findings) == 7
    assert "解除单项否决以后" in report.things[1].worth
    assert report.vetoes[0].state == "已触发"
    assert "已触发单项否决，不评分" in report.headline


def test_a_possible_veto_asks_for_confirmation_and_is_not_called_tripped() -> None:
    veto = indicator("V3", "首页不更新", "veto", checks=("home-stale",))
    doubt = [result(1, Outcome.REVIEW, check="home-stale")]
    made = score_of([], [line(veto, [], doubt)], verdict=Verdict.PENDING)
    report = build(samples.sources(doubt, made))
    assert report.vetoes[0].state == "待确认"
    assert "请先逐条确认" in report.things[0].worth


def test_without_points_things_go_by_veto_distance_and_pages() -> None:
    veto = indicator("V4①", "栏目不更新", "veto", at_least=5, checks=("column-stale",))
    stale = [result(1, check="column-stale", target="通知公告")]
    alts = [result(n, check="missing-alt", url=f"{samples.BASE}/{n}") for n in range(2, 9)]
    made = score_of([], [line(veto, stale)], trial=None, worst=None)
    report = build(samples.sources([*stale, *alts], made, rubric=samples.rubric(scored=False)))
    assert "还差 4 处" in report.things[0].worth
    assert report.things[1].pages == 7


def test_due_rows_leave_out_what_is_in_time_and_grey_what_is_exempt() -> None:
    day = samples.AS_OF
    due = [
        samples.Due("栏目", "按期", "http://a.example/", "", day, day, 40, "ok"),
        samples.Due("栏目", "豁免", "http://a.example/", "", None, None, None, "exempt", "登记豁免"),
        samples.Due("栏目", "今天", "http://a.example/", "", day, day, 0, "due"),
        samples.Due("栏目", "不明", "http://a.example/", "health", None, None, None, "unknown", "无日期"),
        samples.Due("栏目", "超期", "http://a.example/", "", day, day, -3, "overdue"),
    ]  # fmt: skip
    rows = build(samples.sources([], score_of([]), due=due)).due
    assert [(r.name, r.countdown, r.level) for r in rows] == [
        ("超期", "已超期 3 天", "bad"),
        ("今天", "今天到期", "soon"),
        ("不明", "无法判断", "gap"),
        ("豁免", "已豁免", "grey"),
    ]
    assert (rows[0].unit, rows[2].unit) == ("云溪区政府办公室", "云溪区卫生健康局")


def test_below_is_strict_and_a_failed_site_is_always_below() -> None:
    report = build(samples.sources([], score_of([], trial=Decimal(60))))
    assert not report.below(Decimal(60))
    assert report.below(Decimal("60.01"))
    failed = score_of([], trial=None, verdict=Verdict.FAILED)
    assert build(samples.sources([], failed)).below(Decimal(0))
    assert not build(samples.sources([], score_of([], trial=None))).below(Decimal(60))
