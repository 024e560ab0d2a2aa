"""A column that only looks empty or silent is no finding: what its page holds instead is seen."""

from datetime import UTC, date, datetime

import pytest
from fake_site import FakeSite

from checks.columns import Column, Limit
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_site
from checks.site import PageSummary

URL = "http://www.example.gov.cn/zfgb/"
AS_OF = date(2026, 11, 25)
COLUMN = Column("政府公报", URL, limit=Limit(months=6))
MENU = "".join(f'<li><a href="/c{n}/">栏目名称{n}</a></li>' for n in range(8))
SIDE = "<div class=right><h3>通知公告</h3><ul>{}</ul></div>".format(
    "".join(
        f'<li><a href="/tzgg/t2025{m:02}03_{m}.html">关于做好某项工作的通知{m}</a>'
        f"<span>2025-{m:02}-03</span></li>"
        for m in range(1, 6)
    )
)


def framed(body: str) -> str:
    return (
        "<html><head><title>政府公报</title></head><body>"
        f'<div class="nav"><ul>{MENU}</ul></div>{body}'
        '<div class="footer"><p>主办：某区人民政府办公室 版权所有</p></div></body></html>'
    )


def results(html: str, check: str, fetched: datetime | None = None) -> list[Result]:
    page = Page(URL, html, column=COLUMN, as_of=AS_OF, fetched_at=fetched)
    seen = fetched.isoformat() if fetched else ""
    site = FakeSite(
        AS_OF, columns=[COLUMN], stored=[PageSummary(URL, URL, 200, seen, page.reading)]
    )
    return list(judge_site(site, [Selected(all_checks()[check], {})]))


def outcomes(html: str, check: str, fetched: datetime | None = None) -> list[Outcome]:
    return [result.outcome for result in results(html, check, fetched)]


def listed(*days: str) -> str:
    rows = (
        f'<li><a href="c{n}.html">关于做好某项工作的通知公告{n}</a><span>{day}</span></li>'
        for n, day in enumerate(days)
    )
    return framed(f"<div class=main><ul>{''.join(rows)}</ul></div>")


def test_an_empty_column_is_found() -> None:
    html = framed("<div class=main><h2>政府公报</h2><p>暂无信息</p><img src=/img/logo.png></div>")
    assert outcomes(html, "empty-column") == [Outcome.FAIL]


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<a href={n}.html>第{n}期</a>" for n in range(1, 6)),
        "".join(f'<a href="/zt/{n}/"><img src="/p/{n}.jpg"></a>' for n in range(4)),
        "<p>" + "本栏目公布区政府工作职责，负责全区经济社会发展。" * 5 + "</p>",
        '<img src="/p/2026.jpg">',
        '<embed src="/p/2026.pdf">',
    ],
    ids=["short titles", "linked pictures", "text", "picture", "document"],
)
def test_what_is_no_list_is_not_empty(body: str) -> None:
    assert outcomes(framed(f"<div class=main>{body}</div>"), "empty-column") == [Outcome.REVIEW]


@pytest.mark.parametrize("words", ["网站升级改造中，敬请期待", "数据库连接失败"])
def test_a_shell_is_no_empty_column(words: str) -> None:
    html = f"<html><head><title>提示</title></head><body><p>{words}</p></body></html>"
    assert Outcome.FAIL not in outcomes(html, "empty-column")


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ('<ul id="list"></ul>', Outcome.UNVERIFIABLE),
        ('<p v-for="one in all">{{one.title}}</p>', Outcome.UNVERIFIABLE),
        ('<div id="list"></div><script>$.ajax({url: "/list"})</script>', Outcome.REVIEW),
        ('<iframe src="/list.html" width="100%"></iframe>', Outcome.REVIEW),
        ("", Outcome.FAIL),
    ],
)
def test_a_side_list_does_not_speak_for_a_list_that_a_script_brings(
    main: str, expected: Outcome
) -> None:
    html = framed(f"<div class=main>{main}</div>{SIDE}")
    assert outcomes(html, "column-stale") == [expected]


def test_pinned_entries_without_years_do_not_push_a_list_back_a_year() -> None:
    days = ("05-10", "04-02", "03-01", "11-20", "11-18", "11-15")
    assert Outcome.FAIL not in outcomes(listed(*days), "column-stale")


def test_entries_after_the_monitoring_day_may_have_pushed_out_others() -> None:
    html = listed("2026-11-28", "2026-11-27", "2026-11-26", "2024-01-05")
    later = datetime(2026, 11, 29, 2, tzinfo=UTC)
    assert outcomes(html, "column-stale", later) == [Outcome.REVIEW]
    assert outcomes(listed("2024-01-05", "2024-01-04"), "column-stale", later) == [Outcome.FAIL]


@pytest.mark.parametrize("first", ["今天", "2062-11-20", "11/20/2026", ""])
def test_unreadable_dates_at_the_head_of_a_list(first: str) -> None:
    old = [f"2025-01-{n:02}" for n in range(9, 1, -1)]
    assert outcomes(listed(first, *old), "column-stale") == [Outcome.REVIEW]
    assert outcomes(listed(*old), "column-stale") == [Outcome.FAIL]
