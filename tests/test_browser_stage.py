"""The browser stage: a queue that survives its workers, and what it leaves in the store."""

import os
import signal
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from browser_site import StoredPages, needs_browser, office_of, page, rubric_text, server, stored

from checks.registry import all_checks
from checks.results import Outcome
from checks.rubric import loads
from checks.run import UNSEEN
from crawler import artifacts
from crawler.browser import stage, visits
from crawler.browser.leftovers import MARK
from crawler.rows import result_of
from crawler.run import run_site
from crawler.sites import BrowserSettings
from crawler.store import Store

CHECK = "axe-violation"
NOTICED_S = 60.0
GATHERED = all_checks()[CHECK].artifact
HOME = "http://www.example.gov.cn/"
RUBRIC = rubric_text("axe-violation")
GOOD = '<html lang="zh-CN"><head><title>示例</title></head><main><h1>标题</h1></main>'


def made_at(path: Path, home: str = HOME, **more: str) -> StoredPages:
    pages = {f"p{n}.html": GOOD for n in range(6)} | more
    return stored(path, home, [page(home + k, v) for k, v in pages.items()])


def test_each_page_is_given_out_once_and_given_back_when_its_worker_dies(tmp_path: Path) -> None:
    made = made_at(tmp_path / "a.sqlite")
    with Store(made.path) as one, Store(made.path) as two:
        ids = [row[0] for row in one.connection.execute("SELECT url FROM fetches")]
        visits.fill(one, made.run, ids, "测试")
        visits.fill(two, made.run, ids, "又一次")
        taken = [visits.take(store, made.run) for store in (one, two, one, two, one, two)]
        assert {turn.id for turn in taken if turn} == set(ids)
        assert visits.take(one, made.run) is None
        first = taken[0]
        assert first is not None
        visits.finish(one, made.run, first, "", 0.1)
        assert visits.reclaim(two, made.run) == []
        assert visits.counts(one, made.run) == {"waiting": 5, "taken": 0, "done": 1, "failed": 0}
        second = visits.take(one, made.run)
        assert second is not None
        assert visits.reclaim(one, made.run) == [second]  # it ended two workers
        third = visits.take(one, made.run)
        assert third is not None
        visits.put_back(one, made.run, third)
        assert visits.take(two, made.run) == third


@pytest.mark.browser
def test_the_stage_leaves_an_artifact_of_every_page_and_asks_the_site_nothing(
    tmp_path: Path,
) -> None:
    needs_browser()
    with server() as live:
        away = "<script>location='http://127.0.0.2:9/'</script>"
        made = made_at(tmp_path / "a.sqlite", live.url, **{"away.html": away})
        told: list[tuple[int, int]] = []
        ended = stage.look(
            made.config,
            made.path,
            made.run,
            [CHECK],
            settings=BrowserSettings(workers=2),
            told=lambda *n: told.append(n),
        )
        assert (ended.done, ended.failed, ended.waiting) == (6, 1, 0)
        assert told[-1] == (7, 7)
        assert not live.asked
        again = stage.look(made.config, made.path, made.run, [CHECK])
        assert (again.done, again.failed) == (6, 1)
    with Store(made.path) as store:
        ids = dict(store.connection.execute("SELECT url, id FROM urls").fetchall())
        kept = artifacts.of_pages(store, made.run, ids.values())
        assert kept[ids[live.url + "p0.html"]][GATHERED]["violations"] == []
        assert kept[ids[live.url + "away.html"]][GATHERED][UNSEEN]
        [(engine,)] = store.connection.execute("SELECT DISTINCT engine FROM artifacts")
        assert "axe-core" in engine


@pytest.mark.browser
def test_a_killed_worker_costs_nothing_but_time(tmp_path: Path) -> None:
    needs_browser()
    slow = GOOD + "<script>for (const end = Date.now() + 1500; Date.now() < end;);</script>"
    made = made_at(tmp_path / "a.sqlite", **{f"s{n}.html": slow for n in range(2)})
    killed, over = list[int](), threading.Event()

    def kill() -> None:
        """As soon as a worker has its browser: pages are left to do for seconds then."""
        while not killed and not over.wait(0.05):
            for child in stage_workers():
                if browsers_of(child):
                    os.kill(child, signal.SIGKILL)
                    killed.append(child)
                    return

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        ended = stage.look(
            made.config, made.path, made.run, [CHECK], settings=BrowserSettings(workers=1)
        )
    finally:
        over.set()
        thread.join()
    assert killed
    end = time.monotonic() + NOTICED_S
    while browsers_of(killed[0]) and time.monotonic() < end:
        time.sleep(0.1)
    assert browsers_of(killed[0]) == []
    assert (ended.done, ended.failed, ended.waiting) == (8, 0, 0)


def browsers_of(owner: int) -> list[str]:
    """Processes still marked as started by a process that is gone."""
    wanted = f"{MARK}={owner} ".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().decode()[:80])
        except OSError:
            continue
    return found


def stage_workers() -> list[int]:
    """Process ids of our children that run the stage's work."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == os.getpid() and b"spawn_main" in command:
            found.append(int(folder.name))
    return found


@pytest.mark.browser
def test_a_month_is_run_with_the_browser_where_the_rubric_asks_for_it(tmp_path: Path) -> None:
    needs_browser()
    with server() as live:
        bare = GOOD + '<img src="p9.png"><link rel=stylesheet href="none.css">'
        made = made_at(tmp_path / "data" / "demo.sqlite", live.url, **{"bare.html": bare})
        sites = office_of(made)
        done = run_site(sites, "demo", "2026-11", date(2026, 11, 25), loads(RUBRIC), jobs=1)
        assert not done.crawled
        assert "root" in done.note or done.note == ""
        # What was not stored may be asked for once; the pages are not asked again.
        allowed = {"/p9.png", "/none.css", "/favicon.ico", "/robots.txt"}
        assert set(live.asked) <= allowed
        with Store(made.path) as store:
            rows = [result_of(row) for row in store.db.table("results").rows]
            number = "SELECT n FROM tallies WHERE check_id = ? AND outcome = 'pass'"
            assert store.connection.execute(number, [CHECK]).fetchone() == (6,)
        assert [(r.outcome, r.rule, r.target) for r in rows if r.outcome is Outcome.FAIL] == [
            (Outcome.FAIL, "axe:image-alt", "img ｜ /p9.png")
        ]


def test_without_a_browser_the_pages_wait_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_at(tmp_path / "a.sqlite")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SE_OFFLINE", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    ended = stage.look(
        made.config, made.path, made.run, [CHECK], settings=BrowserSettings(workers=1)
    )
    assert (ended.done, ended.failed, ended.waiting) == (0, 0, 6)
    assert "apt-get install chromium" in ended.note
