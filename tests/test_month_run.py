"""A month's run over many sites: what ended is left alone, what cannot go on stops without loss."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.__main__ import main as site_month
from crawler.batch import (
    DISK_FULL,
    NOT_STARTED,
    OUTSIDE_HOURS,
    UNFINISHED,
    Ended,
    Order,
    run_all,
)
from crawler.journal import ClockError, Journal
from crawler.locking import BusyError, locked
from crawler.same_host import hosts_held, hosts_of
from crawler.sites import SiteConfig, SitesFile
from crawler.sites_file import load
from crawler.store import Store
from crawler.workflow.final import FinalError
from reports.cli import main
from reports.cli.month_run import exit_code, refuse_all_final

DAY = date(2026, 11, 25)
MONTH = "2026-11"
IDS = ["a", "b", "c"]


class Recorded:
    """A launcher that ends as it is told; ``codes`` of sites other than 0."""

    def __init__(self, **codes: int) -> None:
        self.codes = codes
        self.orders: list[tuple[str, tuple[str, ...]]] = []
        self.begun, self.interrupted = threading.Event(), threading.Event()

    def run(self, site_id: str, order: Order) -> Ended:
        self.orders.append((site_id, order.options))
        self.begun.set()
        code = self.codes.get(site_id, 0)
        if code == UNFINISHED:
            assert self.interrupted.wait(60)
        return Ended(site_id, code, "", stop_reason="finished" if code == 0 else "")

    def stop(self) -> None:
        self.interrupted.set()

    @property
    def ran(self) -> list[str]:
        return [site_id for site_id, _ in self.orders]


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    path = tmp_path / "sites.toml"
    path.write_text("# stands for a configuration\n", encoding="utf-8")
    return SitesFile(path, {}, {one: SiteConfig(one, one, f"http://{one}.invalid/") for one in IDS})


def journal(sites: SitesFile, *, fresh: bool = False, browser: bool = True) -> Journal:
    return Journal.open(sites, MONTH, fresh=fresh, browser=browser)


def test_what_had_ended_before_a_kill_is_left_alone(sites: SitesFile) -> None:
    first = Recorded(b=-9)
    run_all(sites, IDS, MONTH, DAY, launcher=first, journal=journal(sites))
    with (sites.data_dir / f".monthly-{MONTH}.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"site": "c", "co')  # the kill came in the middle of a line
    second, again = Recorded(), journal(sites)
    ended = run_all(sites, IDS, MONTH, DAY, launcher=second, journal=again)
    assert again.resumed
    assert second.ran == ["b"]
    assert [(one.site_id, one.before, one.stop_reason) for one in ended] == [
        ("a", True, "finished"),
        ("b", False, "finished"),
        ("c", True, "finished"),
    ]
    again.over()
    third = Recorded()
    run_all(sites, IDS, MONTH, DAY, launcher=third, journal=journal(sites))
    assert third.ran == IDS


def test_other_conditions_or_another_configuration_begin_anew(sites: SitesFile) -> None:
    run_all(sites, IDS, MONTH, DAY, launcher=Recorded(), journal=journal(sites))
    assert journal(sites).resumed
    assert not journal(sites, browser=False).resumed
    assert journal(sites, browser=False).resumed
    sites.path.write_text("# changed\n", encoding="utf-8")
    assert not journal(sites, browser=False).resumed


def test_a_fresh_crawl_that_was_killed_is_gone_on_with(sites: SitesFile) -> None:
    with Store(sites.database("a")) as store:
        run = store.open_run(MONTH, DAY, user_agent="", engine="", settings="{}", fresh=True)
    run_all(sites, ["a"], MONTH, DAY, fresh=True, launcher=Recorded(a=-9),
            journal=journal(sites, fresh=True))  # fmt: skip
    with Store(sites.database("a")) as store:  # what the killed process had begun
        store.open_run(MONTH, DAY, user_agent="", engine="", settings="{}", fresh=True)
    again = Recorded()
    run_all(sites, ["a"], MONTH, DAY, fresh=True, launcher=again,
            journal=journal(sites, fresh=True))  # fmt: skip
    assert again.orders == [("a", (f"--fresh-after={run.id}",))]


def test_when_the_time_is_spent_nothing_is_begun_and_what_runs_stops(
    sites: SitesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Spent(threading.Timer):
        """Its time is spent as soon as the first site runs, and not before."""

        def __init__(self, interval: float, function: Callable[[], None]) -> None:
            assert interval == 3600
            super().__init__(0.0, function)

        def run(self) -> None:
            assert launcher.begun.wait(60)
            super().run()

    monkeypatch.setattr("crawler.batch.threading.Timer", Spent)
    launcher = Recorded(a=UNFINISHED)
    ended = run_all(sites, IDS, MONTH, DAY, launcher=launcher, budget_s=3600)
    assert launcher.ran == ["a"]
    assert [(one.code, one.stop_reason) for one in ended] == [
        (UNFINISHED, ""),
        (UNFINISHED, NOT_STARTED),
        (UNFINISHED, NOT_STARTED),
    ]


def test_a_full_disk_ends_the_run_and_one_bad_site_does_not(sites: SitesFile) -> None:
    launcher = Recorded(a=2, b=DISK_FULL)
    run_all(sites, IDS, MONTH, DAY, launcher=launcher, journal=journal(sites))
    assert launcher.ran == ["a", "b"]
    again = Recorded()
    run_all(sites, IDS, MONTH, DAY, launcher=again, journal=journal(sites))
    assert again.ran == IDS


def test_sites_of_one_host_take_turns_and_the_others_do_not_wait(sites: SitesFile) -> None:
    shared = {
        "a": SiteConfig("a", "a", "http://www.x.invalid/a/"),
        "b": SiteConfig("b", "b", "https://b.invalid/", hosts=("WWW.x.invalid:8080".lower(),)),
        "c": SiteConfig("c", "c", "http://c.invalid/"),
    }
    assert hosts_of(SiteConfig("d", "d", "http://www.x.invalid./")) == hosts_of(shared["a"])

    class Watched(Recorded):
        def __init__(self) -> None:
            super().__init__()
            self.under_way: set[str] = set()
            self.together: list[set[str]] = []
            self.c_runs = threading.Event()

        def run(self, site_id: str, order: Order) -> Ended:
            self.under_way.add(site_id)
            self.together.append(set(self.under_way))
            if site_id == "c":
                self.c_runs.set()
            assert self.c_runs.wait(60), "c waits for nobody"
            self.under_way.discard(site_id)
            return super().run(site_id, order)

    launcher = Watched()
    run_all(replace(sites, sites=shared), IDS, MONTH, DAY, launcher=launcher, jobs=3)
    assert sorted(launcher.ran) == IDS
    assert {"a", "c"} in launcher.together
    assert not [some for some in launcher.together if {"a", "b"} <= some]
    with hosts_held(sites.data_dir, shared["a"]):
        with pytest.raises(BusyError, match=r"同一台主机（www\.x\.invalid）上的另一个网站"):
            hosts_held(sites.data_dir, shared["b"]).__enter__()
        with hosts_held(sites.data_dir, shared["c"]):
            pass


def test_a_site_that_is_held_is_left_and_not_at_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sites.toml"
    path.write_text(CONFIGURATION, encoding="utf-8")
    sites = load(path)
    with hosts_held(sites.data_dir, sites.site("town")):
        assert site_month([str(path), "town", MONTH, "2026-11-25"]) == UNFINISHED
    assert "同一台主机（127.0.0.1）上的另一个网站正在被" in capsys.readouterr().err


def test_a_site_named_twice_is_run_once(sites: SitesFile) -> None:
    launcher = Recorded()
    done = run_all(sites, ["a", "b", "a"], MONTH, DAY, launcher=launcher, jobs=2)
    assert [one.site_id for one in done] == ["a", "b", "a"]
    assert sorted(launcher.ran) == ["a", "b"]


def test_ctrl_c_while_accounts_are_walked_waits_for_no_site_s_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        stop = None

        def wait(self) -> int:
            return 4

        def finish(self, *_: object) -> int:
            return 0

    def nights(*_: object, **__: object) -> Iterator[list[Ended]]:
        yield [Ended("town", OUTSIDE_HOURS, "")]
        pytest.fail("waits until the hours come")

    (tmp_path / "sites.toml").write_text(CONFIGURATION, encoding="utf-8")
    monkeypatch.setattr("crawler.batch.nights", nights)
    monkeypatch.setattr("reports.cli.account_month.AccountWalk.start", lambda *_: Interrupted())
    done = CliRunner().invoke(main, ["--sites", str(tmp_path / "sites.toml"), "monthly"])
    assert done.exit_code == 4, done.output
    assert "没有做完" in done.output


def test_nobody_is_asked_when_the_month_of_every_site_is_final(sites: SitesFile) -> None:
    with Store(sites.database("a")) as store, store.connection as db:
        db.execute("INSERT INTO frozen (month, at, by) VALUES (?, ?, ?)", [MONTH, "t", "t"])
    refuse_all_final(sites, ["a", "b"], MONTH)
    refuse_all_final(sites, ["a"], "2026-12")
    with pytest.raises(FinalError, match="2026-11 已经定稿，不能再抓取和判定"):
        refuse_all_final(sites, ["a"], MONTH)


def test_what_is_left_is_told_before_a_site_that_was_not_reached() -> None:
    left = [Ended("a", 3, ""), Ended("b", OUTSIDE_HOURS, "")]
    assert [exit_code(worst, left) for worst in (0, 3, 2)] == [4, 4, 2]
    assert exit_code(3, left[:1]) == 3


def test_what_breaks_in_one_site_s_launcher_does_not_end_the_run(sites: SitesFile) -> None:
    class Broken(Recorded):
        def run(self, site_id: str, order: Order) -> Ended:
            if site_id == "a":
                raise sqlite3.DatabaseError("database disk image is malformed")
            if site_id == "c":
                raise OSError(errno.ENOSPC, "No space left on device", "/x")
            return super().run(site_id, order)

    ended = run_all(sites, IDS, MONTH, DAY, launcher=Broken(), journal=journal(sites))
    assert [one.code for one in ended] == [2, 0, DISK_FULL]
    assert "磁盘满了" in ended[2].errors


def test_a_clock_that_went_back_is_noticed(sites: SitesFile) -> None:
    path = sites.data_dir / ".monthly-2026-10.jsonl"
    sites.data_dir.mkdir()
    for ahead, wrong in ((timedelta(minutes=5), False), (timedelta(days=40), True)):
        at = (datetime.now(UTC) + ahead).isoformat(timespec="seconds")
        path.write_text(json.dumps({"over": True, "at": at}) + "\n", encoding="utf-8")
        if wrong:
            with pytest.raises(ClockError, match="校准时间"):
                journal(sites)
        else:
            journal(sites)


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    path, held = tmp_path / "x.lock", threading.Event()

    def hold() -> None:
        with locked(path, "它"):
            held.set()
            released.wait(60)

    released = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    with pytest.raises(BusyError, match="它正在被"), locked(path, "它"):
        pass
    threading.Timer(0.2, released.set).start()
    with locked(path, "它", 60):
        holder.join()


CONFIGURATION = """contact = "test@example.invalid"
[[unit]]
id = "office"
name = "办公室"
[[site]]
id = "town"
name = "试验镇"
url = "http://127.0.0.1:9/"
unit = "office"
"""


def test_two_monthly_runs_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(CONFIGURATION, encoding="utf-8")
    with locked(tmp_path / "data" / ".monthly.lock", "月度任务"):
        done = CliRunner().invoke(main, ["--sites", str(tmp_path / "sites.toml"), "monthly"])
    assert done.exit_code == 2
    assert "月度任务正在被另一个 govcheck 进程处理" in done.output
    assert list((tmp_path / "data").iterdir()) == [tmp_path / "data" / ".monthly.lock"]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a read-only file system needs root")
def test_a_read_only_folder_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(CONFIGURATION, encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(data)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not allow mounting a file system")
    try:
        done = CliRunner().invoke(main, ["--sites", str(tmp_path / "sites.toml"), "monthly"])
    finally:
        subprocess.run(["umount", str(data)], check=True)
    assert done.exit_code == 2
    assert "只读" in done.output
    assert str(data) in done.output


@pytest.mark.parametrize("heeds", ["SIG_DFL", "SIG_IGN"])
def test_a_site_s_process_ends_when_its_parent_is_gone(heeds: str) -> None:
    # A shell has what it starts in the background ignore interruptions.
    start = f"import os, signal, sys; signal.signal(signal.SIGINT, signal.{heeds}); "
    start += "os.execv(sys.executable, [sys.executable, '-c', sys.argv[1]])"
    script = (
        "import threading; from crawler.site_process import end_with_parent\n"
        "end_with_parent()\n"
        "try:\n    print('up', flush=True); threading.Event().wait(30); print('late')\n"
        "except KeyboardInterrupt:\n    print('interrupted')"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", start, script],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "up\n"
    child.stdin.close()  # as when whoever held the pipe is killed
    assert child.stdout.read() == "interrupted\n"
    child.stdout.close()
    assert child.wait(10) == 0


def test_the_summary_says_how_each_site_ended(
    sites: SitesFile, capsys: pytest.CaptureFixture[str]
) -> None:
    from reports.cli.month_run import write_summary

    named = replace(sites, sites={one: replace(sites.sites[one], name=f"{one}镇") for one in IDS})
    ended = [
        Ended("a", 0, "", stop_reason="budget-pages", seconds=1.26),
        Ended("b", UNFINISHED, "", stop_reason=NOT_STARTED),
        Ended("c", 2, "数据库文件损坏。"),
    ]
    path = write_summary(named, MONTH, DAY, ended, ["b", "c"])
    told = json.loads(path.read_text(encoding="utf-8"))["sites"]
    assert [(row["site"], row["stop_reason"], row["reported"]) for row in told] == [
        ("a", "budget-pages", True),
        ("b", "not-started", False),
        ("c", "", False),
    ]
    assert told[0]["stop_reason_text"].startswith("达到页数上限：")
    assert told[2]["errors"] == "数据库文件损坏。"
    said = capsys.readouterr().out
    assert "共 3 个网站" in said
    assert "再运行一次同样的命令会接着做" in said
