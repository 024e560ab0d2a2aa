"""Contrast where axe cannot compute it: text on pictures and gradients, measured in pixels.

The text is made transparent, what is behind it is photographed, and the ratio of the text's colour
to every pixel there is taken. Only two parts of the page are looked at, those with most such texts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypedDict

from checks.accessibility.in_page import look

RESOLVABLE = frozenset(
    {"bgImage", "bgGradient", "imgNode", "bgOverlap", "pseudoContent", "equalRatio"}
)
"""Axe's reasons for not deciding that pixels can decide."""
SAME = 1.05
"""A text no different from what is behind it is hidden on purpose, perhaps."""
ONE_CHARACTER = "shortTextContent"
ROUNDS = 2
MOST = 40
PICTURES = 2
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RATIO = re.compile(r"(\d+(?:\.\d+)?):1")


class Contrast(TypedDict):
    """Ratios of a text to what is behind it: the least, the median, the greatest, and what it takes.

    ``how`` is "pixels" or, where axe had computed it and only would not judge, "axe".
    """

    least: float
    median: float
    most: float
    needed: float
    how: str


class Driver(Protocol):
    """The little this needs of a browser."""

    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


def is_enough(contrast: Contrast) -> bool | None:
    """True or False where every pixel agrees, else None."""
    if contrast["least"] >= contrast["needed"]:
        return True
    return False if contrast["most"] < contrast["needed"] else None


def of_single_character(node: Mapping[str, Any]) -> Contrast | None:
    """What axe computed for a text of one character, which it will not judge in case it is an icon:
    a Chinese character is a text.
    """
    for check in node.get("any", ()):
        data = check.get("data")
        if not isinstance(data, Mapping) or data.get("messageKey") != ONE_CHARACTER:
            continue
        ratio = data.get("contrastRatio")
        needed = _RATIO.match(str(data.get("expectedContrastRatio", "")))
        text = re.sub(r"<[^>]*>|\s", "", str(node.get("html", "")))
        if not isinstance(ratio, int | float) or ratio <= 0 or needed is None:
            return None
        if _HAN.fullmatch(text):
            return _same(float(ratio), float(needed[1]))
    return None


def _same(ratio: float, needed: float) -> Contrast:
    return {"least": ratio, "median": ratio, "most": ratio, "needed": needed, "how": "axe"}


def measure(driver: Driver, targets: Sequence[str]) -> dict[int, Contrast]:
    """Contrast by place in ``targets`` (selectors of the top document), for those that could be
    measured. The page is left as it was.
    """
    found: dict[int, Contrast] = {}
    for _ in range(ROUNDS):
        begun = look(driver, "contrast_begin", {"targets": list(targets), "most": MOST})
        if "clip" in begun:
            for one in _pictured(driver, begun["clip"]):
                if one["most"] < SAME:
                    continue
                found[one["number"]] = {
                    "least": one["least"], "median": one["median"], "most": one["most"],
                    "needed": one["needed"], "how": "pixels",
                }  # fmt: skip
        if not begun.get("more"):
            break
    return found


def _pictured(driver: Driver, clip: Mapping[str, float]) -> list[dict[str, Any]]:
    """A picture may be taken before everything is painted: the pixels of all of them count."""
    shots = list[str]()
    try:
        for _ in range(PICTURES):
            shot = driver.execute_cdp_cmd(
                "Page.captureScreenshot", {"format": "png", "clip": {**clip, "scale": 1}}
            )
            shots.append(str(shot.get("data", "")))
    finally:
        said = look(driver, "contrast_end", {"shots": list(dict.fromkeys(filter(None, shots)))})
    return list(said.get("measured", ()))
