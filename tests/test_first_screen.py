"""The first screen of a site's month: everything a webmaster needs, in the report and on the page."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import report_samples as samples
from report_samples import indicator, line, result, score_of
from web_site import MONTH, Browser, app_of, made_office

from checks.results import Outcome
from crawler.media.office import Office
from crawler.workflow import months
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.first import first_of
from reports.html import render
from reports.score import LedgerLine
from reports.stage import Stage, restage, stage_of
from reports.summary import Report, build
from reports.terminal import render as as_text
from reports.writing import finish, report_path

BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
APPEALS = Stage(State.APPEALS, date(2026, 12, 3), date(2026, 12, 3))
PARTS = (
    "监测至 2026年11月25日", "申诉·未定稿", "申诉截止 2026年12月3日", "试算分", "最坏情况",
    "立即", "先改这三件", "谁能改：", "快到期", "问题清单.xlsx", "整改回复", "申诉", "重新检测",
)  # fmt: skip


def words(text: str) -> str:
    """What is read of a page, without its style."""
    return " ".join(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<style.*?</style>", "", text)).split())


def test_the_report_has_everything_before_its_details() -> None:
    report = build(replace(samples.rich(), stage=APPEALS))
    first = words(render(report).split('<h2 id="vetoes"')[0])
    assert report.things
    for part in (*PARTS, report.site_name, report.score.verdict.value, "2026年11月"):
        assert part in first, part
    assert f"{report.score.assessed} / {report.score.assessable} 项" in first
    for thing in report.things:
        assert f"{thing.brief}；谁能改：{thing.findings[0].unit}" in first
    text = "".join(as_text(report, color=False).split())
    for part in ("申诉·未定稿", "申诉截止2026年12月3日", "谁能改：", "问题清单.xlsx", "重新检测"):
        assert part in text, part


@pytest.mark.parametrize("many", [2, 12])
def test_the_sum_adds_up_however_many_indicators_lost_points(many: int) -> None:
    lines = [
        line(
            indicator(
                f"D-{n}", f"第{n}项指标的名称", points=Decimal(5), per_finding=Decimal("1.5")
            ),
            [result(n)],
        )
        for n in range(1, many + 1)
    ]
    terms = "".join(f"− 1.5（{x.indicator.name}）" for x in lines)
    total = Decimal(100) - sum(x.lost for x in lines)
    told = first_of(_report(lines, f"试算（含暂定分值）：100 {terms}= {total}")).sum
    assert len(told) < 90
    start, *rest = re.sub(r"（[^）]*）", "", told).split("=")[0].split("−")
    assert Decimal(start) - sum(map(Decimal, rest)) == total
    assert told.endswith(f"= {total}")


def _report(lines: Sequence[LedgerLine], derivation: str, **more: Any) -> Report:
    made = score_of(lines, derivation=(derivation,), **more)
    return build(samples.sources([], made))


def test_vetoes_are_told_with_what_follows() -> None:
    sure, maybe = result(1), result(2, Outcome.REVIEW)
    tripped = line(indicator("V1", "甲", "veto", at_least=1), [sure])
    possible = line(indicator("V2", "乙", "veto", at_least=1), [], [maybe])
    unseen = line(indicator("V3", "丙", "veto"), state="insufficient")
    told = dict(first_of(_report([], "", vetoes=[tripped, possible, unseen], trial=None)).vetoes)
    assert told["bad"] == "否决已确认 1 项：V1 甲。网站判为不合格，不再评分"
    assert told["doubt"].startswith("否决待确认 1 项：V2 乙。有一项属实即不合格")
    assert told["gap"].startswith("否决没有评的 1 项")
    only = first_of(_report([], "", vetoes=[possible]))
    assert only.vetoes[0][1].endswith("，核实以前不判")
    assert first_of(_report([], "")).vetoes[0][0] == "fine"


def test_the_page_has_everything_and_a_written_report_follows_the_month(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    _, (path, _) = finish(sites, "demo", MONTH, None)
    assert path == report_path(sites, "demo", MONTH, "html")
    before = path.read_text(encoding="utf-8")
    assert "采集·未定稿" in before
    with Office.beside(sites.path) as office:
        months.enter(office, MONTH, State.COLLECTING, BY)
        months.enter(office, MONTH, State.FIRST_REVIEW, BY)
        assert "还没有开始" in stage_of(office, MONTH).appeal
        months.enter(office, MONTH, State.APPEALS, BY, due=APPEALS.due)
        assert stage_of(office, MONTH) == APPEALS
    restage(sites, MONTH)
    after = path.read_text(encoding="utf-8")
    told = [re.findall(r'data-stage="\w+">([^<]*)', text) for text in (before, after)]
    assert told[1] == ["申诉·未定稿", "申诉截止 2026年12月3日"]
    for old, new in zip(*told, strict=True):
        before = before.replace(old, new)
    assert after == before  # nothing else changed
    app = app_of(sites)
    page = Browser(app, "主任").get(f"/m/{MONTH}/s/demo/").text
    first = words(page.split('<h2 id="more"')[0])
    for part in (*PARTS, "示例 2026年11月", "已评指标"):
        assert part in first, part
    other = words(Browser(app, "乙员").get(f"/m/{MONTH}/s/demo/").text)
    assert "申诉截止 2026年12月3日" in other
    assert "试算分" not in other  # the site's score is its organiser's to see
