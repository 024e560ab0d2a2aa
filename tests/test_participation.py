"""Surveys, and ways into consultation and services, read from pages."""

from datetime import date
from typing import Any

import pytest

from checks.entrances import CHANNEL, NOT_CHANNEL, SERVICES
from checks.page import Page

AS_OF = date(2026, 11, 25)
URL = "http://www.example.gov.cn/hdjl/zjdc/202610/t20261001_1.html"
HOME = "http://www.example.gov.cn/"


def facts(body: str, title: str, url: str = URL, *, is_home: bool = False) -> dict[str, Any]:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return dict(Page(url, html, as_of=AS_OF, is_home=is_home).reading.facts)


def survey(body: str, title: str = "停车收费办法公开征求意见") -> dict[str, Any]:
    return dict(facts(f"<p>发布时间：2026-10-01</p><p>{'正文' * 60}</p>{body}", title)["survey"])


@pytest.mark.parametrize(
    ("body", "start", "end"),
    [
        ("<p>征集时间：2026-10-01 至 2026-10-31</p>", "2026-10-01", "2026-10-31"),
        ("<p>调查时间：2026年10月1日—2026年10月31日</p>", "2026-10-01", "2026-10-31"),
        ("<b>开始时间：</b><i>2026-10-02</i><b>结束时间：</b><i>2026-10-31</i>", "2026-10-02", "2026-10-31"),
        ("<p>请于2026年11月20日前反馈意见。</p>", "", "2026-11-20"),
        ("<p>意见反馈截止时间为2026年11月20日。</p>", "", "2026-11-20"),
        ("<p>根据2025年3月1日印发的文件制定。</p>", "", ""),
    ],
)  # fmt: skip
def test_the_period_of_a_survey(body: str, start: str, end: str) -> None:
    found = survey(body)
    assert (found["start"] or "2026-10-01", found["end"]) == (start or "2026-10-01", end)


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ('<a href="r.html">意见采纳情况</a>', True),
        ("<h3>结果反馈</h3><p>共收到意见 3 条。</p>", True),
        ("<p>暂无结果反馈</p>", False),
        (
            '<ul><li><a href="/hdjl/jgfk/">结果反馈</a></li><li><a href="/hdjl/wsdc/">网上调查</a></li></ul>',
            False,
        ),
        ("<p>欢迎提出意见。</p>", False),
    ],
)
def test_the_result_of_a_survey(body: str, result: bool) -> None:
    assert survey(body)["result"] is result


def test_a_notice_of_a_survey_is_one() -> None:
    assert survey("", "关于停车收费办法公开征求意见的公告")["title"].startswith("关于停车")


def test_mail_alone_is_no_way_to_answer_online() -> None:
    mail = "<p>电子邮箱：yj@example.gov.cn</p>"
    assert (survey(mail)["mail"], survey(mail)["online"]) == (True, False)
    assert survey(f"{mail}<textarea name='yj'></textarea>")["online"] is True
    assert survey(f"{mail}<a href='/tj'>我要参与</a>")["online"] is True


@pytest.mark.parametrize(
    "title", ["停车收费办法征求意见结果反馈", "问卷调查结果公布", "意见采纳情况"]
)
def test_a_result_is_no_survey(title: str) -> None:
    found = facts("<p>发布时间：2026-10-01</p><p>共收到意见 3 条。</p>", title)
    assert "survey" not in found
    assert found["survey_result_of"] == title


@pytest.mark.parametrize(
    "title", ["事故调查报告公布", "领导调研城市建设", "人口抽样调查公报", "统计局开展住户调查"]
)
def test_other_articles_are_no_surveys(title: str) -> None:
    assert "survey" not in facts("<p>发布时间：2026-10-01</p>", title)


@pytest.mark.parametrize(
    "words",
    [
        "区长信箱",
        "领导信箱",
        "部门信箱",
        "我要写信",
        "我要咨询",
        "咨询投诉",
        "投诉建议",
        "网上咨询",
        "留言板",
        "投诉举报",
        "建言献策",
    ],
)
def test_ways_to_ask(words: str) -> None:
    assert CHANNEL.search(words)
    assert not NOT_CHANNEL.search(words)


@pytest.mark.parametrize(
    "words",
    [
        "网上信访",
        "阳光信访",
        "我要举报",
        "纪检监察举报",
        "举报信箱",
        "廉政信箱",
        "我为政府网站找错",
        "信件选登",
        "来信统计",
        "意见征集",
        "在线访谈",
        "依申请公开",
        "电子邮箱",
    ],
)
def test_ways_that_do_not_count(words: str) -> None:
    assert not CHANNEL.search(words) or NOT_CHANNEL.search(words)


@pytest.mark.parametrize(
    "words", ["政务服务", "办事服务", "个人办事", "省政务服务网", "网上办事大厅", "一网通办"]
)
def test_ways_to_services(words: str) -> None:
    assert SERVICES.search(words)


def test_a_home_page_names_its_ways() -> None:
    body = """<a href="/hdjl/xx/">领导信箱</a><a href="/xf/">网上信访</a><a href="javascript:void(0)">我要写信</a>
      <a href="https://www.xxzwfw.gov.cn/"><img src="a.png" alt="省政务服务网"></a>
      <a href="https://zwfw.example.gov.cn/x">点击进入</a>"""
    found = facts(body, "某区人民政府", HOME, is_home=True)
    assert found["channels"] == [["领导信箱", f"{HOME}hdjl/xx/"]]
    assert found["services"] == [
        ["省政务服务网", "https://www.xxzwfw.gov.cn/"],
        ["点击进入", "https://zwfw.example.gov.cn/x"],
    ]


def test_a_mailbox_has_a_form_and_figures() -> None:
    body = """<p>当前位置：首页 &gt; 互动交流</p><p>已答复 30 件</p>
      <form><input name="t"><textarea name="c"></textarea></form>"""
    found = facts(body, "领导信箱", f"{HOME}hdjl/xx/")
    assert found["form"] is True
    assert found["channel_page"] is True
    assert found["message_statistics"] == "已答复 30 件"


def test_services_announce_figures() -> None:
    body = "<p>当前位置：首页 &gt; 办事服务</p><p>本月办件量：30</p>"
    assert facts(body, "办事服务", f"{HOME}bsfw/")["service_statistics"] == "本月办件量：30"


@pytest.mark.parametrize(
    "title", ["10月份区长信箱留言办理情况", "2026年第三季度来信统计", "网民留言答复情况通报"]
)
def test_figures_published_as_an_article(title: str) -> None:
    found = facts(f"<p>发布时间：2026-11-01</p><p>{'正文' * 60}</p>", title)
    assert found["message_statistics"] == title


def test_an_article_offers_nothing() -> None:
    body = (
        "<p>发布时间：2026-10-01</p><a href='/x'>领导信箱</a><p>办件量 30</p>"
        + f"<p>{'正文' * 60}</p>"
    )
    found = facts(body, "区政府开通互动平台")
    assert not {"channels", "form", "service_statistics"} & set(found)
