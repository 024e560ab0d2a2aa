"""Public messages read from the layouts that sites use."""

from datetime import date
from time import process_time
from typing import Any

import pytest

from checks.page import Page

AS_OF = date(2026, 11, 25)
LIST = "http://www.example.gov.cn/hdjl/zxts/index.html"
LETTER = "http://www.example.gov.cn/hdjl/zxts/1.html"

TABLE = """<table>
<tr><th>序号</th><th>信件标题</th><th>来信时间</th><th>办理状态</th><th>答复单位</th><th>答复时间</th></tr>
<tr><td>1</td><td><a href="1.html">湖滨路路灯不亮</a></td><td>2026-08-01</td><td>{waiting}</td><td>区城管局</td><td></td></tr>
<tr><td>2</td><td><a href="2.html">请问居住证如何办理</a></td><td>2026-11-02</td><td>{answered}</td><td>区公安局</td><td>2026-11-05</td></tr>
</table>"""
CARDS = """<ul class="letters">
<li><h3><a href="1.html">湖滨路路灯不亮</a></h3><p>来信时间：2026-08-01 答复单位：区城管局</p><p>答复时间：</p></li>
<li><h3><a href="2.html">请问居住证如何办理</a></h3><p>来信时间：2026-11-02 答复单位：区公安局</p><p>答复时间：2026-11-05</p></li>
</ul>"""
BOXES = """<div><a href="1.html">湖滨路路灯不亮</a><div><span>来信时间：</span><span>2026-08-01</span>
<span>办理单位：</span><span>区城管局</span><span>状态：</span><span>办理中</span></div></div>
<div><a href="2.html">请问居住证如何办理</a><div><span>来信时间：</span><span>2026-11-02</span>
<span>办理单位：</span><span>区公安局</span><span>状态：</span><span>已办结</span></div></div>"""
GRID = """<ul class="head"><li>标题</li><li>承办单位</li><li>时间</li><li>状态</li></ul>
<ul><li><a href="1.html">湖滨路路灯不亮</a></li><li>区城管局</li><li>2026-08-01</li><li>未答复</li></ul>
<ul><li><a href="2.html">请问居住证如何办理</a></li><li>区公安局</li><li>2026-11-02</li><li>已答复</li></ul>"""
STATES = """<ul><li><a href="1.html">湖滨路路灯不亮</a><em>[待答复]</em><i>2026-08-01</i></li>
<li><a href="2.html">请问居住证如何办理</a><em>[已答复]</em><i>2026-11-02</i></li></ul>"""


def facts(body: str, url: str = LIST, title: str = "咨询投诉") -> dict[str, Any]:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return dict(Page(url, html, as_of=AS_OF).reading.facts)


@pytest.mark.parametrize(
    "body",
    [TABLE.format(waiting="办理中", answered="已回复"), CARDS, BOXES, GRID, STATES],
    ids=["table", "cards", "boxes", "grid", "states"],
)
def test_every_layout_tells_who_waits(body: str) -> None:
    waiting, answered = facts(body)["messages"]
    assert (waiting["title"], waiting["url"]) == (
        "湖滨路路灯不亮", "http://www.example.gov.cn/hdjl/zxts/1.html",
    )  # fmt: skip
    assert (waiting["asked"], waiting["answered"], waiting["state"]) == (
        "2026-08-01",
        "",
        "waiting",
    )
    assert answered["title"] == "请问居住证如何办理"
    assert answered["state"] == "answered"
    assert answered["latest"] in ("2026-11-02", "2026-11-05")


@pytest.mark.parametrize("body", [TABLE.format(waiting="", answered=""), CARDS])
def test_dates_and_units_are_read(body: str) -> None:
    waiting, answered = facts(body)["messages"]
    assert waiting["state"] == "waiting"  # the place for the answer's date is empty
    assert waiting["shown"] == ["asked", "unit"]
    assert (answered["asked"], answered["answered"]) == ("2026-11-02", "2026-11-05")
    assert answered["unit"] == "区公安局"


def test_a_date_nobody_explains_is_no_asking_date_of_an_answered_message() -> None:
    assert facts(STATES)["messages"][1]["asked"] == ""


LETTERS = {
    "two tables": """<table><tr><td>编号:</td><td>C2026080112</td><td>来信人:</td><td>钱某某</td></tr>
<tr><td>来信时间:</td><td>2026-08-01 10:20:00</td><td>受理单位:</td><td>区城管局</td></tr>
<tr><td>信件类型:</td><td>求助</td><td>办事状态:</td><td>已办结</td></tr>
<tr><td>来信主题:</td><td colspan="3">湖滨路路灯不亮</td></tr><tr><td>来信内容:</td><td colspan="3">路灯坏了</td></tr></table>
<table><tr><td>办理单位:</td><td>区城管局</td><td>办理时间:</td><td>2026-08-05 09:00:00</td></tr>
<tr><td>处理情况:</td><td colspan="3">您好，路灯已经修好。</td></tr></table>""",
    "table": """<table><tr><th>来信标题</th><td>湖滨路路灯不亮</td></tr><tr><th>来信人</th><td>钱某某</td>
<th>来信时间</th><td>2026-08-01 10:20</td></tr><tr><th>来信内容</th><td>路灯坏了，请修。</td></tr>
<tr><th>答复单位</th><td>区城管局</td></tr><tr><th>答复时间</th><td>2026-08-05</td></tr>
<tr><th>答复内容</th><td>您好，路灯已经修好。</td></tr></table>""",
    "rows": """<table><tr><td colspan="2">来信内容</td></tr><tr><td colspan="2">路灯坏了</td></tr>
<tr><td>来信时间</td><td>2026-08-01</td></tr><tr><td>回复单位</td><td>区城管局</td></tr><tr><td>回复时间</td><td>2026-08-05</td></tr>
<tr><td colspan="2">回复内容</td></tr><tr><td colspan="2">已经修好。</td></tr></table>""",
    "paragraphs": """<h1>湖滨路路灯不亮</h1><p>留言时间：2026-08-01</p><p>留言内容：路灯坏了</p>
<p>答复单位：区城管局</p><p>答复时间：2026-08-05</p><p>答复内容：</p><p>您好，路灯已经修好。</p>""",
    "definitions": """<dl><dt>留言时间</dt><dd>2026年8月1日</dd><dt>留言内容</dt><dd>路灯坏了</dd></dl>
<dl><dt>回复单位</dt><dd>区城管局</dd><dt>回复时间</dt><dd>2026年8月5日</dd><dt>回复内容</dt><dd>已经修好。</dd></dl>""",
}


@pytest.mark.parametrize("layout", LETTERS)
def test_a_letter_shows_all_that_must_be_public(layout: str) -> None:
    found = facts(LETTERS[layout], LETTER)
    assert found["letter"] is True
    [letter] = found["messages"]
    assert letter["shown"] == ["answer", "answered", "asked", "unit"]
    assert (letter["asked"], letter["answered"]) == ("2026-08-01", "2026-08-05")
    assert (letter["state"], letter["unit"]) == ("answered", "区城管局")
    assert letter["url"] == LETTER
    assert "钱某某" not in str(found)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("<dt>回复内容</dt><dd></dd><dt>回复时间</dt><dd></dd>", "waiting"),
        ("<dt>回复内容</dt><dd>暂无回复</dd>", "waiting"),
        ("", ""),
        ("<dt>办理状态</dt><dd>已受理</dd>", "waiting"),
        ("<dt>部门回复</dt><dd>已经修好。</dd>", "answered"),
        ("<dd>回复：您好，已经修好。</dd>", "answered"),
        ("<dt>区城管局答复如下</dt><dd>已经修好。</dd>", "unclear"),
    ],
)
def test_a_letter_without_an_answer(answer: str, state: str) -> None:
    body = (
        f"<dl><dt>留言时间</dt><dd>2026-08-01</dd><dt>留言内容</dt><dd>路灯坏了</dd>{answer}</dl>"
    )
    [letter] = facts(body, LETTER)["messages"]
    assert letter["state"] == state


@pytest.mark.parametrize("title", ["网上信访", "在线访谈", "纪检监察举报", "意见征集", "我要举报"])
def test_columns_that_do_not_count_are_left_out(title: str) -> None:
    assert "messages" not in facts(STATES, title=title)


@pytest.mark.parametrize("title", ["区长信箱", "投诉举报", "咨询举报", "来信选登"])
def test_columns_that_count(title: str) -> None:
    assert len(facts(STATES, title=title)["messages"]) == 2


def test_long_numbers_in_titles_are_masked() -> None:
    body = STATES.replace("湖滨路路灯不亮", "路灯不亮请回电13800001234")
    assert facts(body)["messages"][0]["title"] == "路灯不亮请回电138****"


def test_a_news_page_is_no_list_of_messages() -> None:
    body = "<p>当前位置：首页 &gt; 要闻</p><p>来源：区政府</p><p>发布时间：2026-11-01</p><p>本月已答复 30 件。</p>"
    assert "messages" not in facts(body, title="区政府召开会议")


def test_a_guide_is_no_message() -> None:
    body = """<p>当前位置：首页 &gt; 办事服务 &gt; 咨询</p><table><tr><td>受理部门</td><td>区水务局</td></tr>
      <tr><td>受理时间</td><td>工作日上午九时至下午五时</td></tr><tr><td>办理结果</td><td>许可证</td></tr></table>"""
    assert "messages" not in facts(body, LETTER, "取水许可")


def test_a_letter_without_dates_is_still_one() -> None:
    body = "<dl><dt>留言内容</dt><dd>路灯坏了</dd><dt>回复内容</dt><dd>已经修好。</dd></dl>"
    [letter] = facts(body, LETTER)["messages"]
    assert (letter["state"], letter["shown"]) == ("answered", ["answer"])


def test_a_monstrous_list_costs_little() -> None:
    card = "<li><a href='{0}.html'>来信标题{0}</a><p>来信时间：2026-08-01 答复时间：</p></li>"
    body = "<ul>" + "".join(card.format(n) for n in range(20_000)) + "</ul>"
    start = process_time()
    found = facts(body)["messages"]
    assert len(found) == 200
    assert found[199]["url"].endswith("/199.html")
    assert process_time() - start < 12
