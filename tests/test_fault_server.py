"""A server with every fault: bounded time and memory, the right verdict, the rest unharmed."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from misbehaving import AMPLE_S, DAY, Handler, Server, Stored, page, redirect, serving, site
from misbehaving import _context as context

from crawler.link_states import MOST_HOPS

LINKS = 100_000
STEPS = 25
"""So many pages before that; the last of them waits for everything else to be through."""
MEGABYTE = 1024 * 1024
HUGE = 200 * MEGABYTE
GOOD_END = b'<a href="/after-%s.html">x</a>'


def raw(*lines: bytes, body: bytes = b"") -> Any:
    """Header lines as they are, whatever they promise, and a body; then the line is cut."""

    def answer(handler: Handler) -> None:
        head = b"\r\n".join((b"HTTP/1.1 200 OK", b"Content-Type: text/html", *lines))
        handler.wfile.write(head + b"\r\n\r\n" + body)
        handler.close_connection = True

    return answer


def huge(handler: Handler) -> None:
    """200 MB of HTML that is announced, or not."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    if "told" in handler.path:
        handler.send_header("Content-Length", str(HUGE))
    handler.end_headers()
    for _ in range(HUGE // MEGABYTE):
        handler.wfile.write(b"<p>x</p>" * (MEGABYTE // 8))
    handler.close_connection = True


def many_links(handler: Handler) -> None:
    handler.send(b"<!doctype html><title>t</title>" + b"".join(
        b"<a href=/n%d.html>x</a>" % n for n in range(LINKS)))  # fmt: skip


def endless_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(20_000):
        handler.wfile.write(b"X-Header-%d: %s\r\n" % (n, b"x" * 1000))
    handler.close_connection = True


def next_hop(path: str) -> Any:
    """/hop/n leads to /hop/n+1 for ever; /step/n is a page, the last of which links the page of
    100,000 links, all of which are pages.
    """
    name, _, number = path.rpartition("/")
    if number.startswith("n") and not name:
        return page()
    if name == "/step":
        return last_step if number == str(STEPS) else page(f"/step/{int(number) + 1}")
    return redirect(f"{name}/{int(number) + 1}") if name == "/hop" else None


def last_step(handler: Handler) -> None:
    """What is to be seen before the page budget is spent has been asked for."""
    wanted = {path for path in STATES if path != "/many.html"} | {f"/hop/{MOST_HOPS - 1}"}
    end = time.monotonic() + AMPLE_S / 2
    while not wanted <= {path for _, path in handler.server.asked} and time.monotonic() < end:
        time.sleep(0.05)
    page("/many.html")(handler)


def calendar(handler: Handler) -> None:
    """Every day leads to the next and to the one before, for ever."""
    day = int(handler.path.partition("d=")[2] or 0)
    page(f"/rili?d={day + 1}", f"/rili?d={abs(day - 1)}")(handler)


FAULTS: dict[str, Any] = {
    "/null.html": raw(b"Content-Length: 60", body=b"<title>\0t</title>\0<p>\0</p><a href=/after-null.html>x</a>".ljust(60)),
    "/deep.html": lambda h: h.send(b"<div>" * 100_000 + GOOD_END % b"deep"),
    "/too-short.html": raw(b"Content-Length: 20", body=b"<title>t</title><p>and more than was promised"),
    "/length-is-a-word.html": raw(b"Content-Length: many", body=b"<title>t</title>"),
    "/length-below-zero.html": raw(b"Content-Length: -5", body=b"<title>t</title>"),
    "/two-lengths.html": raw(b"Content-Length: 5", b"Content-Length: 9", body=b"<title>t"),
    "/bad-chunks.html": raw(b"Transfer-Encoding: chunked", body=b"5\r\nhello\r\nzz\r\n"),
    "/no-gzip.html": raw(b"Content-Encoding: gzip", b"Content-Length: 9", body=b"not gzip!"),
    "/headers.html": endless_headers,
    "/huge-told.html": huge,
    "/huge.html": huge,
    "/many.html": many_links,
    "/rili": calendar,
    "/chain/12": page("/after-chain.html"),
    **{f"/chain/{n}": redirect(f"/chain/{n + 1}") for n in range(12)},
}  # fmt: skip
STATES = {
    "/null.html": "ok",
    "/after-null.html": "ok",
    "/deep.html": "ok",
    "/after-deep.html": "ok",
    "/too-short.html": "ok",
    "/length-is-a-word.html": "suspect",
    "/length-below-zero.html": "suspect",
    "/two-lengths.html": "suspect",
    "/bad-chunks.html": "unverifiable",
    "/no-gzip.html": "suspect",
    "/headers.html": "suspect",
    "/huge-told.html": "unverifiable",
    "/huge.html": "unverifiable",
    "/many.html": "ok",
    "/chain/0": "redirect",
    "/after-chain.html": "ok",
    "/hop/0": "suspect",
    "/last.html": "ok",
}


class World(NamedTuple):
    server: Server
    run: Any
    grown_mb: float
    stored: Stored


def measured(outcome: Any, url: str, path: Path) -> None:
    """In a process of its own: the run, and by how many MB the crawl made it grow."""
    from crawler.crawl import crawl

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    quick = {"page_budget": 200, "max_body_mb": 5, "timeout_s": AMPLE_S, "recheck_after_s": 0.2}
    run = crawl(site(url, **quick), path, month="2026-11", as_of=DAY, contact="a@example.cn")
    outcome.put((run, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("faults") / "t.sqlite"
    with serving() as server, serving("127.0.0.2") as plain:
        tls = plain.url.replace("http:", "https:") + "/"  # nobody speaks TLS there
        server.routes = {
            "/": page(*(p for p in FAULTS if not p.startswith("/chain/") and p != "/many.html"),
                      "/chain/0", "/hop/0", tls, "/last.html", "/step/0"),
            **FAULTS,
            **{path: page() for path, state in STATES.items() if "after" in path or "last" in path},
        }  # fmt: skip
        server.fallback = next_hop
        outcome = context().Queue()
        process = context().Process(target=measured, args=(outcome, server.url, path))
        process.start()
        run, grown_mb = outcome.get(timeout=240)
        process.join()
        yield World(server, run, grown_mb, Stored(path))


@pytest.mark.parametrize(("path", "state"), STATES.items())
def test_states(world: World, path: str, state: str) -> None:
    assert (path, world.stored.state(world.server.url + path)) == (path, state)


def test_no_fault_is_called_dead_and_no_tls_is_unverifiable(world: World) -> None:
    dead = {url for url, row in world.stored.rows.items() if row["state"] == "dead"}
    assert dead == set()
    [(_, row)] = [(u, r) for u, r in world.stored.rows.items() if u.startswith("https:")]
    assert row["state"] == "unverifiable"
    assert "HTTPS" in row["reason"]


def test_what_has_no_end_is_ended(world: World) -> None:
    asked = [path for _, path in world.server.asked]
    assert sum(path.startswith("/hop/") for path in asked) <= 3 * 25
    assert sum(path.startswith("/rili") for path in asked) <= 60
    assert "重定向超过" in world.stored.reason(f"{world.server.url}/hop/0")
    assert any("翻页没有尽头" in reason for reason in world.run.counts["skipped"])


def test_time_and_memory_stay_bounded(world: World) -> None:
    assert world.run.stop_reason == "budget-pages"
    assert world.run.counts["skipped"]["达到页数上限，未抓取"] > LINKS - 400
    assert len(world.stored.rows) < 500
    assert world.grown_mb < 200, "200 MB of HTML, 100,000 links and a bomb must not be held"
