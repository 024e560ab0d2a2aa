"""Frames of the same origin are looked into; of others it is said that they were not."""

from collections.abc import Iterator
from typing import Any

import pytest
from own_looks import HOME, Looks, document, looking

from checks.accessibility.in_page import look
from checks.accessibility.input_look import try_input

pytestmark = pytest.mark.browser

GO = "onclick=\"location.href='/go.html'\""
BIG = "style='display:block;width:60px;height:60px'"
PAGES = {
    "page.html": document(
        "<a href=/a style='display:block;width:60px;height:60px'>办事服务</a>"
        "<iframe id=login title=登录 src=login.html width=600 height=300></iframe>"
        "<iframe id=far title=外 src=//other.example.com/x.html width=300 height=100></iframe>"
        "<iframe title=看不见 src=//count.example.com/x.html width=1 height=1></iframe>"
        "<iframe title=空 width=300 height=100></iframe>"
    ),
    "login.html": document(
        f"<p id=enter {GO}>登录进入</p><p {GO}>办事服务</p><a id=w {BIG} href=/x target=_blank>要闻</a>"
        f"<a {BIG} href=/x target=side>侧栏</a><a {BIG} href=/x target=login_frame>本框</a>"
        "<a id=tiny href=/y style='display:inline-block;width:20px;height:20px'>小</a>"
        "<img id=yzm src=yzm.png class=captcha style='width:80px;height:40px'>"
        f"<select id=jump {BIG} onchange='location=this.value'><option>甲<option>乙</select>"
        "<img src=banner.png alt=banner.png width=80 height=60><img src=b.png alt=办事大厅 width=80 height=60>"
        "<img src=c.png alt=图片 width=80 height=60><iframe id=deep title=里 src=deep.html width=400 height=100></iframe>"
    ),
    "deep.html": document(
        "<div id=in>里层入口</div><script>window.name = 'login_frame';"
        "document.getElementById('in').addEventListener('click', () => { location.href = '/go.html'; })</script>"
    ),
    "beside.html": document(
        "<form><iframe title=验证码 src=code.html width=100 height=60></iframe><button>获取短信验证码</button></form>"
        "<iframe name=side title=侧 src=plain.html width=300 height=100></iframe>"
        "<iframe name=menu title=菜单 src=menu.html width=300 height=100></iframe>"
    ),
    "code.html": document("<img src=yzm.png class=captcha style='width:80px;height:40px'>"),
    "menu.html": document(f"<a {BIG} href=/x target=side>侧栏</a><p>本页链接在新窗口打开</p>"),
    "cut.html": document(
        "<iframe id=notes title=通知 src=notes.html scrolling=no style='width:90vw;height:40px;border:0'></iframe>"
        "<iframe title=可滚 src=notes.html style='width:90vw;height:40px'></iframe>"
        "<iframe title=轮播 class=slider src=notes.html scrolling=no style='width:90vw;height:40px'></iframe>"
    ),
    "notes.html": document(
        f"<style>body{{margin:0}}</style><b id=notice style='line-height:20px'>{'办理时间以窗口公布的为准' * 4}</b>"
    ),
    "late.html": document(
        "<div style='height:9000px'></div><iframe id=late title=晚 loading=lazy src=plain.html width=300 height=99></iframe>"
    ),
    "form.html": document(f"<form><input name=id type=hidden><p>表</p><b {GO}>提交申请</b></form>"),
    "held.html": document(
        "<p>政府信息公开年度报告由概述等六个部分组成</p><div style='height:2000px'></div>"
        "<iframe id=free title=一 src=free.html width=600 height=200></iframe>"
        "<iframe id=held title=二 src=holding.html width=600 height=200></iframe>"
        "<iframe id=far title=外 src=//other.example.com/x.html width=300 height=100></iframe>"
    ),
    "holding.html": document(
        "<p>政府信息公开年度报告由概述等六个部分组成</p><input id=n onpaste='return false'><script>"
        "document.oncontextmenu = () => false; document.onselectstart = () => false;"
        "addEventListener('keydown', e => { if (e.keyCode == 83) next() });"
        "setTimeout(() => { location.reload() }, 9e9)</script>"
    ),
    "free.html": document(  # handlers that only mind what scripts send
        "<p>政府信息公开年度报告由概述等六个部分组成</p><script>document.oncontextmenu ="
        " e => e.isTrusted; document.onselectstart = e => e.isTrusted</script>"
    ),
    "plain.html": document("<p>内容</p>"),
}


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("looks"), PAGES, budget_s=60) as running:
        yield running


FAR = "unverifiable  #far"


def test_what_only_a_mouse_can_click_is_found_in_frames(looks: Looks) -> None:
    assert looks.said("page.html", "click-only") == [
        FAR,
        "fail click #login >>> #enter",
        "fail click #login >>> #deep >>> #in",
    ]


def test_what_is_in_frames_counts_with_the_page(looks: Looks) -> None:
    assert looks.said("page.html", "new-window") == [FAR, "fail no-notice #login >>> #w"]
    assert looks.said("page.html", "target-size") == [FAR, "fail under-44 #login >>> #tiny"]
    assert looks.said("page.html", "captcha-alternative") == [
        FAR,
        "review no-other-way #login >>> #yzm",
    ]
    assert looks.said("page.html", "select-navigates") == [FAR, "review on-change #login >>> #jump"]


def test_pictures_in_frames_are_judged_by_their_texts(looks: Looks) -> None:
    assert looks.said("page.html", "alt-quality-framed") == [
        FAR,
        "fail file-name #login >>> body > img:nth-of-type(2)",
        "review meaningless #login >>> body > img:nth-of-type(4)",
    ]


def test_what_holds_people_up_in_frames_is_found(looks: Looks) -> None:
    assert looks.said("held.html", "blocked-input") == [
        FAR,
        "review contextmenu #held",
        "review selectstart #held",
        "review paste #held >>> #n",
    ]
    (menu,) = [o for o in looks.results("held.html", "blocked-input") if o.rule == "contextmenu"]
    assert "内嵌框架里，右键菜单被脚本禁止（用真实的鼠标试过）" in menu.message
    assert looks.said("held.html", "letter-shortcut") == [FAR, "review bare-key #held"]
    assert looks.said("held.html", "timed-redirect") == [FAR, "review timer #held"]
    state = "return [scrollY, frames[0].getSelection() + frames[1].getSelection(), frames[1].alert + '']"
    seen = looks.session.visit(
        HOME + "held.html",
        {
            "before": lambda driver: driver.execute_script(state),
            "input": try_input,
            "after": lambda driver: driver.execute_script(state),
        },
    )
    assert seen.gathered["after"] == seen.gathered["before"]


def test_what_is_around_a_frame_counts_for_what_is_in_it(looks: Looks) -> None:
    assert looks.said("beside.html", "captcha-alternative") == []
    assert looks.said("beside.html", "new-window") == []


def test_frames_that_were_not_looked_into_are_named(looks: Looks) -> None:
    [told] = [one for one in looks.results("page.html", "click-only") if not one.rule]
    assert "“other.example.com”" in told.message
    assert "没有查看" in told.message


def test_text_that_a_frame_cuts_off_is_seen(looks: Looks) -> None:
    cut = looks.gathered("cut.html", "reflow-320")
    assert (cut["texts"], cut["narrow"]["clipped"]) == (3, 1)
    assert [one["target"] for one in cut["narrow"]["clippedFew"]] == ["#notes >>> #notice"]
    assert looks.said("page.html", "zoom-200") == [FAR]


def test_a_frame_that_waits_is_not_taken_for_an_empty_one(looks: Looks) -> None:
    assert looks.said("late.html", "click-only") == ["unverifiable  #late"]


def test_a_form_with_a_field_called_id_is_no_hindrance(looks: Looks) -> None:
    assert looks.said("form.html", "click-only") == ["fail click body > form > b"]


def test_what_a_look_throws_is_an_error() -> None:
    class Broken:
        def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any:
            thrown = {"exception": {"description": "TypeError: it broke\n    at look"}}
            return {"result": {"type": "object", "value": {}}, "exceptionDetails": thrown}

    assert look(Broken(), "page_look") == {
        "error": "查看用的脚本在这一页上出错（TypeError: it broke）"
    }
