"""The report on accounts: conclusions, counts, lists; harmless and readable in every form."""

import io
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import fake_account
import pytest
from openpyxl import load_workbook

from checks.media.models import Word
from checks.rubric import Rubric, load
from checks.run import judge_account, selected
from crawler.media.judge import Judged, last_day, peers_of
from crawler.media.settings import MediaSettings
from reports.media.build import build
from reports.media.html import MOST_ROWS, parts, render
from reports.media.json_form import media_dict
from reports.media.score_text import account_lines, lines
from reports.media.sheet import workbook
from reports.media.terminal import render as as_text
from reports.media.views import Conclusion, MediaReport, percent

NATIONAL, LOCAL = load("national-2019-media"), load("media-local-example")
FRESH = {"posts": [{"day": date(2026, 11, 20)}]}
SILENT = {"outcomes": [{"first": date(2026, 11, 1), "last": date(2026, 11, 25)}]}
MENU = {"name": "menu", "value": {"open": True, "entries": [{"path": "办事", "type": "click"}]}}
HOSTILE = {
    "name": "<script>alert(1)</script>", "organiser": "=HYPERLINK(\"http://x\")", "platform_id": "@x",
    "home_url": "javascript:alert(1)",
}  # fmt: skip


def judged(case: Mapping[str, Any], rubric: Rubric = NATIONAL, **account: Any) -> Judged:
    facts = fake_account.facts({**case, "account": {**case.get("account", {}), **account}})
    results = tuple(judge_account(facts, selected(rubric)))
    return Judged(facts.account, facts.verdict, results)


def report(*cases: Judged, rubric: Rubric = NATIONAL, **settings: Any) -> MediaReport:
    return build(cases, rubric, "2026-11", fake_account.AS_OF, MediaSettings(**settings))


@pytest.mark.parametrize(
    ("case", "conclusion"),
    [
        (FRESH, Conclusion.PASSED),
        (SILENT, Conclusion.DOUBTED),
        ({}, Conclusion.PENDING),
        ({"account": {"status": "注销"}}, Conclusion.NOT_APPLICABLE),
        ({"account": {"platform": "app"}}, Conclusion.PENDING),
        ({"posts": [{"day": date(2026, 11, 20), "title": "区人民政付公告"}]}, Conclusion.DOUBTED),
    ],
)
def test_conclusions(case: Mapping[str, Any], conclusion: Conclusion) -> None:
    (row,) = report(judged(case)).rows
    assert row.conclusion is conclusion


def test_nothing_is_failed_by_the_machine_alone() -> None:
    (row,) = report(judged(SILENT)).rows
    assert row.verdict.word is Word.NOT_UPDATED
    assert not any(line.tripped for line in row.score.vetoes)


def test_no_rate_without_the_share_that_is_open() -> None:
    told = report(judged(FRESH), judged(SILENT, key="b"), judged({}, key="c")).rate
    assert "合格 1 个（50%），待确认 1 个" in told
    assert "另有 1 个待核实，占 33.3%，超过 20%" in told
    few = report(*(judged(FRESH, key=f"k{n}") for n in range(9)), judged({}, key="c")).rate
    assert few.endswith("另有 1 个待核实，没有计入。")
    assert "不能计算合格率" in report(judged({})).rate
    assert report(judged({"account": {"status": "注销"}})).rate == ""


def test_a_share_is_rounded_down() -> None:
    assert [percent(999, 1000), percent(1999, 2000), percent(3, 3)] == ["99.9%", "99.9%", "100%"]


def test_groups_add_up() -> None:
    made = report(
        judged(FRESH), judged(SILENT, key="b", platform="douyin"), judged({}, key="c", organiser="")
    )
    for groups in (made.by_platform, made.by_unit):
        assert sum(g.total for g in groups) == 3
        for word in Word:
            assert sum(g.words[word] for g in groups) == made.total.words[word]
    assert [g.name for g in made.by_unit] == ["柳溪区政府办", "（未填主办单位）"]
    assert made.total.coverage == "2/3（66.6%）"


def test_due_soon_is_told_before_it_is_late() -> None:
    case = {"posts": [{"day": date(2026, 11, 14)}]}
    made = report(judged(case), judged(FRESH, key="b"))
    assert [(r.account.key, str(r.due)) for r in made.due_soon] == [("weibo:1", "2026-11-28")]
    assert not report(judged(case), warn_days=14).due_soon


def test_the_longest_gap_of_the_month_is_told() -> None:
    posts = {"posts": [{"day": date(2026, 11, 3)}, {"day": date(2026, 11, 20)}]}
    made = report(judged(posts), judged({}, key="b"))
    assert [row.longest_gap for row in made.rows] == [17, None]
    assert "本月最长间隔 17 天" in render(made)
    assert media_dict(made)["accounts"][0]["longest_gap"] == 17


def test_every_form_is_harmless() -> None:
    title = "咨询 13800138000，<img src=x onerror=alert(2)>"
    posts = {"posts": [{"day": date(2026, 11, 20), "title": title, "url": "javascript:alert(3)"}]}
    made = report(judged(posts, **HOSTILE), judged({"peers": [{"key": "z"}]}, key="b", **HOSTILE))
    html = render(made)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    book = load_workbook(io.BytesIO(workbook(made)))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert any(c.value == HOSTILE["organiser"] for c in cells)
    assert json.loads(json.dumps(media_dict(made)))["accounts"][0]["name"] == HOSTILE["name"]
    assert "\x1b" not in as_text(made)
    for form in (html, as_text(made), json.dumps(media_dict(made), ensure_ascii=False)):
        assert "13800138000" not in form


def test_the_sheet_has_every_account_and_the_closing_list() -> None:
    stopped = {"account": {"status": "停更", "status_on": date(2026, 1, 1)}}
    made = report(judged(FRESH), judged(stopped, key="b"))
    book = load_workbook(io.BytesIO(workbook(made)))
    assert book.sheetnames == ["账号", "关停整合", "按单位", "按平台"]
    assert book["账号"].max_row == 5
    assert [c.value for c in book["关停整合"][4]][:2] == ["停更未注销", "柳溪区政府办"]


def test_a_large_office_gets_a_page_that_opens() -> None:
    one = judged({})
    rows = [judged(FRESH, key="fresh")] + [one] * (MOST_ROWS + 10)
    made = report(*rows)
    shown = parts(made)
    assert [(p.title, p.count, p.more) for p in shown] == [
        ("待核实", MOST_ROWS + 10, 10),
        ("合格（机检范围）", 1, 1),
    ]
    html = render(made)
    assert "另有 10 个没有列在这里" in html
    assert len(html.encode()) < 4_000_000


def test_a_local_rubric_scores_accounts_and_units() -> None:
    menu = {**FRESH, "observations": [MENU]}
    dead = {
        **FRESH, "account": {"platform": "wechat_mp"},
        "observations": [
            {"name": "menu", "value": {"open": True, "entries": [
                {"path": "办事", "type": "view", "url": "https://a.example/"}]}},
            {"name": "menu_links", "value": {"https://a.example/": {"state": "dead", "reason": "404"}}},
        ],
    }  # fmt: skip
    good, bad = judged(menu, LOCAL, key="a"), judged(dead, LOCAL, key="b")
    made = report(good, bad, rubric=LOCAL)
    assert [row.points for row in made.rows] == [Decimal(100), Decimal(95)]
    assert made.by_unit[0].score == Decimal("97.5")
    lowest = report(good, bad, rubric=LOCAL, unit_score="lowest")
    assert lowest.by_unit[0].score == Decimal(95)
    with_open = report(good, judged({}, LOCAL, key="c", platform="wechat_mp"), rubric=LOCAL)
    assert with_open.by_unit[0].score is None
    assert with_open.rows[1].points is None
    told = "\n".join(lines(made))
    assert "柳溪区政府办：2 个账号" in told
    assert "97.5 分" in told
    assert "扣 5 分" in "\n".join(account_lines(made.rows[1], made))
    assert "97.5" in render(made)


def test_peers_are_those_of_one_unit_and_platform_that_are_not_over() -> None:
    rows = [
        fake_account.account_of({"key": "a"}),
        fake_account.account_of({"key": "b"}),
        fake_account.account_of({"key": "c", "status": "注销"}),
        fake_account.account_of({"key": "d", "platform": "douyin"}),
        fake_account.account_of({"key": "e", "organiser": ""}),
    ]
    found = {key: [a.key for a in peers] for key, peers in peers_of(rows).items()}
    assert found == {"a": ["b"], "b": ["a"], "d": []}


def test_the_monitoring_day_of_a_month() -> None:
    today = date(2026, 11, 25)
    assert last_day("2026-11", today) == today
    assert last_day("2026-02", today) == date(2026, 2, 28)
    assert last_day("2025-12", today) == date(2025, 12, 31)


def test_an_application_that_a_person_tried_is_settled() -> None:
    tried = {
        "account": {"platform": "app"},
        "observations": [
            {"name": "trial", "source": "manual", "value": {"works": True, "who": "张某"}}
        ],
    }
    (row,) = report(judged(tried)).rows
    assert (row.conclusion, row.action) == (
        Conclusion.PASSED,
        "没有备案的按程序向网信部门备案，备案前不要求群众使用；已备案的补填台账。",
    )
    failed = {**tried, "observations": [
        {"name": "trial", "source": "manual",
         "value": {"works": False, "who": "张某", "picture": "a.png"}}]}  # fmt: skip
    (row,) = report(judged(failed)).rows
    assert row.conclusion is Conclusion.DOUBTED
    assert "张某 2026-11-25 试用：不能使用" in row.said
