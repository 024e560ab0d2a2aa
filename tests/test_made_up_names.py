"""What a script names anew on every visit does not enter the path, and so the key, of a finding."""

from collections.abc import Iterator
from typing import Any

import pytest
from own_looks import HOME, Looks, document, looking

from checks.made_up_names import is_made_up
from crawler.browser.axe_engine import newest
from crawler.browser.screenshots import picture

MADE_UP = (
    "swiper-wrapper-1a2b3c4d5e", "layui-layer100001", "layui-layer-shade1", "ui-id-7", "slick-slide03",
    "3f2b8c1e-5d4a-4e7b-9c1d-2a3b4c5d6e7f", "el-id-1024-3", "banner_1699999999123", "t20261103093000",
    "aria2fy0sykl6q0", ":r1a:", "radix-:r3:", "box-0.8437291", "u6b7f7ea6a8a841f4b0e0", "id9f8e7d6c5b",
    "player_8437291837465123", "5f4dcc3b5aa765d61d8327deb882cf99",
)  # fmt: skip
ORDINARY = (
    "nav", "list2", "main-nav", "news2026", "col12345", "read_470492", "img001001005001_0", "decade2020",
    "newsListBox2Left", "ctl00_ContentPlaceHolder1_GridView1_ctl02_lnk", "row1col2", "w1200h800", "栏目3",
    "t20261103", "mainContent_1", "layui-col-md6", "mp3player", "barrierfree_container", "h1", "facade12",
)  # fmt: skip


def month(one: str, two: str, uuid: str, number: int) -> str:
    """One page as two months show it."""
    picture = "<img src='data:,'>"
    frame = f"<body><i id={uuid}>{picture}</i>"
    return document(
        f"<div id=a><p>甲</p></div><div id=swiper-wrapper-{one}><b>{picture}</b><b>{picture}</b></div>"
        f"<ul><li id=layui-layer{number}>{picture}</li><li id=ui-id-{number}>{picture}</li></ul>"
        f"<a href=/x style=padding:9px aria-controls=ui-id-{number}></a><a href=/y style=padding:9px aria-controls=ui-id-{number + 1}></a>"
        f"<s class=css-{two}>{picture}</s><s id=keep>{picture}</s>"
        f'<iframe id=f{one} title=框 srcdoc="{frame}"></iframe>'
        f"<x-a id={uuid}><template shadowrootmode=open><p>{picture}</p><p>{picture}</p></template></x-a>"
        f"<div id=pop-{uuid} onclick=\"location.href='/z'\" style='width:60px;height:60px'>办事</div>"
    )


PAGES = {
    "one.html": month("1a2b3c4d5e", "1q2w3e4", "3f2b8c1e-5d4a-4e7b-9c1d-2a3b4c5d6e7f", 100001),
    "two.html": month("9f8e7d6c5b", "9o8i7u6", "8c1e3f2b-4a5d-7b4e-1d9c-4c5d2a3b6e7f", 100044),
}


SURE = ("axe:image-alt", "axe:link-name", "click")
PLACES = [
    "b:nth-child(1) > img",
    "body > ul > li:nth-of-type(1) > img",
    "body > s:nth-of-type(1) > img",
    "#keep > img",
    "body > iframe >>> img",
    "body > x-a >>> p:nth-child(1) > img",
    'a[href="/x"]',
    'a[href="/y"]',
    "body > div:nth-of-type(3)",
]


def told(looks: Looks, path: str) -> list[tuple[str, str]]:
    """Key and place of what axe-core and the look at the page hold against elements."""
    found = [*looks.results(path, "axe-violation"), *looks.results(path, "click-only")]
    return [(one.key, one.locator) for one in found if one.rule in SURE]


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    with looking(tmp_path_factory.mktemp("names"), PAGES, more=[newest().preload]) as running:
        yield running


@pytest.mark.parametrize("name", MADE_UP)
def test_names_that_scripts_make_up_are_known(name: str) -> None:
    assert is_made_up(name)


@pytest.mark.parametrize("name", ORDINARY)
def test_names_that_people_give_are_kept(name: str) -> None:
    assert not is_made_up(name)


@pytest.mark.browser
def test_the_browser_judges_names_as_the_source_is_judged(looks: Looks) -> None:
    names = [*MADE_UP, *ORDINARY]
    ask = "return arguments[0].filter(one => __govcheck.madeUp(one))"
    visit = looks.session.visit(
        HOME + "one.html", {"names": lambda driver: driver.execute_script(ask, names)}
    )
    assert visit.gathered["names"] == [*MADE_UP]


@pytest.mark.browser
def test_a_finding_has_the_same_key_though_ids_changed(looks: Looks) -> None:
    found = {path: told(looks, path) for path in PAGES}
    assert found["one.html"] == found["two.html"]
    keys = [key for key, _ in found["one.html"]]
    assert len(keys) == len(set(keys))
    places = [place for _, place in found["one.html"]]
    assert places == PLACES


@pytest.mark.browser
def test_the_path_shown_leads_to_the_element(looks: Looks) -> None:
    def shoot(driver: Any) -> list[bool]:
        driver.execute_script("window.__govcheckMask = () => ({numbers: 0, frames: 0})")
        return [picture(driver, place).found for place in PLACES]

    visit = looks.session.visit(HOME + "two.html", {"shots": shoot})
    assert visit.gathered["shots"] == [True] * len(PLACES)
