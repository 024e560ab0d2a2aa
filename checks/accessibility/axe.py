"""What axe-core says of one page: run in the browser once, stored, read by every axe check."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, Protocol, TypedDict, cast

from axe_selenium_python import Axe  # type: ignore[import-untyped]

from checks.accessibility import link_colours
from checks.accessibility.contrast_pixels import (
    RESOLVABLE,
    Contrast,
    measure,
    of_single_character,
)
from checks.gathering import gatherer

NODES_KEPT = 100
CONTRAST = "color-contrast"
INTO = " >>> "
SNIPPET = 300
MEDDLED = "页面自己的脚本换掉了检查程序，或改动了浏览器自带的功能"
# Beside what is on by default: two rules whose finds are certain enough to show.
OPTIONS: Mapping[str, Any] = {
    "resultTypes": ["violations", "incomplete"],
    "ancestry": True,  # for paths into what only axe can look into
    "pingWaitTime": 200,  # ms for a frame to say that it is there; all are in one process
    "rules": {
        "css-orientation-lock": {"enabled": True},
        "meta-refresh-no-exceptions": {"enabled": True},
    },
}


class Driver(Protocol):
    """The little a gather function needs of a browser; selenium's drivers are such."""

    def execute_async_script(self, script: str, *args: Any) -> Any: ...
    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


class AxeNode(TypedDict):
    """One element. ``target`` is its CSS path; " >>> " leads into a frame or shadow tree. ``token``
    is its structural token.

    ``reasons`` are axe's own keys of why it could not decide ("bgImage"), ``says`` its messages;
    ``contrast`` is what we measured where it could not compute that. ``lasting`` is what the fault is
    called every month, ``weak`` that others may be called the same (:mod:`checks.accessibility.lasting`).
    """

    target: str
    html: str
    token: str
    reasons: list[str]
    says: list[str]
    contrast: NotRequired[Contrast]
    lasting: NotRequired[str]
    weak: NotRequired[bool]


class AxeRule(TypedDict):
    """What one rule found. ``count`` is the number of elements, of which ``nodes`` keeps some."""

    id: str
    impact: str
    tags: list[str]
    count: int
    nodes: list[AxeNode]


class AxeResult(TypedDict):
    """The stored artifact. ``error`` is axe's own message when it could not run, else "".

    ``unstyled`` is how many of the page's style sheets could not be had.
    """

    engine: str
    error: str
    violations: list[AxeRule]
    incomplete: list[AxeRule]
    passes: list[str]
    inapplicable: list[str]
    unstyled: NotRequired[int]


@gatherer(order=10)
def run_axe(driver: Driver, options: Mapping[str, Any] = OPTIONS) -> AxeResult:
    """Run the preloaded axe-core on the open page and its frames: the rules that are on by default
    and the two of ``OPTIONS``.
    """
    # The wrapper pastes Python's repr of a dictionary into the script: give it JSON.
    asked = json.dumps(options)
    try:
        answer = Axe(driver).run(options=asked)
    except Exception as error:
        if type(error).__name__ != "JavascriptException":  # selenium's; no import of it here
            raise
        answer = None
    # Ours answers with a text: else the page itself brought something over it.
    said = _read(answer if isinstance(answer, str) else _ours(driver, asked))
    result = _result(said)
    _measure_contrast(driver, said.get("incomplete", ()), result["incomplete"])
    _drop_alike(driver, result)
    return result


def _ours(driver: Driver, asked: str) -> object:
    """What the preloaded axe-core says where the page has put something else in its place."""
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": f"window.__govcheckAxe?.run({asked})",
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    return answer.get("result", {}).get("value")


def _read(answer: object) -> Mapping[str, Any]:
    """The answer if it is whole; what is not must not pass for a page without violations."""
    try:
        said = json.loads(str(answer))
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return {"error": MEDDLED}
    rules = [said.get(name) for name in ("violations", "incomplete")]
    whole = all(isinstance(r, list) and all(isinstance(one, dict) for one in r) for r in rules)
    return said if said.get("error") or whole else {"error": MEDDLED}


def _result(said: Mapping[str, Any]) -> AxeResult:
    return {
        "engine": str(said.get("engine", "")),
        "error": str(said.get("error", ""))[:SNIPPET],
        "violations": [_rule(rule) for rule in said.get("violations", ())],
        "incomplete": [_rule(rule) for rule in said.get("incomplete", ())],
        "passes": list(said.get("passes", ())),
        "inapplicable": list(said.get("inapplicable", ())),
    }


def _measure_contrast(
    driver: Driver, said: Sequence[Mapping[str, Any]], kept: Sequence[AxeRule]
) -> None:
    """Add what can be measured to the texts whose contrast axe could not judge."""
    for rule in kept:
        if rule["id"] != CONTRAST:
            continue
        raw = {
            path_of(n["target"]): n for one in said if one["id"] == CONTRAST for n in one["nodes"]
        }
        for node in rule["nodes"]:
            if (computed := of_single_character(raw[node["target"]])) is not None:
                node["contrast"] = computed
        open_ = [
            node
            for node in rule["nodes"]
            if RESOLVABLE.intersection(node["reasons"]) and INTO not in node["target"]
        ]
        measured = measure(driver, [node["target"] for node in open_]) if open_ else {}
        for number, contrast in measured.items():
            open_[number]["contrast"] = contrast


def _drop_alike(driver: Driver, result: AxeResult) -> None:
    """Ask nobody about links that look like the text around them."""
    rule = next((one for one in result["incomplete"] if one["id"] == link_colours.RULE), None)
    if rule is None:
        return
    same = link_colours.alike(driver, [node["target"] for node in rule["nodes"]])
    rule["count"] -= len(same)
    rule["nodes"] = [node for node in rule["nodes"] if node["target"] not in same]
    if not rule["nodes"]:
        result["incomplete"].remove(rule)


def _rule(rule: Mapping[str, Any]) -> AxeRule:
    nodes = rule["nodes"]
    return {
        "id": rule["id"],
        "impact": rule.get("impact") or "",
        "tags": list(rule["tags"]),
        "count": len(nodes),
        "nodes": [_node(node) for node in _of_each_kind(nodes)[:NODES_KEPT]],
    }


def _of_each_kind(nodes: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """If not all can be kept: the first node of each structural token, then that of each name, then
    the others, each by a digest of the name, so that one more on top does not push out another.
    """
    if len(nodes) <= NODES_KEPT:
        return nodes
    token, name = (
        {_said(n, k): at for at, n in reversed(list(enumerate(nodes)))}
        for k in ("token", "lasting")
    )

    def rank(at: int) -> tuple[bool, bool, bytes]:
        said = _said(nodes[at], "lasting")
        lot = hashlib.sha256(said.encode()).digest()
        return token[_said(nodes[at], "token")] != at, name[said] != at, lot

    return [nodes[at] for at in sorted(range(len(nodes)), key=rank)]


def _said(node: Mapping[str, Any], what: str) -> str:
    return str(node.get(what, ""))


def _node(node: Mapping[str, Any]) -> AxeNode:
    looked = [*node.get("any", ()), *node.get("all", ()), *node.get("none", ())]
    kept: AxeNode = {
        "target": path_of(node["target"]),
        "html": str(node.get("html", ""))[:SNIPPET],
        "token": str(node.get("token", "")),
        "reasons": [key for check in looked if (key := _reason(check.get("data")))],
        "says": [str(check.get("message", ""))[:SNIPPET] for check in looked],
    }
    if lasting := node.get("lasting"):
        kept["lasting"] = str(lasting)
        kept["weak"] = bool(node.get("weak"))
    return kept


def _reason(data: object) -> str:
    return (
        str(cast("Mapping[str, Any]", data).get("messageKey") or "")
        if isinstance(data, dict)
        else ""
    )


def path_of(target: Sequence[str | Sequence[str]]) -> str:
    """One line for axe's path: frames outside, in each a selector or a list through shadow trees."""
    return INTO.join(part if isinstance(part, str) else INTO.join(part) for part in target)
