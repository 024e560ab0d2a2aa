"""A host that asks for less is left alone by the browser, and what needed it is not judged."""

import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest
from browser_site import fetch, needs_browser, page, stored
from misbehaving import Handler, Server, serving, site, status
from selenium.webdriver import Chrome

from checks.page import SHANGHAI
from checks.run import UNSEEN
from crawler import artifacts
from crawler.browser import stage
from crawler.browser.manners import Manners
from crawler.browser.replay import Replay
from crawler.browser.rests import CLOSED_AFTER, CLOSED_S, Rest, Rests
from crawler.browser.scope import of_site
from crawler.browser.session import Session
from crawler.sites import BrowserSettings, Politeness
from crawler.store import Store

CHECK, GATHERED = "axe-violation", "checks.accessibility.axe.run_axe"
QUICK = Politeness(requests_per_second=0)


def asked(server: Server) -> Counter[str]:
    return Counter(path for _, path in server.asked if path != "/robots.txt")


def test_pauses_are_as_long_as_told_or_grow() -> None:
    rests = Rests()
    rests.strike("a.test", 429, 300.0, 1000.0)
    assert rests.of("a.test", 1100.0) == Rest(200.0, 429)
    assert rests.of("a.test", 1301.0) == rests.of("b.test", 1100.0) == Rest()
    for n in range(3):
        rests.strike("b.test", 503, 0.0, 2000.0)
        assert rests.of("b.test", 2000.0) == Rest(2.0 * 2**n, 503)
    rests.good("b.test")
    rests.strike("b.test", 503, 0.0, 3000.0)
    assert rests.of("b.test", 3000.0).left_s == 8.0
    for _ in range(CLOSED_AFTER):
        rests.strike("b.test", 429, 1.0, 4000.0)
    assert rests.of("b.test", 4000.0).left_s == CLOSED_S


def test_what_is_over_by_the_end_of_a_page_is_looked_at_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    config = site("http://127.0.0.1:9/")
    manners = Manners(QUICK, "t@example.invalid", of_site(config, frozenset()))
    monkeypatch.setattr("crawler.browser.manners.time.monotonic", lambda: now[0])
    try:
        manners.answered("http://127.0.0.1:9/a.js", 429, "", "Script")
        manners.answered("http://127.0.0.1:9/b.js", 503, "", "Script")
        assert manners.known("http://127.0.0.1:9/b.js?v=2") == 503
        now[0] += 10.0
        reason, rest_s = manners.lack
        assert "HTTP 429" in reason
        assert 0 < rest_s < 1
        now[0] += 120.0
        assert manners.known("http://127.0.0.1:9/b.js") == 0, "it may be well again"
    finally:
        monkeypatch.undo()
        manners.close()


def test_nothing_is_asked_when_the_hours_are_over() -> None:
    now = datetime.now(SHANGHAI)
    begins, ends = (f"{now + timedelta(hours=n):%H}:00" for n in (2, 3))
    config = site("http://127.0.0.1:9/", hours=f"{begins}-{ends}")
    manners = Manners(config.politeness, "t@example.invalid", of_site(config, frozenset()))
    said: SimpleQueue[str] = SimpleQueue()
    try:
        for kind in ("Image", "Script"):
            assert manners.lack == ("", 0.0)
            go, refuse = partial(said.put, "go"), partial(said.put, "refuse")
            manners.ask("http://127.0.0.1:9/a", go, refuse, kind=kind)
            assert said.get(timeout=60) == "refuse"
        assert manners.lack == ("允许的访问时段已经结束，页面需要的内容没有再请求", 0.0)
    finally:
        manners.close()


@pytest.mark.browser
def test_what_was_told_to_wait_is_not_asked_and_not_judged(tmp_path: Path) -> None:
    needs_browser()
    with serving() as server:
        home = f"{server.url}/"
        server.routes |= {
            "/busy.js": lambda h: h.send(b"", status=429, Retry_After="300"),
            "/broken.json": status(503),
        }
        ask = "window.left = 1; fetch('/broken.json?t='+Date.now()).finally(() => { left = 0 })"
        broken = f"<p>a</p><script>{ask}</script>"
        rows = [
            page(home, broken),
            page(home + "again.html", broken),
            page(home + "busy.html", "<p>b</p><script src=busy.js></script>"),
            page(home + "late.html", "<p>c</p><script src=late.js></script>"),
            page(home + "picture.html", "<p>d</p><img src=late.png>"),
            *(fetch(home + name, "script") for name in ("busy.js", "late.js")),
            fetch(home + "late.png", "image"),
        ]
        made = stored(tmp_path / "demo.sqlite", home, rows)
        replay = Replay(made.path, made.run.id, made.config)
        manners = Manners(QUICK, "t@example.invalid", replay.scope)

        def text(driver: Chrome) -> str:
            end = time.monotonic() + 10  # the next page is to know what came of it
            while driver.execute_script("return window.left === 1") and time.monotonic() < end:
                time.sleep(0.05)
            return str(driver.execute_script("return document.body.innerText.trim()"))

        with Session(replay, budget_s=20.0, manners=manners) as session:
            seen = {
                name: session.visit(home + name, {"text": text})
                for name in ("", "again.html", "busy.html", "late.html", "picture.html")
            }
        replay.close()
        assert asked(server) == {"/busy.js": 1} | {
            path: 1 for path in asked(server) if path.startswith("/broken.json?")
        }
        assert len(asked(server)) == 2, "a broken address is asked once, whatever its query"
    assert [seen[name].gathered for name in ("", "again.html", "picture.html")] == [
        {"text": one} for one in "aad"
    ]
    for name in ("busy.html", "late.html"):
        assert "网站答复 HTTP 429，要求暂停" in seen[name].reason
        assert seen[name].gathered == {}
        assert 100 < seen[name].rest_s <= 300


@pytest.mark.browser
def test_a_short_pause_is_waited_for_by_all_workers(tmp_path: Path) -> None:
    needs_browser()
    with serving() as server:
        home, times = f"{server.url}/", list[float]()

        def style(handler: Handler) -> None:
            times.append(time.monotonic())
            if times[-1] < times[0] + 6.9:
                handler.send(b"", status=429, Retry_After="7")
            else:
                handler.send(b"p{color:#000}", kind="text/css")

        server.routes["/a.css"] = style
        html = "<!doctype html><html lang=zh><title>t</title><link rel=stylesheet href=/a.css><p>x"
        rows = [page(home, html), page(home + "b.html", html.replace("<p>x", "<h1>y"))]
        made = stored(tmp_path / "a.sqlite", home, [*rows, fetch(home + "a.css", "style")])
        ended = stage.look(
            made.config, made.path, made.run, [CHECK], settings=BrowserSettings(workers=2)
        )
        assert (ended.done, ended.failed, ended.waiting) == (2, 0, 0)
        early = [at for at in times if at < times[0] + 6.9]
        assert len(early) <= 2, "each worker at most once before it could know"
        assert len(times) > len(early)
    with Store(made.path) as store:
        ids = [row[0] for row in store.connection.execute("SELECT id FROM urls")]
        kept = artifacts.of_pages(store, made.run, ids)
    assert [UNSEEN in one[GATHERED] for one in kept.values() if GATHERED in one] == [False, False]
