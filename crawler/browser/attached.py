"""A browser with selenium attached, wherever it runs."""

from collections.abc import Callable
from dataclasses import dataclass

from selenium.webdriver.remote.webdriver import WebDriver


@dataclass(frozen=True, slots=True)
class Attached:
    """``address`` is host:port of the browser's DevTools, or ``socket`` the websocket that a Grid
    offers for them. ``pid`` is its main process (0: not ours), ``note`` Chinese, "" when all is
    well. ``online``: it goes out through our guard; else nothing may go out.
    """

    driver: WebDriver
    address: str
    pid: int
    note: str
    close: Callable[[], None]
    socket: str = ""
    online: bool = True


def bound(driver: WebDriver, timeout_s: float) -> None:
    """Limit loading, scripts, and waiting for a browser that is gone."""
    driver.set_page_load_timeout(timeout_s)
    driver.set_script_timeout(timeout_s)
    # Beyond the budget the hang breaker acts; this is for a browser that is gone.
    driver.command_executor.client_config.timeout = int(timeout_s * 3 + 10)  # type: ignore[union-attr]
