"""Start a browser and attach selenium to it."""

import os
import shutil
from contextlib import suppress

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from crawler.browser.attached import Attached, bound
from crawler.browser.chromium import (
    MISSING,
    Binary,
    BrowserError,
    Chromium,
    chosen,
    find,
    flags,
    owners,
)
from crawler.browser.grid import on_grid
from crawler.browser.leftovers import MARK, mark
from crawler.sites import BrowserSettings


def start(
    proxy: str,
    timeout_s: float,
    *,
    binary: Binary | None = None,
    settings: BrowserSettings = BrowserSettings(),  # noqa: B008 - frozen
) -> Attached:
    """The browser of the ``settings`` (a Selenium Grid, a program), else the headless shell, else
    the full browser, else whatever Chrome selenium finds.

    ``proxy`` is host:port of the guard, ``timeout_s`` selenium's limit for loading and scripts.
    Raises :class:`BrowserError` when there is none.
    """
    if settings.grid:
        return on_grid(settings.grid, proxy, timeout_s)
    os.environ.setdefault("SE_AVOID_STATS", "true")  # selenium's manager tells its makers
    os.environ.setdefault("SE_AVOID_BROWSER_DOWNLOAD", "true")
    os.environ.setdefault("SE_TIMEOUT", "10")  # seconds it may look for a driver
    binary = binary or (chosen(settings.chromium) if settings.chromium else find())
    if binary is None:
        return _found_by_selenium(proxy, timeout_s)
    browser = Chromium(binary, proxy=proxy)
    options = webdriver.ChromeOptions()
    options.debugger_address = browser.address
    options.unhandled_prompt_behavior = "dismiss"
    try:
        service = Service(shutil.which("chromedriver"), env={**os.environ, MARK: mark()})
        driver = webdriver.Chrome(options=options, service=service)
        bound(driver, timeout_s)
    except WebDriverException as error:
        browser.close()
        raise BrowserError(_no_driver(error)) from error

    def close() -> None:
        browser.close()  # first: a page that hangs could hold up the driver
        _release(driver)

    return Attached(driver, browser.address, browser.process.pid, browser.note, close)


def _found_by_selenium(proxy: str, timeout_s: float) -> Attached:
    owner = owners()[-1]  # selenium starts it with our own rights
    options = webdriver.ChromeOptions()
    options.unhandled_prompt_behavior = "dismiss"
    for flag in flags(None, proxy=proxy, sandbox=owner.sandbox):
        options.add_argument(flag)
    try:
        driver = webdriver.Chrome(options=options)
    except (WebDriverException, OSError) as error:
        raise BrowserError(MISSING) from error
    bound(driver, timeout_s)
    address = str(driver.capabilities["goog:chromeOptions"]["debuggerAddress"])

    def close() -> None:
        with suppress(Exception):
            driver.quit()

    return Attached(driver, address.replace("localhost", "127.0.0.1"), 0, owner.note, close)


def _release(driver: webdriver.Chrome) -> None:
    with suppress(Exception):
        driver.command_executor.close()  # type: ignore[union-attr]
    with suppress(Exception):
        driver.service.stop()


def _no_driver(error: WebDriverException) -> str:
    return (
        f"找到了浏览器，但 chromedriver 用不了（{(error.msg or '').splitlines()[0][:150]}）。"
        "请安装与浏览器同一版本的 chromedriver，例如：apt-get install chromium-driver。"
        "需要浏览器的检查都没有做，其他检查不受影响。"
    )
