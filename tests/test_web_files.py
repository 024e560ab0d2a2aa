"""Papers down and up in the browser, the look before publishing; what strangers hand in is harmless."""

import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from test_issue_list import AT, FIRST, PDF
from web_site import BASE, MONTH, NASTY, Browser, app_of, made_office
from werkzeug.test import TestResponse

from checks.decision import Decision
from checks.page import SHANGHAI
from crawler.sites import SitesFile
from crawler.sites_file import dumps, load
from crawler.store import Store
from crawler.workflow import appeals, replies, reviews
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.html import LARGE_PRINT
from reports.issue_fields import SHEET
from reports.sources import collect
from reports.writing import finish

FILES = f"/m/{MONTH}/files"


@pytest.fixture
def own(tmp_path: Path) -> SitesFile:
    return made_office(tmp_path)


def sent(browser: Browser, path: str, at: str, **files: tuple[bytes, str]) -> TestResponse:
    data = {name: (io.BytesIO(body), title) for name, (body, title) in files.items()}
    form = {"csrf_token": browser.token(at), "back": at, **data}
    return browser.client.post(path, data=form, base_url=BASE, content_type="multipart/form-data")


def filled(body: bytes, **values: object) -> bytes:
    book = load_workbook(io.BytesIO(body))
    for name, value in values.items():
        book[SHEET].cell(FIRST, AT[name]).value = value  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_unit_takes_its_list_and_hands_it_in(own: SitesFile) -> None:
    app = app_of(own)
    browser = Browser(app, "乙员")
    answer = browser.get(f"/m/{MONTH}/issues/b.xlsx")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    good = filled(answer.data, measure="补上了", by="乙员", kind="误报", reason=NASTY)
    assert (
        sent(browser, f"/m/{MONTH}/issues", FILES, list=(good, "../../回复.xlsx")).status_code
        == 303
    )
    assert "整改回复 1 行，申诉 1 件" in browser.get(FILES).text
    with Store(own.database("demo")) as store:
        (claim,) = appeals.of_month(store, MONTH)
        assert {r.unit for r in replies.of_month(store, MONTH)} == {"b"}
    assert claim.origin == "网页上传 回复.xlsx"
    foreign = Browser(app, "甲员")
    before = foreign.get(f"/m/{MONTH}/issues/a.xlsx").data
    refused = sent(
        browser, f"/m/{MONTH}/issues", FILES, list=(filled(before, measure="x", by="乙"), "a.xlsx")
    )
    assert refused.status_code == 303
    assert "不是本单位" in browser.get(FILES).text
    with Store(own.database("demo")) as store:
        assert {r.unit for r in replies.of_month(store, MONTH)} == {"b"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b"<x>" + b" " * 150_000_000)
    return out.getvalue()


def macro() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("list.xlsm", b"PK\x03\x04"),
        ("list.xlsx", b"<html>"),
        ("list.xlsx", b"PK\x03\x04" + b"\x00" * 200),
        ("bomb.xlsx", b"bomb"),
        ("macro.xlsx", b"macro"),
    ],
)
def test_a_bad_workbook_is_refused_with_words(own: SitesFile, name: str, body: bytes) -> None:
    body = {b"bomb": bomb, b"macro": macro}.get(body, lambda: body)()
    browser = Browser(app_of(own), "乙员")
    assert sent(browser, f"/m/{MONTH}/issues", FILES, list=(body, name)).status_code == 303
    said = browser.get(FILES).text
    assert "/tmp" not in said
    assert 'role="alert"' in said
    assert "Traceback" not in said
    with Store(own.database("demo")) as store:
        assert replies.of_month(store, MONTH) == []


def test_stamped_papers_stay_with_their_unit(own: SitesFile) -> None:
    app = app_of(own)
    browser = Browser(app, "乙员")
    name = "../../../etc/<script>回复.pdf"
    assert sent(browser, f"/m/{MONTH}/scans/b", FILES, scan=(PDF, name)).status_code == 303
    shown = browser.get(FILES).text
    assert "<script>回复" not in shown
    link = shown.split(f'href="/m/{MONTH}/scans/b/')[1].split('"')[0]
    answer = browser.get(f"/m/{MONTH}/scans/b/{link}")
    assert answer.data == PDF
    assert answer.mimetype == "application/octet-stream"
    assert Browser(app, "甲员").get(f"/m/{MONTH}/scans/b/{link}").status_code == 404
    for other in ("../office.sqlite", "%2e%2e%2foffice.sqlite", "nothing.pdf"):
        assert browser.get(f"/m/{MONTH}/scans/b/{other}").status_code == 404
    assert sent(browser, f"/m/{MONTH}/scans/a", FILES, scan=(PDF, "x.pdf")).status_code == 404
    sent(browser, f"/m/{MONTH}/scans/b", FILES, scan=(b"MZ", "x.exe"))
    assert "只收" in browser.get(FILES).text
    kept = [p.name for p in (own.data_dir / "evidence").iterdir()]
    assert len(kept) == 1


def test_the_office_takes_papers_and_reports(own: SitesFile) -> None:
    finish(own, "demo", MONTH, None)
    browser = Browser(app_of(own), "主任")
    names = browser.get(f"/m/{MONTH}/papers/").text
    assert "月度通报-2026年11月.docx" in names
    answer = browser.get(f"/m/{MONTH}/papers/月度通报-2026年11月.docx")
    assert answer.data[:2] == b"PK"
    for path in ("../../sites.toml", "%2e%2e%2fsites.toml", "x.docx"):
        assert browser.get(f"/m/{MONTH}/papers/{path}").status_code == 404
    report = browser.get(f"/m/{MONTH}/s/demo/report.html")
    policy = report.headers["Content-Security-Policy"]
    assert "sha256-" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "<script" not in report.text
    assert browser.get(f"/m/{MONTH}/s/demo/report.json").json["month"] == MONTH
    assert browser.get("/m/2026-10/s/demo/report.html").status_code == 404
    assert LARGE_PRINT in report.text
    browser.get("/display/elder?next=/")
    assert LARGE_PRINT not in browser.get(f"/m/{MONTH}/s/demo/report.html").text


def test_a_correction_lies_beside_the_first_issue(own: SitesFile) -> None:
    shutil.copy(own.database("demo"), own.database("town"))
    town = replace(own.sites["demo"], id="town", name="镇", url="http://town.example.gov.cn/")
    own.path.write_text(dumps(replace(own, sites={**own.sites, "town": town})), encoding="utf-8")
    both = load(own.path)
    browser = Browser(app_of(own), "主任")
    place, month = f"/m/{MONTH}/s/demo/", f"/m/{MONTH}/"
    for state in ("初核", "申诉", "定稿"):
        assert browser.post(f"{month}state", {"state": state}, at=month).status_code == 303
    for site_id, reason in (("demo", "一"), ("town", "二")):
        keys = [r.key for r in collect(both, site_id, MONTH).results if r.outcome == "fail"]
        with Store(own.database(site_id)) as store:
            reviews.decide(
                store, keys, Decision.FALSE_POSITIVE, Stamp.now("主任"), "x", month=MONTH
            )
        answer = browser.post(f"{month}correct", {"reason": reason}, at=month)
        assert answer.status_code == 303
    first, second, newest = (
        browser.get(f"{place}frozen/得分.json{query}").data for query in ("?n=0", "?n=1", "")
    )
    assert first != second == newest
    told = "第 1 号更正（"
    for path, said, not_said in (
        (place, told, "已被第 1 号更正"),
        (f"{place}?issue=1", "这是定稿时的结果，已被第 1 号更正", told + "x"),
        (month, "（第 1 号更正后）", "（第 3 号更正后）"),
    ):
        page = browser.get(path).text
        assert said in page, path
        assert not_said not in page, path
    for path in ("?issue=3", "?issue=0", "?issue=x"):
        assert browser.get(place + path).status_code == 404
    other = Browser(app_of(own), "乙员").get(place).text
    assert "本月已作第 1 号更正" in other
    assert "更正前" not in other  # the site's score is not this unit's to see
    assert browser.get(f"{place}frozen/得分.json?n=2").status_code == 404
    of_town = browser.get(f"/m/{MONTH}/s/town/").text
    assert "得分.json（更正 2）" in of_town  # the office's number, and the only one of this site
    assert "（更正 1）" not in of_town
    for path in re.findall(r'href="(/m/[^"]+/(?:papers|frozen)/[^"]+)"', of_town):
        assert browser.get(unescape(path)).status_code == 200, path
    listed = re.findall(r'href="([^"]+/papers/[^"]+)"', browser.get(month).text)
    assert len(listed) > 4
    for path in listed:
        assert browser.get(unescape(path)).status_code == 200, path
    assert browser.get(f"{month}papers/没有印发.docx").status_code == 404


def test_a_draft_is_looked_at_and_not_kept(own: SitesFile, tmp_path: Path) -> None:
    browser = Browser(app_of(own), "乙员")
    text = "关于开展检查的通知\n联系人身份证号 11010519491231002X 。" + NASTY
    answer = browser.post("/selfcheck", {"text": text}, at="/selfcheck")
    assert answer.status_code == 200
    assert "必须改" in answer.text
    assert "11010519491231002X" not in answer.text
    assert "<script>alert" not in answer.text
    answer = sent(browser, "/selfcheck", "/selfcheck", draft=(text.encode(), "稿.txt"))
    assert "必须改" in answer.text
    for data in own.data_dir.rglob("*"):
        assert not data.is_file() or b"11010519491231002X" not in data.read_bytes()


def test_the_look_before_publishing_asks_no_strange_host(own: SitesFile) -> None:
    browser = Browser(app_of(own), "乙员")
    for url in (
        "http://169.254.169.254/",
        "http://127.0.0.1:22/",
        "file:///etc/passwd",
        "//x",
        "x",
    ):
        answer = browser.post("/selfcheck", {"url": url, "back": "/selfcheck"}, at="/selfcheck")
        assert answer.status_code == 303
        assert "不是已登记网站" in browser.get("/selfcheck").text
    answer = browser.post("/selfcheck", {"back": "/selfcheck"}, at="/selfcheck")
    assert "三样里给一样" in browser.get("/selfcheck").text
    assert answer.status_code == 303
    answer = sent(browser, "/selfcheck", "/selfcheck", draft=(b"x", "x.exe"))
    assert "不能检查" in browser.get("/selfcheck").text


def test_the_office_enters_what_only_people_can_judge(own: SitesFile) -> None:
    app = app_of(own)
    browser = Browser(app, "主任")
    place = f"/m/{MONTH}/s/demo/manual"
    shown = browser.get(place).text
    row = shown.split('name="indicator" value="')[1].split('"')[0]
    form = {"indicator": row, "outcome": "合格", "seen_on": "2026-11-20", "back": place}
    assert browser.post(place, form, at=place).status_code == 303
    assert "已登记" in browser.get(place).text
    wrong = form | {"outcome": "发现"}
    browser.post(place, wrong, at=place)
    assert "要写“佐证文件或网址”" in browser.get(place).text
    data = {"csrf_token": browser.token(place), **wrong, "file": (io.BytesIO(PDF), "../../证.pdf")}
    sent_back = browser.client.post(
        place, data=data, base_url=BASE, content_type="multipart/form-data"
    )
    assert sent_back.status_code == 303
    with Store(own.database("demo")) as store:
        rows = list(store.db.table("manual_results").rows_where(order_by="id"))
    assert [(r["outcome"], r["by"]) for r in rows] == [("pass", "主任"), ("fail", "主任")]
    assert (own.data_dir / "evidence" / rows[1]["evidence_sha"]).read_bytes() == PDF
    assert rows[1]["evidence"] == "证.pdf"
    sheet = browser.get(f"{place}.xlsx")
    assert sheet.data[:2] == b"PK"
    assert Browser(app, "甲员").get(place).status_code == 403


LEDGER = "账号名称,平台,账号ID,主办单位,状态\n甲局发布,微信公众号,gh_a,甲局,正常\n乙局发布,微信公众号,gh_b,乙局,正常\n"


def test_a_person_enters_what_was_seen_of_an_account(own: SitesFile, tmp_path: Path) -> None:
    ledger = tmp_path / "账号.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    run = ["--sites", str(own.path), "accounts", "import", str(ledger)]
    result = CliRunner().invoke(main, run)
    assert result.exit_code == 0, result.output
    app = app_of(own)
    browser = Browser(app, "乙员")
    listed = browser.get("/accounts").text
    assert "乙局发布" in listed
    assert "甲局发布" not in listed
    place = "/accounts/" + listed.split('href="/accounts/')[1].split('"')[0]
    today = datetime.now(SHANGHAI).date().isoformat()
    form = {"finding": "yes", "last_post": today, "seen_on": today, "back": unquote(place)}
    browser.post(place, form, at=place)
    assert "要有佐证" in browser.get(place).text
    browser.post(place, form | {"finding": ""}, at=place)
    assert "请选择结论" in browser.get(place).text
    shared = "【乙局】看这里 https://mp.weixin.qq.com/s/AbCdEf 复制打开"
    browser.post(place, form | {"links": shared}, at=place)
    shown = browser.get(place).text
    assert "已登记" in shown
    assert "已更新" in shown or "合格" in shown
    assert "乙员（乙局自报）" in shown  # the office sees whose word it is
    chief = Browser(app, "主任").get("/accounts").text
    other = "/accounts/" + next(
        part.split('"')[0]
        for part in chief.split('href="/accounts/')[1:]
        if "甲局发布" in part.split("</a>")[0]
    )
    assert browser.get(other).status_code == 404
    assert browser.post(other, form, at=place).status_code == 404
