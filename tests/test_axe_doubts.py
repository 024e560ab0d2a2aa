"""What axe-core is too strict about is not held against a page."""

import pytest

from checks.accessibility.axe import AxeNode
from checks.accessibility.axe_doubts import NO_FAULT, doubt_about

LABEL, CONTRAST = "label-content-name-mismatch", "color-contrast"


def node(html: str) -> AxeNode:
    return {"target": "x", "html": html, "reasons": [], "says": []}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("更多 &gt;&gt;", "更多"),
        ("下一页…", "下一页"),
        ("【通知】", "通知"),
        ("co-operation", "cooperation"),
        ("<b>Search!</b>", "Search the site"),
    ],
)
def test_punctuation_makes_no_other_name(text: str, name: str) -> None:
    assert doubt_about(LABEL, node(f'<a href="#" aria-label="{name}">{text}</a>')) == NO_FAULT


def test_an_abbreviation_is_left_to_people() -> None:
    found = doubt_about(LABEL, node('<a href="#" aria-label="Tuesday paper">Tues. paper</a>'))
    assert "缩写" in found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("搜索", "查询"),
        ("更多", "查看全部"),
        ("W E B", "WEB"),
        ("Discover It", "Discover Italy"),
        ("3×4=12", "three times four"),
        ("Rep. office", "Office"),
        ("×", "关闭"),
    ],
)
def test_another_name_is_a_fault(text: str, name: str) -> None:
    assert doubt_about(LABEL, node(f'<a href="#" aria-label="{name}">{text}</a>')) == ""


def test_signs_without_words_may_be_decoration() -> None:
    assert "符号" in doubt_about(CONTRAST, node("<span>---- | ----</span>"))
    assert doubt_about(CONTRAST, node("<span>首页 | 新闻</span>")) == ""
    assert doubt_about(CONTRAST, node("<span></span>")) == ""


def test_what_is_out_of_use_may_be_pale() -> None:
    for html in ('<span class="disabled">« 上一页</span>', '<a class="layui-disabled">上一页</a>'):
        assert "不能用" in doubt_about(CONTRAST, node(html))
    inside = node("<span>上一页</span>") | {"target": "li.disabled > span"}
    assert "不能用" in doubt_about(CONTRAST, inside)  # type: ignore[arg-type]
    assert doubt_about(CONTRAST, node('<a class="page disability">残疾人服务</a>')) == ""


def test_a_marquee_that_a_mouse_can_stop_is_left_to_people() -> None:
    start = '<marquee onmouseover="this.stop()" onmouseout="this.start()"><p>这一段很长'
    assert "键盘没有办法" in doubt_about("marquee", node(start))
    assert doubt_about("marquee", node('<marquee onmouseout="this.start()"></marquee>')) == ""


def test_a_picture_must_be_there_to_need_a_text() -> None:
    counter = '<img style="height: 1px;width:1px;" src="count.gif">'
    assert doubt_about("image-alt", node(counter)) == NO_FAULT
    assert doubt_about("image-alt", node('<img src="c.gif" width="1" height="1">')) == NO_FAULT
    assert "没有图片" in doubt_about("image-alt", node('<img src="" class="di">'))
    assert doubt_about("image-alt", node('<img src="" data-src="a.jpg">')) == ""
    assert doubt_about("image-alt", node('<img src="a.jpg" style="width:100px;height:1px">')) == ""


def test_what_is_cut_off_and_other_rules_are_believed() -> None:
    assert doubt_about(LABEL, node('<a href="#" aria-label="更多">更多 &gt;&gt;')) == ""
    assert doubt_about("button-name", node("<b>--</b>")) == ""
