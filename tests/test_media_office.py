"""The office's file: what goes in comes out, only its owner reads it, its audit cannot be changed."""

import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checks.errors import UserError
from checks.media.models import (
    Account,
    Coverage,
    HumanRecord,
    LedgerStatus,
    Platform,
    Post,
    PostState,
    SourceConfig,
    SourceOutcome,
)
from checks.media.reasons import Reason
from crawler.media.office import Office
from crawler.schema import SchemaError
from crawler.sites import SitesError
from crawler.sites_file import loads
from crawler.store import Store
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
NOW = datetime(2026, 11, 25, 1, tzinfo=UTC)
ACCOUNT = Account(
    "weibo:1",
    "柳溪发布",
    Platform.WEIBO,
    "新浪微博",
    "1",
    "政府办",
    "市政府办",
    "粤备1",
    LedgerStatus.SUSPENDED,
    "暂停",
    date(2020, 1, 2),
    date(2026, 1, 3),
    "https://weibo.com/u/1",
    date(2026, 11, 1),
    "备注",
    "service",
    10,
    (SourceConfig("feed", {"url": "http://127.0.0.1/f"}, "name", "UTC", True),),
)
POST = Post(
    "weibo:1", "feed", "g1", "标题", "https://e.example/1", NOW, NOW, "day", PostState.PRIVATE,
    True, True,
)  # fmt: skip
RECORD = HumanRecord(
    "weibo:1", "李某", date(2026, 11, 24), "not_updated", date(2026, 10, 1),
    ("https://e.example/1", "https://e.example/2"), "aa.png", "说明", "登记表第 3 行",
)  # fmt: skip
OUTCOME = SourceOutcome(
    "weibo:1", "feed", "partial", Reason.LAGGING, "说明", True,
    Coverage.of_days(date(2026, 11, 1), date(2026, 11, 24)), NOW, NOW,
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sites.toml"


def test_what_goes_in_comes_out_after_closing(path: Path) -> None:
    with Office.beside(path) as office, office.change():
        office.put_account(ACCOUNT, STAMP)
        office.put_posts([POST])
        office.put_outcomes("w1", [OUTCOME])
        assert office.add_record(RECORD, STAMP)
        assert not office.add_record(RECORD, STAMP)
        assert office.add_proof_link("weibo:1", "https://e.example/1", "台账", STAMP)
        assert not office.add_proof_link("weibo:1", "https://e.example/1", "台账", STAMP)
        office.audit(STAMP, "导入", "台账.xlsx", {"新增": 1})
    with Office.beside(path) as office:
        assert office.accounts() == {"weibo:1": ACCOUNT}
        assert office.posts() == [POST]
        assert office.outcomes() == [OUTCOME]
        assert office.records() == [RECORD]
        assert office.proof_links() == {"weibo:1": ("https://e.example/1",)}
        assert [(a["who"], a["detail"]) for a in office.audited()] == [("张某", '{"新增": 1}')]


def test_only_its_owner_reads_it(path: Path) -> None:
    file = path.parent / "data" / "office.sqlite"
    with Office.beside(path) as office, office.change():
        office.put_account(ACCOUNT, STAMP)
        for one in file.parent.glob("office.sqlite*"):
            assert stat.S_IMODE(one.stat().st_mode) == 0o600
    file.chmod(0o644)
    Office.beside(path).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_evidence_and_audit_are_never_changed(path: Path) -> None:
    with Office.beside(path) as office:
        with office.change():
            office.put_account(ACCOUNT, STAMP)
            office.add_record(RECORD, STAMP)
            office.audit(STAMP, "a", "b")
        for table in ("evidence", "audit"):
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET who = 'x'"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    office.db.execute(statement)


def test_a_change_that_breaks_leaves_nothing(path: Path) -> None:
    with Office.beside(path) as office:
        with pytest.raises(sqlite3.IntegrityError), office.change():  # noqa: PT012 - both count
            office.put_account(ACCOUNT, STAMP)
            office.put_posts([replace(POST, account="weibo:2")])
        assert office.accounts() == {}
        with pytest.raises(sqlite3.IntegrityError), office.change():
            office.put_posts([POST])


def test_the_last_look_at_each_source_counts(path: Path) -> None:
    later = SourceOutcome("weibo:1", "feed", "ok", exhaustive=False)
    with Office.beside(path) as office:
        with office.change():
            office.put_account(ACCOUNT, STAMP)
            office.put_outcomes("w1", [OUTCOME, SourceOutcome("weibo:1", "link", "ok")])
            office.put_outcomes("w2", [later])
        assert [(o.source, o.outcome) for o in office.outcomes()] == [
            ("link", "ok"),
            ("feed", "ok"),
        ]
        with pytest.raises(sqlite3.IntegrityError), office.change():
            office.put_outcomes("w2", [later])


def test_an_account_keeps_its_place_and_is_marked_not_deleted(path: Path) -> None:
    with Office.beside(path) as office, office.change():
        for key in "cab":
            office.put_account(Account(key, key, Platform.WEIBO), STAMP)
        office.put_account(Account("c", "新名", Platform.WEIBO), STAMP)
        assert list(office.accounts()) == ["c", "a", "b"]
        assert office.accounts()["c"].name == "新名"
        office.mark_missing(["a"], STAMP)
        office.mark_missing(["a"], Stamp("x", "2027"))
        assert office.missing() == {"a": STAMP.at}
        office.put_account(Account("a", "a", Platform.WEIBO), STAMP)
        assert office.missing() == {}


def test_no_site_may_take_the_name_of_the_accounts_file() -> None:
    text = """contact = "t@example.invalid"
[[site]]
id = "Office"
name = "a"
url = "https://www.example.com/"
"""
    with pytest.raises(SitesError, match="不能用 Office，它是账号库的文件名"):
        loads(text)
    with pytest.raises(SitesError, match="它是账号报告的文件名"):
        loads(text.replace("Office", "新媒体"))
    assert loads(text.replace("Office", "office2")).site("office2").name == "a"


def test_other_files_are_refused_in_plain_words(path: Path) -> None:
    file = path.parent / "data" / "office.sqlite"
    file.parent.mkdir()
    Store(file).close()
    with pytest.raises(SchemaError, match="编号为 office 的网站"):
        Office.beside(path)
    file.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    with pytest.raises(UserError, match="读不了"):
        Office.beside(path)
    file.unlink()
    with Office.beside(path) as office:
        office.db.execute("PRAGMA user_version = 99")
    with pytest.raises(SchemaError, match="升级 govcheck"):
        Office.beside(path)
