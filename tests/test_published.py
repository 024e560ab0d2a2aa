"""The publish date of an article, with the traps that real templates set."""

from datetime import UTC, date, datetime

import pytest

from checks.page import Moment, Page

URL = "http://www.example.gov.cn/xw/content/post_123.html"
TITLE = "县水利局开展汛前检查"
BODY = (
    "<p>近日，县水利局组织人员对辖区内水库、堤防和泵站进行了全面检查，对发现的问题逐项登记，限期整改到位。</p>"
    * 3
)


def read(
    byline: str,
    *,
    head: str = "",
    before: str = "",
    body: str = BODY,
    after: str = "",
    url: str = URL,
    fetched: datetime | None = datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
) -> Moment | None:
    html = f"""<!DOCTYPE html><html><head><title>{TITLE}_某县人民政府</title>{head}</head><body>
    <div class="header">{before}<a href="/">首页</a></div>
    <div class="main"><h1>{TITLE}</h1>{byline}<div class="content">{body}</div>{after}</div>
    <div class="footer">版权所有：某县人民政府 备案时间：2011-01-01</div></body></html>"""
    return Page(url=url, html=html, fetched_at=fetched).reading.published


def label(value: str) -> str:
    return f'<meta name="PubDate" content="{value}">'


@pytest.mark.parametrize(
    ("byline", "day"),
    [
        ("<div>发布时间：2026-06-13 14:06</div>", date(2026, 6, 13)),
        ("<div>发布日期:&nbsp;&nbsp;2026年6月13日</div>", date(2026, 6, 13)),
        ("<span>发布时间</span><span>2026-06-13</span>", date(2026, 6, 13)),
        ("<b>发　布　时　间：</b><i>2026/6/13</i>", date(2026, 6, 13)),
        ("<span>发布</span><span>时间：</span>2026-06-13", date(2026, 6, 13)),
        ("<div>时间发布：2026-06-13 09:51</div>", date(2026, 6, 13)),
        ("<div>【发布时间：2026.06.13】</div>", date(2026, 6, 13)),
        ("<div>日期：２０２６－０６－１３　来源：水利局</div>", date(2026, 6, 13)),
        ("<div>时间：2026-06-13 星期六 浏览：5 次</div>", date(2026, 6, 13)),
        ("<div>发布日期：2026-06-13 星期六</div>", date(2026, 6, 13)),
        ("<div>2026-06-13 14∶06 来源：水利局</div>", date(2026, 6, 13)),
        ("<div>来源：水利局　2026-06-13　字号：大 中 小</div>", date(2026, 6, 13)),
        ("<div>来源：水利局</div><div>2026-06-13 14:06</div>", date(2026, 6, 13)),
        ("<div class=time>2026-06-13</div>", date(2026, 6, 13)),
        ("<div>2026年6月13日 来源：水利局</div>", date(2026, 6, 13)),
        ("<table><tr><td>发文日期</td><td>2026年06月13日</td></tr></table>", date(2026, 6, 13)),
        ("<div>更新时间：2026-06-13</div>", date(2026, 6, 13)),
        ("<div>Updated: June 13, 2026 Source: Water Bureau</div>", date(2026, 6, 13)),
        ("<div>June 13, 2026 | Source: Water Bureau</div>", date(2026, 6, 13)),
        ("<div>更新时间：2026-07-01 发布时间：2026-06-13</div>", date(2026, 6, 13)),
    ],
)
def test_visible_date(byline: str, day: date) -> None:
    found = read(byline)
    assert found is not None
    assert (found.day, found.source) == (day, "visible")
    assert str(found.value.utcoffset()) == "8:00:00"


@pytest.mark.parametrize(
    ("byline", "precision"),
    [
        ("发布时间：2026-06-13", "day"),
        ("发布时间：2026-06-13 14:06", "minute"),
        ("发布时间：2026-06-13 14:06:15", "second"),
    ],
)
def test_precision(byline: str, precision: str) -> None:
    found = read(byline)
    assert found is not None
    assert found.precision == precision


@pytest.mark.parametrize(
    "byline",
    [
        "<div>成文日期：2026年6月13日</div>",
        "<div>生成日期：2026-06-13</div>",
        "<div>索引号：A-1 生成日期:2026-06-13 发布机构：水利局</div>",
        "<div>印发日期：2026-06-13</div>",
        "<div>实施日期：2026-06-13</div>",
        "<div>公示时间：2026-06-13 至 2026-06-20</div>",
        "<div>报名时间：2026-06-13</div>",
        "<div>发布时间：</div>",
        "<div>（2026年6月13日）</div>",
        "<p>2026年6月13日</p>",
        "<p>会议时间：2026-06-13 地点：三楼会议室</p>",
        "<p>时间：2026-06-13 上午；地点：三楼会议室</p>",
    ],
)
def test_other_dates_are_not_taken(byline: str) -> None:
    assert read(byline) is None


@pytest.mark.parametrize(
    "before",
    [
        "今天是：2026年11月25日 星期三",
        "2026-11-25 星期三 农历十月十七",
        "欢迎访问！现在时间：2026-11-25 10:00:00",
        "日期：2026-11-25 星期三",
        "当前时间：2026-11-25",
    ],
)
def test_todays_date_in_the_header_is_not_taken(before: str) -> None:
    assert read("", before=before) is None
    found = read("<div>发布时间：2026-06-13</div>", before=before)
    assert found is not None
    assert found.day == date(2026, 6, 13)


def test_written_date_first_publish_date_later() -> None:
    table = (
        "<table><tr><td>成文日期：</td><td>2005年05月14日</td></tr>"
        "<tr><td>发布日期：</td><td>2026年06月13日</td></tr></table>"
    )
    found = read("", before=table)
    assert found is not None
    assert found.day == date(2026, 6, 13)


def test_empty_written_date_before_the_publish_date() -> None:
    found = read(
        "<div><b>成文日期：</b><b>发布日期：</b>2026-06-13 <b>截止日期：</b>2026-07-13</div>"
    )
    assert found is not None
    assert found.day == date(2026, 6, 13)


def test_heading_stands_in_for_a_title_that_names_only_the_site() -> None:
    html = f"""<html><head><title>某县人民政府</title></head><body>
    <div class="header"><b>某县人民政府</b> 2026-11-25</div>
    <div class="main"><h1>{TITLE}</h1><div>2026-06-13</div>{BODY}</div></body></html>"""
    found = Page(url=URL, html=html).reading.published
    assert found is not None
    assert found.day == date(2026, 6, 13)


def test_dates_of_letters_and_of_other_articles_beside_it() -> None:
    letters = "".join(f"<p>请问如何办理？留言时间：2026-08-0{n}</p>" for n in range(1, 5))
    others = "".join(f"<p>其他稿件 发布时间：2026-09-0{n}</p>" for n in range(1, 5))
    found = read("<div>发布时间：2026-06-13</div>", before=letters, after=others)
    assert found is not None
    assert found.day == date(2026, 6, 13)


def test_dates_in_the_body_are_not_taken() -> None:
    body = (
        BODY + "<p>时间：2026-07-01 09:00</p><p>地点：县政府</p><p>县水利局</p><p>2026年6月1日</p>"
    )
    assert read("", body=body) is None


def test_label_alone() -> None:
    found = read("", head=label("2026-06-13 14:06"))
    assert found is not None
    assert (found.day, found.precision, found.source) == (date(2026, 6, 13), "minute", "label")


@pytest.mark.parametrize("value", ["", "null", "2026-13-45", "$!{pubDate}"])
def test_broken_label_leaves_the_visible_date(value: str) -> None:
    found = read("<div>发布时间：2026-06-13</div>", head=label(value))
    assert found is not None
    assert (found.day, found.source) == (date(2026, 6, 13), "visible")


def test_named_visible_date_wins_over_a_label_that_disagrees() -> None:
    found = read("<div>发布时间：2009-09-30 10:53</div>", head=label("2023-05-12 23:20"))
    assert found is not None
    assert (found.day, found.source) == (date(2009, 9, 30), "visible")


def test_label_wins_over_an_unnamed_date() -> None:
    found = read("<div>2009-09-30</div>", head=label("2023-05-12 23:20"))
    assert found is not None
    assert (found.day, found.source) == (date(2023, 5, 12), "label")


def test_finer_of_two_that_agree() -> None:
    coarse = read("<div>发布时间：2026-06-13</div>", head=label("2026-06-13 14:06"))
    fine = read("<div>发布时间：2026-06-13 14:06</div>", head=label("2026-06-13"))
    assert coarse is not None
    assert fine is not None
    assert (coarse.source, coarse.precision) == ("label", "minute")
    assert (fine.source, fine.precision) == ("visible", "minute")


def test_two_named_dates_the_label_decides() -> None:
    both = "<div>发布时间：2026-06-13</div>" + BODY + "<div>发布时间：2026-06-14</div>"
    found = read(both, head=label("2026-06-14"))
    assert found is not None
    assert found.day == date(2026, 6, 14)


def test_address_is_the_last_resort() -> None:
    found = read("", url="http://www.example.gov.cn/xw/202606/t20260613_55.html")
    assert found is not None
    assert (found.day, found.source, found.precision) == (date(2026, 6, 13), "url", "day")


def test_month_in_the_address_is_not_a_date() -> None:
    assert read("", url="http://www.example.gov.cn/xw/202606/36796cdc82d0.html") is None


def test_a_day_after_the_fetch_is_no_publish_date() -> None:
    assert read("<div>发布时间：2027-06-13</div>") is None
    assert read("", head=label("2099-12-31")) is None
    assert read("<div>发布时间：2027-06-13</div>", fetched=None) is not None
