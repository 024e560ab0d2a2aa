"""Sites run elsewhere: what goes out, what comes back, and that it is the same as run here."""

import os
import pickle
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from month_results import MONTH, differences, results_of
from reached import private_authority
from small_sites import served, write

from crawler.batch import Ended, Order
from crawler.cluster import delta, worker
from crawler.cluster.packed import DamagedError, pack, unpack
from crawler.cluster.parcel import SecretError, lay_out, parcel_of
from crawler.media.office import Office
from crawler.site_process import Here
from crawler.sites_file import load
from crawler.store import Store
from crawler.workflow import special_reports
from crawler.workflow.stamp import Stamp
from reports.cli import main

ORDER = Order(MONTH, date(2026, 11, 25), ("--no-browser",))
SECRET = "not-to-be-sent-0001"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers' folders are looked for here, not where those of another test may be."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))


def test_a_site_run_elsewhere_comes_back_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVCHECK_CRED_LIUXI_SECRET", SECRET)
    with served(1) as servers:
        for name in ("here", "there"):
            write(tmp_path / name, servers)
        here, there = (load(tmp_path / name / "sites.toml") for name in ("here", "there"))
        assert Here(here).run("s000", ORDER).code == 0
        asked = len(servers.asked)
        servers.asked.clear()
        parcel = parcel_of(there, "s000", ORDER, "office", "session")
        hand = worker.site_month(parcel)
        assert hand.ended == Ended("s000", 0, "", hand.ended.note)
        assert hand.ended.stop_reason == "finished"
        assert len(servers.asked) == asked
        assert hand.delta is not None
        unpack(hand.delta, tmp_path / "delta.sqlite")
        database = there.database("s000")
        with Store(database) as store:  # a probe and a decision came in meanwhile
            decide(store.connection)
        delta.put_in(tmp_path / "delta.sqlite", database, MONTH, parcel.sent)
        assert differences(tmp_path / "here", tmp_path / "there", ["s000"]) == []

        servers.asked.clear()  # once more: only judged, from what is sent
        again = parcel_of(there, "s000", ORDER, "office", "session")
        back = worker.site_month(again)
        assert back.ended.code == 0, back.ended.errors
        assert servers.asked == []
        assert back.delta is not None
        unpack(back.delta, tmp_path / "again.sqlite")
        delta.put_in(tmp_path / "again.sqlite", database, MONTH, again.sent)
    assert differences(tmp_path / "here", tmp_path / "there", ["s000"]) == []
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM probes").fetchone() == (1,)
        assert db.execute("SELECT by FROM reviews").fetchone() == ("张三",)
    assert SECRET.encode() not in pickle.dumps((parcel, again))
    assert "张三" not in decided_in(again, tmp_path)
    assert repr(parcel) == "Parcel(s000, 2026-11)"
    assert list((tmp_path / "tmp").iterdir()) == []  # nothing stays on the worker


def decide(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO probes (at, ok, seconds, detail) VALUES ('2026-11-25', 1, 0.1, '')")
    db.execute(
        "INSERT INTO reviews (key, at, verdict, by, note) VALUES ('k', 'now', '误报', '张三', '')"
    )
    db.commit()


def decided_in(parcel: object, folder: Path) -> str:
    """What a parcel's database holds of people's decisions."""
    unpack(parcel.database, folder / "sent.sqlite")  # type: ignore[attr-defined]
    with closing(sqlite3.connect(folder / "sent.sqlite")) as db:
        found = [db.execute(f"SELECT * FROM {table}").fetchall() for table in delta.PRIVATE]
    return f"{found}{(folder / 'sent.sqlite').read_bytes().decode(errors='ignore')}"


def test_every_table_is_sent_back_or_stays(tmp_path: Path) -> None:
    with Store(tmp_path / "x.sqlite") as store:
        names = {row[0] for row in store.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}  # fmt: skip
    known = [*delta.BY_RUN, *delta.BY_MONTH, *delta.ADDED, *delta.OWN, *delta.AT_HOME]
    assert names == set(known)
    assert len(known) == len(set(known))


def test_what_arrives_damaged_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(1000))
    packed = pack(tmp_path / "a")
    other = pack(Path(__file__))
    for bad in (replace(packed, pieces=other.pieces), replace(packed, pieces=(b"x",))):
        with pytest.raises(DamagedError):
            unpack(bad, tmp_path / "b")
        assert not (tmp_path / "b").exists()
    unpack(packed, tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "a").read_bytes()


def test_a_database_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    for name in ("made", "home"):
        with Store(tmp_path / f"{name}.sqlite") as store:
            store.open_run(MONTH, ORDER.as_of, user_agent="", engine="", settings="{}", fresh=True)
    missing = tmp_path / "none.sqlite"
    delta.take_out(
        tmp_path / "made.sqlite", MONTH, delta.Sent(), missing, tmp_path / "delta.sqlite"
    )
    with pytest.raises(delta.ChangedError, match="没有并入"):
        delta.put_in(tmp_path / "delta.sqlite", tmp_path / "home.sqlite", MONTH, delta.Sent())


def test_another_version_runs_nothing_and_a_stopped_session_neither(tmp_path: Path) -> None:
    with served(1) as servers:
        write(tmp_path / "a", servers)
        parcel = parcel_of(load(tmp_path / "a" / "sites.toml"), "s000", ORDER, "o", "stopped")
        told = worker.site_month(replace(parcel, engine="govcheck 0.0.1"))
        assert told.ended.code == 2
        assert "govcheck 0.0.1" in told.ended.errors
        assert "版本不同" in told.ended.errors
        worker.stop("o", "stopped")
        assert worker.site_month(parcel).ended.stop_reason == "not-started"
        assert servers.asked == []


def test_the_password_of_a_grid_is_not_sent(tmp_path: Path) -> None:
    with served(1) as servers:
        write(tmp_path / "a", servers)
        sites = load(tmp_path / "a" / "sites.toml")
        secret = replace(sites, browser=replace(sites.browser, grid=f"http://u:{SECRET}@g.invalid"))
        with pytest.raises(SecretError, match="GOVCHECK_GRID_URL") as told:
            parcel_of(secret, "s000", ORDER, "o", "s")
        assert SECRET not in str(told.value)


def test_stops_that_were_reported_and_certificates_are_known_there(tmp_path: Path) -> None:
    config = """contact = "t@example.invalid"
[network]
ca_file = "mine/own.pem"
proxy = "http://127.0.0.1:9"
proxy_credential = "liuxi"
[[unit]]
id = "u"
name = "单位"
[[site]]
id = "a"
name = "甲"
url = "http://127.0.0.1:9/"
unit = "u"
"""
    (tmp_path / "sites.toml").write_text(config, encoding="utf-8")
    (tmp_path / "mine").mkdir()
    private_authority(tmp_path / "mine", "127.0.0.1")[0].rename(tmp_path / "mine" / "own.pem")
    home = load(tmp_path / "sites.toml")
    since, until = date(2026, 1, 1), date(2026, 12, 1)  # longer than a stop in sites.toml may be
    by = Stamp("张三", "2026-11-01T00:00:00+00:00")
    for site in ("a", "b"):
        with Office.beside(home.path) as office:
            special_reports.add(office, site, since, until, by, reason="甲\n乙", document="1 号")
    parcel = parcel_of(home, "a", ORDER, "o", "s")
    (tmp_path / "there").mkdir()
    there = load(lay_out(parcel, tmp_path / "there"))
    assert special_reports.with_stops(there, "a").downtimes == (
        special_reports.with_stops(home, "a").downtimes
    )
    assert Path(there.site("a").network.ca_file).is_relative_to(tmp_path / "there")
    assert len(parcel.reported) == 1


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with served(1) as servers:
        write(tmp_path, servers)
        done = CliRunner().invoke(
            main, ["--sites", str(tmp_path / "sites.toml"), "monthly", "--dask", "local"]
        )
    assert done.exit_code == 2
    assert "pip install 'govcheck[cluster]'" in done.output


# ---- real schedulers and workers: make test-full


def monthly(folder: Path, *more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "reports.cli", "monthly", "--as-of", "2026-11-25", *more],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@contextmanager
def dask(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


@pytest.mark.full
def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with served(1) as servers:
        write(tmp_path, servers)
        process = monthly(tmp_path, "--dask", address)
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 2
    assert f"连不上集群的调度程序 {address}" in said
    assert "Traceback" not in said


@pytest.mark.full
def test_one_of_two_workers_is_killed_and_every_site_has_one_result(tmp_path: Path) -> None:
    """Its sites are run again by the other one; the result is that of a run on this computer."""
    count, port = 6, free_port()
    ids = [f"s{n:03d}" for n in range(count)]
    address = f"tcp://127.0.0.1:{port}"
    alone = ("--nthreads", "1", "--no-nanny")
    with served(count, 0.15) as servers:
        for name in ("here", "there"):
            write(tmp_path / name, servers)
        local = monthly(tmp_path / "here", "--jobs", "2")
        assert local.communicate(timeout=600)[0]
        servers.asked.clear()
        with (
            dask("scheduler", "--port", str(port)),
            dask("worker", address, *alone, "--name", "one") as one,
            dask("worker", address, *alone, "--name", "two"),
        ):
            process = monthly(tmp_path / "there", "--dask", address)
            until = time.monotonic() + 300
            while len(servers.asked) < 60:  # past the first site of each, in the middle of the next
                assert time.monotonic() < until
                assert process.poll() is None
                time.sleep(0.05)
            one.send_signal(signal.SIGKILL)
            said, _ = process.communicate(timeout=600)
    assert process.returncode == local.returncode, said
    assert differences(tmp_path / "here", tmp_path / "there", ids) == []
    for one_id in ids:
        assert results_of(tmp_path / "there", one_id)["runs"] == [(1, "finished", True)]
    assert all(f"] {one_id}：完成" in said for one_id in ids)
