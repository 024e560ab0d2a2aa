"""A month that is final cannot be changed: not by a command, not by the database's own statements."""

import io
import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from browser_site import page, stored
from docx import Document

from checks.columns import Column
from checks.decision import Decision
from checks.errors import UserError
from checks.rubric import load
from crawler.judge import judge
from crawler.locking import BusyError, locked
from crawler.media.office import Office
from crawler.reported.records import Message, put
from crawler.reported.records import State as ReportState
from crawler.run import run_site
from crawler.sites import SitesFile, Unit
from crawler.store import Store
from crawler.workflow import appeals, freezing, months, reviews, special_reports
from crawler.workflow.appeals import Claim, Ruling
from crawler.workflow.final import FinalError
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp
from reports.history import with_history
from reports.issue_list import issues_of
from reports.month_close import close, correct
from reports.month_verify import verify
from reports.papers.facts import facts_of
from reports.score import Verdict, to_dict
from reports.sources import collect
from reports.summary import build
from reports.writing import rendered

HOME = "http://www.example.gov.cn/"
MONTH = "2026-11"
PAGE = "<html><head><title>示例</title></head><body><img src=a.png><p>正文</p></body></html>"
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
LATER = Stamp("张三", "2026-12-03T01:00:00+00:00")


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    made = stored(tmp_path / "data" / "demo.sqlite", HOME, [page(HOME, PAGE)])
    file = SitesFile(
        tmp_path / "sites.toml", {"u": Unit("u", "单位")}, {"demo": replace(made.config, unit="u")}
    )
    judge(file, "demo", MONTH, load("national-2019-portal"), jobs=1)
    collect(file, "demo", MONTH)
    return file


def ready(sites: SitesFile) -> None:
    with Office.beside(sites.path) as office:
        for state in (State.COLLECTING, State.FIRST_REVIEW, State.APPEALS):
            months.enter(office, MONTH, state, BY)


def keys(sites: SitesFile) -> list[str]:
    return [r.key for r in collect(sites, "demo", MONTH).results]


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
    before = _papers(sites)
    with pytest.raises(
        (UserError, sqlite3.IntegrityError), match=r"定稿|month is final|append-only"
    ):
        WAYS[way](sites)
    assert _papers(sites) == before
    assert verify(sites, MONTH) == []


def _papers(sites: SitesFile) -> dict[str, bytes]:
    with Store(sites.database("demo")) as store:
        return {
            f"{s.correction} {s.name}": freezing.paper(store, MONTH, s.name, s.correction)
            for s in freezing.snapshots(store, MONTH)
        }


def test_later_decisions_change_a_correction_and_not_the_first_issue(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    first = _papers(sites)
    with pytest.raises(UserError, match="没有可更正的内容"):
        correct(sites, MONTH, LATER, "没有")
    found = collect(sites, "demo", MONTH).results
    fails, doubts = ([r.key for r in found if r.outcome == one] for one in ("fail", "review"))
    with Store(sites.database("demo")) as store:
        reviews.decide(store, fails, Decision.FALSE_POSITIVE, LATER, "复查为误报", month=MONTH)
        reviews.decide(store, doubts, Decision.CONFIRMED, LATER, "", month=MONTH)
    after = Stamp("张三", "2026-12-04T01:00:00+00:00")
    assert collect(sites, "demo", MONTH).assessment.decisions == {}  # type: ignore[union-attr]
    made = correct(sites, MONTH, after, "复查为误报")
    assert {s.correction for s in made.papers["demo"]} == {1}
    both = _papers(sites)
    assert {k: v for k, v in both.items() if k.startswith("0")} == first
    assert len(json.loads(both["1 决定.json"])) == len(fails) + len(doubts) > 1
    assert_read_as_issued(sites, both)
    assert verify(sites, MONTH) == []
    with pytest.raises(UserError, match="没有可更正的内容"):
        correct(sites, MONTH, replace(after, at="2026-12-05T01:00:00+00:00"), "再来一次")


def test_late_messages_alone_are_worth_a_correction(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    late = Message("W1", "x", "demo", "u", date(2026, 11, 3), ReportState.OPEN)
    with Office.beside(sites.path) as office, office.change():
        put(office, [late], "留言.xlsx", replace(LATER, at="2026-12-03T00:00:00+00:00"))
    made = correct(sites, MONTH, LATER, "补导入了留言")
    assert list(made.papers) == [""]
    names = {paper.name for paper in made.papers[""] if paper.correction == 1}
    assert {"月度通报-2026年11月.docx", "目录.json"} <= names
    assert not [name for name in names if "整改通知单" in name]
    with Office.beside(sites.path) as office:
        paper = months.paper(office, MONTH, "月度通报-2026年11月.docx", 1)
    text = "\n".join(p.text for p in Document(io.BytesIO(paper)).paragraphs)
    assert "收到 1 条" in text
    assert "补导入了留言" in text
    assert verify(sites, MONTH) == []
    again = replace(LATER, at="2026-12-09T01:00:00+00:00")  # the day alone is no news
    with pytest.raises(UserError, match="govcheck messages import"):
        correct(sites, MONTH, again, "又一次")


def assert_read_as_issued(sites: SitesFile, papers: dict[str, bytes]) -> None:
    """Whoever asks for the month gets the correction and is told so; the 定稿 stays readable."""
    reports = {n: build(collect(sites, "demo", MONTH, issue=n)) for n in (1, 2, None)}
    for number, correction in ((1, 0), (2, 1), (None, 1)):
        told = json.dumps(to_dict(reports[number].score), sort_keys=True)
        assert told == json.dumps(json.loads(papers[f"{correction} 得分.json"]), sort_keys=True)
    new, old = reports[None], reports[1]
    assert (old.score.verdict, new.score.verdict) == (Verdict.PENDING, Verdict.FAILED)
    said = "第 1 号更正（2026年12月4日）：复查为误报。"
    before, after = "更正前 待确认、试算分 100", "更正后 不合格。"
    for form in ("html", "terminal", "json"):
        text = re.sub(r"\s", "", rendered(new, form))
        assert all(re.sub(r"\s", "", one) in text for one in (said, before, after)), form
        assert "已被第1号更正" in re.sub(r"\s", "", rendered(old, form)), form
    for one in (new, old):
        history = with_history(sites, one.sources).history
        assert history is not None
        assert history.trend[-1].verdict == one.score.verdict.value
    listed = {f.result.key for i in issues_of(sites, MONTH)["u"] for f in i.findings}
    cleared = {r.key for r in new.sources.results if r.outcome == "fail"}
    assert listed
    assert not listed & cleared
    with pytest.raises(UserError, match="没有第 0 次印发"):
        collect(sites, "demo", MONTH, issue=0)


NOTICE = "月度通报-2026年11月.docx"
SLIP = "整改通知单-单位-2026年11月.docx"


def test_a_correction_issues_the_offices_papers_again_and_says_why(sites: SitesFile) -> None:
    ready(sites)
    first = {p.name for p in close(sites, MONTH, BY).papers[""]}
    assert {NOTICE, SLIP, "目录.json"} <= first
    proved = [r.key for r in collect(sites, "demo", MONTH).results if r.outcome == "fail"]
    with Store(sites.database("demo")) as store:
        reviews.decide(store, proved[:1], Decision.FALSE_POSITIVE, LATER, "看错了", month=MONTH)
    with pytest.raises(UserError, match="更正要写明原因"):
        correct(sites, MONTH, replace(LATER, at="2026-12-04T01:00:00+00:00"), " ")
    correct(sites, MONTH, replace(LATER, at="2026-12-04T01:00:00+00:00"), "一处是误报。")
    with Office.beside(sites.path) as office:
        told = [_words(months.paper(office, MONTH, NOTICE, n)) for n in (0, 1)]
        slips = [_words(months.paper(office, MONTH, SLIP, n)) for n in (0, 1)]
    said = "本件是2026年12月4日所作的第1次更正，原因：一处是误报。"
    assert [said in text for text in (*told, *slips)] == [False, True, False, True]
    assert f"有 {len(proved)} 处问题" in slips[0]
    assert f"有 {len(proved) - 1} 处问题" in slips[1]
    assert "2026年11月26日" in told[0]
    by_hand = replace(LATER, at="2026-12-05T01:00:00+00:00")
    with Store(sites.database("demo")) as store:
        reviews.decide(store, ["gone"], Decision.FALSE_POSITIVE, by_hand, "别处的", month=MONTH)
    again = correct(sites, MONTH, replace(LATER, at="2026-12-06T01:00:00+00:00"), "又一次")
    assert SLIP not in {p.name for p in again.papers[""]}  # nothing of this unit was decided anew
    assert verify(sites, MONTH) == []


def _words(body: bytes) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(body)).paragraphs)


def test_a_special_report_after_closing_is_taken_in_by_a_correction_alone(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    before = collect(sites, "demo", MONTH).score
    whole_month = date(2026, 11, 1), date(2026, 11, 30)
    with Office.beside(sites.path) as office:
        special_reports.add(office, "demo", *whole_month, LATER, reason="搬迁", document="1 号")
    assert collect(sites, "demo", MONTH).score == before
    assert verify(sites, MONTH) == []
    correct(sites, MONTH, replace(LATER, at="2026-12-04T01:00:00+00:00"), "补报备")
    after = collect(sites, "demo", MONTH)
    assert (after.score == before, len(after.site.downtimes)) == (False, 1)
    with Office.beside(sites.path) as office:
        ended = replace(LATER, at="2026-12-05T01:00:00+00:00")
        special_reports.end(office, 1, date(2026, 11, 2), ended, "恢复")
    assert collect(sites, "demo", MONTH).score == after.score
    assert collect(sites, "demo", MONTH, issue=1).score == before
    assert verify(sites, MONTH) == []


def test_a_correction_that_was_cut_off_is_taken_up_again(
    sites: SitesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    proved = [r.key for r in collect(sites, "demo", MONTH).results if r.outcome == "fail"]
    with Store(sites.database("demo")) as store:
        reviews.decide(store, proved, Decision.FALSE_POSITIVE, LATER, "看错了", month=MONTH)
    after = replace(LATER, at="2026-12-04T01:00:00+00:00")
    with monkeypatch.context() as patch:
        patch.setattr(months, "issue", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            correct(sites, MONTH, after, "误报")
    with Office.beside(sites.path) as office:
        assert {p.correction for p in months.issued(office, MONTH)} == {0}
    correct(sites, MONTH, after, "误报")
    with Office.beside(sites.path) as office:
        assert {p.correction for p in months.issued(office, MONTH)} == {0, 1}
    assert {name.partition(" ")[0] for name in _papers(sites)} == {"0", "1"}
    assert verify(sites, MONTH) == []


def test_a_template_that_cannot_be_filled_in_freezes_nothing(sites: SitesFile) -> None:
    ready(sites)
    own = sites.path.parent / "papers" / "月度通报.docx"
    own.parent.mkdir()
    own.write_text("不是 Word")
    with pytest.raises(UserError, match=r"不是 \.docx 文件"):
        close(sites, MONTH, BY)
    assert _papers(sites) == {}


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
        assert _papers(sites) == {}
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
    assert json.loads(_papers(sites)["0 决定.json"]) == []
    assert verify(sites, MONTH) == []


def test_a_final_month_is_refused_in_words(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    with pytest.raises(FinalError, match="2026-11 已经定稿，不能再重新判定"):
        judge(sites, "demo", MONTH, load("national-2019-portal"), jobs=1)
