"""A walk over the page with real keys: where focus goes, whether it shows, whether it gets out."""

from typing import Any, NotRequired, TypedDict, cast

from checks.accessibility.in_page import (
    TOO_SLOW,
    Bounded,
    Driver,
    OutOfTimeError,
    look,
    press,
)
from checks.accessibility.page_tools import Element
from checks.accessibility.unseen import Unread
from checks.gathering import gatherer

SHORT, LONG = 4, 60
"""Presses of Tab on a page without and with handlers that could hold on to focus: without, only
the first stops matter, which may be a skip link.
"""
STOPS_LOOKED = 400
SAMPLE = 2
HOLDERS = 6
HOLD_PRESSES = 16
HELD_AT_MOST = 5
SETTLE_MS = 25
MOST_S = 12
SHIFT = 8
MARGIN_PX = 6


class Stops(Element):
    """The first of ``count`` alike stops; ``group`` is what makes them alike."""

    group: str
    count: int
    text: str


class Held(Element):
    """One of the stops that hold focus; ``group`` as in :class:`Stops`."""

    group: NotRequired[str]


class Trap(TypedDict):
    """Stops that focus did not leave. ``back``: Shift+Tab got out; ``escape``: Esc did. ``dialog``
    and ``close``: they are in a dialogue, or one of them is a button that closes it.
    """

    elements: list[Held]
    count: int
    dialog: bool
    close: bool
    back: bool
    escape: bool


class Skip(Element):
    """The link that is to skip repeated parts. ``goal``: what it names exists; ``moved``: the next
    stop lies in or behind it, ``stayed``: it is the very next; ``between`` stops lie between.
    """

    goal: bool
    moved: bool
    stayed: bool
    between: int


class KeyboardWalk(TypedDict, total=False):
    """The stored artifact. ``stops`` can be reached by Tab, ``pressed`` times it was pressed,
    ``looked`` at so many; ``unmarked`` do not show focus (``drawn``: None when no picture was taken,
    else whether a picture of the first showed a difference), ``thrown`` give it away at once,
    ``stirred`` open a window or a dialogue as soon as they have it, ``back`` stand above the stop
    before them.
    """

    error: str
    stops: int
    pressed: int
    looked: int
    unmarked: list[Stops]
    unmarkedCount: int
    drawn: bool | None
    thrown: list[Stops]
    thrownCount: int
    stirred: list[Stops]
    stirredCount: int
    back: list[Element]
    backCount: int
    traps: list[Trap]
    skip: Skip | None
    unread: list[Unread]
    unstyled: int
    unloaded: int


@gatherer(order=40)
def walk_by_keyboard(driver: Driver) -> KeyboardWalk:
    """Walk the page by Tab and come back; real keys, nothing is activated but a skip link."""
    bounded = Bounded(driver, MOST_S)
    try:
        begun = look(bounded, "walk_begin", {"most": STOPS_LOOKED})
        if begun.get("error"):
            return cast("KeyboardWalk", begun)
        walked = _walked(bounded, begun)
        look(bounded, "walk_end")
    except OutOfTimeError:
        return {"error": TOO_SLOW}
    return walked


def _walked(driver: Driver, begun: dict[str, Any]) -> KeyboardWalk:
    most = LONG if begun["whole"] else SHORT
    pressed = min(most, begun["stops"] + 1)
    _tab(driver, pressed)
    walked = _trap(driver)
    first = look(driver, "walk_step", {"act": "skip"})
    skip = _skip(driver, first["found"]) if first.get("found") else None
    held = [_held(driver, index) for index in range(min(begun["holders"], HOLDERS))]
    traps = [trap for trap in (walked, *held) if trap is not None]
    seen = look(driver, "focus_look", {"most": STOPS_LOOKED, "sample": SAMPLE})
    if not seen.get("error") and seen["unmarkedCount"]:
        seen["drawn"] = _drawn(driver)
    return cast(
        "KeyboardWalk", {"drawn": None, **seen, "pressed": pressed, "traps": traps, "skip": skip}
    )


def _tab(driver: Driver, times: int = 1, modifiers: int = 0) -> None:
    press(driver, "Tab", 9, modifiers=modifiers, times=times)


def _trap(driver: Driver) -> Trap | None:
    """Whether focus has gone round in a few stops; then also try to get out backwards and by Esc."""
    caught = look(driver, "walk_step", {"act": "trap"})
    if not caught.get("elements"):
        return None
    left = {"act": "left", "settle_ms": SETTLE_MS}
    _tab(driver, caught["count"] + 2, SHIFT)
    back = look(driver, "walk_step", left).get("left", False)
    escape = False
    if not back:
        press(driver, "Escape", 27)
        _tab(driver, caught["count"] + 2)
        escape = look(driver, "walk_step", left).get("left", False)
    return cast("Trap", {**caught, "back": back, "escape": escape})


def _held(driver: Driver, index: int) -> Trap | None:
    """From the last stop of what could hold on to focus, one press must lead out."""
    begun = look(driver, "walk_step", {"act": "holder", "index": index})
    if not begun.get("focused"):
        return None
    _tab(driver)
    inside = {"act": "inside", "index": index, "settle_ms": SETTLE_MS}
    if not look(driver, "walk_step", inside).get("inside"):
        return None
    for _ in range(HOLD_PRESSES):
        _tab(driver)
        if look(driver, "walk_step", {"settle_ms": SETTLE_MS}).get("met", 0) > HELD_AT_MOST:
            return None
    return _trap(driver)


def _skip(driver: Driver, found: dict[str, Any]) -> Skip | None:
    """Press Enter on the skip link and Tab once."""
    if not found["focused"]:
        return None
    press(driver, "Enter", 13, text="\r")
    _tab(driver)
    came = look(driver, "walk_step", {"act": "skipped"})
    return None if came.get("error") else cast("Skip", {**found, **came})


def _drawn(driver: Driver) -> bool | None:
    """Whether a picture of the first stop that seems unmarked differs with focus; None: unsteady."""
    place = look(driver, "focus_picture", {"focus": False, "margin": MARGIN_PX})
    if not place.get("width"):
        return None
    before, again = _picture(driver, place), _picture(driver, place)
    look(driver, "focus_picture", {"focus": True, "margin": MARGIN_PX})
    focused = _picture(driver, place)
    return None if before != again else focused != before


def _picture(driver: Driver, place: dict[str, Any]) -> str:
    clip = {key: place[key] for key in ("x", "y", "width", "height")} | {"scale": 1}
    taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
    return str(taken.get("data", ""))
