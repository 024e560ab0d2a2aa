"""One crawl over everything that goes wrong on real servers."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from misbehaving import (
    DAY,
    Server,
    Stored,
    crawl_site,
    cut_short,
    drip,
    empty_reply,
    endless,
    gzip_bomb,
    hang,
    no_head,
    page,
    redirect,
    serving,
    site,
    status,
)

from crawler.store import Store
from crawler.stored_site import StoredSite

SOON_S = 3.0
"""Some servers never answer: their time-outs are waited for, and all others answer in that time."""


class World(NamedTuple):
    home: Server
    other: Server
    secure: Server
    run: Any
    stored: Stored


class Flaky:
    """404 at first, there the second time."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, handler: Any) -> None:
        self.asked += 1
        handler.send(b"<p>back", status=404 if self.asked == 1 else 200)


def stream(handler: Any) -> None:
    """Refuses HEAD; GET never ends."""
    if handler.command == "HEAD":
        handler.send(b"", status=405)
    else:
        endless(handler)


def wants_cookie(handler: Any) -> None:
    """Redirects to itself until its cookie comes back."""
    if "seen=1" in (handler.headers.get("Cookie") or ""):
        handler.send(b"<title>welcome</title><p>x")
    else:
        handler.send(b"", status=302, Location=handler.path, Set_Cookie="seen=1; path=/")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("trouble")
    with serving() as home, serving("127.0.0.2") as other, serving("127.0.0.3", folder) as secure:
        home.routes = {
            "/": page(
                *[
                    "/ok",
                    "/gone",
                    "/gone410",
                    "/flaky",
                    "/broken",
                    "/hang",
                    "/drip",
                    "/endless",
                    "/cut",
                    "/silent",
                    "/bomb",
                    "/loop/a",
                    "/to-gone",
                    "/to-ok",
                    "/to-other",
                    "/cookie",
                    "/forbidden",
                    "/file.pdf",
                    "/lost.pdf",
                ],
                "/to-han",
                f"{other.url}/stream",
                f"{other.url}/nohead",
                f"{other.url}/gone",
                f"{other.url}/error",
                f"{secure.url}/x",
                "http://no-such-host.invalid/",
                "http://127.0.0.9:9/refused",
                "/only-get.pdf",
                "{{item.url}}",
                "http://",
                "tel:12345",
            ),
            "/ok": page("/", f"{other.url}/nohead-inner"),
            "/gone410": status(410),
            "/flaky": Flaky(),
            "/broken": status(500),
            "/hang": hang,
            "/drip": drip,
            "/endless": endless,
            "/cut": cut_short,
            "/silent": empty_reply,
            "/bomb": gzip_bomb,
            "/loop/a": redirect("/loop/b"),
            "/loop/b": redirect("/loop/a"),
            "/to-gone": redirect("/gone"),
            "/to-ok": redirect("/ok", 301),
            "/to-other": redirect(f"{other.url}/error"),
            "/to-han": redirect("/\xb8\xbd.html"),  # raw bytes of a GB18030 name
            "/%B8%BD.html": page(),
            "/cookie": wants_cookie,
            "/forbidden": status(403),
            "/file.pdf": status(200, kind="application/pdf"),
            "/only-get.pdf": no_head,
        }
        other.routes = {
            "/stream": stream,
            "/nohead": no_head,
            "/nohead-inner": no_head,
            "/error": status(502),
        }
        secure.routes = {"/x": page()}
        path = folder / "t.sqlite"
        run = crawl_site(site(home.url, timeout_s=SOON_S), path)
        yield World(home, other, secure, run, Stored(path))


STATES = {
    "/": "ok",
    "/ok": "ok",
    "/gone": "dead",
    "/gone410": "dead",
    "/flaky": "ok",
    "/broken": "suspect",
    "/hang": "suspect",
    "/drip": "suspect",
    "/endless": "unverifiable",
    "/cut": "unverifiable",
    "/silent": "suspect",
    "/bomb": "unverifiable",
    "/loop/a": "suspect",
    "/to-gone": "dead",
    "/to-ok": "redirect",
    "/to-other": "suspect",
    "/to-han": "redirect",
    "/%B8%BD.html": "ok",
    "/cookie": "ok",
    "/forbidden": "blocked",
    "/file.pdf": "ok",
    "/lost.pdf": "dead",
    "/only-get.pdf": "ok",
}


@pytest.mark.parametrize(("path", "state"), STATES.items())
def test_states(world: World, path: str, state: str) -> None:
    assert (world.stored.state(world.home.url + path), path) == (state, path)


def test_other_hosts(world: World) -> None:
    stored, other = world.stored, world.other.url
    assert stored.state(f"{other}/nohead") == "ok"
    assert stored.state(f"{other}/stream") == "ok"
    assert stored.rows[f"{other}/stream"]["length"] < 1_000_000
    assert stored.state(f"{other}/gone") == "dead"
    assert stored.state(f"{other}/error") == "suspect"
    assert stored.state("http://no-such-host.invalid/") in ("dead", "suspect")
    assert stored.state("http://127.0.0.9:9/refused") == "suspect"
    assert "拒绝" in stored.reason("http://127.0.0.9:9/refused")


def test_wrong_certificate_is_not_dead(world: World) -> None:
    assert world.stored.state(f"{world.secure.url}/x") == "unverifiable"
    assert "证书" in world.stored.reason(f"{world.secure.url}/x")


def test_every_look_at_a_dead_link_is_kept(world: World) -> None:
    assert world.stored.attempts[f"{world.home.url}/gone"] == [("GET", 404), ("GET", 404)]
    assert world.stored.attempts[f"{world.home.url}/lost.pdf"] == [("GET", 404), ("GET", 404)]
    assert world.stored.attempts[f"{world.home.url}/flaky"] == [("GET", 404), ("GET", 200)]


def test_one_planned_request_for_each_address(world: World) -> None:
    asked = Counter(path for _, path in world.home.asked)
    for path in ("/", "/ok", "/file.pdf", "/to-ok", "/forbidden"):
        assert (path, asked[path]) == (path, 1)
    assert asked["/gone"] == 2


def test_we_say_who_we_are(world: World) -> None:
    agents = world.home.agents | world.other.agents | world.secure.agents
    assert len(agents) == 1
    assert next(iter(agents)).endswith("(+a@example.cn)")
    assert "govcheck/" in next(iter(agents))


def test_the_run_ends_with_a_reason_and_counts(world: World) -> None:
    assert world.run.stop_reason == "finished"
    counts = world.run.counts
    assert counts["discovered"] >= 25
    assert counts["reasked"] >= 10
    assert counts["fallbacks"] >= 1
    assert set(counts["skipped"]) == {
        "网址里有未替换的模板变量",
        "网址写法有误，浏览器无法打开",
    }


def test_half_a_page_is_not_stored_but_its_links_count(world: World) -> None:
    assert world.stored.rows[f"{world.home.url}/cut"]["body"] is None
    assert world.stored.state(f"{world.home.url}/only-in-the-first-half.html") == "dead"


def test_time_out_and_slow_body_are_told_apart(world: World) -> None:
    assert "没有应答" in world.stored.reason(f"{world.home.url}/hang")
    assert "没有传完" in world.stored.reason(f"{world.home.url}/drip")


def test_a_host_that_says_not_found_to_everything_is_doubted(tmp_path: Path) -> None:
    with serving() as own, serving("127.0.0.5") as away, serving("127.0.0.6") as mixed:
        mixed.routes["/there.html"] = page()
        own.routes["/"] = page(
            *(f"{away.url}/{n}.html" for n in range(3)),
            *(f"{mixed.url}/{name}.html" for name in ("a", "b", "c", "there")),
        )
        config = site(own.url)
        run = crawl_site(config, tmp_path / "t.sqlite")
        with Store(tmp_path / "t.sqlite") as store:
            links = StoredSite(store, config, run, DAY).broken_links()
    told = {(link.url.split("/")[2].split(":")[0], str(link.state)) for link in links}
    assert told == {("127.0.0.5", "suspect"), ("127.0.0.6", "dead")}
    assert all("3 个地址都这样答复" in link.reason for link in links if "127.0.0.5" in link.url)
