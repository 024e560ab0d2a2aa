"""A picture without alternative text is told once, and nothing else is lost by it."""

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
