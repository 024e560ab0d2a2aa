"""The accounts of a final month: kept by hash, read as issued, changed by a correction only."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from account_books import book, take
from browser_site import page, stored
from click.testing import CliRunner, Result
from web_site import Browser, app_of

from checks.media.models import Coverage, Post, SourceOutcome
from checks.rubric import load
from crawler.judge import judge
from crawler.media.office import Office
from crawler.sites import SitesFile, Unit
from crawler.sites_file import dumps
from crawler.sites_file import load as load_sites
from crawler.workflow import months
from crawler.workflow.months import State
from crawler.workflow.stamp import Stamp, moment_of
from reports.cli import main
from reports.media.frozen import KNOWN, REPORT, VERDICTS
from reports.month_close import close, correct
from reports.month_verify import verify
from reports.sources import collect

HOME = "http://www.example.gov.cn/"
MONTH, DAY = "2026-11", "2026-11-25"
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
    file = SitesFile(
        folder / "sites.toml", {"u": Unit("u", "单位")}, {"demo": replace(made.config, unit="u")}
    )
    file.path.write_text(dumps(file), encoding="utf-8")
    judge(file, "demo", MONTH, load("national-2019-portal"), jobs=1)
    collect(file, "demo", MONTH)
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
WAYS = {
    "accounts decide": (
        "accounts", "decide", "柳溪发布", "media-update", "--verdict", "确认", "--by", "王某",
        "--month", MONTH,
    ),
    "evidence add": (*ADD, "--date", "2026-11-24", "--link", "https://v.kuaishou.com/x"),
    "evidence try": ("evidence", "try", "柳溪交警", "--works", "能", "--who", "李某", "--as-of", DAY),
    "accounts import": ("accounts", "import", "新台账.xlsx", "--as-of", DAY),
    "accounts check": ("accounts", "check", "--as-of", DAY),
    "accounts report": ("accounts", "report", "--month", MONTH),
    "accounts score": ("accounts", "score", "--month", MONTH),
    "evidence sheet": ("evidence", "sheet", "登记.xlsx", "--as-of", DAY),
    "evidence import": ("evidence", "import", "登记.xlsx", "--as-of", DAY, "--who", "李某"),
    "rectify": ("rectify", "export", "--month", MONTH),
    "papers": ("papers", "make", "--month", MONTH),
    "report": ("report", "demo", "--month", MONTH),
    "recheck": ("month", "next", MONTH, "--by", "张三"),
}  # fmt: skip


def test_no_command_and_no_page_changes_what_a_final_month_says_of_accounts(
    sites: SitesFile,
) -> None:
    book(
        sites.path.parent,
        "新台账.xlsx",
        台账=[*LEDGER[:1], ["柳溪发布", "微博", "77", "别的局", ""]],
    )
    before, kept = told(), papers(sites)
    assert before == {"柳溪发布": "待确认", "柳溪交警": "待核实", "柳溪教育": "待核实"}
    site = _accounts_of_site(sites)
    for way, command in WAYS.items():
        done = run(*command)
        assert done.exit_code == 0, (way, done.output)
        if way in ("accounts decide", "evidence add", "evidence try"):
            assert "已经定稿，账号的结论没有变；要生效请作更正" in done.output, way
            assert told() == before, way
    _walked(sites)
    sites.path.write_text(
        sites.path.read_text(encoding="utf-8") + "\n[media]\nwindow_days = 60\n", encoding="utf-8"
    )
    browser = Browser(app_of(sites, alone=True))
    posted = browser.post(
        "/accounts/douyin:4y",
        {"last_post": "2024-11-24", "links": "https://v.douyin.com/x", "finding": "yes"},
        at="/accounts/douyin:4y",
    )
    assert posted.status_code == 303
    page = browser.get(f"/accounts?month={MONTH}").text
    assert "本月已定稿" in page
    rows = re.findall(
        r'role="rowheader"><a[^>]*>([^<]+)</a>.*?<span class="tag \w+">([^<]+)<', page
    )
    assert dict(rows) == before
    assert told() == before
    assert _accounts_of_site(load_sites(sites.path)) == site
    assert papers(sites) == kept
    assert verify(load_sites(sites.path), MONTH) == []
    refused = run("accounts", "report", "--month", MONTH, "--rubric", "media-local-example")
    assert (refused.exit_code, "定稿用的口径是" in refused.output) == (2, True)


def _accounts_of_site(sites: SitesFile) -> list[tuple[str, str]]:
    found = collect(sites, "demo", MONTH).accounts
    assert found is not None
    assert found.report is not None
    return [(row.account.key, str(row.conclusion)) for row in found.report.rows]


def test_later_evidence_and_decisions_become_a_correction(sites: SitesFile) -> None:
    first, early = told(), papers(sites)
    with pytest.raises(Exception, match="没有可更正的内容"):
        correct(sites, MONTH, replace(BY, at="2026-12-01T01:00:00+00:00"), "没有")
    assert run(*ADD, "--date", "2026-11-24", "--link", "https://v.kuaishou.com/x").exit_code == 0
    _walked(sites)
    assert run(*WAYS["accounts decide"]).exit_code == 0
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
