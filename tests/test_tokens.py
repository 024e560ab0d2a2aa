"""The token of an element from the page's source and from the live document is the same."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from browser_site import needs_browser, page, stored

from checks.accessibility.page_tools import preload
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.browser.tokens import number_of, numbers_of, short, shortened, tokens_of
from crawler.charset import decode

HOME = "http://www.example.gov.cn/"
HEAD = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>示例</title></head>'
PAGES = {
    "plain": HEAD + '<body class="home  b a"><div class="nav nav-12345 swiper-slide-active">'
    '<ul><li><a href="#">一</a></li><li><a href="/x" target="_blank"><img src="i.png"></a></li></ul>'
    '</div><a href="javascript:;"><img alt="字"></a><a href=" "></a></body></html>',
    "forms": HEAD + '<form><label for="q">词</label><input id="q" type="TEXT" placeholder=" ">'
    '<input id="w"><input type="submit" value=""><select onchange="go()"><option>一<option>二'
    "</select><textarea disabled></textarea><button><i></i></button></form>",
    "tables": "<table summary=''><tr><th scope=col>甲<td><table><tr><td>乙</table></table>"
    "<table><caption>丙</caption><tr><td><font color='Red'>丁</font></table><p>戊<p>己<li>庚",
    "styles": HEAD + "<p style='Color : #CCC ; width:900px;line-height:2 !IMPORTANT;a;:b'>字</p>"
    "<p style='width:200px;background:url(data:image/png;base64,AA==)'> &nbsp;\u3000</p>"
    "<div role='buton' aria-label='名' aria-hidden=true tabindex=5><a href=x>字</a></div>",
    "drawings": HEAD + "<a href=x><svg viewBox='0 0 1 1'><title>图</title><g><path/></g></svg></a>"
    "<math><mi>x</mi></math><svg><a href='y'></a></svg><div aria-hidden=true><svg><a href='z'/></svg>",
    "closed": "<html><head><noscript><img src=x></noscript><title></title><script>var a = 1</script>"
    "<style>p{}</style><meta name=Viewport content='user-scalable = no'></head><body><noscript><p>无"
    "</noscript><div><template><p>模</template><script>1</script></div><h1>一<h1>二<main></main>",
    "frames": HEAD + '<iframe src="about:blank">旧</iframe><object data="x"><p>替</p></object>'
    '<video controls muted><track></video><marquee>动</marquee><center><font size=2>旧</font>',
    "shadow": HEAD + "<div><template shadowrootmode=open><p>影</p></template><b>字</b></div>",
    "broken": "<div><p><div></p></div><b><i>错</b>套</i><a href=1>一<a href=2>二</a></table></tr><td>",
}  # fmt: skip
READ = """
return [...document.querySelectorAll('*')].filter(e => !e.parentElement?.closest('svg, math'))
  .map(e => __govcheck.token(e));
"""
SCRIPTS = re.compile(rb"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
LOADED = re.compile(rb"""\son(load|error)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)


def read_live(folder: Path, pages: Mapping[str, str | bytes]) -> dict[str, list[str]]:
    """What the browser says of every element of every page."""
    needs_browser()
    fetches = [page(HOME + name, html, "text/html") for name, html in pages.items()]
    made = stored(folder / "demo.sqlite", HOME, fetches)
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[preload()]) as session:
        read = {"tokens": lambda driver: driver.execute_script(READ)}
        visits = {name: session.visit(HOME + name, read) for name in pages}
    replay.close()
    assert not [visit.reason for visit in visits.values() if visit.reason]
    return {name: visit.gathered["tokens"] for name, visit in visits.items()}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return read_live(tmp_path_factory.mktemp("tokens"), PAGES)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_source_and_the_document_give_each_element_the_same_token(
    name: str, live: dict[str, list[str]]
) -> None:
    made = tokens_of(PAGES[name])
    assert made.elements == len(live[name])
    assert sorted(made.tokens) == sorted(set(live[name]))


@pytest.mark.browser
@pytest.mark.shared
@pytest.mark.full
def test_real_pages_without_their_scripts_give_the_same_tokens(
    shared: Path, tmp_path: Path
) -> None:
    files = sorted((shared / "corpora" / "govcn-pages" / "pages").glob("*.html"))
    bodies = {file.name: LOADED.sub(b"", SCRIPTS.sub(b"", file.read_bytes())) for file in files}
    said = read_live(tmp_path, bodies)
    differences = {
        name: tokens_of(decode(body, "text/html").html).tokens ^ set(said[name])
        for name, body in bodies.items()
    }
    assert len(bodies) > 40
    assert sum(bool(one) for one in differences.values()) <= 1  # a byte that is no character
    assert max(map(len, differences.values())) <= 2


def tokens(body: str, head: str = "<title>示例</title>") -> set[str]:
    return tokens_of(f"<html lang=zh-CN><head>{head}</head><body>{body}</body></html>").tokens


def test_moving_states_and_running_numbers_are_no_part_of_a_path() -> None:
    still = tokens('<div class="swiper-slide"><p class="item-2024">字</p></div>')
    moved = tokens(
        '<div class="swiper-slide swiper-slide-active"><p class="item-10031">字</p></div>'
    )
    button = tokens('<div class="swiper-button-next"></div>')
    assert moved == still
    assert "html>body>div.swiper-button-next||" in button


def test_the_page_as_a_whole_is_in_the_token_of_the_root() -> None:
    def roots(*given: str) -> set[str]:
        return {token for token in tokens(*given) if token.startswith("html|")}

    assert roots("<p>字</p>") != roots("<p>字</p>", "<title> </title>")
    assert roots("<h1>字</h1>") != roots("<h1>字</h1><h1>字</h1>")
    assert roots("<h2>字</h2>") != roots("<p>字</p>") != roots("<main>字</main>")


def test_a_stored_token_names_the_path_and_the_token_it_was_made_from() -> None:
    made = shortened({"nodes": [{"token": "html>p|lang=zzz|t", "target": "p"}, {"token": ""}]})
    [first, second] = made["nodes"]
    assert numbers_of(first["token"]) == (number_of("html>p"), number_of("html>p|lang=zzz|t"))
    assert first["token"] == short("html>p|lang=zzz|t")
    assert not set(first["token"]) & set("0123456789")
    assert second == {"token": ""}
    assert numbers_of("html>p|lang=zzz|t") is numbers_of("") is None


def test_deep_and_endless_pages_are_read_to_a_limit() -> None:
    deep = tokens_of("<div>" * 3000 + "<p>字")
    assert deep.elements < 200
    assert tokens_of("").elements == 3
