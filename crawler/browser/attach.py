"""Start a browser and attach selenium to it."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from crawler.browser.chromium import MISSING, Binary, BrowserError, Chromium, find, flags, owners
from crawler.browser.leftovers import MARK, mark


@dataclass(frozen=True, slots=True)
class Attached:
    """A browser with selenium attached. ``address`` is host:port of its DevTools, ``pid`` its main
    process (0: not ours), ``note`` Chinese, "" when all is well.
    """

    driver: webdriver.Chrome
    address: str
    pid: int
    note: str
    close: Callable[[], None]


def start(proxy: str, timeout_s: float, *, binary: Binary | None = None) -> Attached:
    """The headless shell, else the full browser, else whatever Chrome selenium finds.

    ``proxy`` is host:port of the guard, ``timeout_s`` selenium's limit for loading and scripts.
    Raises :class:`BrowserError` when there is none.
    """
    binary = binary or find()
    if binary is None:
        return _found_by_selenium(proxy, timeout_s)
    browser = Chromium(binary, proxy=proxy)
    options = webdriver.ChromeOptions()
    options.debugger_address = browser.address
    options.unhandled_prompt_behavior = "dismiss"
    try:
        service = Service(shutil.which("chromedriver"), env={**os.environ, MARK: mark()})
        driver = webdriver.Chrome(options=options, service=service)
        _bound(driver, timeout_s)
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
    os.environ.setdefault("SE_AVOID_STATS", "true")
    os.environ.setdefault("SE_AVOID_BROWSER_DOWNLOAD", "true")
    try:
        driver = webdriver.Chrome(options=options)
    except (WebDriverException, OSError) as error:
        raise BrowserError(MISSING) from error
    _bound(driver, timeout_s)
    address = str(driver.capabilities["goog:chromeOptions"]["debuggerAddress"])

    def close() -> None:
        with suppress(Exception):
            driver.quit()

    return Attached(driver, address.replace("localhost", "127.0.0.1"), 0, owner.note, close)


def _bound(driver: webdriver.Chrome, timeout_s: float) -> None:
    driver.set_page_load_timeout(timeout_s)
    driver.set_script_timeout(timeout_s)
    # Beyond the budget the hang breaker acts; this is for a browser that is gone.
    driver.command_executor.client_config.timeout = int(timeout_s * 3 + 10)  # type: ignore[union-attr]


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
