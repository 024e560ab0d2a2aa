"""立即处置: what is told at once, in every output, and what is not."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from misbehaving import page, serving
from report_samples import indicator, line, result, rubric, score_of, sources

from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import RubricError, load, loads, validate_checks
from crawler.store import Run, Store
from reports.html import render as as_html
from reports.immediate import lines
from reports.score import Assessment
from reports.sources import _decisions
from reports.summary import Report, Sources, build, to_dict
from reports.terminal import render

LEAK = [
    result(n, Outcome.REVIEW, check="page-labels", message=f"附件疑似含 {n} 个身份证号。")
    for n in (1, 2)
]


def with_named(results: list[Result], decisions: dict[str, str] | None = None) -> Report:
    made: Sources = sources(results, score_of([]))
    return build(
        replace(
            made,
            rubric=rubric(immediate=("page-labels",)),
            assessment=Assessment(results, decisions=decisions or {}),
        )
    )


def test_named_checks_come_first_everywhere() -> None:
    report = with_named([*LEAK, result(3)])
    [row] = report.urgent
    assert (row.check, row.state, len(row.findings)) == ("page-labels", "待确认", 2)
    text = render(report, color=False)
    assert text.index("【立即处置】") < text.index("问题")
    assert "11-0001、11-0002" in text
    assert "附件疑似含 1 个身份证号" in text
    page = as_html(report)
    assert page.index('id="urgent"') < page.index('id="ledger"')
    [told] = to_dict(report)["immediate"]
    assert told["numbers"] == ["11-0001", "11-0002"]
    assert told["check"] == "page-labels"


def test_nothing_urgent_leaves_no_block() -> None:
    report = build(sources([result(3)], score_of([])))
    assert report.urgent == ()
    assert "立即处置" not in render(report, color=False)
    assert 'id="urgent"' not in as_html(report)
    assert to_dict(report)["immediate"] == []


@pytest.mark.parametrize("word", ["误报", "豁免", "已整改"])
def test_what_a_person_settled_is_not_urgent(word: str) -> None:
    assert with_named(LEAK, {r.key: word for r in LEAK}).urgent == ()
    [row] = with_named(LEAK, {LEAK[0].key: word}).urgent
    assert [f.result.number for f in row.findings] == ["11-0002"]


def test_a_certain_finding_is_more_than_a_doubt() -> None:
    [row] = with_named([replace(LEAK[0], outcome=Outcome.FAIL), LEAK[1]]).urgent
    assert (row.state, row.level) == ("发现", "bad")
    [row] = with_named(LEAK, {LEAK[1].key: "确认"}).urgent
    assert (row.state, len(row.findings)) == ("发现", 2)


def test_vetoes_tripped_and_possible() -> None:
    tripped = line(indicator("V3", "首页不更新", "veto"), [result(1)])
    possible = line(indicator("V4③", "空白栏目多", "veto"), [], [result(2, Outcome.REVIEW)])
    quiet = line(indicator("V5②", "超期未答", "veto"))
    report = build(
        sources([result(1), result(2, Outcome.REVIEW)], score_of([], [tripped, possible, quiet]))
    )
    assert [(row.code, row.state) for row in report.urgent] == [
        ("V3", "已触发"), ("V4③", "待确认"),
    ]  # fmt: skip
    told = list(lines(report.urgent))
    assert told[0].startswith("[已触发] V3 单项否决“首页不更新”（11-0001）")


def test_what_stands_under_a_veto_is_not_said_twice() -> None:
    veto = line(indicator("V1③", "链接有害内容", "veto", checks=("page-labels",)), [], LEAK)
    made = sources(LEAK, score_of([], [veto]))
    report = build(replace(made, rubric=rubric(immediate=("page-labels",))))
    assert [row.code for row in report.urgent] == ["V1③"]


def test_personal_data_is_masked_and_tags_are_harmless() -> None:
    number = "11010519491231002X"
    one = result(
        1, Outcome.REVIEW, check="page-labels", message=f"<b>身份证号 {number}</b>\x1b[31m"
    )
    report = with_named([one])
    for text in (render(report, color=False), as_html(report), str(to_dict(report))):
        assert number not in text
    assert "<b>身份证" not in as_html(report)
    assert "\x1b" not in render(report, color=False)


def test_a_rubric_names_only_checks_that_exist() -> None:
    text = 'id = "own"\ntitle = "甲"\nextends = "national-2019-portal"\nimmediate = ["no-such"]\n'
    with pytest.raises(RubricError, match=r"immediate.*no-such"):
        validate_checks(loads(text), all_checks())
    assert loads(load("national-2019-portal").text).immediate == (
        load("national-2019-portal").immediate
    )


# ---- decisions that have been overtaken by events


def decided(tmp_path: Path, *reviews: tuple[str, str, str | None]) -> dict[str, str]:
    """(verdict, at, until) on the key of one finding, seen on 2026-11-25 02:03:11 UTC."""
    one = result(1)
    with Store(tmp_path / "a.sqlite") as store:
        store.db.table("reviews").insert_all(
            {"key": one.key, "at": at, "verdict": verdict, "by": "张", "note": "", "until": until}
            for verdict, at, until in reviews
        )
        run = Run(1, "2026-11", date(2026, 11, 25), "2026-11-25T01:00:00+00:00")
        return _decisions(store, run.month, run.as_of, run.started_at, [one])


def test_mended_before_it_was_seen_again_hides_nothing(tmp_path: Path) -> None:
    assert decided(tmp_path, ("已整改", "2026-10-28T09:00:00+00:00", None)) == {}


def test_mended_while_the_crawl_ran_counts_only_after_the_look(tmp_path: Path) -> None:
    assert decided(tmp_path, ("已整改", "2026-11-25T01:30:00+00:00", None)) == {}


def test_mended_after_it_was_seen_counts(tmp_path: Path) -> None:
    made = decided(tmp_path, ("已整改", "2026-11-25T10:30:00+08:00", None))
    assert list(made.values()) == ["已整改"]


def test_other_decisions_last(tmp_path: Path) -> None:
    made = decided(tmp_path, ("误报", "2026-10-28T09:00:00+00:00", None))
    assert list(made.values()) == ["误报"]


def test_what_was_confirmed_last_month_is_only_suspected_this_month(tmp_path: Path) -> None:
    assert decided(tmp_path, ("确认", "2026-10-28T09:00:00+00:00", None)) == {}


@pytest.mark.parametrize("at", ["2026-11-02T09:00:00+08:00", "2026-11-26T09:00:00+08:00"])
def test_what_was_confirmed_this_month_counts(tmp_path: Path, at: str) -> None:
    assert list(decided(tmp_path, ("确认", at, None)).values()) == ["确认"]


def test_the_word_before_an_old_mending_does_not_come_back(tmp_path: Path) -> None:
    made = decided(
        tmp_path,
        ("误报", "2026-09-01T09:00:00+00:00", None),
        ("已整改", "2026-10-28T09:00:00+00:00", None),
    )
    assert made == {}


def test_an_exemption_ends(tmp_path: Path) -> None:
    assert decided(tmp_path, ("豁免", "2026-10-01T00:00:00+00:00", "2026-11-24")) == {}


def test_the_monthly_job_tells_as_soon_as_a_site_is_judged(tmp_path: Path) -> None:
    leak = "<!doctype html><meta charset=utf-8><title>低保名单</title><p>张某 身份证号 11010519491231002X</p>"
    with serving("127.0.0.76") as server:
        server.routes["/"] = page("/a.html")
        server.routes["/a.html"] = lambda h: h.send(leak.encode())
        (tmp_path / "sites.toml").write_text(
            f'contact = "a@b.example"\n[[site]]\nid = "a"\nname = "甲区"\nurl = "{server.url}/"\n'
            "[site.politeness]\nrequests_per_second = 0\nrecheck_after_s = 0.2\n",
            encoding="utf-8",
        )
        done = subprocess.run(
            [sys.executable, "-m", "reports.cli", "monthly", "--no-browser", "--as-of", "2026-11-25"],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert told.index("[1/1] a：完成") < told.index("【立即处置】甲区") < told.index("报告：")
    assert "疑似" in told
    for text in (told, done.stderr, *(f.read_text("utf-8") for f in tmp_path.rglob("*.html"))):
        assert "11010519491231002X" not in text
