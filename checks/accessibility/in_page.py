"""Run our own looks in the open page: a script file with shared tools, answered as JSON."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

PACKAGE = "checks.accessibility"
TOOLS = "look_tools"
LONGEST_ERROR = 200
NO_ANSWER = "没有答复"


class Driver(Protocol):
    """The little these looks need of a browser; selenium's Chromium drivers are such."""

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


@cache
def _source(name: str) -> str:
    return files(PACKAGE).joinpath(f"{name}.js").read_text(encoding="utf-8")


def look(driver: Driver, script: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What ``script`` (a file that holds one function of tools and ``given``) gives in the page.

    The function may ask ``getEventListeners``, and may give a promise. "unloaded" is added: how many
    style sheets are not there. A look that failed has the one key "error", the browser's message.
    """
    asked = json.dumps(given or {}, ensure_ascii=False)
    tools, function = _source(TOOLS), _source(script)
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": f"(async () => {{ const tools = ({tools})();"
            f" const seen = await ({function})(tools, {asked});"
            " return {...seen, unloaded: tools.unloaded()}; })()",
            "includeCommandLineAPI": True,
            "awaitPromise": True,
            "returnByValue": True,
            "silent": True,
        },
    )
    value = answer.get("result", {}).get("value")
    if isinstance(value, dict):
        return value
    trouble = answer.get("exceptionDetails", {})
    said = trouble.get("exception", {}).get("description") or trouble.get("text") or NO_ANSWER
    return {"error": str(said).splitlines()[0][:LONGEST_ERROR]}


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
