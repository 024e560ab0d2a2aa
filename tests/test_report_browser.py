"""The report in a real browser: axe finds nothing, and small or enlarged screens need no scrolling
sideways. Screen readers and elderly readers are the report's own readers too.
"""

import json
import os
import shutil
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from axe_selenium_python import Axe
from report_samples import indicator, line, result, score_of
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from test_annex_aging import measures, signal

from checks.registry import all_checks
from checks.results import Outcome
from crawler.pictures import Picture
from reports.annex_looks import Looks
from reports.annexes import annexes
from reports.html import render
from reports.score import Assessment, Verdict
from reports.summary import build

pytestmark = pytest.mark.browser
ONE_PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--headless=new", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One headless browser with a fresh profile for the module."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if not browser or not chromedriver:
        pytest.skip("needs Chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in FLAGS:
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    made = webdriver.Chrome(options=options, service=Service(chromedriver))
    made.set_script_timeout(120)  # axe on a whole report, on a busy machine
    yield made
    made.quit()


def _vetoed() -> samples.Sources:
    """Not passed: one veto tripped, one to be confirmed."""
    stale, doubt = result(1, check="home-stale"), result(2, Outcome.REVIEW, check="column-stale")
    tripped = line(indicator("V3", "首页不更新", "veto", checks=("home-stale",)), [stale])
    possible = line(indicator("V4", "栏目不更新", "veto", checks=("column-stale",)), [], [doubt])
    made = score_of([], [tripped, possible], verdict=Verdict.FAILED, trial=None)
    return samples.sources([stale, doubt], made)


def _with_annexes() -> samples.Sources:
    """Both annexes, a finding with a picture, and the pictures of a tour."""
    rich = samples.rich()
    doubt = replace(rich.results[0], check="axe-violation", rule="axe:tabindex", key="k-t")
    sure = replace(rich.results[0], check="axe-violation", rule="axe:button-name", key="k-b")
    measured = measures("dead", zoom=signal("met", value=1.5, unit=" 倍", grade=0.7))
    looks = Looks({"axe-violation": frozenset({sure.url})}, measured)
    told = annexes(Assessment([sure, doubt]), looks, all_checks())
    shot = Picture("element x", sure.url, "0" * 64, "image/jpeg", 1200, 800, sure.evidence.seen_at,
                   {"caption": "问题所在的位置用红框标出"})  # fmt: skip
    pictures = {rich.results[0].key: shot}
    return replace(rich, annexes=told, pictures=pictures, toured=[shot])


@pytest.fixture(
    scope="module", params=["rich", "vetoed", "department", "empty", "hostile", "annexes"]
)
def page(
    request: pytest.FixtureRequest,
    driver: webdriver.Chrome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[webdriver.Chrome]:
    """The browser with one kind of report open."""
    made = {
        "rich": samples.rich,
        "department": lambda: samples.sources(
            [result(1)],
            score_of([], trial=None, worst=None, derivation=(), by_unit=None),
            rubric=samples.rubric(scored=False),
        ),
        "vetoed": _vetoed,
        "annexes": _with_annexes,
        "empty": lambda: samples.sources([], score_of([])),
        "hostile": lambda: samples.sources(
            [
                result(n, out, message="坏" * 400 + "\u202e" + "x" * 900, key=str(n),
                       url="http://a.example/" + "w" * 1500, excerpt="<b>" * 90, locator="a>" * 300)
                for n, out in enumerate([Outcome.FAIL, Outcome.REVIEW, Outcome.UNVERIFIABLE], 1)
            ],
            score_of([]),
        ),
    }[request.param]  # fmt: skip
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(build(made())), encoding="utf-8")
    (path.parent / "pictures").mkdir()
    (path.parent / "pictures" / f"{'0' * 32}.jpg").write_bytes(ONE_PIXEL)
    driver.get(path.as_uri())
    yield driver
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _resize(driver: webdriver.Chrome, width: int, scale: float = 1) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": scale, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _open(driver: webdriver.Chrome, *, large: bool = False) -> None:
    """Everything that is folded away, and the large print or not."""
    driver.execute_script(
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "document.querySelector('details.large').open = arguments[0]", large
    )  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(page: webdriver.Chrome, width: int) -> None:
    _resize(page, width)
    _open(page)
    axe = Axe(page)
    axe.inject()
    found = axe.run(options=json.dumps({"runOnly": TAGS}))
    assert len(found["passes"]) > 20
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.parametrize(
    ("width", "scale", "large"),
    [(320, 1, False), (640, 2, False), (375, 1, False), (1280, 1, False),
     (320, 1, True), (1280, 1, True)],
)  # fmt: skip
def test_nothing_needs_scrolling_sideways(
    page: webdriver.Chrome, width: int, scale: float, large: bool
) -> None:
    """640 CSS pixels at factor 2 are a 1280-pixel screen enlarged to 200 %."""
    _resize(page, width, scale)
    _open(page, large=large)
    wide, inner = page.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= inner <= width
    cut = page.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => e.scrollWidth >"
        " e.clientWidth + 1 && getComputedStyle(e).display !== 'inline').map(e => e.outerHTML)"
    )
    assert cut == []


def test_text_is_large_enough_for_elderly_readers(page: webdriver.Chrome) -> None:
    _open(page)
    size = "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).fontSize)"
    assert page.execute_script(size, "main p") >= 18
    smallest = page.execute_script(
        "return Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 14


def test_the_browser_reports_no_error(page: webdriver.Chrome) -> None:
    severe = [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
