"""找错留言: a list comes in, is counted by working days, and holds nothing of who complained."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from web_site import MONTH, Browser, app_of, made_office

from crawler.media.office import Office
from crawler.reported.records import Message, State, messages
from crawler.sites import SitesFile
from crawler.sites_file import dumps, load
from crawler.workflow import months
from crawler.workflow.months import State as Step
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.papers.facts import facts_of
from reports.papers.notice import notice
from reports.reported_errors import Standing, judge, reported_errors

DAY = date(2026, 11, 26)
HEAD = [
    "编号",
    "被反映网站",
    "承办单位",
    "姓名",
    "手机",
    "留言内容",
    "提交时间",
    "回复时间",
    "状态",
]
ROWS = [
    ["W1", "云溪区", "甲局", "李四", "13800138000", "李四 13800138000", "2026-11-02 09:10", "2026-11-05", "已办结"],
    ["W2", "云溪区", "乙局", "王五", "", "错字", date(2026, 11, 5), "2026年11月20日", "已答复"],
    ["W3", "云溪区", "", "", "", "空白", "2026-11-10", None, "办理中"],
    ["W4", "某某局", "", "", "", "", "2026-11-10", None, "办理中"],
    ["", "云溪区", "乙局", "", "", "没有编号", "2026-11-25", None, ""],
    ["", "云溪区", "乙局", "", "", "没有编号", "2026-11-25", None, ""],
    ["合计", 6],
]  # fmt: skip


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    made = made_office(tmp_path)
    named = replace(made.sites["demo"], name="云溪区")
    made.path.write_text(dumps(replace(made, sites={"demo": named})), encoding="utf-8")
    return load(made.path)


def book(folder: Path, *rows: list[object], head: list[str] = HEAD) -> Path:
    workbook = Workbook()
    for row in (["找错平台导出"], head, *rows):
        workbook.active.append(row)
    path = folder / "留言.xlsx"
    workbook.save(path)
    return path


def run(sites: SitesFile, *arguments: str) -> Result:
    given = ["--sites", str(sites.path), "messages", *arguments, "--as-of", DAY.isoformat()]
    return CliRunner().invoke(main, given)


def taken(sites: SitesFile, path: Path, *more: str) -> str:
    done = run(sites, "import", str(path), "--by", "主任", *more)
    assert done.exit_code == 0, done.output
    return done.output


def test_good_rows_come_in_once_and_bad_ones_are_told(sites: SitesFile, tmp_path: Path) -> None:
    path = book(tmp_path, *ROWS)
    said = taken(sites, path)
    assert "新增 5 条" in said
    assert "第 6 行：标识码、网站名称、问题网址和配置里的网站都对不上（某某局）" in said
    assert "新增 0 条，更新 0 条，没有变化 5 条" in taken(sites, path)
    answered = [*ROWS[2][:7], "2026-11-12", "已办结"]
    fewer = book(tmp_path, answered, ["W1", "云溪区", *[None] * 4, "2026-11-02", None, None])
    assert "新增 0 条，更新 1 条，没有变化 1 条" in taken(sites, fewer)
    with Office.beside(sites.path) as office:
        known = messages(office)
        assert [m.answered_on and m.answered_on.day for m in known] == [5, 20, 12, None, None]
        assert [m.unit for m in known] == ["a", "b", "a", "b", "b"]
        earlier = messages(office, until=known[1].at)
        assert earlier[2].answered_on is None
        with pytest.raises(sqlite3.IntegrityError):
            office.db.execute("DELETE FROM reported_errors")


def test_nothing_of_the_complainant_is_kept(sites: SitesFile, tmp_path: Path) -> None:
    head = [*HEAD, "问题网址"]
    url = "http://www.example.gov.cn/a?t=13800138000&m=li@example.com"
    said = taken(sites, book(tmp_path, [*ROWS[0], url], head=head))
    stored = (sites.data_dir / "office.sqlite").read_bytes()
    for secret in ("李四", "13800138000", "li@example.com"):
        assert secret.encode() not in stored
        assert secret not in said


def test_a_list_that_cannot_say_what_was_answered_accuses_nobody(
    sites: SitesFile, tmp_path: Path
) -> None:
    path = book(tmp_path, *[row[:7] for row in ROWS[:3]], head=HEAD[:7])
    assert "看不出办结了没有" in taken(sites, path)
    assert reported_errors(sites.path, MONTH, DAY) is None


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({"received_on": date(2026, 9, 30), "answered_on": date(2026, 10, 11)}, Standing.IN_TIME),
        ({"received_on": date(2026, 11, 20)}, Standing.OVERDUE),
        ({"received_on": date(2026, 11, 23)}, Standing.WITHIN),
        ({"received_on": date(2026, 11, 20), "assigned_on": date(2026, 11, 23)}, Standing.WITHIN),
        ({"received_on": date(2026, 11, 2), "due_on": date(2026, 11, 30)}, Standing.WITHIN),
        ({"received_on": date(2026, 11, 2), "answered_on": date(2026, 11, 6)}, Standing.LATE),
        ({"received_on": date(2026, 11, 20), "answered_on": date(2026, 11, 27)}, Standing.OVERDUE),
        ({"received_on": date(2026, 11, 2), "state": State.DONE}, Standing.UNKNOWN),
        ({"received_on": date(2026, 11, 2), "state": State.OUT}, Standing.OUT),
        ({"received_on": date(2099, 1, 1)}, Standing.UNKNOWN),
    ],
)
def test_time_counts_in_working_days(more: dict[str, object], standing: Standing) -> None:
    """Over the holidays of October 2026 (1-7, made up for on the 10th) ten days are three."""
    given = {"state": State.DONE if more.get("answered_on") else State.OPEN, **more}
    message = Message("1", "c", "demo", "a", **given)  # type: ignore[arg-type]
    day = date(2099, 3, 1) if message.received_on.year == 2099 else DAY
    assert judge(message, day).standing is standing


def test_the_paper_and_the_pages_tell_it_to_whom_it_concerns(
    sites: SitesFile, tmp_path: Path
) -> None:
    told = notice(facts_of(sites, MONTH, DAY))["reported_errors"]
    assert told[0].startswith("没有导入找错留言数据")
    assert "没有导入找错留言数据" in Browser(app_of(sites), "主任").get(f"/m/{MONTH}/").text
    taken(sites, book(tmp_path, *ROWS))
    facts = facts_of(sites, MONTH, DAY)
    inner, public = (" ".join(notice(facts, public=p)["reported_errors"]) for p in (False, True))
    assert "收到 5 条：按期办结 1 条，超期办结 1 条，办理中、未到期 2 条，超期未办结 1 条" in inner
    assert "云溪区（乙局）超期办结 1 条" in inner
    assert "收到 5 条" in public
    assert "乙局" not in public
    for name, sees in (("主任", "W2W3"), ("甲员", "W3"), ("乙员", "W2")):
        page = Browser(app_of(sites), name).get(f"/m/{MONTH}/").text
        assert all((number in page) == (number in sees) for number in ("W2", "W3")), name


def test_a_month_without_any_is_said_by_somebody(sites: SitesFile, tmp_path: Path) -> None:
    assert reported_errors(sites.path, MONTH, DAY) is None
    taken(sites, book(tmp_path), "--month", MONTH)
    assert "没有收到网民找错留言" in notice(facts_of(sites, MONTH, DAY))["reported_errors"][0]
    refused = run(sites, "import", str(book(tmp_path, ROWS[3])), "--by", "主任", "--month", MONTH)
    assert refused.exit_code == 2
    assert "什么也没有导入" in refused.output


def test_a_final_month_keeps_its_figures(sites: SitesFile, tmp_path: Path) -> None:
    taken(sites, book(tmp_path, ROWS[0]))
    with Office.beside(sites.path) as office:
        stamp = Stamp.now("主任")
        for step in (Step.COLLECTING, Step.FIRST_REVIEW, Step.APPEALS, Step.FINAL):
            months.enter(office, MONTH, step, stamp)
    taken(sites, book(tmp_path, *ROWS))
    found = reported_errors(sites.path, MONTH, DAY)
    assert found is not None
    assert found.all.received == 1
    assert "定稿以后导入的" in run(sites, "list", "--month", MONTH).output
    with Office.beside(sites.path) as office:  # a correction is issued with what is known by then
        months.issue(office, MONTH, {"通报": b""}, stamp)
        months.issue(office, MONTH, {"通报": b"1"}, Stamp.now("主任"), "另有决定")
    corrected = reported_errors(sites.path, MONTH, DAY)
    assert corrected is not None
    assert corrected.all.received == 5
