"""Bad input and a disk or database that refuses: Chinese words and exit code 2, nothing half done."""

import sqlite3

import pytest
from click.testing import CliRunner
from web_site import MONTH, Browser, app_of, made_office, numbers

from crawler.sites import SitesFile
from crawler.store import Store
from reports.cli import main

BY = ["--by", "李四"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SitesFile:
    sites = made_office(tmp_path_factory.mktemp("trouble"))
    (sites.path.parent / "a file").write_text("x")
    return sites


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["rectify", "export", "--month", MONTH, "-o", "FILE/out"], "不是文件夹"),
        (["papers", "make", "--month", MONTH, "-o", "FILE/out"], "不是文件夹"),
        (["papers", "make", "--month", "2031-01"], "没有任何网站的结果"),
        (["month", "verify", "2031-01"], "还没有定稿"),
        (["month", "correct", MONTH, "--reason", "x", *BY], "还没有定稿"),
        (["month", "next", MONTH, *BY, "--workdays", "-5"], "-5"),
        (["month", "next", MONTH, *BY, "--workdays", "99999999"], "99999999"),
        (["appeal", "rule", "demo", "9" * 30, "--ruling", "采纳", *BY], "9" * 30),
        (["serve", "--host", "0.0.0.0x"], "没有任何账号|IP 地址"),
    ],
)
def test_bad_input_is_told(office: SitesFile, args: list[str], words: str) -> None:
    args = [a.replace("FILE", str(office.path.parent / "a file")) for a in args]
    done = CliRunner().invoke(main, ["--sites", str(office.path), *args])
    assert done.exit_code == 2, done.output
    assert any(word in done.output for word in words.split("|"))
    assert "Traceback" not in done.output


def test_a_locked_database_is_told_and_nothing_is_half_done(
    office: SitesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = numbers(office, "a")[0]
    opened = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: opened(*a, **(k | {"timeout": 0.1})))
    browser = Browser(app_of(office), "主任")
    place = f"/m/{MONTH}/s/demo/f/{number}"
    token = browser.token(place)
    other = opened(office.database("demo"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    args = ["review", "decide", "demo", number, "--verdict", "确认", "--month", MONTH, *BY]
    done = CliRunner().invoke(main, ["--sites", str(office.path), *args])
    assert done.exit_code == 2, done.output
    assert "正被另一个任务使用" in done.output
    form = {"csrf_token": token, "verdict": "确认"}
    answer = browser.client.post(f"{place}/decide", data=form, base_url="http://127.0.0.1/")
    assert answer.status_code == 503
    assert "正被另一个任务使用" in answer.text
    other.execute("ROLLBACK")
    other.close()
    with Store(office.database("demo")) as store:
        assert store.connection.execute("SELECT count(*) FROM reviews").fetchone() == (0,)
