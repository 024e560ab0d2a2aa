"""The month's work by command: decide, appeal, rule, undo, close."""

import re
from pathlib import Path

import pytest
from browser_site import office_of, page, stored
from click.testing import CliRunner, Result

from checks.decision import Decision
from checks.rubric import load
from crawler.judge import judge
from crawler.sites import SitesFile
from crawler.sites_file import dumps
from crawler.store import Store
from crawler.workflow import reviews
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.review_queue import queue
from reports.sources import collect
from reports.summary import build

HOME = "http://www.example.gov.cn/"
MONTH = "2026-11"
PAGES = {
    "": "<title>示例</title><a href=a.html>一</a><a href=b.html>二</a><p>正文</p>",
    "a.html": "<title>一</title><img src=x.png><p>正文</p>",
    "b.html": "<title>二</title><img src=y.png><p>正文</p>",
}


@pytest.fixture
def office(tmp_path: Path) -> SitesFile:
    fetches = [page(HOME + path, f"<html>{html}</html>") for path, html in PAGES.items()]
    made = stored(tmp_path / "data" / "demo.sqlite", HOME, fetches)
    sites = office_of(made)
    sites.path.write_text(dumps(sites), encoding="utf-8")
    judge(sites, "demo", MONTH, load("national-2019-portal"), jobs=1)
    return sites


def run(office: SitesFile, *args: str, fails: bool = False) -> str:
    result: Result = CliRunner().invoke(main, ["--sites", str(office.path), *args])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def weighty(office: SitesFile) -> str:
    """The number of the first finding in the queue."""
    found = re.search(
        r"\d{2}-\d{4}", run(office, "review", "list", "demo", "--month", MONTH, "--all")
    )
    assert found
    return found[0]


def test_the_queue_puts_first_what_the_verdict_hangs_on(office: SitesFile) -> None:
    rows = queue(build(collect(office, "demo", MONTH)), everything=True)
    order = [(not row.flips, -row.points) for row in rows]
    assert order == sorted(order)
    assert len({key for row in rows for key in row.keys}) == sum(len(row.keys) for row in rows)


def test_a_decision_is_told_with_its_effect_and_can_be_undone(office: SitesFile) -> None:
    number = weighty(office)
    said = run(
        office, "review", "decide", "demo", number, "--verdict", "误报", "--by", "李四",
        "--note", "页面上有", "--month", MONTH,
    )  # fmt: skip
    assert "已记下：误报 1 处" in said
    assert "试算分" in said
    batch = re.search(r"决定编号 (\w+)", said)
    assert batch
    assert "误报" in run(office, "review", "history", "demo", number, "--month", MONTH)
    again = ("review", "undo", "demo", batch[1], "--by", "李四", "--month", MONTH)
    assert "已撤销 1 处" in run(office, *again)
    assert "已经撤销过" in run(office, *again, fails=True)
    told = run(office, "review", "history", "demo", number, "--month", MONTH)
    assert told.index("误报") < told.index("撤销")
    assert collect(office, "demo", MONTH).assessment.decisions == {}  # type: ignore[union-attr]


def test_times_are_told_in_beijing(office: SitesFile) -> None:
    number = weighty(office)
    key = next(r.key for r in collect(office, "demo", MONTH).results if r.number == number)
    late = Stamp("李四", "2026-11-25T16:30:00+00:00")
    with Store(office.database("demo")) as store:
        reviews.decide(store, [key], Decision.CONFIRMED, late, "", month=MONTH)
    told = run(office, "review", "history", "demo", number, "--month", MONTH)
    assert told.startswith("2026-11-26 00:30 李四 确认")


def test_a_decision_without_a_reason_or_on_nothing_is_refused(office: SitesFile) -> None:
    number = weighty(office)
    base = ("review", "decide", "demo", "--by", "李四", "--month", MONTH)
    assert "要写明理由" in run(office, *base, number, "--verdict", "误报", fails=True)
    assert "有效期" in run(office, *base, number, "--verdict", "豁免", "--note", "x", fails=True)
    said = run(office, *base, "11-9999", "--verdict", "确认", fails=True)
    assert "没有：11-9999" in said


def test_a_claim_changes_nothing_until_it_is_ruled_on(office: SitesFile) -> None:
    number = weighty(office)
    before = run(office, "score", "demo", "--month", MONTH)
    said = run(
        office, "appeal", "claim", "demo", number, "--kind", "误报", "--reason", "已有说明",
        "--by", "王五", "--month", MONTH,
    )  # fmt: skip
    assert "已登记申诉 1" in said
    assert run(office, "score", "demo", "--month", MONTH) == before
    assert "未处理" in run(office, "appeal", "list", "--month", MONTH)
    rule = ("appeal", "rule", "demo", "1", "--by", "李四", "--ruling")
    assert "同时给出决定" in run(office, *rule, "采纳", fails=True)
    run(office, *rule, "采纳", "--verdict", "误报")
    assert "没有未处理的申诉" in run(office, "appeal", "list", "--month", MONTH)
    assert "已经处理过" in run(office, *rule, "不采纳", "--note", "x", fails=True)
    decisions = collect(office, "demo", MONTH).assessment.decisions  # type: ignore[union-attr]
    assert set(decisions.values()) == {"误报"}


def test_a_month_from_first_review_to_filed(office: SitesFile) -> None:
    by = ("--by", "李四")
    assert "转到“初核”" in run(office, "month", "next", MONTH, *by)
    assert "转到“申诉”，截止" in run(office, "month", "next", MONTH, *by)
    assert "month close" in run(office, "month", "next", MONTH, *by, fails=True)
    assert "才截止（含当天）" in run(office, "month", "close", MONTH, *by, fails=True)
    assert "已定稿：1 个网站" in run(office, "month", "close", MONTH, *by, "--early")
    assert "得分、账号的结论重新计算后相同" in run(office, "month", "verify", MONTH)
    assert "不能退回" in run(office, "month", "back", MONTH, *by, fails=True)
    out = office.path.parent / "score.json"
    run(office, "month", "paper", MONTH, "得分.json", "--site", "demo", "-o", str(out))
    assert out.stat().st_size > 100
    number = weighty(office)
    said = run(
        office, "review", "decide", "demo", number, "--verdict", "误报", "--note", "x", "--month",
        MONTH, *by,
    )  # fmt: skip
    assert "已经定稿，得分和文件没有变；要生效请作更正" in said
    assert "更正 1：demo" in run(office, "month", "correct", MONTH, "--reason", "误报", *by)
    for state in ("整改", "复查", "归档"):
        assert f"转到“{state}”" in run(office, "month", "next", MONTH, *by)
    told = run(office, "month", "status", MONTH)
    assert told.startswith(f"{MONTH}：归档")
    assert "更正 1" in told
