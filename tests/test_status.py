"""``govcheck status`` tells what ran, what is due and what failed, and changes nothing."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from browser_site import page
from click.testing import CliRunner

from crawler.care.backup import backup
from crawler.locking import locked
from crawler.media.office import Office
from crawler.sites import Politeness, SiteConfig, SitesFile, Unit
from crawler.store import Run, Store
from crawler.workflow import months, rechecks
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.standing import Level, Standing, standing

HOME = "http://www.example.gov.cn/"
MONTH = "2026-11"
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
BY = Stamp("张三", "2026-11-20T01:00:00+00:00")


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    config = SiteConfig("demo", "示例", HOME, unit="u")
    return SitesFile(tmp_path / "sites.toml", {"u": Unit("u", "单位")}, {"demo": config})


def crawled(sites: SitesFile, reason: str = "finished", *, month: str = MONTH) -> Run:
    with Store(sites.database("demo")) as store:
        run = store.open_run(
            month, date(2026, 11, 25), user_agent="t", engine="t", settings="", fresh=True
        )
        store.write(run, [page(HOME, "x")])
        if reason:
            store.close_run(run, reason, {})
        with store.connection as db:  # as if it had run the day before
            at = (NOW - timedelta(days=1)).isoformat(timespec="seconds")
            db.execute("UPDATE runs SET started_at = ?", [at])
            db.execute("UPDATE runs SET finished_at = ? WHERE finished_at IS NOT NULL", [at])
    return run


def judged(sites: SitesFile, run: Run) -> None:
    with Store(sites.database("demo")) as store:
        facts = {"rubric_sha": "s", "as_of": "2026-11-25", "engine": "e", "run": run.id}
        store.replace_results(run.month, "r", facts, [], {})
        store.save_score(run.month, "r", {})


def sampled(sites: SitesFile, until: datetime, *, a_day: int = 24, days: int = 9) -> None:
    step = timedelta(days=1) / a_day
    with Store(sites.database("demo")) as store:
        store.db.table("probes").insert_all(
            {"at": (until - n * step).isoformat(timespec="seconds"), "ok": 1, "seconds": 1,
             "detail": ""}
            for n in range(a_day * days)
        )  # fmt: skip


def weekly_looked(sites: SitesFile, at: datetime, outcome: str = "done") -> None:
    """A look of the weekly run that ended then."""
    with Office.beside(sites.path) as office, office.change():
        office.db.execute(
            "INSERT INTO weekly_looks (day, site, month, started_at, at, by, outcome, note, subjects)"
            " VALUES (?, 'demo', ?, ?, ?, 'x', ?, '数据库被占用。', x'')",
            [f"{at:%Y-%m-%d}", MONTH, at.isoformat(), at.isoformat(), outcome],
        )


def stand(sites: SitesFile, month: str = MONTH, now: datetime = NOW) -> Standing:
    return standing(sites, month, now, sites.path.parent / "backups")


def texts(found: Standing, level: Level) -> str:
    return " ".join(one.text for one in found.said if one.level is level)


def test_all_well_wants_nobody(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    sampled(sites, NOW)
    sites.path.write_text("", encoding="utf-8")
    weekly_looked(sites, NOW - timedelta(days=3))
    backup(sites.path, sites.path.parent / "backups", NOW - timedelta(days=1))
    found = stand(sites)
    assert found.said == ()
    assert not found.needs_attention
    [state] = found.sites
    assert state.crawl is not None
    assert (state.crawl.stop_reason, state.is_judged_newest) == ("finished", True)
    assert state.probes.days == (24,) * 7


@pytest.mark.parametrize(
    ("reason", "level", "words"),
    [
        ("", Level.FAILED, "中断了"),
        ("home-unreachable", Level.FAILED, "首页打不开"),
        ("blocked", Level.NOTE, "中途被防护拦截"),
        ("finished", Level.FAILED, "还没有判定"),
    ],
)
def test_how_the_crawl_ended(sites: SitesFile, reason: str, level: Level, words: str) -> None:
    crawled(sites, reason)
    assert words in texts(stand(sites), level)


def test_a_newer_crawl_is_not_judged_by_the_older_ones_judgement(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    crawled(sites)
    assert "还没有判定" in texts(stand(sites), Level.FAILED)


def test_the_weekly_run_is_told_when_it_is_due_and_when_it_failed(sites: SitesFile) -> None:
    crawled(sites)
    assert "每周的提醒还没有运行过" in texts(stand(sites), Level.NOTE)
    weekly_looked(sites, NOW - timedelta(days=9))
    assert "9 天没有做每周的提醒：govcheck weekly --site demo" in texts(stand(sites), Level.DUE)
    weekly_looked(sites, NOW - timedelta(days=1), "failed")
    assert "数据库被占用。请再运行 govcheck weekly" in texts(stand(sites), Level.FAILED)
    weekly_looked(sites, NOW)
    assert "每周" not in "".join(one.text for one in stand(sites).said)


def test_a_site_that_waits_for_its_hours_is_no_fault_until_they_passed_unused(
    sites: SitesFile,
) -> None:
    demo = replace(sites.sites["demo"], politeness=Politeness(hours="22:00-06:00"))
    nightly = replace(sites, sites={"demo": demo})
    judged(sites, crawled(sites))
    weekly_looked(sites, NOW, "waiting")  # NOW is ten in the morning, Beijing time
    early = stand(nightly)
    assert not early.needs_attention
    assert "在等 11 月 26 日 22:00 到 11 月 27 日 06:00" in texts(early, Level.NOTE)
    during = stand(nightly, now=NOW + timedelta(hours=13))
    assert "现在可以，到 11 月 27 日 06:00 为止" in texts(during, Level.NOTE)
    late = stand(nightly, now=NOW + timedelta(hours=21))
    assert "还没有看。请运行 govcheck weekly --site demo --wait" in texts(late, Level.DUE)
    crawled(sites, "")
    assert "抓到一半，时段过了" in texts(stand(nightly), Level.NOTE)
    assert "中断了" in texts(stand(nightly, now=NOW + timedelta(hours=13)), Level.FAILED)


def test_a_month_that_waits_for_the_hours_of_its_site_is_not_due(sites: SitesFile) -> None:
    demo = replace(sites.sites["demo"], politeness=Politeness(hours="01:00-05:00"))
    nightly = replace(sites, sites={"demo": demo})
    night = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)  # the 26th in Beijing
    assert "还没有抓取：只在 01:00—05:00" in texts(stand(nightly, now=night), Level.NOTE)
    assert "还没有抓取。请运行" in texts(stand(nightly), Level.DUE)


def test_the_month_is_due_after_its_day(sites: SitesFile) -> None:
    judged(sites, crawled(sites, month="2026-10"))
    assert f"{MONTH} 还没有抓取" in texts(stand(sites), Level.DUE)
    early = stand(sites, now=datetime(2026, 11, 25, 2, tzinfo=UTC))
    assert f"{MONTH} 还没有抓取" in texts(early, Level.NOTE)
    assert early.sites[0].latest is not None
    assert early.sites[0].latest.month == "2026-10"


def test_running_is_told_from_interrupted_and_nobody_is_hindered(sites: SitesFile) -> None:
    crawled(sites, "")
    lock = sites.database("demo").with_suffix(".lock")
    with locked(lock, "x"):
        found = stand(sites)
        assert "正在运行" in texts(found, Level.NOTE)
        assert "中断" not in texts(found, Level.FAILED)
    assert "中断" in texts(stand(sites), Level.FAILED)


def test_sampling_that_stopped_or_is_thin(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    assert "没有可用性采样" in texts(stand(sites), Level.NOTE)
    sampled(sites, NOW - timedelta(hours=5))
    assert "采样停了 5 小时" in texts(stand(sites), Level.FAILED)
    sampled(sites, NOW)
    assert "采样停了" not in texts(stand(sites), Level.FAILED)


def test_thin_days_are_counted(sites: SitesFile) -> None:
    sampled(sites, NOW, a_day=10)
    assert "有 7 天有效采样不到 20 次" in texts(stand(sites), Level.NOTE)


def test_what_waits_for_people(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    with Store(sites.database("demo")) as store:
        rechecks.ask(store, MONTH, ["k1-a", "k1-b"], BY, "试")
    with Office.beside(sites.path) as office:
        for state in (State.COLLECTING, State.FIRST_REVIEW):
            months.enter(office, MONTH, state, BY)
        months.enter(office, MONTH, State.APPEALS, BY, due=date(2026, 11, 25))
    due = texts(stand(sites), Level.DUE)
    assert "2 处排队等着重新检测" in due
    assert "“申诉”阶段的期限是 2026-11-25，已经过了" in due
    [month] = stand(sites).office.months
    assert (month.state, month.due) == ("申诉", date(2026, 11, 25))
    soon = stand(sites, now=NOW - timedelta(days=2))
    assert "还有 1 天" in texts(soon, Level.NOTE)


def test_an_old_backup_is_due(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    assert "没有备份" in texts(stand(sites), Level.NOTE)
    backup(sites.path, sites.path.parent / "backups", NOW - timedelta(days=20))
    assert "20 天以前" in texts(stand(sites), Level.DUE)


def test_a_clock_that_jumped_is_noticed(sites: SitesFile) -> None:
    judged(sites, crawled(sites))
    found = stand(sites, now=NOW - timedelta(days=300))
    assert "系统时间可能不对" in texts(found, Level.FAILED)


@pytest.mark.parametrize("harm", ["damaged", "newer", "older"])
def test_a_file_that_cannot_be_read_is_told_and_the_others_still_are(
    sites: SitesFile, harm: str
) -> None:
    crawled(sites)
    other = SiteConfig("zwei", "另一个", HOME, unit="u")
    both = replace(sites, sites={**sites.sites, "zwei": other})
    path = sites.database("demo")
    if harm == "damaged":
        path.write_bytes(b"no database at all" * 500)
    else:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {99 if harm == 'newer' else 3}")
    before = path.read_bytes()
    found = stand(both)
    words = {"damaged": "读不了", "newer": "更新版本", "older": "旧版本"}[harm]
    assert words in texts(found, Level.FAILED)
    assert len(found.sites) == 2
    assert path.read_bytes() == before


def test_nothing_is_written(sites: SitesFile) -> None:
    assert stand(sites).needs_attention
    assert list(sites.path.parent.iterdir()) == []


def test_the_command(sites: SitesFile) -> None:
    unit, site = '[[unit]]\nid = "u"\nname = "单位"\n', '[[site]]\nid = "demo"\nname = "示例"\n'
    sites.path.write_text(f'{unit}{site}url = "{HOME}"\nunit = "u"\n', encoding="utf-8")
    crawled(sites, "")
    arguments = ["--sites", str(sites.path), "status", "--month", MONTH]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "示例（demo）：没有抓完" in done.output
    assert "[有问题] 示例：" in done.output
    done = CliRunner().invoke(main, [*arguments, "--format", "json"])
    assert done.exit_code == 1
    said = json.loads(done.output)
    assert said["needs_attention"] is True
    assert said["sites"][0]["crawl"]["stop_reason"] == ""
    assert said["said"][0]["level"] == "有问题"


def test_status_does_not_wait_for_scrapy() -> None:
    code = "import sys, reports.cli.schedule, reports.standing_form; print('scrapy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
