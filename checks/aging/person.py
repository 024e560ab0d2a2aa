"""A person at the browser: real pointer, keys and touch, a little patience, and a budget."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from checks.aging.scripts import preload

CLICKS = 25
"""At most so many clicks on one page, in all window sizes together."""
PICTURES = 10
PICTURE_LIMIT = 260_000
"""Characters of base64 a picture may have."""
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{version} Mobile Safari/537.36"
)
DIALOGS = 12

Json = dict[str, Any]


class Driver(Protocol):
    """What is needed of a browser; selenium's Chromium drivers are such."""

    def get(self, url: str) -> Any: ...
    def execute_script(self, script: str, *args: Any) -> Any: ...
    def execute_async_script(self, script: str, *args: Any) -> Any: ...
    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


class Person:
    """Uses the open page. ``patience`` scales all waiting; ``budget_s`` ends the tour.

    Leaves the tab as it was when closed: no hooks, no cookies, the usual window size.
    """

    def __init__(self, driver: Driver, budget_s: float, patience: float = 1.0) -> None:
        self._driver, self._patience = driver, patience
        self._end = time.monotonic() + budget_s
        self.clicks = self.reserve = 0
        self.touches = False
        self.pictures: list[Json] = []
        self._pointer = (0.0, 0.0)
        self._scripts: list[str] = []
        self._preload(preload())

    # ---- budget

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return self._end - time.monotonic()

    @property
    def may_click(self) -> bool:
        """Whether there is time and a click left, apart from ``reserve`` clicks kept for later."""
        return self.clicks < CLICKS - self.reserve and self.left_s > 2

    def wait(self, seconds: float) -> None:
        """Wait, within the budget."""
        time.sleep(max(0.0, min(seconds * self._patience, self.left_s)))

    def until[T](
        self, seconds: float, ask: Callable[[], T | None], *, every: float = 0.2, least: float = 0
    ) -> T | None:
        """Ask until there is an answer or the time is over; at least once, and for ``least``
        seconds even without patience.
        """
        end = time.monotonic() + min(max(seconds * self._patience, least), max(self.left_s, 0))
        while True:
            answer = ask()
            if answer is not None or time.monotonic() >= end:
                return answer
            time.sleep(every * self._patience)

    # ---- the page

    def js(self, expression: str, *given: Any) -> Any:
        """The value of an expression with ``__age`` at hand; arguments are ``a[0]`` and so on."""
        script = f"const a = arguments; const age = window.__age; return {expression};"
        return self._past_dialogs(lambda: self._driver.execute_script(script, *given))

    def answer(self, expression: str, *given: Any) -> Any:
        """What an expression gives to ``done``."""
        script = f"const a = [...arguments]; const done = a.pop(); const age = window.__age; {expression};"
        return self._past_dialogs(lambda: self._driver.execute_async_script(script, *given))

    def cdp(self, command: str, **given: Any) -> Mapping[str, Any]:
        """A DevTools command."""
        said = self._past_dialogs(lambda: self._driver.execute_cdp_cmd(command, given))
        return said if isinstance(said, dict) else {}

    def can_go_on(self) -> bool:
        """Whether the browser still answers."""
        try:
            self._past_dialogs(lambda: self._driver.get("about:blank"))
            return bool(self.js("1") == 1)
        except Exception:  # noqa: BLE001 - no selenium here to name them
            return False

    def open(self, url: str) -> str:
        """Go to an address, with what the site remembers; what went wrong, "" if nothing."""
        try:
            self._past_dialogs(lambda: self._driver.get(url))
        except Exception as error:  # noqa: BLE001 - no selenium here to name them
            if "timeout" not in type(error).__name__.lower():
                return first_line(error)
            with suppress(Exception):
                self.js("window.stop()")
        self.settle()
        return "" if self.js("Boolean(age?.looks)") else "网页没有出来"

    def fresh(self, url: str) -> str:
        """Go to an address as somebody who was never here."""
        self.forget()
        return self.open(url)

    def forget(self) -> None:
        """Remove what the site keeps in the browser, and leave it."""
        origin = ""
        with suppress(Exception):
            origin = self.js(
                "(() => { sessionStorage.clear(); localStorage.clear(); return location.origin })()"
            )
        with suppress(Exception):
            self._past_dialogs(lambda: self._driver.get("about:blank"))
        if not self.touches:
            self.move(0, 0)  # where it lies already, a pointer brings nothing out
        self.cdp("Network.clearBrowserCookies")
        if str(origin).startswith("http"):
            self.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="all")

    def settle(self) -> None:
        """Until the page is loaded and its scripts had a moment."""
        self.until(5, lambda: self.js("document.readyState === 'complete' ? 1 : null"))
        self.wait(0.5)

    # ---- pointer, keys, touch

    def move(self, x: float, y: float) -> None:
        """Move the pointer there in steps, as a hand does."""
        left, top = self._pointer
        for part in (0.6, 1):
            where = {"x": left + (x - left) * part, "y": top + (y - top) * part}
            self.cdp("Input.dispatchMouseEvent", type="mouseMoved", **where)
        self._pointer = (x, y)

    def click(self, number: int) -> bool:
        """A real click (or tap) on a remembered element; False when it cannot be hit."""
        where = self.js("age.controls.aim(a[0])", number)
        if where is None:
            return False
        self.clicks += 1
        x, y = where["x"], where["y"]
        if self.touches:
            self.cdp("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
            self.cdp("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        else:
            self.move(x, y)
            for kind in ("mousePressed", "mouseReleased"):
                self.cdp(
                    "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
                )
        return True

    def key(self, name: str, code: int, text: str = "") -> None:
        """Press and release a key."""
        about = {"key": name, "code": name, "windowsVirtualKeyCode": code}
        first = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.cdp("Input.dispatchKeyEvent", **about, **first)
        self.cdp("Input.dispatchKeyEvent", type="keyUp", **about)

    def telephone(self) -> None:
        """From now on a telephone: small screen, touch, and its name."""
        self.touches = True
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=390, height=844, deviceScaleFactor=2, mobile=True,
        )  # fmt: skip
        self.cdp("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=5)
        agent = str(self.js("navigator.userAgent"))
        version = agent.partition("Chrome/")[2].split(" ")[0] or "140.0.0.0"
        name = TELEPHONE.format(version=version)
        self.cdp("Emulation.setUserAgentOverride", userAgent=name)
        # Where the tab's owner has set another name, that one wins; scripts ask here.
        self._preload(f"""(() => {{
          const told = {{userAgent: {json.dumps(name)}, platform: "Linux armv8l", userAgentData: undefined}};
          for (const [name, value] of Object.entries(told)) {{
            Object.defineProperty(Navigator.prototype, name, {{get: () => value, configurable: true}});
          }}
        }})()""")

    def _preload(self, script: str) -> None:
        said = self.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)
        self._scripts.append(str(said["identifier"]))

    def close(self) -> None:
        """Give the tab back as it was."""
        with suppress(Exception):
            self.forget()
        remove = "Page.removeScriptToEvaluateOnNewDocument"
        steps: list[tuple[str, Json]] = [
            *((remove, {"identifier": one}) for one in self._scripts),
            ("Emulation.clearDeviceMetricsOverride", {}),
            ("Emulation.setTouchEmulationEnabled", {"enabled": False}),
            ("Emulation.setUserAgentOverride", {"userAgent": ""}),
        ]
        for command, given in steps:
            with suppress(Exception):
                self._driver.execute_cdp_cmd(command, given)

    # ---- evidence

    def picture(self, name: str, about: str) -> None:
        """Keep what the window shows now, personal data hidden; ``about`` says in Chinese what it is."""
        if len(self.pictures) >= PICTURES or self.left_s < 1:
            return
        hidden = self.js("window.__govcheckMask ? window.__govcheckMask() : null")
        if hidden is None:  # without the mask nothing may be kept
            return
        try:
            for quality in (45, 20):
                shot = self.cdp("Page.captureScreenshot", format="jpeg", quality=quality)
                data = str(shot.get("data", ""))
                if 0 < len(data) <= PICTURE_LIMIT:
                    break
            else:
                return
        finally:
            self.js("window.__govcheckUnmask?.() ?? null")
        self.pictures.append(
            {"name": name, "media_type": "image/jpeg", "base64": data, "about": about}
        )

    def _past_dialogs[T](self, ask: Callable[[], T]) -> T:
        """Ask again when a dialog of the page spoiled the answer: its owner dismisses it."""
        for number in range(DIALOGS):
            try:
                return ask()
            except Exception as error:
                spoiled = "alert" in type(error).__name__.lower() or "dialog" in str(error).lower()
                if not spoiled or number == DIALOGS - 1:
                    raise
        raise AssertionError("unreachable")


def first_line(error: Exception) -> str:
    """What went wrong, in the browser's words."""
    return (str(getattr(error, "msg", "") or error).splitlines() or [""])[0][:150]
