"""Contrast measured in pixels where axe cannot compute it, in a real browser."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from browser_site import needs_browser, page, stored

from checks.accessibility.axe import AxeResult, run_axe
from checks.accessibility.axe_violation import axe_violation
from checks.accessibility.contrast_pixels import is_enough, of_single_character
from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.results import Outcome, Result
from crawler.browser.axe_engine import newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session

HOME = "http://www.example.gov.cn/"
HEAD = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>示例</title><style>'
    "p{margin:20px;padding:10px;width:420px}"
    ".dark{background-image:linear-gradient(90deg,#003366,#0b4f8a)}"
    ".half{background-image:linear-gradient(90deg,#000,#fff)}"
    ".pale{background-image:linear-gradient(90deg,#fff,#eee)}"
    "</style></head><body><main><h1>标题</h1>"
)
PAGES = {
    "good": '<p class="dark" id="a" style="color:#fff">白字在深色渐变上看得清楚</p>',
    "bad": '<p class="pale" id="a" style="color:#bbb">浅灰的字在浅色渐变上看不清</p>',
    "mixed": '<p class="half" id="a" style="color:#fff">白色的字在黑白渐变上有的地方看得清有的地方看不清</p>',
    "big": '<p class="pale" id="a" style="color:#8a8a8a;font-size:30px">大字够三比一</p>',
    "alpha": '<p class="pale" id="a" style="color:rgba(0,0,0,.25)">半透明的黑字在浅色上看不清</p>',
    "picture": '<p id="a" style="color:#fff;background:url(&quot;data:image/svg+xml,'
    "%3Csvg%20xmlns='http://www.w3.org/2000/svg'%3E%3Crect%20width='900'%20height='900'%20"
    "fill='%23eee'/%3E%3C/svg%3E&quot;)\">白字压在浅色图片上</p>",
    "lacking": '<p id="a" style="color:#bbb;background-image:url(dark.png)">图片没有取到，不知道背景</p>',
    "lacking-img": '<div style="position:relative"><img src="dark.png" alt="" width="420" height="90"'
    ' style="position:absolute"><p id="a" style="color:#bbb;position:relative">压在没取到的图上</p></div>',
    "moving": "<style>@keyframes m{to{background-position:900px}}.pale{animation:m 3s infinite}</style>"
    '<p class="pale" id="a" style="color:#bbb">背景在动的文字要由人看</p>',
    "carousel": '<div class="swiper"><p class="pale" id="a" style="color:#bbb">轮播图上的文字</p></div>',
    "faded": '<div style="opacity:.9"><p class="pale" id="a" style="color:#bbb">半透明区域里的字</p></div>',
    "below": '<div style="height:2500px"></div><p class="pale" id="a" style="color:#bbb">下面的浅灰字</p>',
    "many": "".join(f'<p class="pale" style="color:#bbb">浅灰的字第 {n} 段</p>' for n in range(6)),
    "outlined": '<p class="pale" id="a" style="color:#bbb;-webkit-text-stroke:1px #000">描边的字</p>',
    "hidden": '<p id="a" style="color:#fff;background:#fff">与背景同色的字</p>',
    "char": '<a href="/x" id="a" style="color:#bbb;background:#fff;margin:9px">大</a>',
    "char-fine": '<a href="/x" id="a" style="color:#333;background:#fff;margin:9px">大</a>',
    "icon": '<a href="/x" id="a" style="color:#bbb;background:#fff;margin:9px">×</a>',
    "links": '<p class="pale" style="color:#222">请按照<a href="/x" style="color:inherit;'
    'text-decoration:none">有关规定</a>和<a href="/y" style="color:#444;text-decoration:none" id="y">'
    "办事指南</a>办理这项业务。</p>",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    needs_browser()
    pages = [page(HOME + k, HEAD + v + "</main>") for k, v in PAGES.items()]
    site = stored(tmp_path_factory.mktemp("contrast") / "demo.db", HOME, pages)
    replay = Replay(site.path, site.run.id, site.config, live=False)
    with Session(replay, preload=[newest().preload, preload()]) as session:
        yield session
    replay.close()


def axe_on(session: Session, path: str) -> AxeResult:
    visit = session.visit(HOME + path, {"axe": run_axe})
    assert visit.reason == ""
    result: AxeResult = visit.gathered["axe"]
    return result


def judged(session: Session, path: str) -> list[Result]:
    shown = Page(HOME + path, HEAD, as_of=date(2026, 11, 25))
    results = axe_violation(shown, axe_on(session, path))
    return [r for r in results if r.rule == "axe:color-contrast"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "outcomes"),
    [
        ("good", []), ("bad", ["fail"]), ("mixed", ["review"]), ("big", []), ("alpha", ["fail"]),
        ("picture", ["fail"]), ("lacking", ["review"]), ("lacking-img", ["review"]), ("moving", ["review"]), ("carousel", ["review"]),
        ("faded", ["review"]), ("outlined", ["review"]), ("hidden", ["review"]), ("below", ["fail"]), ("many", ["fail"]), ("char", ["fail"]),
        ("char-fine", []), ("icon", ["review"]),
    ],
)  # fmt: skip
def test_all_pixels_must_agree(opened: Session, path: str, outcomes: list[str]) -> None:
    results = judged(opened, path)
    assert [str(r.outcome) for r in results] == outcomes, [r.message for r in results]


@pytest.mark.browser
def test_a_link_that_looks_like_its_text_is_no_question(opened: Session) -> None:
    rules = {one["id"]: one for one in axe_on(opened, "links")["incomplete"]}
    asked = rules["link-in-text-block"]
    assert ([one["target"] for one in asked["nodes"]], asked["count"]) == (["#y"], 1)


@pytest.mark.browser
def test_the_figures_are_told(opened: Session) -> None:
    [bad] = judged(opened, "bad")
    assert "逐点测量" in bad.message
    assert "至少要 4.5:1" in bad.message
    assert 1.5 < float(bad.value) < 2.0
    [mixed] = judged(opened, "mixed")
    assert "有的地方够、有的地方不够" in mixed.message
    [char] = judged(opened, "char")
    assert "这个字的对比度是" in char.message


@pytest.mark.browser
def test_the_page_is_left_as_it_was(opened: Session) -> None:
    for path in ("many", "below", "bad"):
        opened.visit(HOME + path, {})
        before = opened.driver.execute_script(SEEN)
        run_axe(opened.driver)
        assert opened.driver.execute_script(SEEN) == before


SEEN = """return [document.documentElement.outerHTML, scrollX, scrollY,
  document.adoptedStyleSheets.length, getComputedStyle(document.querySelector('p')).color]"""


def node(ratio: Any, html: str = "<a>大</a>", key: str = "shortTextContent") -> dict[str, Any]:
    data = {"messageKey": key, "contrastRatio": ratio, "expectedContrastRatio": "4.5:1"}
    return {"html": html, "any": [{"data": data}]}


@pytest.mark.parametrize(
    ("given", "enough"),
    [(node(1.9), False), (node(4.5), True), (node(4.49), False)],
)
def test_a_single_chinese_character_is_a_text(given: dict[str, Any], enough: bool) -> None:
    contrast = of_single_character(given)
    assert contrast is not None
    assert is_enough(contrast) is enough


@pytest.mark.parametrize(
    "given",
    [
        node(1.9, "<a>×</a>"),
        node(0),
        node(None),
        node(1.9, key="bgImage"),
        node(1.9, "<a>大小</a>"),
    ],
)
def test_nothing_else_is_taken_for_one(given: dict[str, Any]) -> None:
    assert of_single_character(given) is None


def test_without_the_style_sheets_nobody_is_accused() -> None:
    contrast = {"least": 1.5, "median": 1.6, "most": 1.9, "needed": 4.5, "how": "pixels"}
    said: Any = {
        "error": "", "violations": [], "unstyled": 1,
        "incomplete": [{"id": "color-contrast", "tags": ["wcag2aa", "wcag143"], "count": 1, "nodes": [
            {"target": "#a", "html": "<p>", "token": "", "reasons": ["bgImage"], "says": [], "contrast": contrast},
        ]}],
        "inapplicable": ["link-in-text-block", "target-size"],
    }  # fmt: skip
    results = axe_violation(Page(HOME, HEAD, as_of=date(2026, 11, 25)), said)
    assert {(one.rule, one.outcome) for one in results} == {
        ("axe:color-contrast", Outcome.REVIEW),
        ("axe:color-contrast", Outcome.UNVERIFIABLE),  # what else there may be
        ("axe:scrollable-region-focusable", Outcome.UNVERIFIABLE),
    }


def test_signs_without_words_are_left_to_people() -> None:
    contrast = {"least": 1.5, "median": 1.6, "most": 1.9, "needed": 4.5, "how": "pixels"}
    node = {"target": "#a", "html": "<p>→→</p>", "token": "", "reasons": ["bgImage"], "says": [],
            "contrast": contrast}  # fmt: skip
    rule = {"id": "color-contrast", "tags": ["wcag2aa", "wcag143"], "count": 1, "nodes": [node]}
    said: Any = {"error": "", "violations": [], "incomplete": [rule]}
    [result] = axe_violation(Page(HOME, HEAD, as_of=date(2026, 11, 25)), said)
    assert result.outcome is Outcome.REVIEW
