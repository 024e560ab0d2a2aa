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
from reports.draft_writing import html as draft
from reports.evidence_sheet import sheets
from reports.evidence_sheet_files import render as proof
from reports.html import render
from reports.media.html import render as media
from reports.summary import build

pytestmark = pytest.mark.browser
HOME = "http://127.0.0.1:9/"
WANTED = (
    "entry_visible", "entry_keyboard", "elder_size", "elder_size_mobile", "spacing", "exit",
)  # fmt: skip


def _proof(folder: Path) -> str:
    made = month(folder)
    with_sheets = sheets(made.sites, made.report, [made.found])
    return proof(made.report, with_sheets, date(2026, 11, 26))


FILES: dict[str, Callable[[Path], str]] = {
    "report": lambda _: render(build(samples.rich())),
    "media": lambda _: media(accounts(judged(FRESH), judged(SILENT, key="b"))),
    "draft": lambda _: draft(hostile(), "2026年11月25日"),
    "proof": _proof,
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
    _walk(tmp_path, "media", "draft", "proof")
