"""The ``[browser]`` table of ``sites.toml``: read, refused in plain words, written back."""

import pytest

from crawler.sites import BrowserSettings, SitesError
from crawler.sites_file import dumps, loads

SITE = """
[[unit]]
id = "u"
name = "单位"

[[site]]
id = "s"
name = "网站"
url = "https://www.example.com/"
unit = "u"
"""
FULL = BrowserSettings(False, 2, 20.0, "http://grid.example.com:4444", "/opt/chromium")
TABLE = """
[browser]
enabled = false
workers = 2
budget_s = 20.0
grid = "http://grid.example.com:4444/"
chromium = "/opt/chromium"
"""


def test_without_a_table_the_browser_is_on() -> None:
    assert loads(SITE).browser == BrowserSettings(enabled=True, workers=0)
    assert "[browser]" not in dumps(loads(SITE))


def test_what_is_read_is_written_back() -> None:
    sites = loads(TABLE + SITE)
    assert sites.browser == FULL
    assert loads(dumps(sites)).browser == FULL


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('grid = "grid.example.com"', ["browser.grid", "http://grid.example.com:4444"]),
        ('grid = "http://grid:99999"', ["browser.grid", "写完整"]),
        ('chromium = "chromium"', ["browser.chromium", "完整路径"]),
        ("workers = -1", ["browser.workers", "0 到 64"]),
        ("budget_s = 0", ["browser.budget_s", "1 到 300"]),
        ('enabled = "no"', ["browser.enabled", "true"]),
        ("jobs = 2", ["browser.jobs", "workers"]),
    ],
)
def test_mistakes_are_told_with_place_and_remedy(line: str, words: list[str]) -> None:
    with pytest.raises(SitesError) as told:
        loads(f"[browser]\n{line}\n{SITE}")
    for word in words:
        assert word in str(told.value)
