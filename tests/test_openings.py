"""What the crawl looks at beside the links: dead addresses, and the sites the home page leads to."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from misbehaving import DAY, Server, Stored, crawl_site, page, redirect, serving, site, status

from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page, judge_site
from checks.site import Landing
from crawler.baseline import made_up
from crawler.sites import SiteConfig
from crawler.store import Store
from crawler.stored_site import StoredSite

FRAME = "<div class=header><a href=/>首页</a></div>"
BARE = "<p>为您服务，请稍候再来，或从首页查找需要的内容</p>"


def blank(title: str, text: str) -> Any:
    body = f"<!doctype html><meta charset=utf-8><title>{title}</title>{FRAME}{text}"
    return lambda h: h.send(body.encode())


def results(config: SiteConfig, path: Path, check: str) -> list[Result]:
    """What a site check says of what was stored, after every page has been read."""
    with Store(path) as store:
        run = store.runs()[-1]
        stored = StoredSite(store, config, run, date(2026, 11, 25))
        pages = [p for row in stored.rows("AND f.role = 'page'") if (p := stored.load_page(row))]
        ids = {url: n for n, url in store.connection.execute("SELECT id, url FROM urls")}
        for one in pages:
            list(judge_page(one, []))
        store.replace_readings(run.id, "e", [(ids[p.url], p.reading) for p in pages])
        fresh = StoredSite(store, config, run, date(2026, 11, 25))
        return list(judge_site(fresh, [Selected(all_checks()[check], {})]))


def reviews(found: list[Result]) -> set[tuple[str, str]]:
    return {(r.rule, r.target) for r in found if r.outcome is not Outcome.PASS}


def test_a_made_up_address_is_the_same_every_month() -> None:
    assert made_up("http://a.example") == made_up("http://a.example")
    assert made_up("http://a.example") != made_up("http://b.example")


def test_an_honest_host_gives_nothing_to_compare_with(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes = {"/": page("/a.html"), "/a.html": blank("甲", BARE)}
        config = site(server.url)
        assert crawl_site(config, path).stop_reason == "finished"
        assert [method for method, _ in server.made_up] == ["GET"]
    [row] = Stored(path).made_up.values()
    assert (row["status"], row["state"], row["body"]) == (404, "ok", None)
    assert reviews(results(config, path, "soft-404")) == set()


def test_pages_like_the_answer_to_a_made_up_address_are_candidates(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    article = "<p>全区春季造林工作现场会昨日召开，各镇街负责人参加会议并实地查看了苗圃。</p>"
    with serving() as server:
        server.fallback = lambda _: blank("某区", BARE)
        server.routes = {
            "/": page("/dead.html", "/alive.html"),
            "/alive.html": blank("某区", article),
            "/robots.txt": status(404),
        }
        config = site(server.url)
        crawl_site(config, path)
        found = results(config, path, "soft-404")
        assert reviews(found) == {("like-missing", f"{server.url}/dead.html")}
        assert found[0].found_on == (f"{server.url}/",)


def test_an_article_that_leads_to_the_home_page_is_a_candidate(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        server.routes = {
            "/": page("/xw/2019/1.html", "/index.html", "/login"),
            "/xw/2019/1.html": redirect("/"),
            "/index.html": redirect("/"),
            "/login": redirect("/"),
        }
        config = site(server.url)
        crawl_site(config, path)
        assert reviews(results(config, path, "soft-404")) == {
            ("to-home", f"{server.url}/xw/2019/1.html")
        }


def test_robots_txt_forbids_made_up_addresses_too(tmp_path: Path) -> None:
    with serving() as server:
        rules = b"User-agent: *\nDisallow: /govcheck\n"
        server.routes = {
            "/": page(),
            "/robots.txt": lambda h: h.send(rules, kind="text/plain"),
        }
        crawl_site(site(server.url, obey_robots=True), tmp_path / "t.sqlite")
        assert server.made_up == []


def landings(config: SiteConfig, path: Path) -> list[Landing]:
    with Store(path) as store:
        return list(StoredSite(store, config, store.runs()[-1], DAY).landings())


@pytest.fixture
def outside() -> Any:
    with serving("127.0.0.2") as server:
        squatted = "<title>澳门葡京娱乐官网</title>" + "<p>" + "x" * 300_000
        server.routes = {
            "/": lambda h: h.send(squatted.encode()),
            "/old": redirect("/"),
            "/inner": lambda h: h.send(squatted.encode()),
            "/list": lambda h: h.send(squatted.encode()),
            "/fine": lambda h: h.send("<title>某大学</title>".encode()),
        }
        yield server


def test_what_the_home_page_leads_to_is_opened_and_nothing_else(
    tmp_path: Path, outside: Server
) -> None:
    path = tmp_path / "t.sqlite"
    with serving() as server:
        away = outside.url
        links = page(f"{away}/list", head="<title>友情链接</title>")
        server.routes = {
            "/": redirect("/home.html"),
            "/home.html": page("/a.html", "/links.html", f"{away}/old", f"{away}/fine"),
            "/a.html": page(f"{away}/inner", f"{away}/old"),
            "/links.html": links,
        }
        config = site(server.url)
        crawl_site(config, path)
        seen = {one.url: one for one in landings(config, path)}
        assert set(seen) == {f"{away}/old", f"{away}/fine", f"{away}/list"}
        assert seen[f"{away}/old"].title == "澳门葡京娱乐官网"
        assert seen[f"{away}/old"].final_url == f"{away}/"
        assert set(seen[f"{away}/old"].found_on) == {
            f"{server.url}/home.html", f"{server.url}/a.html",
        }  # fmt: skip
        assert ("HEAD", "/inner") in outside.asked
        assert ("GET", "/inner") not in outside.asked
        rules = reviews(results(config, path, "wrong-link"))
        assert rules == {("unlawful", f"{away}/old"), ("unlawful", f"{away}/list")}
    assert Stored(path).rows[f"{away}/"]["body"] is None
