"""Whether the page keeps people from pasting, selecting, copying or opening the context menu."""

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict, cast

from checks.accessibility.in_page import TOO_SLOW, Bounded, Driver, OutOfTimeError, look
from checks.accessibility.page_tools import Element
from checks.accessibility.unseen import Unread
from checks.gathering import gatherer

FIELDS = 20
FEW = 3
TRIED = 3
"""With a real mouse the page and so many of its frames less one are tried."""
MOST_S = 12
BY_MOUSE = frozenset(("contextmenu", "selectstart", "user-select"))


class Blocked(TypedDict):
    """What is prevented: "contextmenu", "selectstart", "copy", or "user-select" (by style).
    ``real``: a real mouse met with the same; None when it was not tried. ``frame``: the path of the
    frame it is prevented in.
    """

    kind: str
    real: bool | None
    frame: NotRequired[str]


class InputLook(TypedDict, total=False):
    """The stored artifact. ``refusing`` of ``fields`` with a handler take nothing that is pasted.
    Frames of the page's origin are in it, ``unread`` are the others.
    """

    error: str
    blocked: list[Blocked]
    fields: int
    refusing: int
    refusingFew: list[Element]
    unread: list[Unread]
    unstyled: int
    unloaded: int


@gatherer(order=30)
def try_input(driver: Driver) -> InputLook:
    """Send the events to the page, and where one is prevented try it with a real mouse; fields
    are left with what they had.
    """
    bounded = Bounded(driver, MOST_S)
    try:
        seen = look(bounded, "input_look", {"most": FIELDS}, frames=True)
        frames = [seen, *seen.pop("frames", ())]
        for one in frames[:TRIED]:
            if any(blocked["kind"] in BY_MOUSE for blocked in one.get("blocked", ())):
                _by_mouse(bounded, one["blocked"], one["frame"])
    except OutOfTimeError:
        return {"error": TOO_SLOW}
    return cast("InputLook", seen if seen.get("error") else _joined(seen, frames[1:]))


def _joined(seen: dict[str, Any], frames: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The page with what is in its frames behind what is its own."""
    del seen["frame"]
    for inner in frames:
        seen["blocked"] += [{**one, "frame": inner["frame"]} for one in inner["blocked"]]
        seen["fields"] += inner["fields"]
        seen["refusing"] += inner["refusing"]
        seen["refusingFew"] = [*seen["refusingFew"], *inner["refusingFew"]][:FEW]
    return seen


def _by_mouse(driver: Driver, blocked: list[dict[str, Any]], frame: str) -> None:
    """Draw the mouse over a line of text, then press its right button there."""
    at = _real(driver, "point", frame)
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
    told = _real(driver, "told", frame)
    if "menu" not in told:
        return
    for one in blocked:
        if one["kind"] == "contextmenu":
            one["real"] = told["menu"]
        elif one["kind"] in BY_MOUSE:
            one["real"] = not told["selected"]


def _real(driver: Driver, act: str, frame: str) -> dict[str, Any]:
    """One step in the page, or in the frame of this path; empty when it is not there any more."""
    seen = look(driver, "input_real", {"act": act, "frame": frame}, frames=bool(frame))
    return next((one for one in seen.get("frames", ()) if one), {}) if frame else seen
