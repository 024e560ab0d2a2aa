"""Whether the page keeps people from pasting, selecting, copying or opening the context menu."""

from typing import Any, TypedDict, cast

from checks.accessibility.in_page import TOO_SLOW, Bounded, Driver, OutOfTimeError, look
from checks.accessibility.page_tools import Element
from checks.gathering import gatherer

FIELDS = 20
MOST_S = 12
BY_MOUSE = frozenset(("contextmenu", "selectstart", "user-select"))


class Blocked(TypedDict):
    """What is prevented: "contextmenu", "selectstart", "copy", or "user-select" (by style).
    ``real``: a real mouse met with the same; None when it was not tried.
    """

    kind: str
    real: bool | None


class InputLook(TypedDict, total=False):
    """The stored artifact. ``refusing`` of ``fields`` with a handler take nothing that is pasted."""

    error: str
    blocked: list[Blocked]
    fields: int
    refusing: int
    refusingFew: list[Element]
    unstyled: int
    unloaded: int


@gatherer(order=30)
def try_input(driver: Driver) -> InputLook:
    """Send the events to the page, and where one is prevented try it with a real mouse; fields
    are left with what they had.
    """
    bounded = Bounded(driver, MOST_S)
    try:
        seen = look(bounded, "input_look", {"most": FIELDS})
        if any(one["kind"] in BY_MOUSE for one in seen.get("blocked", ())):
            _by_mouse(bounded, seen["blocked"])
    except OutOfTimeError:
        return {"error": TOO_SLOW}
    return cast("InputLook", seen)


def _by_mouse(driver: Driver, blocked: list[dict[str, Any]]) -> None:
    """Draw the mouse over a line of text, then press its right button there."""
    at = look(driver, "input_real", {"act": "point"})
    if "x" not in at:
        return
    end = at["x"] + at["width"]
    for kind, x, button, held in (
        ("mouseMoved", at["x"], "none", 0),
        ("mousePressed", at["x"], "left", 1),
        ("mouseMoved", end, "left", 1),
        ("mouseReleased", end, "left", 0),
        ("mousePressed", at["x"], "right", 2),
        ("mouseReleased", at["x"], "right", 0),
    ):
        event = {"type": kind, "x": x, "y": at["y"], "button": button, "buttons": held}
        driver.execute_cdp_cmd("Input.dispatchMouseEvent", {**event, "clickCount": 1})
    away = {"type": "mouseMoved", "x": 0, "y": 0}
    driver.execute_cdp_cmd("Input.dispatchMouseEvent", away)
    told = look(driver, "input_real", {"act": "told"})
    if told.get("error"):
        return
    for one in blocked:
        if one["kind"] == "contextmenu":
            one["real"] = told["menu"]
        elif one["kind"] in BY_MOUSE:
            one["real"] = not told["selected"]
