"""A browser on a Selenium Grid: the same gather functions, started by somebody else."""

import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import urllib3
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.client_config import ClientConfig

from crawler.browser.attached import Attached, bound
from crawler.browser.chromium import BrowserError, flags

NOWHERE = "127.0.0.1:9"
"""A proxy that nobody runs: what interception might miss gets no further."""
CONNECT_S = 120
"""A Grid lets a session wait until a browser is free."""
OFFLINE = (
    "浏览器在 Selenium Grid 上，不经过本机的出口限制，所以只看已保存的内容："
    "没有保存的资源一律不取，脚本要现取的数据也没有。"
)


def on_grid(grid: str, proxy: str, timeout_s: float) -> Attached:
    """A session of the Grid at this address. Raises :class:`BrowserError`.

    A Grid on this computer reaches the guard's ``proxy``; elsewhere nothing may go out at all.
    """
    near = _is_near(grid)
    driver = _connect(grid, _options(proxy if near else NOWHERE))
    try:
        bound(driver, timeout_s)
        offered = str(driver.capabilities.get("se:cdp") or "")
        if not offered:
            raise BrowserError(
                f"{grid} 的浏览器没有提供 DevTools 连接（se:cdp），不能用来检查。"
                "请用 Selenium Grid 4 和 Chrome、Chromium 或 Edge。需要浏览器的检查都没有做，其他检查不受影响。"
            )
    except BaseException:
        _quit(driver)
        raise
    note = "" if near else OFFLINE
    return Attached(
        driver, "", 0, note, lambda: _quit(driver), _reachable(offered, grid), online=near
    )


def _options(proxy: str) -> ArgOptions:
    options = webdriver.ChromeOptions()
    options.unhandled_prompt_behavior = "dismiss"
    for flag in flags(None, proxy=proxy):
        options.add_argument(flag)
    return options


def _connect(grid: str, options: ArgOptions) -> webdriver.Remote:
    config = ClientConfig(remote_server_addr=grid, timeout=CONNECT_S)
    try:
        return webdriver.Remote(command_executor=grid, options=options, client_config=config)
    except (WebDriverException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        said = (getattr(error, "msg", "") or str(error) or type(error).__name__).splitlines()[0]
        raise BrowserError(
            f"连不上 Selenium Grid {grid}（{said[:150]}）。请检查地址、端口和防火墙，"
            "以及 Grid 是否已启动并有 Chrome 可用；需要浏览器的检查都没有做，其他检查不受影响。"
        ) from error


def _is_near(grid: str) -> bool:
    """Whether the Grid runs on this computer."""
    host = urlsplit(grid).hostname or ""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return all(ipaddress.ip_address(str(entry[4][0])).is_loopback for entry in found)
    except (OSError, ValueError):
        return False


def _reachable(offered: str, grid: str) -> str:
    """The websocket under the address we know: a Grid names the one it knows of itself."""
    there = urlsplit(grid)
    scheme = "wss" if there.scheme == "https" else "ws"
    parts = urlsplit(offered)
    return parts._replace(scheme=scheme, netloc=there.netloc).geturl()


def _quit(driver: webdriver.Remote) -> None:
    with suppress(Exception):
        driver.quit()
