"""A month that is final cannot be changed: not by a command, not by the database's own statements."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from final_month import BY, HOME, LATER, MONTH, judged, keys, papers_of, ready

from checks.columns import Column
from checks.decision import Decision
from checks.errors import UserError
from checks.rubric import load
from crawler.judge import judge
from crawler.locking import BusyError, locked
from crawler.media.office import Office
from crawler.run import run_site
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, freezing, months, reviews
from crawler.workflow.appeals import Claim, Ruling
from crawler.workflow.final import FinalError
from crawler.workflow.months import State
from reports.month_close import close
from reports.month_verify import verify
from reports.papers.facts import facts_of
from reports.sources import collect


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    return judged(tmp_path)


def test_states_follow_one_another_and_never_leave_the_final_one(sites: SitesFile) -> None:
    with Office.beside(sites.path) as office:
        assert months.state_of(office, MONTH) is State.COLLECTING
        months.enter(office, MONTH, State.FIRST_REVIEW, BY, due=date(2026, 11, 30))
        with pytest.raises(UserError, match="不能直接转到“定稿”"):
            months.enter(office, MONTH, State.FINAL, BY)
        months.enter(office, MONTH, State.COLLECTING, BY)
        for state in months.ORDER[1:]:
            months.enter(office, MONTH, state, BY)
        with pytest.raises(UserError, match="不能直接转到"):
            months.enter(office, MONTH, State.APPEALS, BY)
        assert [s.state for s in months.steps(office, MONTH)][-1] is State.FILED
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            office.db.execute("DELETE FROM month_steps")


def test_deadlines_count_chinese_working_days() -> None:
    # 2026-10-01 to 07 are holidays, 2026-10-10 (Saturday) is a working day.
    assert months.after_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert months.after_workdays(date(2026, 10, 8), 2) == date(2026, 10, 10)
    assert months.after_workdays(date(2040, 1, 6), 1) == date(2040, 1, 9)  # not announced: weekdays


def test_a_month_is_closed_only_from_appeals_and_with_all_of_them_ruled(sites: SitesFile) -> None:
    with pytest.raises(UserError, match="要先转到“申诉”"):
        close(sites, MONTH, BY)
    ready(sites)
    key = keys(sites)[0]
    with Store(sites.database("demo")) as store:
        number = appeals.claim(
            store,
            month=MONTH,
            key=key,
            unit="u",
            kind=Claim.FALSE_POSITIVE,
            reason="已有",
            stamp=BY,
        )
    with pytest.raises(UserError, match="1 件申诉没有处理"):
        close(sites, MONTH, BY)
    with Store(sites.database("demo")) as store:
        appeals.rule(store, number, Ruling.REFUSED, BY, "看过，确有问题")
    assert {s.name for s in close(sites, MONTH, BY).papers["demo"]} >= {"得分.json", "口径.toml"}
    assert verify(sites, MONTH) == []


def test_a_crawl_that_broke_off_is_not_made_final(sites: SitesFile) -> None:
    ready(sites)
    path = sites.database("demo")
    with Store(path) as store, store.connection as db:
        [ended] = db.execute("SELECT finished_at FROM runs").fetchone()
        db.execute("UPDATE runs SET finished_at = NULL")
    with pytest.raises(UserError, match=r"没有抓完，不能定稿.*govcheck run demo --month 2026-11"):
        close(sites, MONTH, BY)
    assert frozen_names(path) == []
    with Store(path) as store, store.connection as db:
        db.execute("UPDATE runs SET finished_at = ?", [ended])
    close(sites, MONTH, BY)
    assert "得分.json" in frozen_names(path)


def frozen_names(path: Path) -> list[str]:
    with Store(path) as store:
        return [s.name for s in freezing.snapshots(store, MONTH)]


def _sql(text: str) -> Callable[[SitesFile], object]:
    def change(sites: SitesFile) -> object:
        with Store(sites.database("demo")) as store, store.connection as db:
            return db.execute(text)

    return change


WAYS: dict[str, Callable[[SitesFile], object]] = {
    "judge": lambda s: judge(s, "demo", MONTH, load("national-2019-portal"), jobs=1),
    "another rubric": lambda s: collect(s, "demo", MONTH, load("national-2019-department")),
    "crawl afresh": lambda s: run_site(
        s, "demo", MONTH, date(2026, 11, 25), load("national-2019-portal"), fresh=True
    ),
    "close again": lambda s: close(s, MONTH, BY),
    "delete results": _sql("DELETE FROM results"),
    "change a result": _sql("UPDATE results SET outcome = 'pass'"),
    "replace a score": _sql("INSERT OR REPLACE INTO scores VALUES ('2026-11', 'x', 'y', '{}')"),
    "change facts": _sql("UPDATE fetches SET status = 404"),
    "change the run": _sql("UPDATE runs SET as_of = '2026-01-01'"),
    "manual": _sql(
        "INSERT INTO manual_results (month, indicator, outcome, at, by, note)"
        " VALUES ('2026-11', 'V1', 'pass', '', '', '')"
    ),
    "change a paper": _sql("UPDATE snapshots SET sha = ''"),
    "delete a paper": _sql("DELETE FROM snapshots"),
    "thaw": _sql("DELETE FROM frozen"),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_changes_a_final_month(sites: SitesFile, way: str) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    before = papers_of(sites)
    with pytest.raises(
        (UserError, sqlite3.IntegrityError), match=r"定稿|month is final|append-only"
    ):
        WAYS[way](sites)
    assert papers_of(sites) == before
    assert verify(sites, MONTH) == []


def test_a_template_that_cannot_be_filled_in_freezes_nothing(sites: SitesFile) -> None:
    ready(sites)
    own = sites.path.parent / "papers" / "月度通报.docx"
    own.parent.mkdir()
    own.write_text("不是 Word")
    with pytest.raises(UserError, match=r"不是 \.docx 文件"):
        close(sites, MONTH, BY)
    assert papers_of(sites) == {}


def test_a_final_month_is_read_as_it_was_whatever_the_configuration_says(
    sites: SitesFile,
) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    before = collect(sites, "demo", MONTH).score
    site = sites.sites["demo"]
    for change in (
        {"rubric": "national-2019-department"},
        {"public_services": False},
        {"columns": (Column("通知", HOME, guessed=True),)},
    ):
        later = replace(sites, sites={"demo": replace(site, **change)})  # type: ignore[arg-type]
        assert collect(later, "demo", MONTH).score == before
        assert verify(later, MONTH) == []
        facts_of(later, "2026-12", date(2026, 12, 25))


def test_a_month_is_not_closed_while_a_site_is_crawled_or_twice_at_once(sites: SitesFile) -> None:
    ready(sites)
    for name in ("demo.lock", "month.lock"):
        with locked(sites.data_dir / name, ""), pytest.raises(BusyError, match="另一个"):
            close(sites, MONTH, BY)
        assert papers_of(sites) == {}
    assert close(sites, MONTH, BY).papers["demo"]


def test_closing_that_was_cut_off_is_taken_up_again(
    sites: SitesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(sites)
    with monkeypatch.context() as patch:
        patch.setattr(months, "enter", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            close(sites, MONTH, BY)
    close(sites, MONTH, LATER)
    with Office.beside(sites.path) as office:
        assert months.state_of(office, MONTH) is State.FINAL
        assert {p.correction for p in months.issued(office, MONTH)} == {0}
    assert verify(sites, MONTH) == []


def test_a_decision_made_while_a_month_is_closed_is_not_part_of_it(sites: SitesFile) -> None:
    ready(sites)
    fails = [r.key for r in collect(sites, "demo", MONTH).results if r.outcome == "fail"]
    with Store(sites.database("demo")) as store:
        reviews.decide(store, fails, Decision.FALSE_POSITIVE, LATER, "同时作的决定", month=MONTH)
    close(sites, MONTH, BY)
    assert json.loads(papers_of(sites)["0 决定.json"]) == []
    assert verify(sites, MONTH) == []


def test_a_final_month_is_refused_inwords_of(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    with pytest.raises(FinalError, match="2026-11 已经定稿，不能再重新判定"):
        judge(sites, "demo", MONTH, load("national-2019-portal"), jobs=1)
