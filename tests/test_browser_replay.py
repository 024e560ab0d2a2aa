"""What the browser is answered: stored bodies, refusals, and the little it may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_site import StoredPages, fetch, page, stored

from crawler.browser.replay import (
    LIVE_A_PAGE,
    LIVE_A_TOUR,
    PAGES_A_TOUR,
    Live,
    Refused,
    Replay,
    Stored,
)
from crawler.browser.scope import Scope, is_public, of_site
from crawler.sites import SiteConfig

HOME = "http://www.example.gov.cn/"
CDN = "https://cdn.example.net/lib.js"


@pytest.fixture
def made(tmp_path: Path) -> StoredPages:
    gb = '<meta charset="gb2312"><p>中文</p>'.encode("gb18030")
    return stored(
        tmp_path / "demo.sqlite",
        HOME,
        [
            page(HOME, "<p>home"),
            page(HOME + "gb.html", gb, "text/html"),
            page(HOME + "bare.html", "<p>政务公开</p>".encode("gb18030"), "text/html"),
            page(HOME + "%E4%B8%AD/", "<p>path"),
            fetch(HOME + "old.html", state="redirect", status=301, final_url=HOME + "gb.html"),
            fetch(HOME + "gone.png", "image", "dead", status=404),
            fetch(HOME + "dead.css", "style", "dead", status=0),
            fetch(HOME + "big.png", "image"),
            fetch(CDN, "script", external=True),
            fetch("http://other.example.com/", "page", external=True),
        ],
    )


@pytest.fixture
def replay(made: StoredPages) -> Iterator[Replay]:
    source = Replay(made.path, made.run.id, made.config)
    yield source
    source.close()


def test_bytes_and_type_are_those_of_the_crawl(replay: Replay) -> None:
    said = replay.answer(HOME + "gb.html#top", kind="Document")
    assert isinstance(said, Stored)
    assert (said.status, said.headers) == (200, {"Content-Type": "text/html"})
    assert "中文".encode("gb18030") in said.body


def test_a_page_that_names_no_encoding_is_read_in_the_one_it_is_in(replay: Replay) -> None:
    said = replay.answer(HOME + "bare.html", kind="Document")
    assert isinstance(said, Stored)
    assert said.headers == {"Content-Type": "text/html; charset=gb18030"}


def test_the_spelling_of_a_browser_finds_the_page(replay: Replay) -> None:
    assert isinstance(replay.answer(HOME + "中/"), Stored)


def test_redirects_and_dead_addresses_are_answered_without_asking(replay: Replay) -> None:
    moved = replay.answer(HOME + "old.html", kind="Document")
    assert moved == Stored(302, b"", {"Location": HOME + "gb.html"})
    gone = replay.answer(HOME + "gone.png", kind="Image")
    assert isinstance(gone, Stored)
    assert gone.status == 404
    assert isinstance(replay.answer(HOME + "dead.css"), Refused)
    assert replay.asked == 0


def test_only_declared_resources_may_be_asked_for(replay: Replay) -> None:
    assert isinstance(replay.answer(HOME + "big.png"), Live)
    assert isinstance(replay.answer(CDN), Live)
    assert isinstance(replay.answer(CDN + "?other"), Refused)
    assert isinstance(replay.answer("http://other.example.com/"), Refused)
    assert isinstance(replay.answer("http://elsewhere.example.org/x.js"), Refused)
    assert isinstance(replay.answer(HOME + "not-crawled.html", kind="Document"), Refused)
    assert isinstance(replay.answer(HOME + "submit", "POST"), Refused)
    assert isinstance(replay.answer("file:///etc/passwd"), Refused)
    assert isinstance(replay.answer("ftp://www.example.gov.cn/x"), Refused)


def test_one_page_cannot_ask_without_end(replay: Replay) -> None:
    said = [replay.answer(f"{HOME}x{n}.png") for n in range(LIVE_A_PAGE + 5)]
    assert sum(isinstance(one, Live) for one in said) == LIVE_A_PAGE
    replay.next_page()
    assert isinstance(replay.answer(HOME + "y.png"), Live)


def test_a_tour_may_ask_the_hosts_of_declared_scripts_and_a_few_pages(replay: Replay) -> None:
    part, elsewhere = "https://cdn.example.net/theme/bar.html", HOME + "elder/"
    assert isinstance(replay.answer(part, kind="XHR"), Refused)
    replay.touring = True
    assert isinstance(replay.answer(part, kind="XHR"), Live)
    assert isinstance(replay.answer(part, kind="Document"), Refused)
    assert isinstance(replay.answer(part, "POST"), Refused)
    assert isinstance(replay.answer("http://cdn.example.net:8080/x.js"), Refused)
    assert isinstance(replay.answer("http://other.example.com/"), Refused)
    said = [replay.answer(elsewhere + str(n), kind="Document") for n in range(PAGES_A_TOUR + 2)]
    assert sum(isinstance(one, Live) for one in said) == PAGES_A_TOUR
    said = [replay.answer(f"{part}?{n}") for n in range(LIVE_A_TOUR)]
    assert sum(isinstance(one, Live) for one in said) == LIVE_A_TOUR - PAGES_A_TOUR - 1
    replay.touring = False
    assert isinstance(replay.answer(elsewhere, kind="Document"), Refused)


def test_nothing_is_asked_when_that_is_wanted(made: StoredPages) -> None:
    source = Replay(made.path, made.run.id, made.config, live=False)
    assert isinstance(source.answer(HOME + "big.png"), Refused)
    assert isinstance(source.answer(HOME), Stored)
    source.close()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.1.1", "192.168.1.1", "169.254.169.254",
     "100.64.0.1", "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_the_site_may_lie_where_it_is_configured_and_nothing_else() -> None:
    scope = of_site(SiteConfig("d", "d", "http://127.0.0.1:8801/"), ["http://127.0.0.1:9/x.js"])
    assert scope.addresses("127.0.0.1", 8801) == ["127.0.0.1"]
    assert scope.addresses("127.0.0.1", 9) == []  # declared by a page, but an inner address
    assert scope.addresses("127.0.0.1", 80) == []
    assert scope.addresses("127.0.0.2", 8801) == []
    assert Scope(frozenset()).addresses("8.8.8.8", 53) == []
    both = of_site(SiteConfig("d", "d", "https://a.gov.cn/", hosts=("b.gov.cn", "c.gov.cn:81")))
    assert both.own == {("a.gov.cn", 443), ("a.gov.cn", 80), ("b.gov.cn", 443), ("b.gov.cn", 80),
                        ("c.gov.cn", 81)}  # fmt: skip
