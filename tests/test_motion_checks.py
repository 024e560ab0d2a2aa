"""What moves by itself is watched; shortened, because the tests should not take as long as people."""

from collections.abc import Iterator

import pytest
from own_looks import HOME, Looks, document, looking

from checks.accessibility import motion_watch

pytestmark = pytest.mark.browser
SHORT = {"longest_s": 1}

BAND = (
    "<div class=band id=band style='width:400px;height:100px;overflow:hidden'>"
    "<div id=strip style='width:900px;height:100px'><a href=/1>图一</a> <a href=/2>图二</a></div></div>"
    "<script>var x = 0, held = false; setInterval(() => { if (!held) { x = (x + 40) % 400;"
    " strip.style.transform = `translateX(-${x}px)` } }, 150)</script>"
)
HOVER = (
    "<script>band.onmouseenter = () => held = true; band.onmouseleave = () => held = false</script>"
)
FOCUS = (
    "<script>band.addEventListener('focusin', () => held = true);"
    "band.addEventListener('focusout', () => held = false)</script>"
)
FLOAT = (
    "<div id=ad style='position:fixed;width:160px;height:120px;background:#fc0'>%s</div>"
    "<script>let at = 0; setInterval(() => { at = (at + 6) %% 300; ad.style.left = at + 'px' }, 50)</script>"
)
PAGES = {
    "band.html": document(BAND),
    "band-hover.html": document(BAND + HOVER),
    "band-both.html": document(BAND + HOVER + FOCUS),
    "band-button.html": document(BAND + "<button onclick='held = true'>暂停</button>"),
    "framed.html": document(
        "<p style='height:150px'></p><iframe id=f title=图 src=band.html width=600 height=200></iframe>"
    ),
    "framed-both.html": document(
        "<p style='height:150px'></p><iframe title=图 src=band-both.html width=600 height=200></iframe>"
    ),
    "band-css.html": document(
        "<div id=band style='width:400px;height:60px;overflow:hidden'>"
        "<p id=news style='animation:run 4s linear infinite;white-space:nowrap'>滚动通知栏</p></div>",
        "<style>@keyframes run { to { transform: translateX(300px) } }</style>",
    ),
    "fading.html": document(
        "<style>#f { position: relative; height: 100px } #f a { position: absolute; inset: 0 }</style>"
        "<div id=f><a href=/1>图一</a><a href=/2 style='opacity:0'>图二</a></div>"
        "<script>var n = 0; setInterval(() => { n = 1 - n;"
        " for (const i of [0, 1]) f.children[i].style.opacity = i == n ? 1 : 0 }, 250)</script>"
    ),
    "still.html": document(
        "<p id=clock></p><div style='width:300px;height:100px;transition:width 1s' id=once></div>"
        "<script>setInterval(() => { clock.textContent = performance.now() | 0 }, 200)</script>"
    ),
    "float.html": document(FLOAT % "<img alt=广告 src=data:,>"),
    "float-mouse.html": document(FLOAT % "<span onclick='ad.remove()'>×</span>"),
    "float-back.html": document(
        FLOAT % "<button onclick='shut()'>关闭</button>"
        + "<script>function shut() { ad.hidden = true; setTimeout(() => { ad.hidden = false }, 700) }"
        "</script>"
    ),
    "float-fine.html": document(FLOAT % "<button onclick='ad.remove()'>关闭</button>"),
    "flash.html": document(
        "<div id=one style='width:200px;height:200px;background:#000'></div>"
        "<div id=two style='width:200px;height:200px;animation:b 0.2s steps(2) infinite'></div>"
        "<script>let on = 0; setInterval(() => { on = !on; one.style.background = on ? '#fff' : '#000'"
        " }, 70)</script>",
        "<style>@keyframes b { from { background-color: #000 } to { background-color: #fff } }</style>",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(motion_watch, "WATCH_S", 1.8)
        patched.setattr(motion_watch, "STILL_S", (0.5, 0.5))
        patched.setattr(motion_watch, "GRACE_MS", 250)
        patched.setattr(motion_watch, "CLOSED_S", 0.8)
        with looking(tmp_path_factory.mktemp("motion"), PAGES) as opened:
            yield opened


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("band.html", ["fail no-pause #band"]),
        pytest.param("band-css.html", ["fail no-pause #band"], marks=pytest.mark.full),
        ("fading.html", ["fail no-pause #f"]),
        ("framed.html", ["fail no-pause #f >>> #band"]),
        ("framed-both.html", []),
        ("band-hover.html", ["review no-pause #band"]),
        ("band-both.html", []),
        ("band-button.html", []),
        ("still.html", []),
        ("float.html", []),
    ],
)
def test_what_moves_must_be_stoppable(looks: Looks, path: str, expected: list[str]) -> None:
    assert looks.said(path, "moving-content", **SHORT) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("float.html", ["fail no-close #ad"]),
        ("float-mouse.html", ["fail close-mouse-only #ad"]),
        pytest.param("float-back.html", ["fail comes-back #ad"], marks=pytest.mark.full),
        ("float-fine.html", []),
    ],
)
def test_what_floats_must_be_closed_for_good(looks: Looks, path: str, expected: list[str]) -> None:
    assert looks.said(path, "floating-window") == expected


def test_flashing_is_doubted(looks: Looks) -> None:
    assert looks.said("flash.html", "flashing") == ["review over-3 #one", "review over-3 #two"]
    assert looks.said("still.html", "flashing") == []


@pytest.mark.full
def test_a_page_whose_window_was_closed_is_opened_anew(looks: Looks) -> None:
    state = "return [document.getElementById('ad') !== null, scrollX, scrollY, document.title]"
    seen = looks.session.visit(
        HOME + "float-fine.html",
        {"motion": motion_watch.watch_motion, "after": lambda driver: driver.execute_script(state)},
    )
    assert seen.gathered["motion"]["floats"][0]["gone"] is True
    assert seen.gathered["after"] == [True, 0, 0, "示例"]
