"""The accounts of a final month: kept by hash, read as issued, changed by a correction only."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from account_books import take
from browser_site import office_of, page, stored
from click.testing import CliRunner, Result
from every_command import COMMANDS, DAY, LEFT_OUT, MONTH, REFUSED, leaves
from ledger_books import book
from test_web_access import addresses
from web_site import Browser, app_of

from checks.media.models import Coverage, Post, SourceOutcome
from checks.rubric import load
from crawler.judge import judge
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.sites_file import dumps
from crawler.sites_file import load as load_sites
from crawler.store import Store, utc_now
from crawler.workflow import months
from crawler.workflow.months import State
from crawler.workflow.reminders import Kind, Seen, record
from crawler.workflow.reminders import State as Remind
from crawler.workflow.stamp import Stamp, moment_of
from reports.cli import main
from reports.media.frozen import KNOWN, REPORT, VERDICTS
from reports.media.views import AccountRow
from reports.month_close import close, correct
from reports.month_verify import verify
from reports.reported_errors import reported_errors
from reports.sources import collect
from reports.summary import Report, build, to_dict

HOME = "http://www.example.gov.cn/"
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
LEDGER = [
    ["账号名称", "平台类型", "账号ID", "主办单位", "备注"],
    ["柳溪发布", "微博", "77", "单位", "联系人 13800138000"],
    ["柳溪交警", "快手", "3x", "公安局", ""],
    ["柳溪教育", "抖音", "4y", "教育局", ""],
]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A judged site and three accounts: one silent for certain, two nobody can look at."""
    folder = tmp_path_factory.mktemp("office")
    made = stored(folder / "data" / "demo.sqlite", HOME, [page(HOME, "<title>示例</title><p>文")])
    file = office_of(made)
    file.path.write_text(dumps(file), encoding="utf-8")
    judge(file, "demo", MONTH, load("national-2019-portal"), jobs=1)
    collect(file, "demo", MONTH)
    with Store(file.database("demo")) as store:
        for at in ("2026-11-24T01:00:00+00:00", utc_now()):  # the status misses none
            store.db.table("probes").insert({"at": at, "ok": 1, "seconds": 0.1, "detail": ""})
    with Office.beside(file.path) as office:
        take(office, book(folder, "台账.xlsx", 台账=LEDGER))
        covered = Coverage.of_days(date(2026, 11, 1), date(2026, 12, 31))
        silent = SourceOutcome("weibo:77", "weibo_own", "ok", exhaustive=True, covered=covered)
        with office.change():
            office.put_outcomes("w1", [silent])
        for state in (State.COLLECTING, State.FIRST_REVIEW, State.APPEALS):
            months.enter(office, MONTH, state, BY)
    (folder / "shot.png").write_bytes(PNG)
    close(load_sites(file.path), MONTH, BY)
    return folder


@pytest.fixture
def sites(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SitesFile:
    shutil.copytree(once, tmp_path / "o")
    monkeypatch.chdir(tmp_path / "o")
    return load_sites(tmp_path / "o" / "sites.toml")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def told(*more: str) -> dict[str, str]:
    done = run("accounts", "report", "--month", MONTH, "--as-of", DAY, "--format", "json", *more)
    assert done.exit_code == 0, done.output
    return {a["name"]: a["conclusion"] for a in json.loads(done.output)["accounts"]}


def papers(sites: SitesFile) -> dict[str, bytes]:
    with Office.beside(sites.path) as office:
        return {
            f"{p.correction} {p.name}": months.paper(office, MONTH, p.name, p.correction)
            for p in months.issued(office, MONTH)
        }


def _walked(sites: SitesFile) -> None:
    """What a walk stores: a post inside the month, and a source that fails now."""
    at = moment_of("2026-11-20T01:00:00+00:00")
    with Office.beside(sites.path) as office, office.change():
        office.put_posts([Post("weibo:77", "weibo_own", "p1", "通知", "https://w/1", at, at)])
        office.put_outcomes("w2", [SourceOutcome("kuaishou:3x", "kuaishou", "failed")])


ADD = ("evidence", "add", "柳溪交警", "--who", "李某", "--as-of", DAY)
FORM = {
    "verdict": "误报", "note": "看错了", "kind": "误报", "reason": "已改", "measure": "已改",
    "state": "归档", "indicator": "V1", "outcome": "pass", "ruling": "采纳", "finding": "yes",
    "last_post": "2024-11-24", "links": "https://v.douyin.com/x",
}  # fmt: skip
"""Whatever a form of some page asks for."""


def _reminded(sites: SitesFile, keys: list[str]) -> None:
    """What a weekly run stores."""
    seen = [Seen(key, Kind.FINDING, Remind.REMIND, "u", "图") for key in keys]
    with Office.beside(sites.path) as office, office.change():
        record(office, "demo", date(2026, 11, 25), seen, Stamp.now("govcheck"))


def read(sites: SitesFile) -> dict[str, object]:
    """All that is told of the final month, by every way it is read."""
    found = build(collect(sites, "demo", MONTH))
    told_of_site = to_dict(found)
    told_of_site.pop("due")  # by the columns as they are configured
    told_of_site["results"].sort(key=lambda one: one["key"])
    return {
        "accounts": told(),
        "reported": reported_errors(sites.path, MONTH, date(2026, 11, 25)),
        "said": (found.sources.sampling, found.sources.reminded),
        "site": json.dumps(told_of_site, ensure_ascii=False),
        "overall": [(row.account.key, str(row.conclusion)) for row in _rows_of_site(found)],
    }


def test_every_command_is_tried_or_left_out_for_a_reason() -> None:
    assert {*COMMANDS, *LEFT_OUT} == set(leaves(main))


def test_no_command_and_no_page_changes_what_a_final_month_says(sites: SitesFile) -> None:
    folder = sites.path.parent
    book(folder, "新台账.xlsx", 台账=[*LEDGER[:1], ["柳溪发布", "微博", "77", "别的局", ""]])
    (folder / "稿.txt").write_text("关于开展检查的通知", encoding="utf-8")
    rows = [["网站名称", "问题网址", "提交时间", "状态"], ["", HOME, "2026-11-02", "办理中"]]
    book(folder, "留言.xlsx", 留言=rows)
    before, kept, number = read(sites), papers(sites), _number(sites)
    assert before["accounts"] == {"柳溪发布": "待确认", "柳溪交警": "待核实", "柳溪教育": "待核实"}
    for name, given in COMMANDS.items():
        done = run(*name.split(), *(one.format(number=number) for one in given))
        assert (done.exit_code == 0) != (name in REFUSED), (name, done.output)
        if name in ("accounts decide", "evidence add", "evidence try"):
            assert "已经定稿，账号的结论没有变；要生效请作更正" in done.output, name
    _walked(sites)
    _reminded(sites, [r.key for r in collect(sites, "demo", MONTH).results if r.key])
    assert read(load_sites(sites.path)) == before
    app = app_of(sites, alone=True)
    browser, asked = Browser(app), 0
    for endpoint, method, path in addresses(app, sites, number, "u"):
        where = path.replace("/accounts/none", "/accounts/douyin:4y")
        if endpoint == "month.correction" or endpoint.startswith("rechecks."):
            continue  # the one way to change what is read; what starts a process
        if method == "GET":
            browser.get(where)
        else:
            asked += browser.post(where, FORM, at="/accounts/douyin:4y").status_code == 303
    assert asked >= 5  # forms that were taken
    assert read(load_sites(sites.path)) == before
    assert papers(sites) == kept
    assert verify(load_sites(sites.path), MONTH) == []
    page = browser.get(f"/accounts?month={MONTH}").text
    assert "本月已定稿" in page
    rows = re.findall(
        r'role="rowheader"><a[^>]*>([^<]+)</a>.*?<span class="tag \w+">([^<]+)<', page
    )
    assert dict(rows) == before["accounts"]
    refused = run("accounts", "report", "--month", MONTH, "--rubric", "media-local-example")
    assert (refused.exit_code, "定稿用的口径是" in refused.output) == (2, True)


def _number(sites: SitesFile) -> str:
    return next(r.number for r in collect(sites, "demo", MONTH).results if r.outcome == "review")


def _rows_of_site(report: Report) -> tuple[AccountRow, ...]:
    found = report.sources.accounts
    assert found is not None
    assert found.report is not None
    return found.report.rows


def _walked(sites: SitesFile) -> None:
    """What a walk stores: a post inside the month, and a source that fails now."""
    at = moment_of("2026-11-20T01:00:00+00:00")
    with Office.beside(sites.path) as office, office.change():
        office.put_posts([Post("weibo:77", "weibo_own", "p1", "通知", "https://w/1", at, at)])
        office.put_outcomes("w2", [SourceOutcome("kuaishou:3x", "kuaishou", "failed")])


def test_later_evidence_and_decisions_become_a_correction(sites: SitesFile) -> None:
    first, early = told(), papers(sites)
    with pytest.raises(Exception, match="没有可更正的内容"):
        correct(sites, MONTH, replace(BY, at="2026-12-01T01:00:00+00:00"), "没有")
    assert run(*ADD, "--date", "2026-11-24", "--link", "https://v.kuaishou.com/x").exit_code == 0
    _walked(sites)
    assert run("accounts", "decide", *COMMANDS["accounts decide"]).exit_code == 0
    stamp = replace(BY, at="2099-12-01T01:00:00+00:00")
    made = correct(sites, MONTH, stamp, "补来了佐证")
    assert {KNOWN, VERDICTS, REPORT} <= {p.name for p in made.papers[""]}
    assert told() == {
        "柳溪发布": "合格（机检范围）",
        "柳溪交警": "合格（机检范围）",
        "柳溪教育": "待核实",
    }
    assert told("--issue", "1") == first
    said = run("accounts", "report", "--month", MONTH, "--format", "terminal").output
    assert (
        "第 1 号更正（2099年12月1日）：补来了佐证。微博“柳溪发布”由“待确认”改为“合格（机检范围）”"
        in said
    )
    old = run("accounts", "score", "--month", MONTH, "--issue", "1").output
    assert "已被第 1 号更正（2099年12月1日）代替" in old
    both = papers(sites)
    assert {k: v for k, v in both.items() if k.startswith("0 ")} == early
    assert verify(sites, MONTH) == []
    assert "13800138000" not in both[f"1 {KNOWN}"].decode()


def test_verification_tells_of_evidence_that_is_gone(sites: SitesFile) -> None:
    done = run(*ADD, "--date", "2026-11-24", "--picture", "shot.png")
    assert done.exit_code == 0, done.output
    correct(sites, MONTH, replace(BY, at="2099-12-01T01:00:00+00:00"), "补来了截图")
    assert verify(sites, MONTH) == []
    (picture,) = (sites.data_dir / "evidence").glob("*.png")
    picture.write_bytes(PNG + b"x")
    assert ["与它的哈希不一致" in one.what for one in verify(sites, MONTH)] == [True]
    picture.unlink()
    assert ["不在 evidence 文件夹里" in one.what for one in verify(sites, MONTH)] == [True]
