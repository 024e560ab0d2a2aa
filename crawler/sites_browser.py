"""How pages are opened in a browser: the ``[browser]`` table of ``sites.toml``."""

from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlsplit

from crawler.sites import BrowserSettings, SitesError, SitesFile
from crawler.toml_table import Table

GRID_VARIABLE = "GOVCHECK_GRID_URL"
"""The environment variable that names a Selenium Grid, over what the file says."""
MOST_WORKERS = 64
HINTS = {
    "on": "enabled",
    "启用": "enabled",
    "jobs": "workers",
    "timeout_s": "budget_s",
    "grid_url": "grid",
    "path": "chromium",
    "chrome": "chromium",
    "binary": "chromium",
}


def read_browser(top: Table) -> BrowserSettings:
    """The table's values; those that are wrong are noted and replaced by the usual ones."""
    table, usual = top.table("browser"), BrowserSettings()
    settings = BrowserSettings(
        enabled=table.flag("enabled", usual.enabled),
        workers=table.number(
            "workers", usual.workers, 0, MOST_WORKERS, "（0 表示和处理器核数相同）"
        ),
        budget_s=table.number("budget_s", usual.budget_s, 1.0, 300.0),
        grid=table.text("grid", check=check_grid),
        chromium=table.text("chromium", check=_check_program),
    )
    table.finish(HINTS)
    return settings


def with_grid(sites: SitesFile, grid: str) -> SitesFile:
    """The same configuration with the browsers of this Selenium Grid. Raises :class:`SitesError`."""
    return replace(sites, browser=on_grid(sites.browser, grid))


def on_grid(settings: BrowserSettings, grid: str) -> BrowserSettings:
    """The same settings with the browsers of this Selenium Grid. Raises :class:`SitesError`."""
    try:
        return replace(settings, grid=check_grid(grid))
    except ValueError as error:
        raise SitesError(
            f"“{grid}”不对：{error}。请检查 --grid 或环境变量 {GRID_VARIABLE}。"
        ) from None


def check_grid(value: str) -> str:
    """The address of a Selenium Grid. Raises ValueError with a Chinese reason."""
    text = value.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError("Selenium Grid 的地址应像 http://grid.example.com:4444 这样写完整")
    return text


def _check_program(value: str) -> str:
    text = value.strip()
    if not PurePath(text).is_absolute():
        raise ValueError("请写浏览器程序的完整路径，如 /usr/bin/chromium")
    return text
