"""What changes around a fault from month to month does not make it another one, nor hide another."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from own_looks import HOME, Looks, document, looking

from checks.accessibility.renamed import TOLD_ONCE, called_today
from checks.keys import key_of, normal_url
from checks.registry import all_checks
from checks.results import Outcome, Result
from crawler.browser.axe_engine import newest
from reports.diff import Change, compare

BUILT = (
    "css-1x2y3z", "sc-bdVaJa kXgTzQ", "_3kT9d", "Nav_item__3kT9d", "svelte-1tky8bj", "jsx-2871293847",
    "_09Tn71", "btn-9f8e7d6c", "active", "swiper-slide-active", "is-open", "odd", "first",
)  # fmt: skip
GIVEN = {
    "news_list": ".news_list", "col-md-6": ".col-md-6", "TRS_Editor": ".TRS_Editor", "box2Left": ".box2Left",
    "mt20": ".mt20", "icon-close": ".icon-close", "swiper-button-prev": ".swiper-button-prev", "list2": ".list2", "layui-col-md6": ".layui-col-md6", "item-3": ".item-#", "news20261103": ".news0",
}  # fmt: skip
ADDRESSES = {
    "/static/img/logo.82b9c7a5.png": "/static/img/logo.png",
    "/assets/logo-BX3kd92a.png": "/assets/logo.png",
    "/up/W020261124567890123456.jpg": "/up/W020261124567890123456.jpg",
    "/up/8f3a9c2b.jpg": "/up/8f3a9c2b.jpg",
    "/up/a.jpg?t=1732001998": "/up/a.jpg",
    "/up/a.jpg?v=2.1&w=3": "/up/a.jpg?w=3",
    "/list.jsp?t=1732001998": "/list.jsp?t=1732001998",
    "/list.jsp?id=2&_=1732001998": "/list.jsp?id=2",
}
CSS = "<style>.date{color:#aaa}.hot{color:#bbb}a,img,input{display:inline-block;min-width:20px;min-height:20px}</style>"


def month(second: bool) -> str:
    """A page as two months show it: three newer entries, a banner, another build; one fault is
    mended, one is new.
    """
    build = "9f8e7d6c" if second else "1a2b3c4d"
    made = ("css-9o8i7u", "_4pQ8z") if second else ("css-1x2y3z", "_3kT9d")
    entries = range(43, 35, -1) if second else range(40, 32, -1)
    news = "".join(
        f"<li class={'odd' if at % 2 else 'even'}><a href=/t{n}.html>{'' if n in (38, 42) else f'新闻{n}'}</a>"
        f"<b class=date>11-{n % 28}</b></li>"
        for at, n in enumerate(entries)
    )
    slides = [("b", "active"), ("a", "")] if second else [("a", "active"), ("b", "")]
    shown = "".join(f"<p class='slide {on}'><img src=/up/{s}.jpg></p>" for s, on in slides)
    banner = "<div class=top><img src=/ban.png><a href=/zt>专题</a></div>" if second else ""
    mended = "alt=党政机关" if second else ""
    more = "<p>验证码<input></p>" if second else ""
    return document(
        f"{banner}<main><div id=s-{build}><img src=/img/logo.{build}.png>"
        f"<button class='{made[0]}'><i class=icon-search></i></button>"
        f"<button class='{made[0]}'><i class=icon-close></i></button></div>{shown}"
        f"<ul class='news {made[1]}'>{news}</ul><p class=hot>提示</p><p class=hot style='color:#ccc'>提示</p>"
        f"<form><p>用户<input></p><p>口令<input type=password></p>{more}</form>"
        f"<img src=/foot.png {mended}></main>",
        CSS,
    )


PALE = "<div><p><span style='color:#aaa'>{}</span></p></div>"
BARE = {
    "bare.html": document(PALE.format("页头") + PALE.format("页尾")),
    "bare-two.html": document("<div>横幅</div>" + PALE.format("页头") + PALE.format("页尾")),
}


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looks]:
    pages = {"one.html": month(second=False), "two.html": month(second=True), **BARE}
    with looking(tmp_path_factory.mktemp("keys"), pages, more=[newest().preload]) as running:
        yield running


def told(looks: Looks, path: str) -> dict[str, Result]:
    """Findings of axe-core by what follows the rule in their name."""
    found = [one for one in looks.results(path, "axe-violation") if one.outcome is Outcome.FAIL]
    assert len({one.key for one in found}) == len(found)
    return {f"{one.rule.removeprefix('axe:')} {one.target}": one for one in found}


def here(name: str) -> str:
    """A name in the page's main part."""
    rule, _, rest = name.partition(" ")
    return f"{rule} main > {rest}"


KEPT = {here(name) for name in (
    "image-alt div > img ｜ /img/logo.png", "button-name div > button ｜ i.icon-search",
    "button-name div > button ｜ i.icon-close", "image-alt p.slide > img ｜ /up/a.jpg",
    "image-alt p.slide > img ｜ /up/b.jpg", "link-name ul.news > li > a ｜ /t38.html",
    "color-contrast ul.news > li > b.date · aaaaaa/", "color-contrast p.hot · bbbbbb/",
    "color-contrast p.hot · cccccc/", "label form > p > input ｜ 用户", "label form > p > input ｜ 口令 type=password",
)}  # fmt: skip
MENDED = {here("image-alt img ｜ /foot.png")}
NEW = {here("link-name ul.news > li > a ｜ /t42.html"), here("label form > p > input ｜ 验证码"),
       "image-alt div.top > img ｜ /ban.png"}  # fmt: skip


@pytest.mark.browser
def test_faults_keep_their_names_and_share_none(looks: Looks) -> None:
    one, two = told(looks, "one.html"), told(looks, "two.html")
    assert set(one) == KEPT | MENDED
    assert set(two) == KEPT | NEW
    assert {replace_url(one[name]).key for name in KEPT} == {two[name].key for name in KEPT}
    dates = two[here("color-contrast ul.news > li > b.date · aaaaaa/")]
    assert len(dates.alike) == 8
    assert "同样的共 8 处" in dates.message


@pytest.mark.browser
def test_a_template_without_names_has_blocks(looks: Looks) -> None:
    places = [f"color-contrast div > p > span（div 倒数第 {n} 个） · aaaaaa/" for n in (2, 1)]
    assert [list(told(looks, path)) for path in BARE] == [places, places]


def replace_url(result: Result) -> Result:
    """The same on the other page: a page is in no key."""
    moved = replace(result, url=HOME + "two.html")
    return replace(moved, key=key_of(moved))


@pytest.mark.browser
def test_the_browser_knows_what_builders_made_and_people_gave(looks: Looks) -> None:
    ask = """return arguments[0].map((said) => { const one = document.createElement('i'); one.className = said;
      return __govcheck.lastingClasses(one); }).concat(arguments[1].map((said) => { const one = document.createElement('img');
      one.src = said; return __govcheck.identity('image-alt', one).lasting.split(' ｜ ')[1]; }))"""
    names = [*BUILT, *GIVEN]
    visit = looks.session.visit(
        HOME + "one.html", {"n": lambda driver: driver.execute_script(ask, names, [*ADDRESSES])}
    )
    said = visit.gathered["n"]
    assert said[: len(BUILT)] == ["", "", "", ".Nav_item", *[""] * 3, ".btn", *[""] * 5]
    assert said[len(BUILT) : len(names)] == [*GIVEN.values()]
    assert said[len(names) :] == [*ADDRESSES.values()]


@pytest.mark.parametrize(("address", "lasting"), ADDRESSES.items())
def test_the_source_knows_the_same_addresses(address: str, lasting: str) -> None:
    assert normal_url("http://a.example" + address) == "http://a.example" + lasting


def finding(target: str, check: str = "axe-violation", rule: str = "r") -> Result:
    made = Result(Outcome.FAIL, HOME, "。", target=target, check=check, rule=rule)
    return replace(made, key=key_of(made))


class _All:
    """Everything was looked at."""

    def ran(self, check: str) -> bool:
        return bool(check)

    def again(self, result: Result) -> bool:
        return bool(result)

    page = gone = again  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("then", "now", "change", "recheck"),
    [
        ("ul > a ｜ /x", "nav > a ｜ /x", Change.PERSISTING, "same"),  # built anew around it
        ("ul > a ｜ /x", "ul > a ｜ /y", Change.FIXED, "gone"),  # the next entry of the list
        ("ul > a ｜ /x", "nav > a ｜ /y", Change.FIXED, "maybe"),
        ("ul > a · aaa/fff", "ul > a · bbb/fff", Change.PERSISTING, "same"),  # still too pale
        ("ul > a · aaa/fff", "nav > a · aaa/fff", Change.FIXED, "maybe"),
    ],
)
def test_a_new_name_is_no_proof_that_an_old_fault_is_mended(
    then: str, now: str, change: Change, recheck: str
) -> None:
    old, new = finding(then), finding(now)
    changes = compare([old], [new], _All(), _All()).changed
    assert [c.change for c in changes if c.then is old] == [change]
    same, moved = called_today(old, [new], {old.key: old})
    assert (same is new, moved) == (recheck == "same", recheck == "maybe")


def test_what_is_told_once_a_page_is_not_mended_because_it_names_another_place() -> None:
    assert set(all_checks()) >= TOLD_ONCE
    old, new = (finding(f"新窗口 {place}", "new-window") for place in ("nav > a", "div.top > a"))
    changes = {c.result.key: c.change for c in compare([old], [new], _All(), _All()).changed}
    assert changes == {old.key: Change.UNSEEN, new.key: Change.NEW}
    assert called_today(old, [new], {old.key: old}) == (None, True)
    known_there = {old.key: old, new.key: new}  # the page had both before: the one is gone
    assert called_today(old, [new], known_there) == (None, False)


def test_a_page_that_was_built_anew_has_mended_nothing_for_sure() -> None:
    old = [finding(f"ul.a > li > {tag} · aaa/fff") for tag in ("a", "b", "i")]
    new = [finding(f"div.z > {tag} · bbb/eee") for tag in ("a", "b", "i")]
    changes = compare(old, new, _All(), _All())
    assert changes.counts() == {"新增": 3, "已消失": 0, "仍存在": 0, "未再核验": 3}
    mended = compare(old, [*old[:2], new[2]], _All(), _All())
    assert mended.counts() == {"新增": 1, "已消失": 1, "仍存在": 2, "未再核验": 0}
