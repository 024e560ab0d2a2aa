"""A small made-up rubric and findings, for the tests of the score."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from checks.results import Outcome, Result
from checks.rubric import Rubric
from reports.score import Assessment, ManualResult, Score, score

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
