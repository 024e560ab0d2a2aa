"""取证单: a page of A4 a finding, self-contained, inert, with everything that proves it."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from axe_selenium_python import Axe
from browser_site import needs_browser, page, server, stored
from pypdf import PdfReader
from report_samples import indicator, line, result, score_of, sources

from checks.accessibility.axe import OPTIONS
from checks.results import Evidence, Outcome, Result
from crawler import pictures
from crawler.browser.axe_engine import newest
from crawler.browser.printing import Nothing
from crawler.browser.session import Session
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import rechecks
from crawler.workflow.stamp import Stamp
from reports.evidence_sheet import UNTOLD, costing, is_sure, sheets
from reports.evidence_sheet_files import render, take_pictures, write
from reports.summary import Report, build

DAY = date(2026, 11, 26)
HTML = "<!doctype html><p>概况</p><a id='dead' href='/gone.html'>下载 身份证 11010519491231002X</a>"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@dataclass
class Month:
    """A stored page with one dead link on it, and its report."""

    sites: SitesFile
    report: Report
    found: Result

    def text(self, folder: Path, **more: Any) -> str:
        files = write(self.sites, self.report, [self.found], folder, issued=DAY, **more).files
        return files[0].read_text(encoding="utf-8")


def month(folder: Path, home: str = "http://127.0.0.1:9/", **more: Any) -> Month:
    given: dict[str, Any] = {
        "url": home, "locator": "#dead", "target": home + "gone.html", "found_on": (home, home + "b"),
        "excerpt": "<a id='dead'>身份证 11010519491231002X</a>",
        "evidence": Evidence(
            home + "gone.html", "2026-11-25T02:03:11+00:00", 404,
            ("2026-11-25 10:03:11 HEAD HTTP 404", "2026-11-25 10:05:20 GET HTTP 404"),
        ),
    }  # fmt: skip
    found = result(1, **(given | more))
    site = stored(folder / "data" / "yunxi.sqlite", home, [page(home, HTML)])
    costs = line(indicator("D-1", "可用性", points=5, per_finding=1), [found])
    made = sources([found, result(2, Outcome.REVIEW)], score_of([costs]))
    report = build(replace(made, run=site.run, site=replace(made.site, url=home)))
    sites = SitesFile(folder / "sites.toml", {}, {}, vantage="政务外网出口 203.0.113.7")
    return Month(sites, report, report.sources.results[0])


@pytest.fixture
def made(tmp_path: Path) -> Month:
    (tmp_path / "data").mkdir()
    return month(tmp_path)


def test_the_sheet_says_when_how_and_from_where(made: Month, tmp_path: Path) -> None:
    text = made.text(tmp_path / "out", pdf=False)
    digest = hashlib.sha256(HTML.encode()).hexdigest()
    for said in (
        "编号 11-0001", "2026-11-25 10:03:11（北京时间），状态码 404", "HEAD HTTP 404", "GET HTTP 404",
        "政务外网出口 203.0.113.7", "我这里能打开", "每处扣 1 分，该项共 5 分", "程序按规则确定",
        "等 2 个页面", f"SHA-256 {digest}", "--live", "没有截图", "2026年11月26日",
    ):  # fmt: skip
        assert said in text, said
    assert "19491231" not in text


def test_nothing_is_guessed_about_the_vantage(made: Month) -> None:
    [sheet] = sheets(replace(made.sites, vantage=""), made.report, [made.found])
    assert sheet.vantage == UNTOLD


def test_what_a_page_says_is_only_text(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    bad = month(
        tmp_path, message=HOSTILE, excerpt=HOSTILE, locator=HOSTILE, target="http://x/" + HOSTILE
    )
    text = bad.text(tmp_path / "out", pdf=False)
    assert "<script" not in text
    assert "<img" not in text
    assert "default-src 'none'" in text
    assert "http-equiv" in text


def test_a_confirmation_names_who_and_when(made: Month) -> None:
    with Store(made.sites.database("yunxi")) as store:
        store.db.table("reviews").insert(
            {
                "key": made.found.key,
                "at": "2026-11-25T08:00:00+00:00",
                "verdict": "确认",
                "by": "张三",
                "note": "",
            }
        )
    [sheet] = sheets(made.sites, made.report, [made.found])
    assert sheet.standing == "经人工确认（张三，2026-11-25 16:00:00）"


def test_later_looks_are_told_beside_the_first(made: Month) -> None:
    stamp = Stamp("张三", "2026-11-26T01:00:00+00:00")
    with Store(made.sites.database("yunxi")) as store:
        rechecks.ask(store, made.report.sources.month, [made.found.key], stamp, "单位说能打开")
        [asked] = rechecks.of_month(store, made.report.sources.month)
        assert sheets(made.sites, made.report, [made.found])[0].rechecks == ()
        rechecks.looked(store, asked.id, Outcome.PASS, "这次打开了。", {}, stamp)
    [sheet] = sheets(made.sites, made.report, [made.found])
    assert sheet.rechecks == ("2026-11-26 09:00:00 未发现：这次打开了。",)
    assert "2026-11-26 09:00:00 未发现" in render(made.report, [sheet], DAY)


def test_only_what_is_certain_and_costs_gets_a_sheet(made: Month) -> None:
    assert [r.number for r in costing(made.report)] == ["11-0001"]
    doubt = made.report.sources.results[1]
    assert is_sure(made.found, made.report)
    assert not is_sure(doubt, made.report)


def test_pictures_are_in_the_file(made: Month, tmp_path: Path) -> None:
    run = made.report.sources.run
    with Store(made.sites.database("yunxi")) as store:
        for name, source in (("page ", "crawl"), ("again page ", "again")):
            about = {"caption": "页面截图", "source": source, "status": 200}
            pictures.keep(
                store, run, made.found.url, name + made.found.key, b"j" + name.encode(), about
            )
    text = made.text(tmp_path / "out", pdf=False)
    assert text.count('src="data:image/jpeg;base64,') == 2
    assert "重新向网站请求所见，状态码 200" in text


@pytest.mark.browser
def test_each_sheet_is_one_page_of_paper_and_all_of_them_one_file(tmp_path: Path) -> None:
    needs_browser()
    (tmp_path / "data").mkdir()
    long = month(
        tmp_path, message="很长的说明。" * 60, excerpt="<p>" + "长" * 290, locator="div > " * 60,
        evidence=Evidence("http://a/", "2026-11-25T02:03:11+00:00", 404, ("2026-11-25 10:03:11 GET 404",) * 20),
    )  # fmt: skip
    assert take_pictures(long.sites, long.report, [long.found], live=False) == ""
    done = write(long.sites, long.report, [long.found, long.found], tmp_path / "out", issued=DAY)
    names = sorted(file.name for file in done.files)
    assert names == ["11-0001.html", "11-0001.pdf", "yunxi-全部.html", "yunxi-全部.pdf"]
    assert done.pictured == 2
    single, both = (PdfReader(tmp_path / "out" / n) for n in ("11-0001.pdf", "yunxi-全部.pdf"))
    assert (len(single.pages), len(both.pages)) == (1, 2)
    text = normalize("NFKC", single.pages[0].extract_text()).replace("\n", "")
    assert "网站问题取证单" in text
    assert "已经改好的" in text
    width, height = (round(float(x)) for x in single.pages[0].mediabox[2:])
    assert (width, height) == (595, 842)


@pytest.mark.browser
def test_looking_again_shows_both(tmp_path: Path) -> None:
    needs_browser()
    (tmp_path / "data").mkdir()
    with server(body=b"<!doctype html><a id=dead href=/gone.html>now</a>") as site:
        made = month(tmp_path, site.url)
        assert take_pictures(made.sites, made.report, [made.found], live=True) == ""
        assert site.asked["/"] == 1
    text = made.text(tmp_path / "out", pdf=False)
    assert text.count('src="data:image/jpeg;base64,') == 2


def test_the_command_wants_numbers_or_all(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reports.cli", "proof", "yunxi"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "--all" in done.stderr


def test_the_html_of_many_is_one_document(made: Month) -> None:
    two = sheets(made.sites, made.report, [made.found, made.found])
    assert render(made.report, two, DAY).count("<article") == 2


@pytest.mark.browser
def test_the_sheet_itself_is_accessible_and_fits_a_telephone(made: Month, tmp_path: Path) -> None:
    needs_browser()
    run = made.report.sources.run
    with Store(made.sites.database("yunxi")) as store:
        about = {"caption": "页面截图", "source": "crawl"}
        pictures.keep(store, run, made.found.url, "page " + made.found.key, b"no picture", about)
    text = made.text(tmp_path / "out", pdf=False)
    with Session(Nothing(), preload=[newest().preload]) as session:
        driver, channel = session.driver, session.channel
        driver.get("about:blank")
        frame = channel.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        channel.call("Page.setDocumentContent", frameId=frame, html=text)
        metrics = {"width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 320
        driver.execute_script(newest().path.read_text(encoding="utf-8"))
        found = Axe(driver).run(options=json.dumps(OPTIONS))
    assert [rule["id"] for rule in found["violations"]] == []
