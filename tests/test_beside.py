"""Single requests beside a crawl of the same host: slower, told, and never in its way."""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from misbehaving import page, serving

from crawler.beside import SLOW_S, Beside, Starts
from crawler.locking import BusyError
from crawler.probe import sample
from crawler.same_host import hosts_held
from crawler.sites import Politeness, SiteConfig
from crawler.sites_file import load

SITES = """
[[site]]
id = "town"
name = "示例镇"
url = "{url}/"
kind = "department"
id_code = "0000000000"
[site.politeness]
requests_per_second = 5
obey_robots = false
"""


def site(name: str, url: str = "http://www.x.invalid/") -> SiteConfig:
    return SiteConfig(name, name, url, politeness=Politeness(requests_per_second=5))


def test_only_the_host_that_is_crawled_is_slower_and_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    beside = Beside(tmp_path, told.append)
    with hosts_held(tmp_path, site("a")):
        assert [beside.delay_s("www.x.invalid", s) for s in (0.5, 2.0, 0.0)] == [SLOW_S, 8.0, 0.0]
        assert beside.delay_s("www.y.invalid", 0.5) == 0.5
    assert beside.delay_s("www.x.invalid", 0.5) == 0.5
    assert len(told) == 1
    assert "www.x.invalid 正由另一个 govcheck 命令抓取" in told[0]
    assert "每 5 秒只访问一次" in told[0]
    assert beside.slowed == {"www.x.invalid"}


def test_who_only_looks_keeps_no_crawl_from_its_turn(tmp_path: Path) -> None:
    done = threading.Event()
    beside = Beside(tmp_path, lambda _: None)

    def look() -> None:
        while not done.is_set():
            beside.delay_s("www.x.invalid", 0.5)

    with hosts_held(tmp_path, site("a")):
        pass
    lookers = [threading.Thread(target=look) for _ in range(3)]
    for one in lookers:
        one.start()
    try:
        for _ in range(200):
            with hosts_held(tmp_path, site("a")):
                pass
    finally:
        done.set()
        for one in lookers:
            one.join()
    with hosts_held(tmp_path, site("a")), pytest.raises(BusyError):
        hosts_held(tmp_path, site("b")).__enter__()


class Hurry(threading.Event):
    """Nobody waits; how long it would have been is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(round(timeout or 0.0, 3))
        return True


def test_samples_of_sites_on_one_host_begin_one_pace_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.beside.time.monotonic", lambda: 100.0)
    starts, hurry = Starts(Beside(tmp_path, lambda _: None)), Hurry()
    other = site("d", "http://www.y.invalid/")
    for one in (site("a"), site("b", "http://www.x.invalid:8080/b/"), other, site("c")):
        starts.wait(one, hurry)
    assert hurry.waits == [0.0, 0.2, 0.0, 0.4]
    with hosts_held(tmp_path, other):
        starts.wait(other, hurry)
        starts.wait(other, hurry)
    assert hurry.waits[4:] == [0.2, 0.2 + SLOW_S]


def test_samples_wait_for_their_turn_by_each_network() -> None:
    turns: list[str] = []
    with serving("127.0.0.93") as server:
        server.routes["/"] = page()
        made = sample(
            site("a", f"{server.url}/"),
            "govcheck-test",
            now=lambda: datetime.now(UTC),
            wait=lambda: turns.append("x"),
        )
    assert (made[0].ok, len(turns)) == (True, 2)


def test_a_spot_check_beside_a_crawl_says_that_it_goes_slower(tmp_path: Path) -> None:
    with serving("127.0.0.94") as server:
        server.routes["/"] = page()
        (tmp_path / "sites.toml").write_text(SITES.format(url=server.url), encoding="utf-8")
        sites = load(tmp_path / "sites.toml")
        start = "from reports.cli import main; main()"
        with hosts_held(sites.data_dir, sites.site("town")):
            done = subprocess.run(
                [sys.executable, "-c", start, "page", "--no-browser", f"{server.url}/"],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
                timeout=180,
            )
        assert done.returncode == 0
        assert "127.0.0.94 正由另一个 govcheck 命令抓取" in done.stderr
        assert server.asked == [("GET", "/")]
