"""What moves on the page by itself, watched for some seconds, and whether a person can stop it."""

import time
from contextlib import suppress
from typing import Any, Protocol, TypedDict, cast

from checks.accessibility.in_page import TOO_SLOW, Bounded, OutOfTimeError, look
from checks.accessibility.in_page import Driver as Steps
from checks.accessibility.page_tools import Element
from checks.accessibility.unseen import Unread
from checks.gathering import gatherer

WATCH_S = 7.0
"""Longer than the five seconds after which moving content must be stoppable."""
STEP_MS, LONG_MS, MORE_S = 1200, 5000, 4.0
"""A single step (all within so long) seen so early on may be the first of many: watch so much longer."""
GRACE_MS = 900
STILL_S = (1.5, 4.5)
"""At least and at most so long a pointed-at thing is given to move again."""
CLOSED_S = 1.5
BUDGET_S = 40
MOST_S = 34


class Driver(Protocol):
    """The little this look needs of a browser; selenium's Chromium drivers are such."""

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...

    def get(self, url: str) -> None: ...

    @property
    def current_url(self) -> str: ...


class Mover(Element):
    """Something in which things move. Times are milliseconds: ``last`` since the page began,
    ``lasted`` from the first to the last of ``moves``, ``interval`` between steps (0: without
    pause). ``control``: something beside it is called pause or stop. ``hover`` and ``focus``:
    whether it stood still with the mouse on it, with focus in it; None when not tried.
    """

    group: str
    moves: int
    area: int
    last: int
    interval: int
    lasted: int
    control: bool
    hover: bool | None
    focus: bool | None


class Float(Element):
    """A box that moves over the page. ``close`` is what closes it; ``reachable`` by keyboard is
    that, or anything in a box without it. ``gone``: it went when that was clicked, ``back``: it
    came again by itself.
    """

    group: str
    close: Element | None
    reachable: bool
    gone: bool | None
    back: bool | None


class Motion(TypedDict, total=False):
    """The stored artifact. ``flashing`` changes its look more than three times a second."""

    error: str
    seconds: float
    movers: list[Mover]
    floats: list[Float]
    flashing: list[Element]
    unread: list[Unread]
    unstyled: int
    unloaded: int


@gatherer(task="tour", order=5, budget_s=BUDGET_S, title="看自己会动的内容")
def watch_motion(driver: Driver) -> Motion:
    """Watch without touching, then point at what moves most and close what floats."""
    bounded = Bounded(driver, MOST_S)
    closed: list[int] = []
    try:
        return _watched(bounded, closed)
    except OutOfTimeError:
        return {"error": TOO_SLOW}
    finally:
        with suppress(OutOfTimeError):
            look(bounded, "motion_watch", {"act": "end"})
        if closed:  # what was closed belongs to the page
            driver.get(driver.current_url)


def _watched(driver: Steps, closed: list[int]) -> Motion:
    begun = look(driver, "motion_watch", {"act": "begin"})
    if begun.get("error"):
        return cast("Motion", begun)
    time.sleep(WATCH_S)
    seen = look(driver, "motion_watch", {"act": "read"})
    if any(m["lasted"] < STEP_MS and m["last"] < LONG_MS for m in seen.get("movers", ())):
        time.sleep(MORE_S)
        seen = look(driver, "motion_watch", {"act": "read"})
    if seen.get("error"):
        return cast("Motion", seen)
    seen["unread"] = begun["unread"]
    if seen["movers"] and not seen["movers"][0]["control"]:
        _try_to_stop(driver, seen["movers"][0])
    for index, box in enumerate(seen["floats"]):
        if box["close"]:
            closed.append(index)
            _close(driver, index, box)
    return cast("Motion", seen)


def _try_to_stop(driver: Steps, mover: dict[str, Any]) -> None:
    wait = min(max(mover["interval"] * 1.5 / 1000 + 0.5, STILL_S[0]), STILL_S[1]) + GRACE_MS / 1000
    at = look(driver, "motion_watch", {"act": "point"})
    _mouse(driver, at.get("x", 0), at.get("y", 0))
    mover["hover"] = _stands_still(driver, wait)
    _mouse(driver, 0, 0)
    if look(driver, "motion_watch", {"act": "focus"}).get("focused"):
        mover["focus"] = _stands_still(driver, wait)


def _stands_still(driver: Steps, wait: float) -> bool:
    look(driver, "motion_watch", {"act": "mark"})
    time.sleep(wait)
    return bool(look(driver, "motion_watch", {"act": "still", "grace_ms": GRACE_MS}).get("still"))


def _mouse(driver: Steps, x: int, y: int) -> None:
    moved = {"type": "mouseMoved", "x": x, "y": y}
    driver.execute_cdp_cmd("Input.dispatchMouseEvent", moved)


def _close(driver: Steps, index: int, box: dict[str, Any]) -> None:
    asked = {"act": "gone", "index": index}
    look(driver, "motion_watch", {"act": "close", "index": index})
    time.sleep(0.3)
    box["gone"] = look(driver, "motion_watch", asked).get("gone")
    if box["gone"]:
        time.sleep(CLOSED_S)
        box["back"] = not look(driver, "motion_watch", asked).get("gone", True)
