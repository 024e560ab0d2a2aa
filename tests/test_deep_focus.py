"""Focus is followed into open shadow trees and frames: whether it shows, its order, whether it is kept."""

from collections.abc import Iterator

import pytest
from own_looks import Looks, document, looking

pytestmark = pytest.mark.browser

BARE = "<style>button,a,[tabindex]{outline:none}</style>"


def shadow(inside: str, more: str = "") -> str:
    return f"<template shadowrootmode=open {more}>{inside}</template>"


PAGES = {
    "unmarked.html": document(
        f"<a href=/a>首页</a><x-menu>{shadow(f'{BARE}<p><button id=in>办事</button></p>')}</x-menu>"
        f"<iframe id=f title=栏 src=bare.html width=300 height=100></iframe>"
    ),
    "bare.html": document(f"{BARE}<a id=framed href=/a>要闻</a>"),
    "marked.html": document(
        "<style>x-free:focus-within{border:1px solid red}</style>"
        f"<x-own>{shadow(f'{BARE}<style>:host(:focus-within) i{{color:red}}</style><i>甲</i><p><b><button>甲</button></b></p>')}</x-own>"
        f"<x-free>{shadow(f'{BARE}<p><b><s><button>乙</button></s></b></p>')}</x-free>"
        f"<x-host tabindex=0 style='outline:none'>{shadow('<style>:host(:focus) i{color:red}</style><b><i>丙</i></b>')}</x-host>"
        f"<x-gives>{shadow('<input aria-label=丁>', 'shadowrootdelegatesfocus')}</x-gives>"
        "<iframe title=栏 src=good.html width=300 height=100></iframe>"
    ),
    "good.html": document("<style>a{outline:none}a:focus-visible{outline:2px solid red}</style><a href=/a>要闻</a>"),
    "thrown.html": document(f"<x-a>{shadow('<a id=in href=/a onfocus=this.blur()>甲</a>')}</x-a><a href=/b>乙</a>"),
    "trap.html": document(
        "<a href=/1>甲</a><a href=/2>乙</a><a href=/3>丙</a><x-box>"
        + shadow("<button id=one>一</button><button id=two>二</button>")
        + "</x-box><a href=/4>丁</a><script>const root = document.querySelector('x-box').shadowRoot;"
        "root.addEventListener('keydown', (event) => { if (event.key === 'Tab') { event.preventDefault();"
        "(root.activeElement.id === 'one' ? root.getElementById('two') : root.getElementById('one')).focus(); } });</script>"
    ),
    "free.html": document(
        "<a href=/1>甲</a><a href=/2>乙</a><a href=/3>丙</a><x-box>"
        + shadow("<button>一</button><button>二</button>")
        + "</x-box><a href=/4>丁</a><script>document.querySelector('x-box').shadowRoot"
        ".addEventListener('keydown', () => { window.pressed = true; });</script>"
    ),
    "order.html": document(
        "<div style='display:flex;flex-direction:column-reverse'>"
        + "".join(f"<x-l style='height:50px'>{shadow(f'<a href=/{n}>链接{n}</a>')}</x-l>" for n in range(5))
        + "</div>"
    ),
    "slots.html": document(
        f"<x-s>{shadow('<div><slot name=one></slot></div><div><slot></slot></div>')}"
        + "".join(f"<a href=/{n} style='display:block;height:60px' {'slot=one' if n > 4 else ''}>链接{n}</a>" for n in range(9))
        + "</x-s>"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("looks"), PAGES, budget_s=60) as running:
        yield running


def test_stops_without_a_mark_are_found_in_shadow_trees_and_frames(looks: Looks) -> None:
    seen = looks.gathered("unmarked.html", "focus-visible")
    assert {one["target"] for one in seen["unmarked"]} == {
        "body > x-menu >>> #in",
        "#f >>> #framed",
    }
    assert seen["drawn"] is False
    assert looks.said("unmarked.html", "focus-visible") == ["fail no-mark #f >>> #framed"]


def test_a_mark_on_the_host_or_in_its_tree_is_one(looks: Looks) -> None:
    assert looks.said("marked.html", "focus-visible") == []
    assert looks.gathered("marked.html", "focus-visible")["looked"] == 6
    assert looks.said("marked.html", "focus-removed") == []


def test_focus_thrown_away_in_a_shadow_tree_is_found(looks: Looks) -> None:
    assert looks.said("thrown.html", "focus-removed") == ["fail blur body > x-a >>> #in"]


def test_a_shadow_tree_that_holds_focus_is_a_trap(looks: Looks) -> None:
    assert [one.split(" ", 2)[2] for one in looks.said("trap.html", "keyboard-trap")] == [
        "body > x-box >>> #two"
    ]
    assert looks.said("free.html", "keyboard-trap") == []


def test_the_order_goes_through_shadow_trees_and_slots(looks: Looks) -> None:
    assert looks.gathered("order.html", "focus-order")["backCount"] == 4
    assert looks.gathered("slots.html", "focus-order")["backCount"] == 0
