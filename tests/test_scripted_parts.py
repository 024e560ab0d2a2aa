"""Parts of pages that only scripts make are read in the browser and judged like all others."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from browser_site import Served, needs_browser

from checks.columns import Column, Limit
from checks.results import Outcome, Result
from crawler import browser_counts
from crawler.batch import Ended, run_all
from crawler.rows import result_of
from crawler.sites import BrowserSettings, Politeness, SiteConfig, SitesFile, Unit
from crawler.sites_file import dumps
from crawler.store import Store

DAY = date(2026, 11, 25)
RUBRIC = """
id = "scripts"
title = "脚本"
verified = "none"
subject = "portal"
scored = false
also = ["axe-violation", "column-stale", "empty-column", "footer-items", "broken-link-home",
        "broken-link-inner"]
"""
FOOTER = (
    "<p>主办单位：示例区人民政府办公室 电话：0000-12345678 网站标识码0000000000"
    " 示例ICP备00000000号 示例公网安备 00000000000000号</p><a href=/map.html>网站地图</a>"
    "<img alt=党政机关网站标识><a href=/err.html>我为政府网站找错</a>"
)
PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>{name}</title></head><body>
<div class="nav">{nav}</div><main><h1>{name}</h1>{main}</main>
<script src="/js/footer.js"></script></body></html>"""
FOOT_JS = f"document.body.insertAdjacentHTML('beforeend', `<div class=footer>{FOOTER}</div>`);"
LIST = """<ul id="list"></ul><script>
fetch('/data/{name}.json').then(answer => answer.json()).then(items => {{
  document.getElementById('list').innerHTML = items.map(item =>
    `<li><a href="${{item.url}}">${{item.title}}</a><span>${{item.day}}</span></li>`).join('');
}});
</script>"""
MOVED = "<script>location.href = '/stale/';</script>"
BROKEN = '<ul id="list"></ul><script>showList(fetchNothing());</script>'
COLUMNS = {"fresh": "新鲜栏目", "stale": "陈旧栏目", "gone": "取数失败的栏目", "broken": "坏脚本的栏目",
           "none": "始终为空的栏目", "moved": "转走的栏目"}  # fmt: skip


def items(days: list[str], name: str, dead: int = -1) -> str:
    return json.dumps(
        [
            {
                "title": f"关于示例事项第{n}号工作情况的通知",
                "day": day,
                "url": f"/{name}/dead.html" if n == dead else f"/{name}/a{n}.html",
            }
            for n, day in enumerate(days)
        ]
    )


def content() -> dict[str, tuple[str, str]]:
    nav = "".join(f'<a href="/{k}/">{v}</a>' for k, v in COLUMNS.items())
    nav += "".join(f"<span>导航{n}</span>" for n in range(20))
    html = "text/html; charset=utf-8"
    made = {
        "/": (html, PAGE.format(name="示例区人民政府", nav=nav, main="<p>欢迎</p>")),
        "/js/footer.js": ("text/javascript", FOOT_JS),
        "/data/fresh.json": (
            "application/json",
            items([f"2026-11-{day}" for day in range(20, 15, -1)], "fresh", dead=2),
        ),
        "/data/stale.json": (
            "application/json",
            items([f"2025-03-{day}" for day in range(20, 15, -1)], "stale"),
        ),
        "/data/none.json": ("application/json", "[]"),
        "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /data/gone.json\n"),
    }
    for name, title in COLUMNS.items():
        main = {"broken": BROKEN, "moved": MOVED}.get(name, LIST.format(name=name))
        made[f"/{name}/"] = (html, PAGE.format(name=title, nav=nav, main=main))
    for name in ("fresh", "stale"):
        for n in range(5):
            text = "<p>正文</p>" * 30
            page = PAGE.format(name=f"第{n}号通知", nav=nav, main=text)
            made[f"/{name}/a{n}.html"] = (html, page)
    for name in ("map", "err"):
        made[f"/{name}.html"] = (html, PAGE.format(name=name, nav=nav, main=""))
    return made


@contextmanager
def serving(pages: dict[str, tuple[str, str]]) -> Iterator[Served]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked[self.path] += 1
            served.agents[self.path] = self.headers.get("User-Agent", "")
            kind, text = pages.get(self.path, ("text/html", "<h1>404 Not Found</h1>"))
            self.send_response(200 if self.path in pages else 404)
            body = text.encode()
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name the server looks for

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        served = Served(f"http://127.0.0.1:{listening.server_address[1]}/")
        served.agents = {}  # type: ignore[attr-defined]
        thread = Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield served
        listening.shutdown()
        thread.join()


def config_of(tmp_path: Path, url: str) -> SitesFile:
    columns = tuple(
        Column(title, f"{url}{name}/", "通知公告", Limit(days=90))
        for name, title in COLUMNS.items()
    )
    polite = Politeness(requests_per_second=0, recheck_after_s=0.2, time_budget_minutes=2)
    site = SiteConfig(
        "demo",
        "示例区人民政府",
        url,
        unit="u",
        rubric="scripts",
        columns=columns,
        politeness=polite,
    )
    units = {"u": Unit("u", "示例区")}
    browser = BrowserSettings(workers=1)
    path = tmp_path / "sites.toml"
    sites = SitesFile(path, units, {"demo": site}, "a@example.cn", browser=browser)
    path.write_text(dumps(sites), encoding="utf-8")
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "scripts.toml").write_text(RUBRIC, encoding="utf-8")
    return sites


class Month:
    def __init__(self, results: list[Result], served: Served, figures: dict[str, object]) -> None:
        self.results, self.served, self.figures = results, served, figures

    def of(self, check: str, path: str) -> list[Result]:
        return [
            r
            for r in self.results
            if r.check == check and path in {p.removeprefix(self.served.url[:-1]) for p in (r.url,)}
        ]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    needs_browser()
    folder = tmp_path_factory.mktemp("scripts")
    with serving(content()) as served:
        sites = config_of(folder, served.url)
        assert run_all(sites, ["demo"], "2026-11", DAY) == [Ended("demo", 0, "", "")]
        first = Counter(served.asked)
        assert run_all(sites, ["demo"], "2026-11", DAY) == [Ended("demo", 0, "", "")]
        assert served.asked == first  # what was done is not done again
        with Store(sites.database("demo")) as store:
            rows = [result_of(row) for row in store.db.table("results").rows]
            [run] = store.runs()
            figures = browser_counts.of(store, run)
        yield Month(rows, served, figures)


pytestmark = pytest.mark.browser


def test_a_list_from_json_is_judged_by_its_dates(month: Month) -> None:
    assert not month.of("column-stale", "/fresh/")
    assert not month.of("empty-column", "/fresh/")
    [stale] = month.of("column-stale", "/stale/")
    assert stale.outcome is Outcome.FAIL
    assert "2025-03-20" in stale.message
    assert "在浏览器里运行脚本后所见" in stale.message
    assert any("用浏览器打开" in line for line in stale.evidence.attempts)


@pytest.mark.parametrize(
    ("path", "words"), [("/gone/", "/data/gone.json"), ("/broken/", "showList is not defined")]
)
def test_a_list_whose_script_fails_stays_unverifiable_and_says_why(
    month: Month, path: str, words: str
) -> None:
    for check in ("empty-column", "column-stale"):
        [result] = month.of(check, path)
        assert result.outcome is Outcome.UNVERIFIABLE
        assert words in result.message


def test_a_list_that_stays_empty_is_for_a_person_to_look_at(month: Month) -> None:
    [result] = month.of("empty-column", "/none/")
    assert result.outcome is Outcome.REVIEW


def test_a_page_that_its_script_leaves_is_not_judged_by_the_other_one(month: Month) -> None:
    [result] = month.of("column-stale", "/moved/")
    assert result.outcome is Outcome.REVIEW
    assert [r.outcome for r in month.of("empty-column", "/moved/")] in ([], [Outcome.UNVERIFIABLE])


def test_a_footer_written_by_a_script_is_complete(month: Month) -> None:
    rendered = {"/", *(f"/{name}/" for name in COLUMNS)}
    told = [r for path in rendered for r in month.of("footer-items", path)]
    assert [r for r in told if r.outcome is Outcome.FAIL] == []
    assert month.figures["脚本生成、在浏览器里读取的页面"] >= len(rendered)  # type: ignore[operator]


def test_links_that_only_scripts_make_are_followed(month: Month) -> None:
    assert month.served.asked["/fresh/a4.html"] == 1
    dead = [r for r in month.results if r.target.endswith("/fresh/dead.html")]
    assert [(r.check, r.outcome) for r in dead] == [("broken-link-inner", Outcome.FAIL)]
    assert dead[0].url.endswith("/fresh/")
    assert "dead.html" in dead[0].excerpt


def test_the_site_is_asked_by_name_and_as_robots_txt_allows(month: Month) -> None:
    assert month.served.asked["/data/gone.json"] == 0
    agents: dict[str, str] = month.served.agents  # type: ignore[attr-defined]
    assert "govcheck" in agents["/data/fresh.json"]
    assert "a@example.cn" in agents["/data/fresh.json"]


def test_switched_off_it_is_said_and_nothing_passes(tmp_path: Path) -> None:
    with serving(content()) as served:
        sites = config_of(tmp_path, served.url)
        [ended] = run_all(sites, ["demo"], "2026-11", DAY, browser=False)
        assert ended.code == 0
        assert "没有使用浏览器" in ended.note
        off = replace(sites, browser=BrowserSettings(enabled=False))
        sites.path.write_text(dumps(off), encoding="utf-8")
        assert run_all(sites, ["demo"], "2026-11", DAY) == [ended]
        with Store(sites.database("demo")) as store:
            rows = [result_of(row) for row in store.db.table("results").rows]
    [axe] = [r for r in rows if r.check == "axe-violation"]
    assert axe.outcome is Outcome.UNVERIFIABLE
    assert "没有使用浏览器" in axe.message
    stale = [r for r in rows if r.check == "column-stale" and r.url.endswith("/stale/")]
    assert [r.outcome for r in stale] == [Outcome.UNVERIFIABLE]
