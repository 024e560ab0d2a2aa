"""A locator finds its element and nothing else; an excerpt stays short."""

from bs4 import BeautifulSoup

from checks.locators import css_path, element_at, excerpt

HTML = """<!doctype html><html><head><title>t</title></head><body>
<div id="main"><ul><li>a</li><li><a href="x">b</a></li></ul></div>
<div><p id="t20261103_12345">c</p><p id="twice">d</p><p id="twice">e</p><p id="2x">f</p></div>
<div><p>g</p></div></body></html>"""


def test_every_element_is_found_again() -> None:
    soup = BeautifulSoup(HTML, "lxml")
    for element in soup.find_all(True):
        assert soup.select(css_path(element)) == [element], css_path(element)


def test_rows_without_a_body_have_the_path_that_browsers_give_them() -> None:
    soup = BeautifulSoup(
        "<div><table><caption>c</caption><tr><td>1</td></tr><tr><td><table><tr><td><i>2</i></td></tr>"
        "</table></td></tr><thead><tr><th>3</th></tr></thead><tr><td>4</td></tr>"
        "<tbody><tr><td>5</td></tr><tr><td>6</td></tr></tbody></table></div>",
        "lxml",
    )
    table = "html > body > div > table > "
    cells = {td.text: css_path(td) for td in soup.find_all(("td", "th")) if not td.table}
    assert cells == {
        "1": table + "tbody:nth-of-type(1) > tr:nth-of-type(1) > td",
        "2": table + "tbody:nth-of-type(1) > tr:nth-of-type(2) > td > table > tbody > tr > td",
        "3": table + "thead > tr > th",
        "4": table + "tbody:nth-of-type(2) > tr > td",
        "5": table + "tbody:nth-of-type(3) > tr:nth-of-type(1) > td",
        "6": table + "tbody:nth-of-type(3) > tr:nth-of-type(2) > td",
    }
    for element in soup.find_all(True):
        assert element_at(soup, css_path(element)) is element


def test_paths_start_at_a_usable_id() -> None:
    soup = BeautifulSoup(HTML, "lxml")
    assert css_path(soup.a) == "#main > ul > li:nth-of-type(2) > a"
    assert css_path(soup.find(id="t20261103_12345")).startswith("html > body")


def test_a_small_element_is_quoted_whole() -> None:
    soup = BeautifulSoup(HTML, "lxml")
    assert excerpt(soup.a) == '<a href="x">b</a>'


def test_a_large_element_is_cut() -> None:
    soup = BeautifulSoup(f"<div class='k' id='x'><p>{'长' * 400}</p></div>", "lxml")
    text = excerpt(soup.div)
    assert text.startswith('<div class="k" id="x">长长')
    assert len(text) == 300
    assert text.endswith("…")
    many = BeautifulSoup("<ul>" + "<li><b>项</b></li>" * 500 + "</ul>", "lxml")
    assert len(excerpt(many.ul)) <= 300
