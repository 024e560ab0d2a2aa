"""The walk by real keys: traps, marks of focus, skip links; and the page is left as it was."""

from collections.abc import Iterator

import pytest
from own_looks import HOME, Looks, document, looking

from checks.accessibility.keyboard_walk import walk_by_keyboard

pytestmark = pytest.mark.browser

LINKS = "".join(f"<li><a href=/{n}>栏目{n}</a></li>" for n in range(12))
NAV = f"<nav><ul>{LINKS}</ul></nav>"
HOLD = (  # a made-up widget that keeps Tab for itself
    "<div id=box><input id=first><input id=last></div>"
    "<script>box.addEventListener('keydown', e => { if (e.key == 'Tab') { e.preventDefault();"
    " (document.activeElement == first ? last : first).focus() } %s })</script>"
)
NO_RING = "<style>.bare:focus { outline: none }</style>"

PAGES = {
    "marks.html": document(
        "<a class=bare href=/1>一</a><a class=bare href=/2>二</a><a href=/3>三</a>"
        "<button class=bare>四</button><input class=bare>"
        "<style>.white:focus { outline: 2px solid #fff }</style><a class=white href=/5>五</a>",
        NO_RING,
    ),
    "marks-fine.html": document(
        "<p><a class='bare a' href=/1>底色</a></p><p class=p><a class=bare href=/2>外框</a></p>"
        "<p><a class='bare c' href=/3>前面的符号</a></p><p><a class='bare d' href=/4>渐变</a></p>"
        "<p><input type=checkbox class='bare e'><label>旁边的字</label></p>"
        "<div style='height:20px;overflow:hidden'><div style='height:40px'></div>"
        "<a class=bare href=/5>看不见的一页</a></div>",
        NO_RING + "<style>.a:focus { background: #fd0 } .p:focus-within { border: 1px solid }"
        ".c:focus::before { content: '▸' } .d { transition: color 2s } .d:focus { color: red }"
        ".e:focus + label { font-weight: bold }</style>",
    ),
    "marks-drawn.html": document(
        "<a class=bare href=/1 id=a>一</a><div id=ring style='position:absolute'></div>"
        "<script>a.onfocus = () => { const box = a.getBoundingClientRect();"
        " const mark = document.createElement('i'); mark.id = 'mark'; mark.style.cssText ="
        " `position:absolute;width:9px;height:9px;background:red;left:${box.left}px;top:${box.top}px`;"
        " document.body.append(mark) }; a.onblur = () => mark.remove()</script>",
        NO_RING,
    ),
    "thrown.html": document(
        "<a href=/1 onfocus='this.blur()'>一</a><a href=/2>二</a><button disabled>三</button>"
    ),
    "stirs.html": document(
        "<input id=q onfocus=\"alert('请先登录')\"><a href=/1 onblur=\"alert('再见')\">一</a>"
    ),
    "stirs-not.html": document("<input onblur=\"alert('请填写')\"><a href=/1>一</a>"),
    "trap.html": document(NAV + HOLD % "" + NAV),
    "trap-escape.html": document(
        NAV + HOLD % "if (e.key == 'Escape') { box.remove() }" + NAV
    ),
    "trap-back.html": document(
        NAV + "<input id=only><script>only.addEventListener('keydown', e => {"
        " if (e.key == 'Tab' && !e.shiftKey) e.preventDefault() })</script>" + NAV
    ),
    "trap-close.html": document(
        NAV + "<div role=dialog>" + (HOLD % "").replace("<input id=last>", "<button id=last>关闭</button>")
        + "</div>" + NAV
    ),
    "trap-blur.html": document(
        NAV + "<input id=q><script>q.onblur = () => { alert('请先填写'); setTimeout(() => q.focus()) }"
        "</script>" + NAV
    ),
    "trap-fine.html": document(
        NAV + "<input onkeydown='if (event.key == \"Enter\") search()' onblur='this.className = 1'>"
        "<input type=date><iframe srcdoc='<a href=/1>一</a><a href=/2>二</a>'></iframe>" + NAV
    ),
    "order.html": document(
        "<div style='display:flex;flex-direction:column-reverse'>"
        + "".join(f"<a href=/{n} style='display:block;height:60px'>栏目{n}</a>" for n in range(5))
        + "</div>"
    ),
    "order-fine.html": document(
        "<div style='float:left;width:200px'>" + NAV + "</div><div style='margin-left:300px'>" + NAV
        + "</div>"
    ),
    "skip.html": document("<a id=skip href=#main>跳到正文</a>" + NAV + "<main id=main><a href=/x>文</a></main>"),
    "skip-last.html": document("<a id=skip href=#main>跳到正文</a>" + NAV + "<main id=main>文</main>"),
    "skip-missing.html": document("<a id=skip href=#zhengwen>跳到正文</a>" + NAV + "<main>文</main>"),
    "skip-dead.html": document(
        "<a id=skip href=#main onclick='return false'>跳过导航</a>" + NAV + "<main id=main><a href=/x>文</a></main>"
    ),
    "skip-none.html": document("<a href=#p3>第三段</a>" + NAV + "<p id=p3>正文</p>"),
    "kept.html": document(
        "<input id=q><a id=skip href=#main>跳到正文</a>" + NAV + "<div style='height:3000px'></div>"
        "<main id=main><a class=bare href=/x>文</a></main><script>q.focus({preventScroll: true});"
        "scrollTo(0, 700)</script>",
        NO_RING,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("keys"), PAGES) as opened:
        yield opened


def test_stops_that_do_not_show_focus_are_counted(looks: Looks) -> None:
    (found,) = looks.results("marks.html", "focus-visible")
    assert (found.outcome, found.locator, found.value) == ("fail", "body > a:nth-of-type(1)", "4")
    assert "6 处中，有 4 处" in found.message
    assert "WCAG 2.2 补充：2.4.7，AA 级" in found.message


def test_any_mark_of_focus_is_seen(looks: Looks) -> None:
    assert looks.said("marks-fine.html", "focus-visible") == []


def test_a_mark_drawn_elsewhere_shows_in_the_picture(looks: Looks) -> None:
    assert looks.said("marks-drawn.html", "focus-visible") == ["review no-mark #a"]


def test_focus_that_is_thrown_away_is_found(looks: Looks) -> None:
    (found,) = looks.results("thrown.html", "focus-removed")
    assert (found.outcome, found.locator, found.value) == ("fail", "body > a:nth-of-type(1)", "1")
    assert looks.said("marks.html", "focus-removed") == []


def test_a_dialogue_on_focus_is_found(looks: Looks) -> None:
    assert looks.said("stirs.html", "focus-stable") == ["fail opens #q"]
    assert looks.said("marks.html", "focus-stable") == []
    assert looks.said("stirs-not.html", "focus-stable") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("trap.html", ["fail"]),
        ("trap-blur.html", ["fail"]),
        ("trap-back.html", ["review"]),
        ("trap-close.html", ["review"]),
        ("trap-escape.html", []),
        ("trap-fine.html", []),
        ("order-fine.html", []),
    ],
)
def test_a_trap_is_where_no_key_leads_out(looks: Looks, path: str, expected: list[str]) -> None:
    assert [one.split()[0] for one in looks.said(path, "keyboard-trap")] == expected


def test_stops_that_jump_upwards_are_doubted(looks: Looks) -> None:
    (found,) = looks.results("order.html", "focus-order")
    assert (found.outcome, found.value) == ("review", "4")
    assert looks.said("order-fine.html", "focus-order") == []


def test_a_skip_link_must_move_focus(looks: Looks) -> None:
    assert looks.said("skip.html", "skip-link") == []
    assert looks.said("skip-last.html", "skip-link") == []
    assert looks.said("skip-missing.html", "skip-link") == ["fail broken #skip"]
    assert looks.said("skip-dead.html", "skip-link") == ["fail broken #skip"]
    (found,) = looks.results("skip-none.html", "skip-link")
    assert (found.outcome, found.rule) == ("review", "none")
    assert looks.said("marks.html", "skip-link") == []


def test_the_page_is_as_before(looks: Looks) -> None:
    state = (
        "return [scrollX, scrollY, document.activeElement.id, location.href, history.length,"
        " document.adoptedStyleSheets.length, String(window.alert).includes('native code'),"
        " document.documentElement.outerHTML, innerWidth]"
    )
    seen = looks.session.visit(
        HOME + "kept.html",
        {
            "before": lambda driver: driver.execute_script(state),
            "walk": walk_by_keyboard,
            "after": lambda driver: driver.execute_script(state),
        },
    )
    assert seen.reason == ""
    before, after = seen.gathered["before"], seen.gathered["after"]
    assert seen.gathered["walk"]["skip"]["moved"]
    assert after[:4] == before[:4]
    assert after[2] == "q"
    assert after[5:] == before[5:]
