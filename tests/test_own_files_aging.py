"""Every HTML file we write, used by our own 适老化 check as it uses the sites of others: 有效."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import report_samples as samples
from browser_site import needs_browser, page, stored
from test_draft import hostile
from test_evidence_sheet import month
from test_media_report import FRESH, SILENT, judged
from test_media_report import report as accounts

from checks.accessibility.axe import run_axe
from checks.accessibility.page_tools import preload
from checks.aging.measures import measures
from checks.aging.person import Driver
from checks.aging.tour import use_toolbar
from crawler.browser import mask_page
from crawler.browser.axe_engine import newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session
from crawler.workflow.reminders import Kind, State
from reports.archive.entry import Entry
from reports.archive.index import About, index
from reports.archive.index import Line as Contents
from reports.draft_writing import html as draft
from reports.evidence_sheet import sheets
from reports.evidence_sheet_files import render as proof
from reports.html import render
from reports.media.html import render as media
from reports.summary import build
from reports.weekly.rows import Row
from reports.weekly.unit_lists import Line, Look, UnitList
from reports.weekly.writing import render as weekly

pytestmark = pytest.mark.browser
HOME = "http://127.0.0.1:9/"
WANTED = (
    "entry_visible", "entry_keyboard", "elder_size", "elder_size_mobile", "spacing", "exit",
)  # fmt: skip


def _proof(folder: Path) -> str:
    made = month(folder)
    with_sheets = sheets(made.sites, made.report, [made.found])
    return proof(made.report, with_sheets, date(2026, 11, 26))


def _weekly(_: Path) -> str:
    day = date(2026, 11, 26)
    row = Row("k", Kind.UPDATE, State.REMIND, "区民政局", "示例", "栏目“通知公告”快到期", HOME, "A-001",
              date(2026, 11, 30), "最近更新后两个月", "发布一条新内容")  # fmt: skip
    unseen = Row(
        "u", Kind.FINDING, State.UNSEEN, "区民政局", "示例", "链接打不开", why="被防护拦截"
    )
    look = Look(
        "demo", day, "2026-11", "2026-11-26T01:00:00+00:00", "张三", "looked", "访问 31 个", ()
    )
    units = [UnitList("区民政局", [Line(row, 1, 2, day)], [Line(unseen, 1)], ["A-002 已解决"])]
    return weekly(day, [look], ["示例二：没有抓取过"], units, str)


def _contents(_: Path) -> str:
    entries = [
        Entry("公文/通报.docx", "公文", "月度通报", b"x"),
        Entry("评分/a.json", "得分", "示例", b"{}"),
    ]
    about = About(
        "2026-11", "复查", "区政务服务数据管理局", draft=True, without=["b"], problems=["少一件"]
    )
    return index(about, [Contents.of(one) for one in entries])[1].body.decode()


FILES: dict[str, Callable[[Path], str]] = {
    "report": lambda _: render(build(samples.rich())),
    "media": lambda _: media(accounts(judged(FRESH), judged(SILENT, key="b"))),
    "draft": lambda _: draft(hostile(), "2026年11月25日"),
    "proof": _proof,
    "weekly": _weekly,
    "archive": _contents,
}


def _walk(folder: Path, *names: str) -> None:
    needs_browser()
    pages = {name: HOME + f"{name}.html" for name in names}
    kept = [page(pages[name], FILES[name](folder / name)) for name in names]
    made = stored(folder / "own.sqlite", HOME, kept)
    replay = Replay(made.path, made.run.id, made.config)
    replay.touring = True
    look = {"axe": run_axe, "large": _large, "tour": _quickly}
    scripts = [newest().preload, preload(), mask_page.preload()]
    with Session(replay, preload=scripts, budget_s=60) as session:
        for name, url in pages.items():
            visit = session.visit(url, look)
            assert visit.reason == "", (name, visit.reason)
            for axe in ("axe", "large"):
                found = visit.gathered[axe]["violations"]
                assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], (name, axe)
            said = measures({**visit.gathered["tour"], "lost": []})
            states = {key: signal["state"] for key, signal in said["signals"].items()}
            assert said["verdict"] == "works", (name, said["why"], states)
            for key in WANTED:
                assert states[key] == "met", (name, said["signals"][key])
    replay.close()


def _large(driver: Driver) -> object:
    driver.execute_script("document.querySelector('details.large').open = true")
    return run_axe(driver)


def _quickly(driver: Driver) -> object:
    return use_toolbar(driver, 0.1)


def test_the_large_print_works(tmp_path: Path) -> None:
    _walk(tmp_path, "report")


@pytest.mark.full
def test_that_of_the_other_files_works_too(tmp_path: Path) -> None:
    _walk(tmp_path, *(name for name in FILES if name != "report"))
