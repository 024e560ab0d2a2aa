"""The browser itself: stored pages without a request, hostile pages at the price of their budget."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser_site import OneServer, Served, fetch, needs_browser, page, server, stored
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome

from crawler.browser import attach, session
from crawler.browser.chromium import Binary, BrowserError, Chromium
from crawler.browser.memory import tree_mb
from crawler.browser.replay import Replay
from crawler.browser.scope import Scope, place
from crawler.browser.session import Session

BUDGET_S = 3.0
AMPLE_S = 20.0
"""For a page that must succeed, on a busy machine."""
FREED_S = 60.0
"""A driver that hangs is held up for 70 s and more."""


@dataclass
class Setting:
    """A session on a stored site; ``site`` is the live server behind it, ``other`` a forbidden one."""

    session: Session
    replay: Replay
    site: Served
    other: Served

    def text(self, path: str) -> Any:
        visit = self.session.visit(self.site.url + path, {"text": _text})
        assert visit.reason == ""
        return visit.gathered["text"]


def _text(driver: Chrome) -> Any:
    return driver.execute_script("return document.body.innerText.trim()")


def _pages(home: str, other: str) -> dict[str, str]:
    return {
        "": "<link rel=stylesheet href=a.css><script src=a.js></script><img src=a.png><p>home</p>"
        "<iframe src=frame.html></iframe>",
        "unstyled.html": f"<link rel=stylesheet href={other}a.css><p>shown",
        "errors.html": "<link rel=stylesheet href=gone.css><link rel=stylesheet href=soft.css><p>shown",
        "one-gone.html": "<link rel=stylesheet href=gone.css><link rel=stylesheet href=a.css><p>shown",
        "frame.html": "<p>in the frame</p>",
        "reach.html": f"""<img src={other}img><iframe src={other}frame></iframe><p id=p></p>
          <script>
          fetch('{other}fetch').catch(() => p.append('no'));
          new WebSocket('{other.replace("http", "ws")}ws');
          navigator.sendBeacon('{other}beacon', 'x'); open('{other}window'); open('{home}window');
          new Worker(URL.createObjectURL(new Blob(["fetch('{other}worker')"])));
          </script>""",
        "hang.html": "<p>shown</p><script>onload=()=>setTimeout(()=>{for(;;);},0)</script>",
        "hanghead.html": "<script>for(;;);</script><p>shown</p>",
        "alert.html": "<script>for(i=0;i<5;i++)alert(i);confirm();prompt()</script><p>shown</p>",
        "unload.html": "<script>onbeforeunload=e=>{e.preventDefault();return 'x'}</script><p>shown",
        "file.html": "<meta http-equiv=refresh content='0;url=file:///etc/passwd'><p>shown",
        "away.html": f"<script>location='{other}away'</script>",
        "download.html": "<a download=x href='data:,x' id=a></a><script>a.click()</script>shown",
    }


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    needs_browser()
    with server() as site, server("127.0.0.2") as other:
        rows = [page(site.url + k, v) for k, v in _pages(site.url, other.url).items()]
        rows += [
            fetch(site.url + "a.css", "style", body=b"p{color:red}", content_type="text/css"),
            fetch(
                site.url + "a.js", "script", body=b"window.ran=1", content_type="text/javascript"
            ),
            fetch(site.url + "a.png", "image", "dead", status=404),
            fetch(site.url + "gone.css", "style", "dead", status=404),
            fetch(site.url + "soft.css", "style", body=b"<p>404", content_type="text/html"),
        ]
        made = stored(tmp_path_factory.mktemp("store") / "demo.sqlite", site.url, rows)
        replay = Replay(made.path, made.run.id, made.config)
        with Session(replay, preload=["window.early = 1"], budget_s=AMPLE_S) as running:
            assert running.driver  # runs before the first test counts its starts
            yield Setting(running, replay, site, other)
        replay.close()


pytestmark = pytest.mark.browser


def test_a_stored_page_is_shown_without_asking_the_site(setting: Setting) -> None:
    def look(driver: Chrome) -> Any:
        return driver.execute_script(
            "return [ran, early, frames[0].early, getComputedStyle(document.querySelector('p'))"
            ".color, frames[0].document.body.innerText, navigator.userAgent.includes('Headless')]"
        )

    before = setting.replay.stored
    visit = setting.session.visit(setting.site.url, {"look": look})
    assert visit.gathered["look"] == [1, 1, 1, "rgb(255, 0, 0)", "in the frame", False]
    # Page, style, script, image's 404, frame; some may be known from another test.
    assert 2 <= setting.replay.stored - before <= 5
    assert not setting.site.asked


def test_a_style_sheet_that_cannot_be_had_is_noticed(setting: Setting) -> None:
    visit = setting.session.visit(setting.site.url + "unstyled.html", {"text": _text})
    assert visit.unstyled == 1
    assert setting.session.visit(setting.site.url + "errors.html", {"text": _text}).unstyled == 2
    assert setting.session.visit(setting.site.url + "one-gone.html", {"text": _text}).unstyled == 0
    assert setting.session.visit(setting.site.url, {"text": _text}).unstyled == 0


def test_nothing_outside_is_reached(setting: Setting) -> None:
    assert setting.text("reach.html") == "no"
    time.sleep(0.3)
    assert setting.text("frame.html") == "in the frame"
    assert not setting.other.asked
    assert not setting.site.asked
    assert len(setting.session.driver.window_handles) == 1


def test_the_guard_refuses_what_interception_would_miss(setting: Setting) -> None:
    """A socket is not an intercepted request: only the guard stands in its way."""
    assert setting.text("reach.html") == "no"
    port = setting.other.url.split(":")[2].strip("/")
    assert f"127.0.0.2:{port}" in setting.session.guard.refused


@pytest.mark.parametrize(
    "path",
    ["hang.html", "hanghead.html", "alert.html", "unload.html", "file.html", "download.html"],
)
def test_a_hostile_page_costs_its_budget_and_is_still_looked_at(
    setting: Setting, path: str
) -> None:
    begun, starts = time.monotonic(), setting.session.starts
    setting.session.allow(BUDGET_S if path.startswith("hang") else AMPLE_S)
    assert setting.text(path) == "shown"
    setting.session.allow(AMPLE_S)
    assert setting.text("frame.html") == "in the frame"
    assert time.monotonic() - begun < FREED_S
    assert setting.session.starts == starts


def test_a_page_that_leaves_the_site_is_not_taken_for_it(setting: Setting) -> None:
    visit = setting.session.visit(setting.site.url + "away.html", {"text": _text})
    assert visit.reason
    assert not setting.other.asked


def test_a_page_that_never_comes_is_not_taken_for_the_one_before(setting: Setting) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with Session(OneServer(url), budget_s=4) as waiting:
            waiting.driver.get("data:text/html,before")
            visit = waiting.visit(url, {"text": _text})
    assert "没有加载出来" in visit.reason
    assert visit.gathered == {}


def test_what_is_not_stored_or_not_http_is_not_opened(setting: Setting) -> None:
    for url in ("file:///etc/passwd", "chrome://version", setting.site.url + "unknown.html"):
        visit = setting.session.visit(url, {"text": _text})
        assert visit.reason
        assert visit.gathered == {}
    assert not setting.site.asked


def test_a_crash_costs_one_page(setting: Setting) -> None:
    def crash(driver: Chrome) -> None:
        driver.get("chrome://crash")

    starts = setting.session.starts
    visit = setting.session.visit(setting.site.url, {"crash": crash})
    assert "崩溃" in visit.reason
    assert setting.text("frame.html") == "in the frame"
    assert setting.session.starts == starts + 1


def test_a_tab_the_driver_lost_costs_one_page(setting: Setting) -> None:
    def lose(driver: Chrome) -> None:
        raise WebDriverException("aborted by navigation: Not attached to an active page")

    setting.text("frame.html")
    starts = setting.session.starts
    assert "失去控制" in setting.session.visit(setting.site.url, {"lose": lose}).reason
    assert setting.text("frame.html") == "in the frame"
    assert setting.session.starts == starts + 1


def test_the_browser_is_renewed_when_worn(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "RECYCLE_PAGES", 1)
    setting.text("frame.html")
    starts = setting.session.starts
    setting.text("frame.html")
    assert setting.session.starts == starts + 1
    monkeypatch.undo()
    setting.text("frame.html")
    monkeypatch.setattr(session, "RECYCLE_MB", 1)
    monkeypatch.setattr(session, "LOOK_AT_MEMORY_EVERY", 1)
    starts = setting.session.starts
    setting.text("frame.html")
    setting.text("frame.html")
    assert setting.session.starts >= starts + 1


def test_it_runs_without_rights_and_leaves_nothing_behind() -> None:
    needs_browser()
    binary = Binary(shutil.which("chromium-headless-shell") or shutil.which("chromium") or "", True)
    browser = Chromium(binary)
    pid, profile = browser.process.pid, browser.profile
    assert tree_mb(pid) > 10
    owner = Path(f"/proc/{pid}").stat().st_uid
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    # Either without rights and in the sandbox, or it says that it is not.
    assert (b"--no-sandbox" in command) == bool(browser.note)
    if os.geteuid() == 0:
        assert owner != 0 or "root" in browser.note
    browser.close()
    assert not profile.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_without_a_browser_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SE_OFFLINE", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(BrowserError, match="apt-get install chromium"):
        attach.start("", 1)


def test_a_browser_that_does_not_start_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho kaputt >&2\nexit 1\n")
    broken.chmod(0o755)
    tmp_path.chmod(0o755)
    with pytest.raises(BrowserError, match="启动不了"):
        Chromium(Binary(str(broken), True))


@pytest.mark.parametrize("straight", [False, True])
def test_the_window_of_a_look_that_was_cut_off_is_not_the_next_pages(
    setting: Setting, straight: bool
) -> None:
    def cut_off(driver: Any) -> dict[str, str]:
        size = {"width": 320, "height": 400, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        return {"error": "cut off"}

    def width(driver: Any) -> Any:
        return driver.execute_script("return innerWidth")

    home, session = setting.site.url, setting.session
    usual = session.visit(home, {"width": width}, straight=straight).gathered
    session.visit(home + "frame.html", {"look": cut_off}, straight=straight)
    assert session.visit(home, {"width": width}, straight=straight).gathered == usual
    assert usual["width"] > 320


def test_a_page_that_never_lets_go_spoils_no_other() -> None:
    """A timer begins its endless script again each time it is ended."""
    needs_browser()
    endless = b"<title>h</title><p>x<script>setInterval(() => { while (1) {} }, 10)</script>"
    with server(body=endless) as hanging, server(body=b"<title>good</title>") as good:
        source = OneServer(hanging.url)
        source.scope = Scope(frozenset({place(hanging.url), place(good.url)}))
        with Session(source, budget_s=BUDGET_S) as session:
            for _ in range(2):
                session.allow(3)
                held = session.visit(hanging.url, {"t": lambda d: d.title})
                assert held.reason
                assert held.seconds < FREED_S
                session.allow(AMPLE_S)
                assert session.visit(good.url, {"t": lambda d: d.title}).gathered == {"t": "good"}
