"""The page in other sizes of window: enlarged to 200 %, as narrow as 320; and with wider text."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypedDict, cast

from checks.accessibility.in_page import TOO_SLOW, Bounded, Driver, OutOfTimeError, look, window
from checks.accessibility.page_tools import Element
from checks.accessibility.unseen import Unread
from checks.gathering import gatherer

SIZES = {"double": (683, 450, 2), "narrow": (320, 256, 1)}
"""Width, height in CSS pixels and device pixels for each: 200 % of 1366, and 400 % of 1280."""
LAST = "narrow"
TEXTS = 1500
FEW = 3
MOST_S = 12


class Text(Element):
    """An element with text."""

    group: str
    text: str


class Spaced(TypedDict):
    """Texts that were whole before: ``clipped`` are now cut off in part, ``over`` lie on others."""

    clipped: int
    clippedFew: list[Text]
    over: int
    overFew: list[Text]


class Sized(Spaced):
    """The same in a window of ``width``; ``beyond`` texts reach over its right edge, those in
    tables of data, maps and their like not counted; ``lost`` of them cannot be scrolled to.
    ``long`` texts have lines that are wider than the window.
    """

    width: int
    scrollWidth: int
    beyond: int
    beyondFew: list[Text]
    long: int
    longFew: list[Text]
    lost: int
    lostFew: list[Text]


class LayoutLook(TypedDict, total=False):
    """The stored artifact. ``texts`` is how many pieces of text were measured."""

    error: str
    texts: int
    double: Sized
    narrow: Sized
    unread: list[Unread]
    unstyled: int
    unloaded: int


class SpacingLook(Spaced, total=False):
    """The stored artifact of the look with wider text."""

    error: str
    unread: list[Unread]
    unstyled: int
    unloaded: int


@gatherer(order=60)
def look_at_layout(driver: Driver) -> LayoutLook:
    """Measure the page in other windows; afterwards it has its own again."""
    bounded = Bounded(driver, MOST_S)
    settled = False
    try:
        seen, settled = _measured(bounded)
        return seen
    except OutOfTimeError:
        return {"error": TOO_SLOW}
    finally:  # also for the pages that come after
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        if not settled:
            with suppress(OutOfTimeError):
                look(bounded, "layout_look", {"act": "end"}, frames=True)


def _measured(driver: Driver) -> tuple[LayoutLook, bool]:
    """What was seen, and whether the page is where it was before."""
    begun = _look(driver, "begin")
    if begun.get("error"):
        return cast("LayoutLook", begun), False
    seen = {name: begun[name] for name in ("texts", "unread", "unloaded")}
    settled = False
    for name, (width, height, scale) in SIZES.items():
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window(width, height, scale))
        seen[name] = _look(driver, "at", last=name == LAST)
        seen[name].pop("unread", None)
        settled = seen[name].pop("settled", False)
        if "error" in seen[name]:
            return {"error": seen[name]["error"]}, False
    return cast("LayoutLook", seen), settled


@gatherer(task="tour", order=10, title="加大文字间距")
def look_at_spacing(driver: Driver) -> SpacingLook:
    """Measure the page with the line, word and letter spacing of WCAG 1.4.12."""
    begun = _look(driver, "begin")
    try:
        return cast("SpacingLook", begun if begun.get("error") else _look(driver, "spacing"))
    finally:
        look(driver, "layout_look", {"act": "end"}, frames=True)


def _look(driver: Driver, act: str, *, last: bool = False) -> dict[str, Any]:
    """One step in the page and in the frames of its origin, whose texts are the page's, too."""
    given = {"act": act, "most": TEXTS, "last": last}
    seen = look(driver, "layout_look", given, frames=True)
    return _joined(seen, seen.pop("frames", ()))


def _joined(seen: dict[str, Any], frames: Iterable[dict[str, Any]]) -> dict[str, Any]:
    for inner in frames:
        for count in {"texts", "clipped", "over"} & inner.keys():
            seen[count] += inner[count]
        for few in {"clippedFew", "overFew"} & inner.keys():
            seen[few] = [*seen[few], *inner[few]][:FEW]
        if "settled" in seen:
            seen["settled"] = seen["settled"] and inner.get("settled", False)
    return seen
