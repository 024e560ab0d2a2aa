"""The browser, its driver, the fonts it draws Chinese with, and the accessibility engines."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from checks.accessibility.ibm_engine import second_engine
from checks.errors import UserError
from crawler.browser.axe_engine import newest
from crawler.browser.chromium import Binary, BrowserError, Chromium, chosen, find
from crawler.doctor.finding import Finding, bad, care, good, installing
from crawler.sites import BrowserSettings

_VERSION = re.compile(r"\d+(?:\.\d+){1,3}")
ASK_S = 20
OFF = "配置里关掉了浏览器（[browser] enabled = false），需要浏览器的检查都不做"
INSTALL = installing("chromium", "chromium-driver", "chromium-headless-shell")
ENGINES = (
    "能联网时在程序文件夹里运行 npm ci；不能联网的，用能联网的电脑上 make bundle 做的离线安装包重新安装，"
    "里面带有它。"
)


def look(settings: BrowserSettings, *, start: bool = True) -> Iterator[Finding]:
    """Browser, driver, match of both, start, fonts, axe-core. ``start``: try the browser out."""
    if not settings.enabled:
        yield care("浏览器", OFF, "需要时改成 enabled = true。")
        return
    if settings.grid:
        text = f"用 Selenium Grid（{settings.grid}），本机不需要浏览器；没有连接它"
        yield good("浏览器", text)
    else:
        yield from _own(settings, start)
    yield _fonts()
    yield _axe()
    yield _second()


def _own(settings: BrowserSettings, start: bool) -> Iterator[Finding]:
    try:
        binary = chosen(settings.chromium) if settings.chromium else find()
    except BrowserError as error:
        yield bad("浏览器", str(error), "")
        return
    if binary is None:
        text = "没有找到 Chromium，需要浏览器的检查都做不了，其他检查不受影响"
        yield bad("浏览器", text, INSTALL)
        return
    version = version_of([binary.path, "--version"])
    if not version:
        yield bad("浏览器", f"{binary.path} 运行不了", INSTALL)
        return
    yield good("浏览器", f"{version}（{binary.path}）")
    yield _driver(version)
    if start:
        yield _start(binary)


def _driver(browser: str) -> Finding:
    path = shutil.which("chromedriver")
    if path is None:
        text = "没有找到 chromedriver，浏览器用不了"
        return bad("驱动程序", text, f"版本要与浏览器相同。{installing('chromium-driver')}")
    version = version_of([path, "--version"])
    if not version:
        return bad("驱动程序", f"{path} 运行不了", installing("chromium-driver"))
    if version.split(".")[0] != browser.split(".")[0]:
        text = f"驱动程序是 {version}，浏览器是 {browser}，主版本号不同，可能连不上"
        return bad("驱动程序", text, "请把 chromium 和 chromium-driver 升级到同一版本。")
    return good("驱动程序", f"{version}（{path}），与浏览器相符")


def _start(binary: Binary) -> Finding:
    try:
        browser = Chromium(binary)
    except (UserError, OSError) as error:
        return bad("启动浏览器", str(error), "")
    browser.close()
    if browser.note:
        return care("启动浏览器", "能启动", browser.note)
    return good("启动浏览器", "能启动，沙箱有效")


def _fonts() -> Finding:
    remedy = installing("fonts-noto-cjk", "fontconfig")
    if shutil.which("fc-list") is None:
        return care("中文字体", "没有 fc-list 命令，不知道有没有中文字体", remedy)
    families = said_by(["fc-list", ":lang=zh-cn", "family"]).splitlines()
    names = sorted({line.partition(",")[0].strip() for line in families if line.strip()})
    if not names:
        text = "没有中文字体，页面会画成方框，截图和版面检查都不可靠"
        return bad("中文字体", text, remedy)
    return good("中文字体", f"{len(names)} 种，如 {names[0]}")


def _axe() -> Finding:
    engine = newest()
    if engine.bundled:
        text = f"axe-core {engine.version}，是 axe-selenium-python 自带的旧版"
        return care("axe-core", text, ENGINES)
    return good("axe-core", f"axe-core {engine.version}（{engine.path.parent.name}）")


def _second() -> Finding:
    engine, name = second_engine(), "IBM 检查引擎"
    if engine is None:
        return care(name, "没有安装，ibm-equal-access 一项记为无法核验", ENGINES)
    return good(name, f"accessibility-checker-engine {engine.version}")


def version_of(command: Sequence[str]) -> str:
    """The version a program names, "" when it does not run."""
    found = _VERSION.search(said_by(command))
    return found[0] if found else ""


def said_by(command: Sequence[str]) -> str:
    """What a program prints; "" when it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of ours, or named in the configuration
            list(command),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=ASK_S,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
