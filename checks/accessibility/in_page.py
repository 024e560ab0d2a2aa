"""Run our own looks in the open page: a script file with shared tools, answered as JSON."""

import json
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

PACKAGE = "checks.accessibility"
TOOLS = "look_tools"
LONGEST_ERROR = 200
NO_ANSWER = "没有答复"
NO_BODY = "这一页没有正文，可能是框架页，或者不是网页"
NO_TOOLS = "页面不让装上查看用的脚本"
NOT_SOUND = "页面一片空白，或者页面自己的脚本改动了浏览器自带的功能"
BROKE = "查看用的脚本在这一页上出错（{error}）"
TOO_SLOW = "页面反应太慢，超过了时间限制"
# Where nothing is shown or the page answers for the browser, nothing would be found.
_SOUND = (
    "() => { const root = document.documentElement;"
    " return root.matches('html') && root.closest('html') === root && root.getBoundingClientRect().width > 0"
    " && document.body.checkVisibility({opacityProperty: true})"
    " && Boolean(getComputedStyle(root, '::before').display) && [2].map((one) => one + 1)[0] === 3; }"
)
# A frame that lacks style sheets looks different from usual, and one whose scripts break the look
# tells nothing: both count as not looked into, and the page itself is judged all the same.
_IN_FRAMES = """
const {views, unread} = tools.frames();
seen.frames = [];
for (const view of views) {
  const there = prepared(view);
  try {
    if (there.unloaded()) throw new Error();
    seen.frames.push(await run(there, given));
  } catch {
    const frame = view.frameElement;
    unread.push({...window.__govcheck.say(frame), host: view.location.host, own: true});
  }
}
seen.unread = unread;
"""


class Driver(Protocol):
    """The little these looks need of a browser; selenium's Chromium drivers are such."""

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


class OutOfTimeError(Exception):
    """A look of several steps has used up its time."""


class Bounded:
    """A driver that refuses further steps after ``seconds``: a page that hangs again and again
    must not be given its whole budget for each step.
    """

    def __init__(self, driver: Driver, seconds: float) -> None:
        self._driver, self._end = driver, time.monotonic() + seconds

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any:
        """As the driver's own. Raises :class:`OutOfTimeError`."""
        if time.monotonic() > self._end:
            raise OutOfTimeError
        return self._driver.execute_cdp_cmd(cmd, cmd_args)


@cache
def _source(name: str) -> str:
    return files(PACKAGE).joinpath(f"{name}.js").read_text(encoding="utf-8")


def look(
    driver: Driver,
    script: str,
    given: Mapping[str, Any] | None = None,
    *,
    frames: bool = False,
    parts: Sequence[str] = (),
) -> dict[str, Any]:
    """What ``script`` (a file that holds one function of tools and ``given``) gives in the page.

    The function finds those of the files ``parts`` as ``parts.name``, may ask ``getEventListeners``, and may give a promise. "unloaded" is added: how many
    style sheets are not there. A look that failed has the one key "error", the browser's message.
    With ``frames`` it is also run in every frame of the page's origin, with tools of that window:
    what it gave there is added as "frames", and as "unread" the frames nobody could look into.
    """
    asked = json.dumps(given or {}, ensure_ascii=False)
    tools, function = _source(TOOLS), _source(script)
    others = ", ".join(f"{name}: ({_source(name)})" for name in parts)
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": f"(async () => {{ const prepared = ({tools}); const parts = {{{others}}};"
            f" const run = ({function});"
            f" if (document.body?.localName !== 'body') return {{error: {json.dumps(NO_BODY)}}};"
            f" if (!window.__govcheck) return {{error: {json.dumps(NO_TOOLS)}}};"
            f" if (!({_SOUND})()) return {{error: {json.dumps(NOT_SOUND)}}};"
            f" const tools = prepared(window); const given = {asked};"
            f" const seen = {{...await run(tools, given), unloaded: tools.unloaded()}};"
            f" {_IN_FRAMES if frames else ''} return seen; }})()",
            "includeCommandLineAPI": True,
            "awaitPromise": True,
            "returnByValue": True,
            "silent": True,
        },
    )
    value = answer.get("result", {}).get("value")
    trouble = answer.get("exceptionDetails", {})
    if isinstance(value, dict) and not trouble:  # an error sent by value is an empty dictionary
        return value
    said = trouble.get("exception", {}).get("description") or trouble.get("text") or ""
    brief = str(said).strip().splitlines()[:1]
    return {"error": BROKE.format(error=brief[0][:LONGEST_ERROR]) if brief else NO_ANSWER}


def window(width: int, height: int, scale: int) -> dict[str, Any]:
    """The device of this many CSS pixels (``scale`` pixels of its own to each) for
    ``Emulation.setDeviceMetricsOverride``.

    The page is told of it, what it is drawn on keeps its size: drawing it anew is a fifth of the cost.
    """
    size = {"width": width, "height": height, "deviceScaleFactor": scale}
    return {**size, "mobile": False, "dontSetVisibleSize": True}


def press(
    driver: Driver, key: str, code: int, *, modifiers: int = 0, text: str = "", times: int = 1
) -> None:
    """One real key, down (``times``: held, so that it repeats) and up. ``code`` is the Windows key
    code, ``modifiers`` 8 for Shift.
    """
    named = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    down = {
        "type": "keyDown" if text else "rawKeyDown",
        **named,
        **({"text": text} if text else {}),
    }
    for _ in range(times):
        driver.execute_cdp_cmd("Input.dispatchKeyEvent", down)
    driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **named})
