"""What is known after a month was made final changes a numbered correction, never the first issue."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from final_month import BY, LATER, MONTH, judged, papers_of, ready

from checks.decision import Decision
from checks.errors import UserError
from crawler.media.office import Office
from crawler.reported.records import Message, put
from crawler.reported.records import State as ReportState
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import months, reviews, special_reports
from crawler.workflow.stamp import Stamp
from reports.history import with_history
from reports.issue_list import issues_of
from reports.issued import stored_score
from reports.month_close import close, correct
from reports.month_verify import verify
from reports.score import Verdict, to_dict
from reports.sources import collect
from reports.summary import build
from reports.writing import rendered


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    return judged(tmp_path)


def test_later_decisions_change_a_correction_and_not_the_first_issue(sites: SitesFile) -> None:
    ready(sites)
    close(sites, MONTH, BY)
    first = papers_of(sites)
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
    both = papers_of(sites)
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
    before, after = "更正前 待确认，", "更正后 不合格。"
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
        told = [words_of(months.paper(office, MONTH, NOTICE, n)) for n in (0, 1)]
        slips = [words_of(months.paper(office, MONTH, SLIP, n)) for n in (0, 1)]
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


def words_of(body: bytes) -> str:
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
    assert {name.partition(" ")[0] for name in papers_of(sites)} == {"0", "1"}
    assert verify(sites, MONTH) == []


def test_full_marks_that_earlier_versions_kept_for_nothing_are_not_told(sites: SitesFile) -> None:
    made = collect(sites, "demo", MONTH)
    row = {"state": "insufficient", "points": "5", "lost": "0"}
    with Store(sites.database("demo")) as store:
        for more, told in ({"state": "scored"}, "100"), ({"lost": "1"}, "100"), ({}, None):
            kept = to_dict(made.score) | {"trial": "100", "ledger": [row | more]}
            store.save_score(MONTH, made.rubric.id, kept)
            score = stored_score(store, made.site, MONTH, made.rubric.id)
            assert score["trial"] == told
        view = "SELECT 试算分 FROM 得分 WHERE 月份 = ? AND 口径 = ?"
        month = [MONTH, made.rubric.id]
        assert store.connection.execute(view, month).fetchone() == ("100",)
    again = collect(sites, "demo", MONTH)  # as score and report do
    with Store(sites.database("demo")) as store:
        now = to_dict(again.score)["trial"]
        assert store.connection.execute(view, month).fetchone() == (now,) != ("100",)
