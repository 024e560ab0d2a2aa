"""A picture without alternative text is told once, and nothing else is lost by it."""

from dataclasses import replace

from checks.accessibility.missing_alt import missing_alt
from checks.accessibility.told_twice import told_once
from checks.page import Page
from checks.results import Outcome, Result

URL = "http://www.example.gov.cn/a/b.html"
PAGE = Page(URL, "<p>x", URL, 200)


def static(target: str, rule: str = "no-alt") -> Result:
    return Result(Outcome.FAIL, URL, "x", check="missing-alt", rule=rule, target=target)


def axe(excerpt: str, rule: str = "axe:image-alt") -> Result:
    return Result(Outcome.FAIL, URL, "x", check="axe-violation", rule=rule, excerpt=excerpt)


def test_the_static_one_stays() -> None:
    mine, twin = static("http://www.example.gov.cn/a/i.png"), axe('<img src="i.png" id="x">')
    assert [r.check for r in told_once(PAGE, [mine, twin])] == ["missing-alt", "axe-violation"]
    told = list(told_once(PAGE, [twin, mine]))
    assert told[0] is mine
    assert (told[1].check, told[1].outcome) == ("axe-violation", Outcome.PASS)


def test_everything_else_stays() -> None:
    mine = static("http://www.example.gov.cn/a/i.png")
    others = [
        axe('<img src="other.png">'),
        axe("<img>"),
        axe('<img src="i.png">', "axe:link-name"),
        axe('<img src="http://[">'),
        static("http://www.example.gov.cn/a/i.png", "poor-alt"),
    ]
    assert list(told_once(PAGE, [mine, *others])) == [mine, *others]
    assert list(told_once(PAGE, [axe('<img src="i.png">')])) == [axe('<img src="i.png">')]
    poor = static("http://www.example.gov.cn/a/i.png", "poor-alt")
    assert len(list(told_once(PAGE, [poor, axe('<img src="i.png">')]))) == 2


def test_a_picture_that_is_loaded_late_is_told_once() -> None:
    stopgap = '<img src="data:image/gif;base64,R0lG" class="lazy" data-original="/up/%s.jpg">'
    html = "".join(stopgap % name for name in "ab")
    page = Page(URL, html, URL, 200)
    told = [r for r in missing_alt(page) if isinstance(r, Result)]
    assert [r.target for r in told] == [f"http://www.example.gov.cn/up/{n}.jpg" for n in "ab"]
    seen = [axe(stopgap % "a"), axe('<img src="/up/b.jpg" class="lazy">')]
    mine = [replace(r, check="missing-alt") for r in told]
    assert [r for r in told_once(page, [*mine, *seen]) if r.outcome is not Outcome.PASS] == mine
    area = '<area shape="rect" coords="0,0,9,9" href="/b/">'
    both = [
        axe(area, "axe:area-alt"),
        axe('<input type="image" src="x.png">', "axe:input-image-alt"),
    ]
    said = [replace(static(""), excerpt=area), static("http://www.example.gov.cn/a/x.png")]
    assert [r for r in told_once(page, [*said, *both]) if r.outcome is not Outcome.PASS] == said
    alone = axe('<img src="data:image/gif;base64,R0lG">')
    assert alone in list(told_once(page, [*mine, alone]))


def test_a_picture_whose_address_is_not_quoted_is_told_once() -> None:
    long, tag = (
        "/getimg.php?url=" + "x" * 300,
        '<img class="c%s" data-w="%s" src="%s" style="width:1em">',
    )
    sources = ['<img class="di" src="">', tag % ("a", 1, long), tag % ("a", 2, long)]
    page = Page(URL, "".join(sources), URL, 200)
    told = [r for r in missing_alt(page) if isinstance(r, Result)]
    assert [(r.outcome, r.rule) for r in told] == [
        (Outcome.REVIEW, "no-picture"), (Outcome.FAIL, "no-alt"), (Outcome.FAIL, "no-alt"),
    ]  # fmt: skip
    mine = [replace(r, check="missing-alt") for r in told]
    seen = [axe('<img src="" class="di">')]
    seen += [axe(tag % (f"a loaded{n}", n, "/getimg.php?url=x...")) for n in (2, 1, 3)]
    left = [r for r in told_once(page, [*mine, *seen]) if r.outcome is not Outcome.PASS]
    assert left == [*mine, seen[-1]]
