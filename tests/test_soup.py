"""The quick builder gives BeautifulSoup's own tree, node for node, link for link."""

import gc
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from checks.page import Page
from checks.soup import parse
from crawler.charset import decode

FIXTURES = Path(__file__).parent / "fixtures"
LINKS = ("parent", "next_element", "previous_element", "next_sibling", "previous_sibling")
PARSING = ("builder", "tagStack", "currentTag", "_most_recent_element")
ODD = (
    "",
    "  ",
    "不是网页",
    "\ufeff<p>x",
    "a\x00b<p>\x00",
    "<p>a<b>c</p>d</b>e",
    "</p></div>x",
    "<div/>y<br/></br>",
    "<!DOCTYPE html><!-- c --><html><body>x</body></html>y<p>z",
    "<pre> \n <pre> \n </pre> \n </pre> <p> \n </p>",
    "<textarea>  \n</textarea>  ",
    "<script>a<b>c</script> <style> \n </style><template> x <p>y</p> </template>",
    "<ruby>a<rp>(</rp><rt>r</rt></ruby>",
    "<!----><p><!----></p><!-- > -->",
    '<a {x}y=1 {=2 class=" a  b " rel="x y">t</a><td headers="a b">',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="u"><x:a x:b="1"/>t</svg>',
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="zh"><body/></html>',
    "<o:p>x</o:p><v:shape v:a=1></v:shape>",
    "<table><tr><td>1<td>2</table><select><option>a<option>b</select>",
    "<meta charset=gbk><meta http-equiv=Content-Type content='text/html; charset=gbk'>",
    "<p>a<?php echo ?>b<![CDATA[c]]><[document]>x</[document]>",
    "<html><frameset><frame src=a></frameset></html>",
    "<div>" * 300 + "x",
    "<div" * 3000 + ">",
    '<DIV CLASS="A b" ACCESSKEY="x y" hidden>X</DIV>',
)


def same(html: str) -> int:
    """Assert that both parses of ``html`` are equal in everything; the number of nodes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        usual = BeautifulSoup(html, "lxml")
    quick = parse(html)
    ours, theirs = [quick, *quick.descendants], [usual, *usual.descendants]
    assert len(ours) == len(theirs)
    places = [{id(node): n for n, node in enumerate(nodes)} for nodes in (ours, theirs)]
    for one, other in zip(ours, theirs, strict=True):
        assert type(one) is type(other)
        facts = [dict(vars(node)) for node in (one, other)]
        for name in LINKS:
            linked = [fact.pop(name) for fact in facts]
            assert _place(places[0], linked[0]) == _place(places[1], linked[1]), (name, one)
        if isinstance(one, Tag):
            inside = [[id(child) for child in fact.pop("contents")] for fact in facts]
            assert [places[0][n] for n in inside[0]] == [places[1][n] for n in inside[1]]
            values = [list(fact["attrs"].items()) for fact in facts]
            assert values[0] == values[1]
            assert [type(v) for _, v in values[0]] == [type(v) for _, v in values[1]]
            assert type(facts[0]["attrs"]) is type(facts[1]["attrs"])
        else:
            assert str(one) == str(other)
        for name in PARSING if isinstance(one, BeautifulSoup) else ():
            for fact in facts:
                fact.pop(name)
        assert facts[0] == facts[1]
    return len(ours)


def _place(places: dict[int, int], node: object) -> int | None:
    return None if node is None else places[id(node)]


@pytest.mark.parametrize("html", ODD, ids=range(len(ODD)))
def test_odd_markup(html: str) -> None:
    same(html)


def test_the_fixtures() -> None:
    pages = sorted(FIXTURES.rglob("*.html"))
    assert sum(same(decode(path.read_bytes()).html) for path in pages) > 20 * len(pages) // 4


@pytest.mark.shared
def test_real_pages(shared: Path) -> None:
    pages = sorted((shared / "corpora" / "govcn-pages").rglob("*.html"))
    pages += sorted((shared / "corpora" / "gov-policy").rglob("*.html"))
    assert pages
    assert sum(same(decode(path.read_bytes()).html) for path in pages) > 100 * len(pages)


def test_a_page_lists_every_element_in_order() -> None:
    page = Page("http://127.0.0.1/", "<ul><li>a<li>b<p>c</ul><LI>d")
    assert [str(tag) for tag in page.tags["li"]] == [str(tag) for tag in page.soup.find_all("li")]
    assert sum(map(len, page.tags.values())) == len(page.soup.find_all(True))
    assert page.tags["marquee"] == []


def test_collecting_garbage_goes_on_afterwards() -> None:
    assert gc.isenabled()
    parse("<p>x")
    assert gc.isenabled()
