"""``govcheck page`` with the browser: steps told as they end, nothing else reached."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from browser_site import Served, needs_browser, server

from checks.page import PageKind, Reading
from checks.results import unverifiable
from checks.site import LinkState
from crawler.browser.replay import Live, Refused, Stored
from crawler.browser.spot_source import SpotSource
from crawler.fetched import Fetched
from crawler.sample import faults
from crawler.sample.portal import GUARDED, build
from crawler.sample.server import SampleServer, serve
from crawler.sample.structure import PORTAL
from reports.spot import Spot
from reports.spot_browser import Opened, step_lines

AS_OF = date(2026, 11, 25)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleServer]:
    portal = build(tmp_path_factory.mktemp("sample"), AS_OF)
    with serve(portal.folder, 0) as running:
        yield running


def page(
    folder: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reports.cli", "page", "--as-of", AS_OF.isoformat()]
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **(environment or {})},
    )


def fetched(url: str, html: str, final: str = "") -> Fetched:
    kind = {"content-type": "text/html; charset=utf-8"}
    at = "2026-11-25T02:00:00+00:00"
    return Fetched(url, final or url, 200, kind, html.encode(), LinkState.OK, "", at)


def test_only_the_page_and_what_it_declares_may_be_seen() -> None:
    html = (
        "<link rel=stylesheet href=/a.css><script src=//cdn.example.com/lib.js></script>"
        "<iframe src=/frame.html></iframe><a href=/other.html>别页</a><a href=//far.example.com/>"
    )
    first = fetched("http://www.example.gov.cn/", html)
    source = SpotSource([first, fetched("http://two.example.gov.cn/", "<p>")])
    source.open(first)
    own = "http://www.example.gov.cn"
    assert source.answer(f"{own}/#top", "GET", "Document") == Stored(
        200, html.encode(), {"content-type": "text/html; charset=utf-8"}
    )
    for url, kind in (
        (f"{own}/a.css", "Stylesheet"),
        (f"{own}/data.json", "XHR"),
        (f"{own}/frame.html", "Document"),
        ("http://cdn.example.com/font.woff", "Font"),
    ):
        assert isinstance(source.answer(url, "GET", kind), Live), url
    for url, method, kind in (
        (f"{own}/other.html", "GET", "Document"),
        (f"{own}/data.json", "POST", "XHR"),
        ("http://far.example.com/x.js", "GET", "Script"),
        ("http://two.example.gov.cn/", "GET", "XHR"),
        ("http://127.0.0.1:8080/", "GET", "Image"),
    ):
        assert isinstance(source.answer(url, method, kind), Refused), url
    source.touring = True
    assert isinstance(source.answer(f"{own}/other.html", "GET", "Document"), Live)
    assert not source.scope.addresses("127.0.0.1", 8080)


def test_the_browser_is_told_an_encoding_that_nothing_names() -> None:
    plain = {"content-type": "text/html"}
    for body, said in (
        ("<title>录入查询条件</title><p>请输入身份证件号码".encode(), "text/html; charset=utf-8"),
        ("<meta charset=utf-8><title>录入查询条件</title>".encode(), "text/html"),
    ):
        one = replace(fetched("http://www.example.gov.cn/", ""), headers=plain, body=body)
        source = SpotSource([one])
        source.open(one)
        answer = source.answer(one.url, "GET", "Document")
        assert isinstance(answer, Stored)
        assert answer.headers == {"content-type": said}


@pytest.mark.browser
def test_two_pages_in_one_browser_static_results_first(
    sample: SampleServer, tmp_path: Path
) -> None:
    needs_browser()
    urls = [sample.url(PORTAL, path) for path in (faults.MISSING_ALT, "/zwgk/tzgg/")]
    done = page(tmp_path, *urls, sample.url(GUARDED), "--quick")
    assert done.returncode == 0
    said = done.stdout
    assert said.index("图片缺少替代文本") < said.index("浏览器 · axe-core 检查")
    assert said.count("浏览器 · axe-core 检查") == 2
    assert said.count("检查所用：") == 2
    assert "图片没有替代文本" not in said  # axe-core's own words: told before, without a browser
    assert "没有用浏览器打开" in said.split(sample.url(GUARDED))[1]


@pytest.mark.browser
def test_the_json_names_steps_browser_and_engine(sample: SampleServer, tmp_path: Path) -> None:
    needs_browser()
    done = page(tmp_path, sample.url(PORTAL, "/zwgk/tzgg/"), "--format", "json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["browser"]["used"]
    assert [step["name"] for step in told["browser"]["steps"]][:2] == [
        "axe-core 检查",
        "键盘、焦点、版面等检查",
    ]
    assert sum(step["seconds"] for step in told["browser"]["steps"][2:]) < 60
    assert told["versions"]["axe"].startswith("axe-core 4.")
    assert "hrom" in told["versions"]["browser"]
    checks = [r["check"] for r in told["results"]]
    assert {"axe-violation", "keyboard-trap", "footer-items"} <= set(checks)


@pytest.mark.browser
def test_a_list_that_a_script_makes_is_read(sample: SampleServer, tmp_path: Path) -> None:
    needs_browser()
    url = sample.url(PORTAL, "/bmfw/bmts/")
    bare = json.loads(page(tmp_path, url, "--no-browser", "--format", "json").stdout)
    seen = json.loads(page(tmp_path, url, "--quick", "--format", "json").stdout)
    assert bare["page"]["latest_item_date"] is None
    assert bare["browser"] == {"used": False, "note": "按要求没有使用浏览器", "steps": []}
    assert seen["page"]["latest_item_date"].startswith("2026-11")


@pytest.mark.browser
def test_hosts_that_the_page_does_not_declare_are_not_reached(tmp_path: Path) -> None:
    needs_browser()
    with server("127.0.0.2", b"secret") as other:
        html = (
            "<!DOCTYPE html><title>t</title><p>x</p><script>"
            f"fetch('{other.url}a'); new Image().src = '{other.url}b';"
            f"navigator.sendBeacon('{other.url}c'); location.hash = 'x';</script>"
        )
        with server(body=html.encode()) as site:
            done = page(tmp_path, site.url, "--quick", "--format", "json")
            assert done.returncode == 0
            assert json.loads(done.stdout)["browser"]["used"]
            assert not other.asked
            pages: Served = site
            assert pages.asked["/"] == 1  # the page itself is not asked for again


def test_without_a_browser_the_rest_is_told(sample: SampleServer, tmp_path: Path) -> None:
    bare = {"PATH": str(tmp_path), "SE_OFFLINE": "true", "HOME": str(tmp_path)}
    url = sample.url(PORTAL, faults.MISSING_ALT)
    done = page(tmp_path, url, "--format", "json", environment=bare)
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert not told["browser"]["used"]
    assert "apt-get install chromium" in told["browser"]["note"]
    assert "apt-get install chromium" in done.stderr
    assert "missing-alt" in [r["check"] for r in told["results"] if r["outcome"] == "fail"]


def test_one_reason_of_many_checks_is_told_once() -> None:
    why = "内嵌框架（“map.example.com”）里的内容没有查看：是别的网站的页面，不能查看。"
    results = [unverifiable("http://a/", why, check=name) for name in ("click-only", "new-window")]
    nothing = Spot("http://a/", "", 0, None, Reading(PageKind.OTHER), ())
    [_, line] = step_lines(Opened(nothing, steps=(("检查", 0.1, ""),), results=tuple(results)))
    assert line.startswith(f"  [无法核验] 2 项：{why}（")
