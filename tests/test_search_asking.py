"""The site's search is tried once after the walk: never by POST, never against robots.txt."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from misbehaving import Handler, Server, crawl_site, redirect, serving, site

from checks.design.site_search import site_search
from checks.page import Page
from checks.results import Outcome, Result
from crawler.store import Store
from crawler.stored_site import StoredSite

TITLES = ("我区召开河长制工作现场会", "口袋公园建设有序推进居民称便")


def html(body: str) -> Callable[[Handler], None]:
    text = f"<!doctype html><meta charset=utf-8><title>示例区人民政府</title><body>{body}</body>"
    return lambda handler: handler.send(text.encode())


def home(form: str) -> Callable[[Handler], None]:
    entries = "".join(
        f'<li><a href="/yw/202611/t2026110{n}_{n}.html">{title}</a> <span>2026-11-0{n}</span></li>'
        for n, title in enumerate(TITLES, 1)
    )
    return html(f"{form}<ul>{entries}</ul>")


def answers(handler: Handler) -> None:
    """A search engine that knows the first article only, and repeats the words."""
    [words] = parse_qs(urlsplit(handler.path).query)["q"]
    hit = '<a href="/yw/202611/t20261101_1.html">结果</a>' if words == TITLES[0] else ""
    html(f"<p>您搜索：{words}</p>{hit}<p>共{len(hit and '1')}条</p>")(handler)


FORM = '<form action="/search"><input name="q"> 搜索</form>'


def judged(folder: Path, server: Server, obey_robots: bool = False) -> list[Result]:
    config = site(server.url, obey_robots=obey_robots)
    path = folder / "t.sqlite"
    crawl_site(config, path)
    with Store(path) as store:
        run = store.runs()[-1]
        first = StoredSite(store, config, run, date(2026, 11, 25))
        rows = list(first.rows("AND f.role = 'page'"))
        pages = [(row["id"], first.load_page(row)) for row in rows]
        store.replace_readings(run.id, "e", [(n, p.reading) for n, p in pages if p is not None])
        fresh = StoredSite(store, config, run, date(2026, 11, 25))
        return list(site_search(fresh))


def searches(server: Server) -> list[tuple[str, str]]:
    return [(method, path) for method, path in server.asked if path.startswith("/search")]


def test_a_known_title_is_searched_once_and_found(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/": home(FORM), "/search": answers}
        [result] = judged(tmp_path, server)
        assert result.outcome is Outcome.PASS
        [(method, path)] = searches(server)
        assert method == "GET"
        assert parse_qs(urlsplit(path).query) == {"q": [TITLES[0]]}


def test_the_home_page_may_be_behind_a_redirect(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/": redirect("/main.html"), "/main.html": home(FORM), "/search": answers}
        [result] = judged(tmp_path, server)
        assert result.outcome is Outcome.PASS


def test_a_search_that_misses_the_article_is_put_up_for_review(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/": home(FORM), "/search": html("<a href='/'>首页</a>没有找到相关内容")}
        [result] = judged(tmp_path, server)
        assert result.outcome is Outcome.REVIEW
        assert TITLES[0] in result.message
        assert result.evidence.status == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (FORM.replace("<form ", "<form method=post "), "POST"),
        (FORM.replace("<form ", "<form onsubmit='go()' "), "脚本"),
        (FORM.replace("/search", "http://127.0.0.2:9/search"), "没有试搜"),
    ],
)
def test_other_forms_are_left_alone(tmp_path: Path, form: str, says: str) -> None:
    with serving() as server:
        server.routes = {"/": home(form), "/search": answers}
        [result] = judged(tmp_path, server)
        assert result.outcome is Outcome.UNVERIFIABLE
        assert says in result.message
        # The address of a form is no link, so nothing at all was sent there.
        assert not [path for _, path in searches(server) if "q=" in path]


def test_robots_txt_holds_for_the_search(tmp_path: Path) -> None:
    with serving() as server:
        rules = b"User-agent: *\nDisallow: /search\n"
        server.routes = {
            "/robots.txt": lambda h: h.send(rules, kind="text/plain"),
            "/": home(FORM),
            "/search": answers,
        }
        [result] = judged(tmp_path, server, obey_robots=True)
        assert result.outcome is Outcome.UNVERIFIABLE
        assert "robots.txt" in result.message
        assert searches(server) == []


def test_a_search_that_breaks_says_nothing_about_the_site(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/": home(FORM), "/search": lambda h: h.send(b"<p>x", status=500)}
        [result] = judged(tmp_path, server)
        assert result.outcome is Outcome.UNVERIFIABLE
        assert "HTTP 500" in result.message


def test_the_answer_is_no_page_of_the_site(tmp_path: Path) -> None:
    with serving() as server:
        server.routes = {"/": home(FORM), "/search": answers}
        config = site(server.url)
        crawl_site(config, tmp_path / "t.sqlite")
        with Store(tmp_path / "t.sqlite") as store:
            stored = StoredSite(store, config, store.runs()[-1], date(2026, 11, 25))
            roles = {row["url"]: row["role"] for row in stored.rows()}
            [asked] = [url for url in roles if "/search?" in url]
            assert roles[asked] == "search"
            ids = stored.page_ids()
            pages = [
                p for row in stored.rows() if row["id"] in ids and (p := stored.load_page(row))
            ]
            assert all(isinstance(p, Page) and "/search" not in p.url for p in pages)
            assert [link.url for link in stored.broken_links() if "search" in link.url] == []
