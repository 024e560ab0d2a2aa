"""The second engine, IBM Equal Access, on one page: run in the browser once and stored."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, NotRequired, Protocol, TypedDict

from checks.accessibility.ibm_engine import second_engine
from checks.accessibility.ibm_words import ibm_words
from checks.accessibility.page_tools import Element
from checks.gathering import gatherer

NODES_KEPT = 30
LONGEST_ERROR = 200
MISSING = "第二检查程序没有安装（在程序目录运行 npm ci 之后再检查）"


class Driver(Protocol):
    """The little a gather function needs of a browser; selenium's drivers are such."""

    def execute_async_script(self, script: str, *args: Any) -> Any: ...


class IbmNode(Element):
    """One element, with the rules of axe-core it broke on the same visit."""

    axe: list[str]


class IbmRule(TypedDict):
    """What one rule found. ``certain``: the engine does not ask anybody to verify it. ``count`` is
    the number of elements, of which ``nodes`` keeps some.
    """

    id: str
    certain: bool
    count: int
    nodes: list[IbmNode]


class IbmResult(TypedDict):
    """The stored artifact. ``compared``: axe-core ran on the same visit."""

    engine: str
    error: str
    compared: bool
    rules: list[IbmRule]
    unstyled: NotRequired[int]
    unloaded: NotRequired[int]


@cache
def _function() -> str:
    return files("checks.accessibility").joinpath("ibm.js").read_text(encoding="utf-8")


@gatherer(order=80)
def run_ibm(driver: Driver) -> IbmResult:
    """Run it on the open page. It comes last, because it leaves notes of its own on elements."""
    engine = second_engine()
    nothing: IbmResult = {"engine": "", "error": MISSING, "compared": False, "rules": []}
    if engine is None:
        return nothing
    given = f"ace, {json.dumps(sorted(ibm_words()))}, {NODES_KEPT}"
    said = driver.execute_async_script(
        f"""const done = arguments[arguments.length - 1];
        let module, exports, define;
        {engine.source}
        ;({_function()})({given}).then(
          done, (error) => done({{error: String(error && error.message || error)}}));"""
    ) or {"error": "no answer"}
    name = f"IBM Equal Access {engine.version}"
    error = str(said.get("error", ""))[:LONGEST_ERROR]
    return {**nothing, **said, "engine": name, "error": error}
