"""``govcheck doctor`` tells what is missing with a remedy, and goes nowhere unless it is told to."""

import json
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from browser_site import page, stored
from click.testing import CliRunner
from misbehaving import Handler, serving

from crawler.doctor import browser, data, machine, network
from crawler.doctor.finding import Finding, Health
from crawler.media.office import Office
from crawler.sites import BrowserSettings, SiteConfig, SitesFile
from reports.cli import main

HOME = "http://www.example.gov.cn/"
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
SITES = """
contact = "test@example.invalid"

[[unit]]
id = "u"
name = "单位"

[[site]]
id = "demo"
name = "示例"
url = "{url}"
unit = "u"
"""


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "sites.toml"
    path.write_text(SITES.format(url=HOME), encoding="utf-8")
    stored(tmp_path / "data" / "demo.sqlite", HOME, [page(HOME, "x")])
    with Office.beside(path):
        pass
    return path


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts programs that print something on an otherwise empty path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(**said: str) -> None:
        for name, words in said.items():
            path = folder / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\necho '{words}'\n")
            path.chmod(0o755)

    return put


def by_name(found: Iterator[Finding]) -> dict[str, Finding]:
    return {one.name: one for one in found}


def test_nothing_at_all_is_asked_of_the_network(
    sites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("went to the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    done = CliRunner().invoke(main, ["--sites", str(sites), "doctor", "--quick"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert "[正常] 数据库 demo.sqlite：" in done.output
    assert "[正常] 口径：national-2019-portal" in done.output


def test_every_remark_has_a_remedy_and_json_says_the_same(sites: Path) -> None:
    arguments = ["--sites", str(sites), "doctor", "--quick", "--format", "json"]
    done = CliRunner().invoke(main, arguments)
    rows = json.loads(done.output)["findings"]
    assert {row["health"] for row in rows} <= {str(health) for health in Health}
    assert all(row["remedy"] for row in rows if row["health"] == "注意")
    assert done.exit_code == any(row["health"] == "有问题" for row in rows)


def test_a_fresh_computer_without_configuration(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--sites", str(tmp_path / "s.toml"), "doctor", "--quick"])
    assert "[注意] 配置：没有" in done.output
    assert "govcheck init" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [('rubric = "no-such"', "no-such"), ('columns = "x"', "columns"), ("[[site]", "写法不对")],
)
def test_a_wrong_configuration_is_a_problem(sites: Path, text: str, words: str) -> None:
    sites.write_text(f"{sites.read_text(encoding='utf-8')}{text}\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["--sites", str(sites), "doctor", "--quick"])
    assert done.exit_code == 1
    [line] = [x for x in done.output.splitlines() if x.startswith("[有问题]")][:1]
    assert words in done.output
    assert "口径" in line or "配置" in line
    assert "[正常] 版本" in done.output  # the other looks go on


def test_browser_and_driver_must_match(tools: Callable[..., None]) -> None:
    def looked() -> dict[str, Finding]:
        return by_name(browser.look(BrowserSettings(), start=False))

    assert looked()["浏览器"].health is Health.BAD
    assert "apt-get install chromium" in looked()["浏览器"].remedy
    tools(chromium_headless_shell="Chromium 156.0.8078.108")
    assert looked()["浏览器"].health is Health.GOOD
    assert looked()["驱动程序"].health is Health.BAD
    tools(chromedriver="ChromeDriver 155.0.1.2 (abc)")
    assert "主版本号不同" in looked()["驱动程序"].text
    tools(chromedriver="ChromeDriver 156.0.1.2 (abc)")
    assert looked()["驱动程序"].health is Health.GOOD
    assert looked()["中文字体"].health is Health.CARE  # no fc-list
    tools(fc_list="")
    assert looked()["中文字体"].health is Health.BAD
    tools(fc_list="Noto Sans CJK SC,思源黑体:style=Regular")
    assert "Noto Sans CJK SC" in looked()["中文字体"].text
    assert looked()["axe-core"].text.startswith("axe-core 4.")


def test_a_browser_that_does_not_start_is_told(tools: Callable[..., None]) -> None:
    tools(chromium_headless_shell="Chromium 156.0", chromedriver="ChromeDriver 156.0")
    found = by_name(browser.look(BrowserSettings()))
    assert found["启动浏览器"].health is Health.BAD


def test_other_ways_to_have_a_browser(tools: Callable[..., None]) -> None:
    off = by_name(browser.look(BrowserSettings(enabled=False)))
    assert off["浏览器"].health is Health.CARE
    grid = by_name(browser.look(BrowserSettings(grid="http://127.0.0.1:9")))
    assert "Selenium Grid" in grid["浏览器"].text
    gone = by_name(browser.look(BrowserSettings(chromium="/no/such/chrome")))
    assert "/no/such/chrome" in gone["浏览器"].text


@pytest.mark.parametrize(
    ("now", "newest", "health"),
    [
        (NOW, NOW - timedelta(days=1), Health.GOOD),
        (NOW, None, Health.GOOD),
        (datetime(1970, 1, 2, tzinfo=UTC), None, Health.BAD),
        (NOW, NOW + timedelta(days=1), Health.BAD),
        (NOW, NOW + timedelta(seconds=5), Health.GOOD),
    ],
)
def test_the_clock(tmp_path: Path, now: datetime, newest: datetime | None, health: Health) -> None:
    assert by_name(machine.look(tmp_path, now, newest))["时间"].health is health


@pytest.mark.parametrize(
    ("free", "health"),
    [(10**8, Health.BAD), (2 * 10**9, Health.CARE), (10**11, Health.GOOD)],
)
def test_disk_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, health: Health
) -> None:
    class Usage:
        pass

    usage = Usage()
    usage.free = free  # type: ignore[attr-defined]
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    found = by_name(machine.look(tmp_path / "not" / "yet", NOW, None))
    assert found["磁盘空间"].health is health


def test_names_and_ipv6(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver, addresses = tmp_path / "resolv.conf", tmp_path / "if_inet6"
    monkeypatch.setattr(machine, "RESOLVER", resolver)
    monkeypatch.setattr(machine, "IPV6", addresses)

    def looked() -> tuple[Health, Health]:
        found = by_name(machine.look(tmp_path, NOW, None))
        return found["域名解析"].health, found["IPv6"].health

    assert looked() == (Health.CARE, Health.CARE)
    resolver.write_text("# x\nnameserver 127.0.0.53\n")
    loopback = "00000000000000000000000000000001 01 80 10 80 lo\n"
    local = "fd00000000000000000000000000000a 02 40 00 80 eth0\n"
    addresses.write_text(loopback + local)
    assert looked() == (Health.GOOD, Health.CARE)
    addresses.write_text(loopback + "240e0000000000000000000000000001 02 40 00 80 eth0\n")
    assert looked() == (Health.GOOD, Health.GOOD)


@pytest.mark.parametrize("integrity", ["quick", "full"], ids=["fast", "whole"])
def test_a_damaged_database_is_found(sites: Path, integrity: str) -> None:
    path = sites.parent / "data" / "demo.sqlite"
    assert by_name(data.look(sites, {}, integrity=integrity))["数据库 demo.sqlite"].health is (
        Health.GOOD
    )
    body = bytearray(path.read_bytes())
    body[4096 * 2 : 4096 * 5] = os.urandom(4096 * 3)
    path.write_bytes(body)
    found = by_name(data.look(sites, {}, integrity=integrity))
    assert found["数据库 demo.sqlite"].health is Health.BAD
    assert "restore" in found["数据库 demo.sqlite"].remedy
    assert found["数据库 office.sqlite"].health is Health.GOOD


@pytest.mark.parametrize(("version", "health"), [(99, Health.BAD), (2, Health.CARE)])
def test_versions_of_databases_are_told_not_changed(
    sites: Path, version: int, health: Health
) -> None:
    path = sites.parent / "data" / "demo.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {version}")
    assert by_name(data.look(sites, {}))["数据库 demo.sqlite"].health is health
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (version,)


def test_files_others_can_read(sites: Path, tmp_path: Path) -> None:
    assert by_name(data.look(sites, {}))["文件权限"].health is Health.GOOD
    (sites.parent / "data" / "demo.sqlite").chmod(0o644)
    key = tmp_path / "key.txt"
    key.write_text("very secret")
    key.chmod(0o640)
    environ = {"GOVCHECK_CRED_X_SECRET_FILE": str(key), "OTHER_FILE": "/x"}
    found = by_name(data.look(sites, environ))
    assert "chmod 600" in found["文件权限"].remedy
    assert found["凭据文件"].health is Health.BAD
    assert not any("very secret" in one.text + one.remedy for one in found.values())


def test_a_data_folder_that_cannot_be_written(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert by_name(data.look(sites, {}, integrity=""))["数据文件夹"].health is Health.BAD


def asked_at(at: datetime | None) -> Callable[[Handler], None]:
    """A home page whose Date header says another time."""

    def answer(handler: Handler) -> None:
        handler.send_response_only(200)
        if at is not None:
            handler.send_header("Date", format_datetime(at, usegmt=True))
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")

    return answer


@pytest.mark.parametrize(
    ("ahead", "health"),
    [(0, Health.GOOD), (120, Health.CARE), (-4000, Health.BAD), (None, None)],
)
def test_online_only_own_sites_are_asked_and_the_clock_compared(
    tmp_path: Path, ahead: int | None, health: Health | None
) -> None:
    with serving() as server:
        now = datetime.fromtimestamp(time.time(), UTC)
        at = None if ahead is None else now - timedelta(seconds=ahead)
        server.routes["/"] = asked_at(at)
        site = SiteConfig("demo", "示例", f"{server.url}/")
        file = SitesFile(tmp_path / "sites.toml", {}, {"demo": site}, contact="x@example.invalid")
        found = by_name(network.look(file, now))
        asked = server.asked
    assert found["联网 demo"].health is Health.GOOD
    assert found["联网 demo IPv6"].health is Health.CARE
    assert (found["时钟偏差"].health if health else found.get("时钟偏差")) is health
    assert [path for _, path in asked] == ["/"]


def test_a_site_that_does_not_answer_is_told(tmp_path: Path) -> None:
    site = SiteConfig("demo", "示例", "http://127.0.0.1:9/")
    file = SitesFile(tmp_path / "sites.toml", {}, {"demo": site})
    found = by_name(network.look(file, NOW))
    assert found["联网 demo"].health is Health.BAD
    assert "时钟偏差" not in found
