"""The page of accounts in a real browser: axe finds nothing, and no screen scrolls sideways."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_selenium_python import Axe
from selenium import webdriver
from test_media_report import FRESH, HOSTILE, LOCAL, SILENT, judged, report
from test_report_browser import TAGS, _resize, driver

from reports.media.html import render

__all__ = ["driver"]
pytestmark = pytest.mark.browser
LONG = {"name": "名" * 200, "organiser": "Unit" * 80, "platform_id": "w" * 190}


@pytest.fixture(scope="module", params=["mixed", "scored", "empty"])
def page(
    request: pytest.FixtureRequest,
    driver: webdriver.Chrome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[webdriver.Chrome]:
    """The browser with one kind of report open."""
    late = {"posts": [{"day": date(2026, 11, 13)}]}
    record = {"seen": date(2026, 11, 25), "finding": "not_updated", "picture": "a" * 64 + ".png"}
    stopped = {"account": {"status": "停更", "status_on": date(2026, 1, 1)}}
    made = {
        "mixed": lambda: report(
            judged(FRESH), judged(SILENT, key="b"), judged({}, key="c"), judged(late, key="d"),
            judged({"records": [record]}, key="e"), judged(stopped, key="f"),
            judged({"account": {"status": "注销"}}, key="g"), judged(FRESH, **{**HOSTILE, **LONG}),
        ),
        "scored": lambda: report(judged(FRESH, LOCAL), judged({}, LOCAL, key="b"), rubric=LOCAL),
        "empty": report,
    }[request.param]  # fmt: skip
    path: Path = tmp_path_factory.mktemp("accounts") / "page.html"
    path.write_text(render(made()), encoding="utf-8")
    driver.get(path.as_uri())
    yield driver
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(page: webdriver.Chrome, width: int) -> None:
    _resize(page, width)
    axe = Axe(page)
    axe.inject()
    found = axe.run(options=json.dumps({"runOnly": TAGS}))
    assert len(found["passes"]) > 15
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2), (1280, 1)])
def test_nothing_needs_scrolling_sideways(page: webdriver.Chrome, width: int, scale: float) -> None:
    _resize(page, width, scale)
    wide, inner = page.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= inner <= width


def test_the_browser_reports_no_error(page: webdriver.Chrome) -> None:
    severe = [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
