"""Politeness: robots.txt, pacing, closed hosts, slots, and what is never asked."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from misbehaving import Handler, Stored, crawl_site, hang, page, serving, site, spot_check, status

from checks.columns import Column


def text(body: str) -> Any:
    return lambda h: h.send(body.encode(), kind="text/plain")


def test_robots_txt(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server, serving("127.0.0.2") as other:
        server.routes = {
            "/robots.txt": text("User-agent: govcheck\nDisallow: /private/\n"),
            "/": page("/private/x.html", "/open.html", f"{other.url}/x"),
            "/open.html": page(),
        }
        other.routes = {"/robots.txt": text("User-agent: *\nDisallow: /\n")}
        run = crawl_site(site(server.url, obey_robots=True), path)
        stored = Stored(path)
        assert stored.state(f"{server.url}/private/x.html") == "unverifiable"
        assert "robots.txt" in stored.reason(f"{server.url}/private/x.html")
        assert stored.state(f"{other.url}/x") == "unverifiable"
        assert [p for _, p in server.asked].count("/robots.txt") == 1
        read = {p for _, p in server.asked}
        assert read == {"/robots.txt", "/sitemap.xml", "/", "/open.html"}
        assert run.stop_reason == "finished"


def test_robots_txt_closes_the_site(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/robots.txt": text("User-agent: *\nDisallow: /\n"), "/": page()}
        run = crawl_site(site(server.url, obey_robots=True), tmp_path / "t.sqlite")
        assert run.stop_reason == "home-disallowed"
        assert [p for _, p in server.asked] == ["/robots.txt"]


def test_pacing_and_crawl_delay(tmp_path: Path) -> None:
    times: list[float] = []

    def note(handler: Handler) -> None:
        times.append(time.monotonic())
        (links if handler.path == "/" else page())(handler)

    links = page(*(f"/{n}" for n in range(5)))
    with serving() as server:
        server.routes = {f"/{n}": note for n in range(5)}
        server.routes["/robots.txt"] = text("User-agent: *\nCrawl-delay: 0.2\n")
        server.routes["/"] = note
        crawl_site(
            site(server.url, obey_robots=True, requests_per_second=50), tmp_path / "t.sqlite"
        )
    home, *pages = times
    assert len(pages) == 5
    # A busy machine may let any of them come late, but none early after the home page was read.
    assert [n for n, at in enumerate(pages) if at - home < n * 0.2 * 0.99] == []


def test_waiting_in_our_queue_is_no_time_out(tmp_path: Path) -> None:
    """Many pages, two slots, one URL that hangs: one suspect, no false alarm."""
    path = tmp_path / "t.sqlite"

    def slowly(handler: Handler) -> None:
        time.sleep(0.2)
        handler.send(b"<title>x</title>")

    with serving() as server:
        server.routes = {f"/{n}": slowly for n in range(40)}
        server.routes["/"] = page("/hung", *(f"/{n}" for n in range(40)))
        server.routes["/hung"] = hang
        # queueing takes 4 s, the time-out is 3 s
        crawl_site(site(server.url, concurrency=2, timeout_s=3, recheck_after_s=0.3), path)
        bad = {u for u, r in Stored(path).rows.items() if r["state"] != "ok"}
        assert bad == {f"{server.url}/hung"}


def test_a_screen_closes_its_host_only(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server, serving("127.0.0.2") as other:
        server.routes = {
            "/": page(*(f"{other.url}/{n}" for n in range(40)), "/a", "/b"),
            "/a": page(),
            "/b": page(),
        }
        other.fallback = lambda _: status(521, b"<script>x</script>", Set_Cookie="__jsluid_s=a")
        run = crawl_site(site(server.url, concurrency=1), path)
        stored = Stored(path)
        assert {stored.state(f"{other.url}/{n}") for n in range(40)} == {"blocked"}
        assert len(other.asked) <= 4
        assert any("加速乐" in stored.reason(f"{other.url}/{n}") for n in range(40))
        assert stored.state(f"{server.url}/a") == stored.state(f"{server.url}/b") == "ok"
        assert run.stop_reason == "finished"


def test_one_forbidden_folder_closes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes = {f"/{n}": page() for n in range(10)}
        server.routes["/"] = page("/upload/", *(f"/{n}" for n in range(10)))
        server.routes["/upload/"] = status(403)
        run = crawl_site(site(server.url, concurrency=1), path)
        stored = Stored(path)
        assert stored.state(f"{server.url}/upload/") == "blocked"
        assert stored.reason(f"{server.url}/upload/") == "拒绝访问（HTTP 403）"
        assert all(stored.state(f"{server.url}/{n}") == "ok" for n in range(10))
        assert run.stop_reason == "finished"


def test_too_many_requests(tmp_path: Path) -> None:
    """429 with Retry-After: wait as told, ask again later, never call it dead."""
    path = tmp_path / "t.sqlite"
    seen: list[float] = []

    def limited(handler: Handler) -> None:
        seen.append(time.monotonic())
        if len(seen) == 1:
            handler.send(b"slow down", status=429, Retry_After="1")
        else:
            handler.send(b"<title>x</title>")

    with serving() as server:
        server.routes = {"/": page("/limited"), "/limited": limited}
        crawl_site(site(server.url, recheck_after_s=0.2), path)
        assert Stored(path).state(f"{server.url}/limited") == "ok"
        assert seen[1] - seen[0] > 0.9


def test_private_addresses_are_not_asked(tmp_path: Path) -> None:
    """A public site that links into somebody's own network: not asked, not accused."""
    from datetime import date

    from crawler.frontier import Frontier
    from crawler.links import Kind

    frontier = Frontier(site("http://www.example.gov.cn/"), date(2026, 11, 25))
    for url in ("http://192.168.1.9/oa/", "http://localhost:8080/x", "http://10.0.0.1/"):
        assert not frontier.offer(url, Kind.ANCHOR)
    assert [(f.state, f.reason) for f in frontier.unasked] == [
        ("unverifiable", "内网地址，未核验")
    ] * 3
    assert frontier.offer("http://other.example.gov.cn/", Kind.ANCHOR)


def test_a_host_that_is_down_costs_little_time(tmp_path: Path) -> None:
    path, down = tmp_path / "t.sqlite", "http://127.0.0.2:9"
    with serving() as server:
        server.routes["/"] = page(*(f"{down}/{n}" for n in range(60)))
        crawl_site(site(server.url, concurrency=4, recheck_after_s=0.3), path)
    stored = Stored(path)
    tried = sum(len(looks) for url, looks in stored.attempts.items() if url.startswith(down))
    assert 5 <= tried <= 40  # each of them twice would be 120, with a time-out every time
    assert {stored.state(f"{down}/{n}") for n in range(60)} <= {"suspect", "unverifiable"}


def test_traps(tmp_path: Path) -> None:
    """Calendar, pagination without end, session ids, path loop, long address."""
    path = tmp_path / "t.sqlite"

    def trap(url: str) -> Any:
        base, _, query = url.partition("?")
        if base == "/calendar":
            year, month = (int(part.partition("=")[2]) for part in query.split("&"))
            following = f"/calendar?year={year + month // 12}&month={month % 12 + 1}"
            return page(following)
        if base == "/list":
            return page(f"/list?page={int(query.partition('=')[2]) + 1}")
        if base.startswith("/loop"):
            return page(base + "/a/b")
        return page() if base == "/session" else None

    with serving() as server:
        server.routes["/"] = page(
            "/calendar?year=2026&month=1", "/list?page=1", "/loop", "/" + "x" * 2500,
            "/session;jsessionid=1", "/session;jsessionid=2", "/session",
        )  # fmt: skip
        server.fallback = trap
        run = crawl_site(site(server.url), path)
        assert len(server.asked) < 60
        assert run.stop_reason == "finished"
        skipped = set(Stored(path).skipped.values())
        assert any("翻页" in reason for reason in skipped)
        assert any("路径循环" in reason for reason in skipped)
        assert any("超过 2000 个字符" in reason for reason in skipped)
        assert sum(p.startswith("/session") for _, p in server.asked) == 1


def test_pages_in_gb2312_frames_base_and_styles(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    gb = '<meta charset=gb2312><title>通知</title><a href="附件/名单.html?部门=财政">x</a>'
    home = (
        '<base href="/base/"><link rel=stylesheet href=s.css><a href="in.html">x</a>'
        '<iframe src="/frame.html"></iframe><img src="/i.png" srcset="/i2.png 2x">'
        '<!-- <a href="/comment.html">x</a> --><script>var a=\'<a href="/s.html">\'</script>'
        '<meta http-equiv=refresh content="5;url=/next.html"><map><area href="/area.html"></map>'
        '<div style="background:url(/bg.png)"></div><a href="/gb.html">x</a>'
    )
    with serving() as server:
        server.routes = {
            "/": lambda h: h.send(home.encode()),
            "/gb.html": lambda h: h.send(gb.encode("gb18030")),
            "/base/s.css": lambda h: h.send(
                b"a{b:url(font.png)}@import 'more.css';", kind="text/css"
            ),
            "/frame.html": page("/from-frame.html"),
        }
        column = Column("要闻", f"{server.url}/column.html")
        crawl_site(site(server.url, column), path)
        stored = Stored(path)
        found = {url.removeprefix(server.url) for url in stored.rows}
        assert found == {
            "/", "/base/s.css", "/base/in.html", "/frame.html", "/i.png", "/i2.png", "/next.html",
            "/area.html", "/bg.png", "/gb.html", "/base/font.png", "/base/more.css",
            "/from-frame.html", "/column.html",
            "/%E9%99%84%E4%BB%B6/%E5%90%8D%E5%8D%95.html?%B2%BF%C3%C5=%B2%C6%D5%FE",
        }  # fmt: skip
        gb_row = stored.rows[f"{server.url}/gb.html"]
        assert (gb_row["charset"], gb_row["charset_source"]) == ("gb18030", "meta")
        assert stored.rows[f"{server.url}/base/s.css"]["body"] is not None


def test_spot_checks(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {
            "/": page("/x"),
            "/moved": lambda h: h.send(b"", status=302, Location="/"),
            "/robots.txt": text("User-agent: *\nDisallow: /closed\n"),
            "/screen": status(412, b"<script>$_ts.lcd()</script>"),
        }
        urls = [server.url + p for p in ("", "/moved", "/gone", "/closed")] + [
            server.url.replace("127.0.0.1", "localhost") + "/screen"
        ]
        answers = spot_check(urls, obey_robots=True, recheck_after_s=0.2)
        assert [a.state for a in answers] == ["ok", "redirect", "dead", "unverifiable", "blocked"]
        assert answers[1].final_url == f"{server.url}/"
        assert b"/x" in answers[0].body
        assert "瑞数" in answers[4].reason


def test_a_spot_check_leaves_a_host_alone_that_asks_for_it() -> None:
    with serving() as server, serving("127.0.0.2") as other:
        server.routes = {
            "/busy": lambda h: h.send(b"", status=429, Retry_After="300"),
            "/b": page(),
        }
        other.routes = {"/c": page()}
        urls = [f"{server.url}/busy", f"{server.url}/b", f"{other.url}/c"]
        answers = spot_check(urls, recheck_after_s=0.1)
        assert [path for _, path in server.asked if path != "/robots.txt"] == ["/busy"]
    assert [a.state for a in answers] == ["blocked", "unverifiable", "ok"]
    assert "暂停" in answers[1].reason


def test_a_spot_check_of_no_address(tmp_path: Path) -> None:
    assert spot_check(["abc"]).startswith("UserError: “abc”")


@pytest.mark.shared
def test_real_challenge_pages(shared: Path, tmp_path: Path) -> None:
    """Each page is linked from a start page; its host is closed, the start page is not."""
    bundle = shared / "corpora" / "waf-challenge-pages"
    path = tmp_path / "t.sqlite"
    rows = [json.loads(line) for line in (bundle / "manifest.jsonl").read_text().splitlines()]
    with (
        serving() as start,
        serving("127.0.0.2") as a,
        serving("127.0.0.3") as b,
        serving("127.0.0.4") as c,
    ):
        for server, row in zip((a, b, c), rows, strict=True):
            body = (bundle / row["file"]).read_bytes()
            server.fallback = lambda _, body=body, row=row: status(row["serve_status"], body)
        urls = [f"{s.url}/{n}.html" for s in (a, b, c) for n in range(5)]
        start.routes["/"] = page(*urls)
        run = crawl_site(site(start.url, hosts=(a.url[7:],), concurrency=1), path)
        stored = Stored(path)
        assert {stored.state(url) for url in urls} == {"blocked"}
        assert all(len(s.asked) <= 2 for s in (a, b, c))
        assert run.stop_reason == "finished"
