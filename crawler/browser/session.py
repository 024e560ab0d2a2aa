"""One browser with one long-lived tab: started when first needed, anew after a crash or often use."""

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from selenium.common.exceptions import (
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver.remote.webdriver import WebDriver

from crawler.browser import attach, chromium
from crawler.browser.attached import Attached, bound
from crawler.browser.channel import Channel, ChannelError
from crawler.browser.direct import USUAL_WINDOW
from crawler.browser.easing import ease
from crawler.browser.fetching import Fetching
from crawler.browser.guard import Guard
from crawler.browser.manners import Manners
from crawler.browser.memory import tree_mb
from crawler.browser.replay import Source
from crawler.browser.scope import Scope, place
from crawler.browser.tab import Tab
from crawler.browser.traffic import Answered, Missed, Traffic
from crawler.sites import BrowserSettings
from crawler.way import STRAIGHT, Way

RECYCLE_PAGES = 1000
RECYCLE_MB = 800
LOOK_AT_MEMORY_EVERY = 25
DIALOGS_AT_MOST = 20
GATHERED_AT_MOST = 3
BLANK = "about:blank"
ARRIVED_S, ARRIVED_AFTER_DIALOGS_S = 0.4, 5.0
"""So long is waited for a page that the driver says is there."""
ARRIVED_LOOK_S = 0.1
DATA_A_PAGE = 30
DATA_KEPT = {"maxTotalBufferSize": 20 << 20, "maxResourceBufferSize": 2 << 20}
"""Bytes of answers the browser keeps for us, where we want to have them."""
LOST_KEPT = 200
LOST_TAB = ("Not attached to an active page", "no such window", "invalid session id")
"""What the driver says when it will not find the tab again, as after dialogs without end."""
ENDLESS_DIALOGS = "endless dialogs"
LEAVE_S = 1.0
"""A page that could not be looked at has so long to make room for the next one."""
ENDLESS = "页面上的脚本一直不结束，超过了时间限制"
ENDED = "Execution was terminated"
"""What the browser says of our own look when its time is over."""
TOO_LONG = "超过了时间限制，没有检查完"

Gather = Callable[[WebDriver], Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one page. ``reason`` is Chinese and says why nothing (more) was gathered."""

    url: str
    reason: str = ""
    gathered: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    unstyled: int = 0
    """How many style sheets the page asked for and did not get: it looked different from usual."""
    lost: tuple[Missed, ...] = ()
    """Data, scripts and sounds that did not come, all of the visit."""
    rest_s: float = 0.0
    """The site wants to be left alone for so long, and the page needed something from it."""


class Session:
    """Visits pages one after another. ``preload`` scripts run in every frame before its own.

    ``budget_s`` bounds each page: loading, and then each gather function; without it that of the
    ``settings`` holds, which also say where the browser is. ``way`` is how the site is reached.
    """

    def __init__(
        self,
        source: Source,
        *,
        preload: Sequence[str] = (),
        budget_s: float = 0,
        binary: chromium.Binary | None = None,
        settings: BrowserSettings = BrowserSettings(),  # noqa: B008 - frozen
        manners: Manners | None = None,
        way: Way = STRAIGHT,
    ) -> None:
        self._source, self._preload = source, preload
        self._budget_s = budget_s or settings.budget_s
        self._binary, self._settings, self._manners = binary, settings, manners
        self._attached: Attached | None = None
        self._tab: Tab | None = None
        self._pages = 0
        self._leaves_lightly = False
        self.starts = 0
        # With a proxy nothing leaves this computer but by it.
        self.guard = Guard(Scope(frozenset()) if way.network.proxy else source.scope)
        self._fetching = Fetching(way, source.scope) if way.is_special else None

    @property
    def note(self) -> str:
        """What is not as it should be with the browser, in Chinese; "" if all is well."""
        return self._attached.note if self._attached else ""

    @property
    def driver(self) -> WebDriver:
        """The running browser, started if need be. Raises :class:`chromium.BrowserError`."""
        return self._ready()[0].driver

    @property
    def channel(self) -> Channel:
        """The second connection to the tab."""
        return self._ready()[1]

    @property
    def traffic(self) -> Traffic:
        """What the open page asked for."""
        self._ready()
        assert self._tab is not None  # noqa: S101 - made ready
        return self._tab.traffic

    def hear_scripts(self) -> None:
        """Have uncaught errors of scripts in :attr:`traffic`, too, and the data they got kept."""
        with suppress(ChannelError):
            self.channel.call("Runtime.enable")
            self.channel.call("Network.enable", **DATA_KEPT)

    def answers(self) -> Iterator[Answered]:
        """The data that scripts of the open page got, as far as it was kept for us."""
        for number, (url, status, kind) in list(self.traffic.data.items())[:DATA_A_PAGE]:
            with suppress(ChannelError):
                said = self.channel.call("Network.getResponseBody", requestId=number)
                text = str(said.get("body", ""))
                if said.get("base64Encoded"):
                    yield Answered(url, status, kind, base64.b64decode(text))
                else:  # decoded by the browser, whatever it was written in
                    kind = f"{kind.partition(';')[0]}; charset=utf-8"
                    yield Answered(url, status, kind, text.encode())

    def allow(self, budget_s: float) -> None:
        """Bound each page from now on by this many seconds instead."""
        self._budget_s = budget_s
        if self._attached is not None:
            bound(self._attached.driver, budget_s)

    def forget(self, url: str) -> None:
        """Drop what the pages of a site have left in the browser: its next page is a first one."""
        origin = "/".join(url.split("/", 3)[:3])
        with suppress(ChannelError):
            self.channel.call("Network.clearBrowserCookies")
            self.channel.call("Storage.clearDataForOrigin", origin=origin, storageTypes="all")

    def visit(self, url: str, gathers: Mapping[str, Gather], *, straight: bool = False) -> Visit:
        """Open a page and run the gather functions on it, each by the name to keep its result.

        ``straight``: the page before this one may be left for it without an empty one between
        them, if that one was opened so and gave no trouble.
        """
        if place(url)[1] == 0:
            return Visit(url, "不是 http 或 https 网址，没有打开")
        begun = time.monotonic()
        attached, channel = self._ready()
        self._pages += 1
        lightly = straight and self._leaves_lightly
        ease(channel)
        if not lightly and not self._emptied(attached.driver, channel):
            self._end()
            attached, channel = self._ready()
        self._source.next_page()
        if self._manners is not None:
            self._manners.begin()
        tab = self._tab
        if tab is not None:
            tab.sheets.begin()
        gathered: dict[str, Any] = {}
        reason = self._open(attached.driver, channel, url, straight=lightly)
        self._leaves_lightly = straight and self._leaves_lightly
        if not reason:
            for name, gather in gathers.items():
                reason = self._gather(attached.driver, channel, name, gather, gathered)
                if reason:
                    break
        cut_off = any(isinstance(one, dict) and one.get("error") for one in gathered.values())
        self._leaves_lightly = self._leaves_lightly and not (reason or cut_off)
        if self._tab is not None and self._tab.is_broken:
            reason = reason or "页面使浏览器崩溃，没有检查完"
            self._end()
        elif self._is_worn() or self._is_held(reason):
            self._end()
        unstyled = tab.sheets.missing if tab is not None else 0
        lost = (*tab.traffic.missed, *tab.traffic.silent)[:LOST_KEPT] if tab else ()
        lack, rest_s = self._manners.lack if self._manners is not None else ("", 0.0)
        if lack:  # what was seen is not the page its readers see
            reason, gathered = lack, {}
        return Visit(url, reason, gathered, time.monotonic() - begun, unstyled, lost, rest_s)

    def close(self) -> None:
        """End the browser and its guard."""
        self._end()
        self.guard.close()
        if self._fetching is not None:
            self._fetching.close()
        if self._manners is not None:
            self._manners.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ---- one page

    def _open(self, driver: WebDriver, channel: Channel, url: str, *, straight: bool) -> str:
        """A page that never comes must not be taken for the one before it: either that one was left
        for an empty page, or (``straight``) the arrival of this one is watched.
        """
        assert self._tab is not None  # noqa: S101 - made ready
        tab = self._tab
        late, dialogs = False, tab.dialogs
        with channel.budget(self._budget_s) as budget:
            try:
                if straight:
                    tab.expect(url)
                self.traffic.begin()
                _past_dialogs(lambda: driver.get(url))
            except TimeoutException:
                late = True
                # Often one resource that never comes: what is there can be looked at. If it is a
                # script that never ends, there is not much time left to find that out.
                with suppress(WebDriverException):
                    driver.set_script_timeout(LEAVE_S)
                    driver.execute_script("window.stop()")
            except WebDriverException as error:
                return _why(error, channel)
            try:
                patience_s = ARRIVED_AFTER_DIALOGS_S if tab.dialogs > dialogs else ARRIVED_S
                shown = _arrived(driver, patience_s)
            except WebDriverException as error:
                return ENDLESS if budget.exceeded else _why(error, channel)
            finally:
                if budget.exceeded:
                    with suppress(WebDriverException):
                        driver.set_script_timeout(self._budget_s)
            self._leaves_lightly = not late and not budget.exceeded
            is_there = place(str(shown))[1] != 0 and (not straight or tab.came())
            if not is_there and (late or not straight):
                return "页面没有加载出来" + ("（脚本一直不结束）" if budget.exceeded else "")
        if is_there:
            return ""
        if not self._emptied(driver, channel):
            return "页面没有加载出来"
        return self._open(driver, channel, url, straight=False)

    def _emptied(self, driver: WebDriver, channel: Channel) -> bool:
        """Leave for an empty page. What the one before does to stay is not the next one's time."""
        with channel.budget(LEAVE_S):
            try:
                _past_dialogs(lambda: driver.get(BLANK))
                # A look that was cut off may have left its window, set by either connection.
                driver.execute_cdp_cmd(USUAL_WINDOW, {})
                channel.call(USUAL_WINDOW)
            except (WebDriverException, ChannelError):
                return False
        return True

    def _gather(
        self,
        driver: WebDriver,
        channel: Channel,
        name: str,
        gather: Gather,
        gathered: dict[str, Any],
    ) -> str:
        reason = ""
        with channel.budget(getattr(gather, "budget_s", self._budget_s)):
            for _ in range(GATHERED_AT_MOST):
                dialogs, reason = self._dialogs, ""
                try:
                    gathered[name] = _past_dialogs(lambda: gather(driver))
                except TimeoutException:
                    return ENDLESS
                except WebDriverException as error:
                    return _why(error, channel)
                except (AttributeError, LookupError, TypeError, ValueError) as error:
                    # A page can change what its own scripts and ours are told.
                    reason = f"页面给出的内容读不懂（{type(error).__name__}）"
                # A script that a dialog interrupts gives nothing.
                if self._dialogs == dialogs or (not reason and gathered[name] is not None):
                    break
        return reason

    @property
    def _dialogs(self) -> int:
        return self._tab.dialogs if self._tab is not None else 0

    # ---- the browser

    def _ready(self) -> tuple[Attached, Channel]:
        if self._tab is not None and self._tab.is_broken:
            self._end()  # it ended between two pages
        if self._attached is None or self._tab is None:
            self._attached = attach.start(
                self.guard.address, self._budget_s, binary=self._binary, settings=self._settings
            )
            try:
                self._tab = Tab(
                    self._attached, self._source, self._preload, self._manners, self._fetching
                )
            except Exception:
                self._end()
                raise
            self.starts += 1
            self._pages = 0
        return self._attached, self._tab.channel

    def _is_worn(self) -> bool:
        if self._pages >= RECYCLE_PAGES:
            return True
        attached = self._attached
        if attached is None or not attached.pid or self._pages % LOOK_AT_MEMORY_EVERY:
            return False
        return tree_mb(attached.pid) > RECYCLE_MB

    def _is_held(self, reason: str) -> bool:
        """Whether the page would not let go: a timer starts its endless script again each time it is
        ended, and no other page would ever come.
        """
        attached, tab = self._attached, self._tab
        if not reason or attached is None or tab is None:
            return False
        with tab.channel.budget(LEAVE_S):
            try:
                tab.channel.call("Page.navigate", wait_s=LEAVE_S, url=BLANK)
                said = tab.channel.call(
                    "Runtime.evaluate", wait_s=LEAVE_S, expression="location.href"
                )
            except ChannelError:
                return True
        return bool(said.get("result", {}).get("value") != BLANK)

    def _end(self) -> None:
        if self._tab is not None:
            self._tab.close()
        if self._attached is not None:
            self._attached.close()
        self._tab, self._attached = None, None


def _arrived(driver: WebDriver, patience_s: float) -> str:
    """Where the browser is. A dialog may have it say that it is there a moment too early, and a script
    that a dialog interrupts gives nothing.
    """
    until = time.monotonic() + patience_s
    while True:
        shown = _past_dialogs(lambda: driver.execute_script("return location.href"))
        if shown not in (None, BLANK) or time.monotonic() > until:
            return str(shown)
        time.sleep(ARRIVED_LOOK_S)


def _past_dialogs[T](ask: Callable[[], T]) -> T:
    """Ask again while the page still shows dialogs: each of them spoils one answer."""
    for _ in range(DIALOGS_AT_MOST):
        try:
            return ask()
        except UnexpectedAlertPresentException:
            continue
        except WebDriverException as error:
            # The driver wanted to dismiss what the other connection had just dismissed.
            if "No dialog is showing" not in (error.msg or ""):
                raise
    raise WebDriverException(ENDLESS_DIALOGS)


def _why(error: WebDriverException, channel: Channel) -> str:
    text = (error.msg or "").splitlines()[0] if error.msg else ""
    if "crashed" in text or channel.crashed.is_set():
        channel.crashed.set()
        return "页面使浏览器崩溃，没有检查完"
    if any(words in text for words in LOST_TAB):
        channel.crashed.set()  # a new browser for the next page
        return "页面使浏览器失去控制，没有检查完"
    if ENDED in text:
        return TOO_LONG
    if "ERR_BLOCKED_BY_CLIENT" in text:
        return "页面没有抓取过，或转到了不允许打开的地址"
    if ENDLESS_DIALOGS in text:
        return "页面不断弹出对话框，没有检查完"
    return f"浏览器没有打开页面（{text[:120]}）"
