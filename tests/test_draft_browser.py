"""The 发布前自查单 in a real browser: axe finds nothing, and a small screen needs no scrolling."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_selenium_python import Axe
from selenium import webdriver
from test_draft import NUMBER, hostile, sheet, txt
from test_report_browser import TAGS, driver

from reports.draft_writing import html

__all__ = ["driver"]
pytestmark = pytest.mark.browser


@pytest.fixture(params=["hostile", "clean", "unread"])
def page(
    request: pytest.FixtureRequest, driver: webdriver.Chrome, tmp_path: Path
) -> Iterator[webdriver.Chrome]:
    sheets = {
        "hostile": hostile,
        "clean": lambda: [sheet(txt("通知", "2026年1月1日", "来源：区办"), "a.txt")],
        "unread": lambda: [sheet(b"", "a.docx")],
    }[request.param]()
    file = tmp_path / "sheet.html"
    file.write_text(html(sheets, "2026年11月25日"), encoding="utf-8")
    driver.get(file.as_uri())
    yield driver
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _resize(driver: webdriver.Chrome, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_needs_scrolling(page: webdriver.Chrome, width: int) -> None:
    _resize(page, width)
    axe = Axe(page)
    axe.inject()
    found = axe.run(options=json.dumps({"runOnly": TAGS}))
    assert len(found["passes"]) > 15
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.execute_script(wide) <= 0


def test_the_text_layer_has_no_clear_number(page: webdriver.Chrome) -> None:
    assert NUMBER not in page.execute_script("return document.documentElement.innerText")
