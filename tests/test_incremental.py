"""The second month: what stands of the first, what is asked, and who is not believed."""

import json
import os
import signal
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from changing_portal import OLD, Portal
from misbehaving import LONGEST_S, Handler, Stored, crawl_site, serving, site, start_crawl

from checks.results import Outcome, Result
from checks.rubric import load
from crawler.judge import judge
from crawler.looked import Looked
from crawler.reused import How, ages, reused
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store

RUBRIC = load("national-2019-portal")


def sites_of(tmp_path: Path, config: SiteConfig) -> SitesFile:
    return SitesFile(tmp_path / "sites.toml", {}, {"t": config})


def month(
    tmp_path: Path, portal: Portal, name: str, *, config: SiteConfig | None = None, **more: Any
) -> dict[str, Any]:
    """Crawl and judge one month; addresses of what was asked are counted from zero."""
    config = config or site(portal.server.url, obey_robots=True)
    sites = sites_of(tmp_path, config)
    portal.server.asked.clear()
    portal.conditional.clear()
    run = crawl_site(config, sites.database("t"), month=name, **more)
    assert not isinstance(run, str), run
    judge(sites, "t", name, RUBRIC, as_of=run.as_of)
    return rows(sites.database("t"), run.id)


def rows(path: Path, run: int) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as db:
        return {
            url.partition("//")[2].partition("/")[2]: (state, method, body, detail)
            for url, state, method, body, detail in db.execute(
                "SELECT u.url, f.state, f.method, f.body, f.detail FROM fetches f"
                " JOIN urls u ON u.id = f.url WHERE f.run = ? AND f.role != 'baseline'",
                [run],
            )
        }


def how(row: Any) -> str:
    mark = reused(row[3])
    return str(mark.how) if mark else ""


def age(tmp_path: Path, days: int) -> None:
    """Let the stored months lie that many days back."""
    with closing(sqlite3.connect(tmp_path / "data" / "t.sqlite")) as db, db:
        db.execute(
            "UPDATE fetches SET fetched_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, ?)",
            [f"-{days} days"],
        )


def findings(tmp_path: Path, name: str) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(tmp_path / "data" / "t.sqlite")) as db:
        return set(
            db.execute("SELECT key, outcome FROM results WHERE month = ?", [name]).fetchall()
        )


def test_unmoved_articles_are_not_asked_but_for_the_sample(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-10")
        first = findings(tmp_path, "2026-10")
        age(tmp_path, 30)
        new = "/zwgk/202611/t20261120_99.html"
        portal.put(new, portal.article(99), datetime.now(UTC))
        portal.put(portal.names[3], portal.article(3, "已修改"), datetime.now(UTC))
        portal.put("/zwgk/", portal.listing([*portal.names, new]), datetime.now(UTC))
        second = month(tmp_path, portal, "2026-11")
    asked = portal.asked()
    articles = {name.lstrip("/"): how(second[name.lstrip("/")]) for name in portal.names}
    assert set(articles.values()) == {How.SITEMAP, How.SAMPLED, ""}
    assert [name for name, why in articles.items() if not why] == [portal.names[3].lstrip("/")]
    assert sum(why == How.SAMPLED for why in articles.values()) == 5
    assert sum(path in portal.names for path in asked) == 6
    assert {"/", "/zwgk/", new} <= set(asked)
    assert first
    assert {key for key, _ in first} <= {key for key, _ in findings(tmp_path, "2026-11")}


def test_the_reports_figures(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        portal.lastmod.pop(portal.names[0])  # not in the sitemap: asked whether it changed
        month(tmp_path, portal, "2026-11")
    with Store(tmp_path / "data" / "t.sqlite") as store:
        found = ages(store, store.runs("2026-11")[-1])
        lines = "\n".join(found.lines())
    day = f"{datetime.now(UTC) - timedelta(days=30) + timedelta(hours=8):%Y-%m-%d}"
    assert found.pages == {How.SITEMAP: 6, How.SAMPLED: 5, How.UNCHANGED: 1}
    assert found.oldest == day
    assert f"上次核实的日期：{day}" in lines
    assert "最长 4 个月" in lines


def test_a_change_that_is_dated_long_ago_is_a_change(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        name = portal.names[2]
        portal.put(name, portal.article(2, "补发"), OLD + timedelta(days=9))
        two = month(tmp_path, portal, "2026-11")
    assert how(two[name.lstrip("/")]) == ""
    assert sum(how(two[n.lstrip("/")]) == How.SITEMAP for n in portal.names) == 6


def test_a_lying_sitemap_is_found_out(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        for n, name in enumerate(portal.names):
            portal.put(name, portal.article(n, "悄悄改了"), OLD)  # lastmod says: long ago
        second = month(tmp_path, portal, "2026-11")
        with Store(tmp_path / "data" / "t.sqlite") as store:
            told = store.runs("2026-11")[-1].counts["incremental"]
    assert "不采信" in told["网站地图"]
    assert all(how(second[name.lstrip("/")]) == "" for name in portal.names)
    assert all(name in portal.asked() for name in portal.names)


def test_a_304_replays_links_and_verdicts(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        portal.sitemap = False
        one = month(tmp_path, portal, "2026-10")
        first = findings(tmp_path, "2026-10")
        age(tmp_path, 30)
        two = month(tmp_path, portal, "2026-11")
        with Store(tmp_path / "data" / "t.sqlite") as store:
            links = [dict(store.outlinks(run.id)) for run in store.runs()]
            evidence = store.connection.execute(
                "SELECT evidence FROM results WHERE month = '2026-11' AND url LIKE '%t2026%'"
            ).fetchall()
    assert links[0] == links[1]
    assert {u: (r[0], r[2]) for u, r in one.items()} == {u: (r[0], r[2]) for u, r in two.items()}
    assert first == findings(tmp_path, "2026-11")
    marks = [how(two[name.lstrip("/")]) for name in portal.names]
    assert marks.count(How.UNCHANGED) >= len(marks) - 8  # the first ones try the server
    assert any("304 未变，内容取自" in text for (text,) in evidence)


def test_a_server_that_always_says_304_is_not_believed(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        portal.sitemap = False
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        portal.always_304 = True
        portal.put(portal.names[4], portal.article(4, "新内容"))
        two = month(tmp_path, portal, "2026-11")
    assert all(how(row) == "" for row in two.values())
    with Store(tmp_path / "data" / "t.sqlite") as store:
        body = store.body(two[portal.names[4].lstrip("/")][2])
    assert body is not None
    assert "新内容".encode() in body


def test_a_304_with_a_body_or_another_etag(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        portal.sitemap = False
        one = month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        portal.body_in_304 = b"<html>something else entirely"
        two = month(tmp_path, portal, "2026-11")
    assert {u: (r[0], r[2]) for u, r in one.items()} == {u: (r[0], r[2]) for u, r in two.items()}


def test_fresh_and_the_setting_turn_it_off(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        two = month(tmp_path, portal, "2026-11", fresh=True)
        assert all(how(row) == "" for row in two.values())
        assert portal.conditional == []
        off = site(server.url, obey_robots=True, incremental=False)
        three = month(tmp_path, portal, "2026-12", config=off)
    assert all(how(row) == "" for row in three.values())
    assert set(portal.names) <= set(portal.asked())


def test_moving_bytes_do_not_make_the_sitemap_a_liar(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        portal.validators = False
        for n, name in enumerate(portal.names):
            portal.put(name, portal.article(n) + "<!-- built 1 --><p>浏览次数：<b>17</b></p>")
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        for n, name in enumerate(portal.names):
            portal.put(name, portal.article(n) + "<!-- built 2 --><p>浏览次数：<b>2034</b></p>")
        two = month(tmp_path, portal, "2026-11")
    assert sum(how(two[name.lstrip("/")]) == How.SITEMAP for name in portal.names) == 7


def test_a_number_that_changed_is_a_change(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        for n, name in enumerate(portal.names):
            portal.put(name, portal.article(n, "预算 100 万元"))
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        for n, name in enumerate(portal.names):
            portal.put(name, portal.article(n, "预算 300 万元"))
        two = month(tmp_path, portal, "2026-11")
    assert all(how(row) == "" for row in two.values() if row[1] and "t2026" in str(row))


def test_good_attachments_come_in_turn_and_bad_links_always(tmp_path: Path) -> None:
    files = [f"/files/{n}.pdf" for n in range(12)]
    with serving() as server:
        portal = Portal(server)
        for path in files:
            server.routes[path] = lambda h: h.send(b"%PDF-1.4 x", kind="application/pdf")
        links = "".join(f'<a href="{path}">附件</a>' for path in [*files, "/files/gone.pdf"])
        portal.put(portal.names[0], portal.article(0) + links)
        month(tmp_path, portal, "2026-07")
        asked = []
        for name in ("2026-08", "2026-09", "2026-10", "2026-11"):
            found = month(tmp_path, portal, name)
            asked.append({path for path in portal.asked() if path in files})
            assert found["files/gone.pdf"][0] == "dead"
            assert "/files/gone.pdf" in portal.asked()
            assert all(found[path.lstrip("/")][2] for path in files)  # the content stays known
    assert set.union(*asked) == set(files)
    assert sum(map(len, asked)) == len(files)


def test_a_host_that_dies_takes_what_stood_on_it(tmp_path: Path) -> None:
    with serving() as server, serving("127.0.0.2") as other:
        portal = Portal(server)
        other.fallback = lambda path: lambda h: h.send(b"<p>there")
        links = "".join(f'<a href="{other.url}/{n}.html">外</a>' for n in range(12))
        portal.put(portal.names[0], portal.article(0) + links + '<a href="/gone.html">x</a>')
        month(tmp_path, portal, "2026-10")
        first = portal.asked()
        age(tmp_path, 30)
        other.fallback = None
        two = month(tmp_path, portal, "2026-11")
        second = portal.asked()
    states = [two[f"{n}.html"][0] for n in range(12)]
    assert states == ["dead"] * 12
    assert two["gone.html"][0] == "dead"
    # Dead in October, still so in November: that is a second time, and the evidence shows both.
    assert (first.count("/gone.html"), second.count("/gone.html")) == (2, 1)
    assert other.asked.count(("GET", "/3.html")) == 1  # it was good: HEAD, then GET a while later
    looks = Stored(tmp_path / "data" / "t.sqlite").attempts[f"{server.url}/gone.html"]
    assert [code for _, code in looks] == [404] * 4


def test_nothing_stands_for_more_than_four_months(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        month(tmp_path, portal, "2026-05")
        age(tmp_path, 130)
        month(tmp_path, portal, "2026-11")
    assert set(portal.names) <= set(portal.asked())


def test_kill_in_the_middle_of_the_second_month(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server, 80)
        portal.sitemap = False
        config = site(server.url, obey_robots=True, concurrency=1)
        month(tmp_path, portal, "2026-10", config=config)
        age(tmp_path, 30)
        calm, killed = portal.send, threading.Event()

        def slow(handler: Handler) -> None:
            time.sleep(0.05)
            if len(portal.asked()) > 60:  # it cannot be done before it is killed
                killed.wait(LONGEST_S)
            calm(handler)

        portal.send = slow  # type: ignore[method-assign]
        path = tmp_path / "data" / "t.sqlite"
        server.asked.clear()
        process, _ = start_crawl(config, path, month="2026-11")
        end = time.monotonic() + 90
        while len(_stored(path)) < 20 and time.monotonic() < end:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        killed.set()
        before = _stored(path)
        assert 20 <= len(before) < 80
        two = month(tmp_path, portal, "2026-11", config=config)
        again = {f"{server.url}{p}" for p in portal.asked()} & before
    assert again == set()
    assert len([u for u in two if "t2026" in u]) == 80
    assert findings(tmp_path, "2026-10") == findings(tmp_path, "2026-11")


def _stored(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {
            url
            for (url,) in db.execute(
                "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url JOIN runs r ON r.id = f.run"
                " WHERE r.month = '2026-11' AND f.role NOT LIKE 'as-%'"
            )
        }


def test_what_is_remembered_is_json(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server, 3)
        month(tmp_path, portal, "2026-10")
        two = month(tmp_path, portal, "2026-11")
    detail = json.loads(two["zwgk/"][3])
    assert detail["headers"]["etag"]


def test_what_was_not_asked_cannot_have_been_mended(tmp_path: Path) -> None:
    with serving() as server:
        portal = Portal(server)
        portal.put(portal.names[0], portal.article(0) + '<a href="/gone.html">坏</a>')
        month(tmp_path, portal, "2026-10")
        age(tmp_path, 30)
        portal.put("/gone.html", "<p>回来了</p>")
        two = month(tmp_path, portal, "2026-11")
        kept = next(n for n in portal.names if how(two[n.lstrip("/")]) == How.SITEMAP)
        with Store(tmp_path / "data" / "t.sqlite") as store:
            looked = Looked(store, store.runs("2026-11")[-1], RUBRIC.id)
            check = "soft-404"
            assert looked.ran(check)

            def again(page: str, target: str = "") -> bool:
                return looked.again(
                    Result(Outcome.FAIL, server.url + page, "", target, check=check)
                )

            assert not again(kept)
            assert again("/zwgk/")
            assert again(kept, f"{server.url}/gone.html#part")  # it was asked, and is there
            assert not again(kept, f"{server.url}/never-heard-of.html")
            assert looked.page(server.url + kept)
