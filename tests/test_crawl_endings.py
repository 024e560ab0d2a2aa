"""How a crawl ends: killed, interrupted, disk full, no budget, no home page."""

import os
import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jumping_clock import JumpingClock
from misbehaving import (
    LONGEST_S,
    Handler,
    Server,
    Stored,
    crawl_site,
    page,
    redirect,
    serving,
    site,
    start_crawl,
    status,
)

from checks.columns import Column
from crawler.store import Store
from crawler.stored_site import StoredSite

PAGES, LATE = 150, 100


def slow_portal(
    server: Server, pages: int = PAGES, size: int = 0, ended: threading.Event | None = None
) -> None:
    """A home page that links many slow pages, the last of which is missing. From the :data:`LATE`-th
    request on nothing is answered before the crawl has ``ended``: it cannot be done too early.
    """

    def article(handler: Handler) -> None:
        time.sleep(0.03)
        if ended is not None and len(server.asked) > LATE:
            ended.wait(LONGEST_S)
        handler.send(b"<!doctype html><title>t</title><a href=/>x</a>" + os.urandom(size))

    server.routes["/"] = page(*(f"/a{n}.html" for n in range(pages)), "/missing.html")
    server.routes.update({f"/a{n}.html": article for n in range(pages)})


def wait_until(condition: Any, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def stored_rows(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM fetches").fetchone()[0])
    except sqlite3.Error:  # not there yet
        return 0


def stored_urls(path: Path) -> set[str]:
    return set(Stored(path).rows)


def test_kill_in_the_middle_and_go_on(tmp_path: Path) -> None:
    path, ended = tmp_path / "t.sqlite", threading.Event()
    with serving() as server:
        slow_portal(server, ended=ended)
        config = site(server.url, concurrency=2)
        process, _ = start_crawl(config, path)
        wait_until(lambda: stored_rows(path) > 20)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        ended.set()
        before = stored_urls(path)
        assert 20 < len(before) < PAGES
        time.sleep(0.2)
        server.asked.clear()
        run = crawl_site(config, path)
        again = {f"{server.url}{p}" for _, p in server.asked} & before
        assert run.resumed
        assert run.stop_reason == "finished"
        assert again == set()
        assert stored_urls(path) == {
            f"{server.url}/",
            *(f"{server.url}/a{n}.html" for n in range(PAGES)),
            f"{server.url}/missing.html",
        }
        assert Stored(path).state(f"{server.url}/missing.html") == "dead"
        assert run.counts["pages"] == PAGES + 1


def test_a_person_ends_it(tmp_path: Path) -> None:
    path, ended = tmp_path / "t.sqlite", threading.Event()
    with serving() as server:
        slow_portal(server, ended=ended)
        config = site(server.url, concurrency=2)
        process, outcome = start_crawl(config, path)
        wait_until(lambda: len(server.asked) > 30)
        os.kill(process.pid, signal.SIGINT)
        ended.set()
        assert outcome.get(timeout=90).startswith("KeyboardInterrupt")
        process.join()
        asked = {f"{server.url}{p}" for _, p in server.asked}
        assert len(stored_urls(path)) >= len(asked) - 8  # only what was under way is lost
        with Store(path) as store:
            assert store.runs()[-1].finished_at == ""


def test_disk_full(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        slow_portal(server, pages=60, size=60_000)
        config = site(server.url, concurrency=8)
        said = crawl_site(config, path, disk_pages=500)
        assert said.startswith("CrawlError")
        assert "磁盘空间不足" in said
        assert str(path) in said
        kept = stored_urls(path)
        run = crawl_site(config, path)
        assert run.stop_reason == "finished"
        assert kept <= stored_urls(path)
        assert len(stored_urls(path)) == 62


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        (status(500), "home-unreachable"),
        (status(404), "home-unreachable"),
        (status(521, Set_Cookie="__jsluid_s=1"), "home-blocked"),
        (redirect("/"), "home-unreachable"),
        (redirect("http://127.0.0.8:9/"), "home-moved"),
    ],
)
def test_without_a_home_page(tmp_path: Path, home: Any, reason: str) -> None:
    with serving() as server:
        server.routes["/"] = home
        run = crawl_site(site(server.url, recheck_after_s=0.3), tmp_path / "t.sqlite")
        assert run.stop_reason == reason


def test_a_screen_before_robots_txt_is_a_screen(tmp_path: Path) -> None:
    with serving() as server:
        server.fallback = lambda _: status(521, Set_Cookie="__jsluid_s=1")
        run = crawl_site(site(server.url, obey_robots=True), tmp_path / "t.sqlite")
        assert run.stop_reason == "home-blocked"
        assert len(server.asked) == 1


def test_a_host_that_does_not_exist(tmp_path: Path) -> None:
    run = crawl_site(site("http://no-such-host.invalid/", timeout_s=5), tmp_path / "t.sqlite")
    assert run.stop_reason == "home-unreachable"


def test_page_budget(tmp_path: Path) -> None:
    with serving() as server:
        slow_portal(server, pages=30)
        run = crawl_site(site(server.url, page_budget=10), tmp_path / "t.sqlite")
        assert run.stop_reason == "budget-pages"
        assert 10 <= run.counts["pages"] <= 14  # those under way are not thrown away
        assert run.counts["skipped"]["达到页数上限，未抓取"] >= 15


def test_a_redirect_whose_end_was_never_asked_is_no_good_link(tmp_path: Path) -> None:
    """The page budget is spent while other redirects and pages wait."""
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes = {
            "/": page("/moved", "/chain", "/home", "/known", "/p1.html", "/p2.html", "/end.html"),
            "/moved": redirect("/end.html"),
            "/chain": redirect("/chain2"),
            "/chain2": redirect("/end.html"),
            "/home": redirect("/"),
            "/known": redirect("/p1.html"),
            "/p1.html": page(),
        }
        run = crawl_site(site(server.url, page_budget=2, concurrency=1), path)
        assert run.stop_reason == "budget-pages"
        assert "/end.html" not in [where for _, where in server.asked]
        with closing(sqlite3.connect(path)) as db:
            rows = db.execute(
                "SELECT replace(u.url, ?, ''), f.state, f.reason FROM fetches f"
                " JOIN urls u ON u.id = f.url",
                [server.url],
            )
            told = {url: (state, reason) for url, state, reason in rows}
    unknown = ("unverifiable", "重定向后达到页数上限，未抓取")
    assert (told["/moved"], told["/chain"]) == (unknown, unknown)
    assert (told["/home"][0], told["/known"][0], told["/p1.html"][0]) == (
        "redirect",
        "redirect",
        "ok",
    )


def test_what_no_time_was_left_for_is_unknown_not_forgotten(tmp_path: Path) -> None:
    """A host stopped answering, and its second round does not fit into the time budget."""
    path, dead = tmp_path / "t.sqlite", "http://127.0.0.3:9"
    with serving() as server:
        many = [f"{dead}/a{n}" for n in range(20)]
        server.routes = {"/": page("/moved", *many), "/moved": redirect(f"{dead}/end")}
        config = site(server.url, concurrency=1, time_budget_minutes=1, recheck_after_s=120)
        run = crawl_site(config, path, clock=JumpingClock())
        assert run.stop_reason == "budget-time"
        stored = Stored(path)
        told = stored.rows.keys() | stored.skipped.keys()
        assert told >= {*many, f"{dead}/end"}
        assert stored.state(f"{server.url}/moved") == "unverifiable"


def test_time_budget(tmp_path: Path) -> None:
    with serving() as server:
        slow_portal(server, pages=400)
        config = site(server.url, requests_per_second=2, time_budget_minutes=0.3)
        run = crawl_site(config, tmp_path / "t.sqlite", clock=JumpingClock())
        assert run.stop_reason == "budget-time"
        assert run.counts["skipped"]["达到时间上限，未抓取"] > 300


def test_a_finished_month_is_crawled_anew(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes["/"] = page()
        first = crawl_site(site(server.url), path)
        second = crawl_site(site(server.url), path)
        assert (first.id, second.id, second.resumed) == (1, 2, False)


def test_a_home_page_behind_redirects_is_the_home_page(tmp_path: Path) -> None:
    """Also when the redirect asks for a cookie, and for a column whose address has moved."""
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes = {
            "/": redirect("/portal/"),
            "/portal/": redirect("/portal/main.html", 301),
            "/portal/main.html": page("/news/", "/gone.html"),
            "/news/": redirect("/news/list.html"),
            "/news/list.html": page("/"),
        }
        config = site(server.url, Column("要闻", f"{server.url}/news/"))
        run = crawl_site(config, path)
        assert run.stop_reason == "finished"
        with Store(path) as store:
            stored = StoredSite(store, config, run, run.as_of)
            rows = {row["url"]: row for row in stored.rows("AND f.body IS NOT NULL")}
            assert set(rows) == {f"{server.url}/portal/main.html", f"{server.url}/news/list.html"}
            assert stored.is_home(f"{server.url}/portal/main.html")
            column = stored.column_at(f"{server.url}/news/list.html")
            assert column is not None
            assert column.name == "要闻"
            assert [link.url for link in stored.broken_links()] == [f"{server.url}/gone.html"]
            assert stored.broken_links()[0].on_home
