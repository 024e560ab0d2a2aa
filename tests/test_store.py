"""The site file: facts in batches, judgements replaced, numbers that last."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from checks.page import PageKind, Reading
from checks.results import Outcome, Result, fail
from crawler.schema import VERSION, SchemaError
from crawler.store import Attempt, Fetch, Run, Store, body_sha

DAY = date(2026, 11, 25)


def a_run(store: Store, month: str = "2026-11", fresh: bool = False) -> Run:
    return store.open_run(
        month, DAY, user_agent="govcheck/0 (+x)", engine="govcheck 0", settings="{}", fresh=fresh
    )


def a_page(url: str, body: bytes = b"<p>hi", targets: tuple[str, ...] = ()) -> Fetch:
    return Fetch(
        url, "page", False, "ok", 200, "", "GET", "2026-11-25T02:00:00+00:00",
        content_type="text/html", body=body, targets=targets,
    )  # fmt: skip


def a_finding(key: str, message: str = "坏链接") -> Result:
    made = fail("http://a/", message)
    return Result(**{f: getattr(made, f) for f in made.__slots__} | {"key": key, "check": "c"})


def judgement(run: Run) -> dict[str, object]:
    return {"rubric_sha": "s", "as_of": "2026-11-25", "engine": "e", "run": run.id}


def test_a_batch_comes_back_whole(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite") as store:
        run = a_run(store)
        body = "正文".encode("gb18030") * 500
        page = a_page("http://a/", body, ("http://a/1", "http://b/2"))
        dead = Fetch(
            "http://a/1", "page", False, "dead", 404, "HTTP 404", "GET", "2026-11-25T02:00:01+00:00",
            attempts=(Attempt("2026-11-25T02:00:01+00:00", "GET", 404, "HTTP 404"),),
        )  # fmt: skip
        store.write(run, [page, dead], [("http://a/very-long", "网址过长")])
    with Store(tmp_path / "a.sqlite") as store:
        assert set(store.fetched(run)) == {
            ("http://a/", "page", "ok"), ("http://a/1", "page", "dead"),
        }  # fmt: skip
        [(page_id, targets)] = list(store.outlinks(run.id))
        assert [store.urls_by_id(targets)[t] for t in targets] == ["http://a/1", "http://b/2"]
        assert store.urls_by_id([page_id]) == {page_id: "http://a/"}
        assert store.body(body_sha(body)) == body
        assert store.connection.execute("SELECT url, reason FROM skipped").fetchall() == [
            ("http://a/very-long", "网址过长")
        ]
        assert store.connection.execute('SELECT count(*) FROM "链接"').fetchone() == (2,)


def test_a_failed_batch_leaves_nothing_behind(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite") as store:
        run = a_run(store)
        store.connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON outlinks WHEN (SELECT count(*) FROM outlinks) = 1"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        store.connection.commit()
        with pytest.raises(sqlite3.Error, match="full"):
            store.write(run, [a_page("http://a/"), a_page("http://a/2")])
        assert list(store.fetched(run)) == []
        store.connection.execute("DROP TRIGGER full")
        store.write(run, [a_page("http://a/"), a_page("http://a/2")])
        assert len(list(store.fetched(run))) == 2
        urls = [u for (u,) in store.connection.execute("SELECT url FROM urls")]
        assert sorted(urls) == ["http://a/", "http://a/2"]


def test_an_interrupted_run_goes_on_and_a_finished_one_does_not(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite") as store:
        first = a_run(store)
        again = a_run(store)
        assert (again.id, again.resumed) == (first.id, True)
        store.close_run(again, "finished", {"fetched": 3})
        later = a_run(store)
        assert later.id != first.id
        assert not later.resumed
        assert a_run(store, fresh=True).id not in (first.id, later.id)
        assert a_run(store, "2026-12").id not in (first.id, later.id)
        assert store.runs("2026-11")[0].counts == {"fetched": 3}


def test_numbers_outlive_rejudging(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite") as store:
        run = a_run(store)
        store.replace_results(
            "2026-11", "r", judgement(run), [a_finding("k1"), a_finding("k2")], {}
        )
        store.replace_results(
            "2026-11", "r", judgement(run), [a_finding("k3"), a_finding("k2")], {}
        )
        rows = store.connection.execute(
            "SELECT key, number FROM results ORDER BY number"
        ).fetchall()
        assert rows == [("k2", "11-0002"), ("k3", "11-0003")]
        store.replace_results("2026-11", "other", judgement(run), [a_finding("k1")], {})
        assert store.connection.execute(
            "SELECT number FROM results WHERE rubric = 'other'"
        ).fetchone() == ("11-0001",)
        store.replace_results("2026-12", "r", judgement(run), [a_finding("k9")], {})
        assert store.connection.execute(
            "SELECT number FROM results WHERE month = '2026-12'"
        ).fetchone() == ("12-0001",)


def test_the_file_is_private_and_a_newer_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with Store(path) as store:
        run = a_run(store)
        store.write(run, [a_page("http://a/")])
        store.replace_readings(run.id, "e", [(1, Reading(PageKind.HOME, "首页"))])
        assert store.connection.execute('SELECT 类型, 标题 FROM "页面"').fetchall() == [
            ("home", "首页")
        ]
    assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()
    with pytest.raises(SchemaError, match="升级 govcheck"):
        Store(path)


def test_results_come_back_equal(tmp_path: Path) -> None:
    from crawler.rows import result_of

    one = Result(
        Outcome.REVIEW, "http://a/", "说明", "t", "p > a", "<a>", "rule", "3", "改", ("http://a/",),
        column="通知公告", check="c", unit="u", key="k1-x", number="11-0001",
    )  # fmt: skip
    with Store(tmp_path / "a.sqlite") as store:
        store.replace_results("2026-11", "r", judgement(a_run(store)), [one], {("c", "review"): 1})
        [row] = store.db.table("results").rows
        assert result_of(row) == one


def test_a_file_of_the_first_version_gets_room_for_facts(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with Store(path) as store:
        store.connection.execute("ALTER TABLE readings DROP COLUMN facts")
        store.connection.execute("PRAGMA user_version = 1")
    with Store(path) as store:
        run = a_run(store)
        store.replace_readings(run.id, "e", [(1, Reading(PageKind.HOME, facts={"a": [1]}))])
        [(facts,)] = store.connection.execute("SELECT facts FROM readings")
        assert facts == '{"a": [1]}'


def test_an_upgrade_adds_timings_and_evidence_once(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with Store(path) as store:
        for column in ("family", "status", "dns_ms", "tcp_ms", "tls_ms", "first_byte_ms"):
            store.connection.execute("DROP VIEW IF EXISTS 可用性采样")
            store.connection.execute(f"ALTER TABLE probes DROP COLUMN {column}")
        store.connection.execute(
            "INSERT INTO probes VALUES ('2026-11-25T00:00:00+00:00', 1, 2.5, '')"
        )
        store.connection.execute("PRAGMA user_version = 2")
        store.connection.commit()
    for _ in range(2):
        with Store(path) as store:
            rows = list(store.connection.execute("SELECT 网络, 结果, 秒数 FROM 可用性采样"))
            assert rows == [("ipv4", "打开", 2.5)]


def test_a_pruned_month_is_not_judged_again(tmp_path: Path) -> None:
    from checks.rubric import load
    from crawler.judge import PrunedError, judge
    from crawler.sites import SiteConfig, SitesFile, Unit

    site = SiteConfig("a", "甲", "http://a/", unit="u")
    sites = SitesFile(tmp_path / "sites.toml", {"u": Unit("u", "单位")}, {"a": site})
    with Store(sites.database("a")) as store:
        run = a_run(store)
        store.write(run, [a_page("http://a/", "<title>首页</title>".encode(), ())])
        store.close_run(run, "finished", {})
    rubric = load("national-2019-portal")
    assert judge(sites, "a", "2026-11", rubric).pages == 1
    with Store(sites.database("a")) as store:
        before = list(store.db.table("results").rows)
        store.connection.execute("DELETE FROM bodies")
        store.connection.commit()
    with pytest.raises(PrunedError, match=r"1 份原文.*已经清理"):
        judge(sites, "a", "2026-11", rubric)
    with Store(sites.database("a")) as store:
        assert before
        assert list(store.db.table("results").rows) == before
