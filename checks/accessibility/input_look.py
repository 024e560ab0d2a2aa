"""Whether the page keeps people from pasting, selecting, copying or opening the context menu."""

from typing import TypedDict, cast

from checks.accessibility.in_page import Driver, look
from checks.accessibility.page_tools import Element
from checks.gathering import gatherer

FIELDS = 20


class Blocked(TypedDict):
    """What is prevented: "contextmenu", "selectstart", "copy", or "user-select" (by style)."""

    kind: str


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
    """Send the events to the page; fields are left with what they had."""
    return cast("InputLook", look(driver, "input_look", {"most": FIELDS}))
