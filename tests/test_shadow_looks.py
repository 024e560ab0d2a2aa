"""Open shadow trees are looked into; what the keyboard reaches through them is not accused."""

from collections.abc import Iterator

import pytest
from own_looks import Looks, document, looking

pytestmark = pytest.mark.browser


def shadow(inside: str, mode: str = "open", more: str = "") -> str:
    """A shadow tree, with what may be put into it from outside."""
    return f"<template shadowrootmode={mode} {more}>{inside}</template>"


GO = "onclick=\"location.href='/go.html'\""
SMALL = "style='display:inline-block;width:60px;height:20px'"
NARROW = "style='overflow:hidden;width:90vw;height:24px;line-height:24px'"
LONG = "公共服务事项办理时间以窗口公布的为准" * 2
PAGES = {
    "bad.html": document(
        f"<x-menu>{shadow(f'<div id=in {GO}>办事指南</div><x-deep>' + shadow(f'<i id=deeper {GO}>要闻动态</i>') + '</x-deep>')}</x-menu>"
        f"<x-free>{shadow('<slot></slot>')}<b id=slotted {GO}>政策解读</b></x-free>"
    ),
    "fine.html": document(
        f"<x-button tabindex=0 role=button>{shadow(f'<div {GO}>可用键盘一</div>')}</x-button>"
        f"<x-card {GO}>{shadow('<button>可用键盘二</button>')}</x-card>"
        f"<x-link>{shadow('<a href=/a.html><slot></slot></a>')}<span {GO}>可用键盘三</span></x-link>"
        f"<x-first>{shadow(f'<p {GO}>可用键盘四</p><input>', more='shadowrootdelegatesfocus')}</x-first>"
        f"<div {GO}>可用键盘五<x-in>{shadow('<slot></slot><a href=/b.html>去</a>')}</x-in></div>"
        f"<x-hush aria-hidden=true>{shadow(f'<div {GO}>读屏不读</div>')}</x-hush>"
    ),
    "closed.html": document(
        "<script>customElements.define('x-closed', class extends HTMLElement {})</script>"
        f"<x-closed id=closed {GO}>{shadow('<button>里面</button>', 'closed')}</x-closed>"
    ),
    "size.html": document(
        f"<x-link>{shadow(f'<a id=small href=/a {SMALL}>首页</a>一二三四')}</x-link>"
    ),
    "cut.html": document(
        f"<x-cut>{shadow(f'<div {NARROW}><b id=cut>{LONG}</b></div><div {NARROW}><slot></slot></div>')}"
        f"<b id=slotted>{LONG}</b></x-cut><p>短文</p>"
    ),
    "window.html": document(f"<x-w>{shadow('<a id=w href=/a target=_blank>要闻</a>')}</x-w>"),
}


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("looks"), PAGES, budget_s=60) as running:
        yield running


def test_what_only_a_mouse_can_click_is_found_in_shadow_trees(looks: Looks) -> None:
    assert looks.said("bad.html", "click-only") == [
        "fail click body > x-menu >>> #in",
        "fail click body > x-menu >>> x-deep >>> #deeper",
        "fail click #slotted",
    ]


def test_what_the_keyboard_reaches_through_a_shadow_tree_is_not(looks: Looks) -> None:
    assert looks.said("fine.html", "click-only") == []
    assert looks.said("closed.html", "click-only") == ["review click #closed"]


def test_targets_and_windows_in_shadow_trees_count(looks: Looks) -> None:
    assert [one.split(" ", 2)[2] for one in looks.said("size.html", "target-size")] == [
        "body > x-link >>> #small"
    ]
    assert looks.said("window.html", "new-window") == ["fail no-notice body > x-w >>> #w"]


def test_text_cut_off_in_a_shadow_tree_is_seen(looks: Looks) -> None:
    cut = looks.gathered("cut.html", "reflow-320")
    assert (cut["texts"], cut["narrow"]["clipped"]) == (3, 2)
    assert [one["target"] for one in cut["narrow"]["clippedFew"]] == [
        "#slotted",
        "body > x-cut >>> #cut",
    ]
