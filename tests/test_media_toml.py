"""Accounts as TOML."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks.media.models import SourceConfig
from crawler.media.accounts_toml import read_accounts_toml
from crawler.media.ledger_import import Imported, import_ledger
from crawler.media.office import Office
from crawler.sites import SitesError
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
GOOD = """
[media]
window_days = 14
[[media.account]]
key = "wechat_mp:gh_0000000000aa"
name = "柳溪发布"
platform = "wechat_mp"
organiser = "柳溪区人民政府办公室"
update_rule = "publish"
opened_on = 2020-05-01
  [[media.account.source]]
  kind = "wechat_detail"
  credential = "liuxi_fabu"
[[media.account]]
name = "柳溪发布"
platform = "微博"
platform_id = "1000000001"
  [[media.account.source]]
  kind = "feed"
  params = { url = "http://127.0.0.1:1200/weibo/user/1000000001" }
  tz = "UTC"
  complete = true
"""


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with Office.beside(tmp_path / "sites.toml") as office:
        yield office


def take(office: Office, text: str, **how: Any) -> Imported:
    path = office.path.parent / "media.toml"
    path.write_text(text, encoding="utf-8")
    ledger = read_accounts_toml(path)
    return import_ledger(office, ledger, STAMP, today=date(2026, 11, 25), **how)


def test_accounts_and_their_sources_in_detail(office: Office) -> None:
    done = take(office, GOOD)
    assert (done.added, done.problems) == (2, [])
    accounts = office.accounts()
    first = accounts["wechat_mp:gh_0000000000aa"]
    assert first.sources == (SourceConfig("wechat_detail", {}, "liuxi_fabu"),)
    assert first.opened_on == date(2020, 5, 1)
    feed = {"url": "http://127.0.0.1:1200/weibo/user/1000000001"}
    assert accounts["weibo:1000000001"].sources == (SourceConfig("feed", feed, "", "UTC", True),)
    assert take(office, GOOD).same == 2
    changed = take(office, GOOD.replace("complete = true", "complete = false"))
    assert (changed.changed, "来源由" in changed.changes[0]) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "柳溪发布"\nplatform = "微博"', 'platform = "微博"', "没有写 name"),
        ('kind = "feed"', 'kind = "rss"', "kind 写的是“rss”"),
        ('tz = "UTC"', 'tz = "Mars"', "时区“Mars”不认识"),
        ('tz = "UTC"', 'token = "sekrit"', "密钥不能写在文件里"),
        ('tz = "UTC"', 'credential = "wx/sekrit+x"', "只写凭据的名称"),
        ("complete = true", 'complete = "yes"', "只能写 true 或 false"),
        ("user/1000000001", "user/1?key=sekrit", "带有密钥"),
        ('"http://127', '"ftp://127', "要写 params.url"),
        ("platform_id", "uid", "不认识“uid”"),
        ('"1000000001"', "5123456789012345678", "platform_id"),
    ],
)
def test_a_wrong_account_is_listed_and_the_other_taken(
    office: Office, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    done = take(office, GOOD.replace(old, new))
    [problem] = done.problems
    assert problem.startswith("media.account[2]")
    assert said in problem
    assert list(office.accounts()) == ["wechat_mp:gh_0000000000aa"]
    assert b"sekrit" not in office.path.read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "没有账号"), ("[media]\naccount = 1", "没有账号"), ("a = ", "不是正确的 TOML")],
)
def test_files_without_accounts_are_refused(office: Office, text: str, said: str) -> None:
    with pytest.raises(SitesError, match=said):
        take(office, text)


def test_settings_in_the_file_of_accounts_are_told_not_swallowed(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        '[media]\nwindow_days = 7\n[[media.account]]\nname = "甲"\nplatform = "weibo"\n',
        encoding="utf-8",
    )
    ledger = read_accounts_toml(path)
    assert len(ledger.rows) == 1
    assert "window_days 没有采用" in ledger.notes[0]
    assert "sites.toml" in ledger.notes[0]
