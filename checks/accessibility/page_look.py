"""One look at the page as it stands, for several checks: nothing on it is touched."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict, cast

from checks.accessibility.in_page import Driver, look
from checks.accessibility.page_tools import Element
from checks.accessibility.unseen import Unread
from checks.gathering import gatherer

EDGE_PX = 44
PARTS = ("page_mouse", "page_targets")
GROUPS_KEPT = 30


class Seen(Element):
    """An element with ``group``, the names of the template it comes from."""

    group: str


class MouseOnly(Seen):
    """Something a mouse can use and the keyboard cannot reach. ``rule`` is "click" (it has a
    handler), "inside" (it has one and lies in a link that does nothing itself), "enter" (it has one, and
    Enter in a field beside it may do the same), "hover" (it has only one for pointing) or "pointer" (only the cursor says so);
    ``certain``: its handler visibly does something. ``count`` elements of one group are alike.
    """

    rule: str
    certain: bool
    code: str
    count: int


class Sized(Seen):
    """A target with its size in CSS pixels."""

    width: int
    height: int
    text: str


class Targets(TypedDict):
    """How many targets were looked at, how many are too small, and a few of these."""

    looked: int
    small: int
    examples: list[Sized]


class Opening(Seen):
    """A link that opens a window."""

    text: str


class Windows(TypedDict):
    """Links that open a window: ``silent`` say nothing of it; ``told`` is whether the page does."""

    links: int
    opening: int
    silent: int
    told: bool
    examples: list[Opening]


class Captcha(Seen):
    """An image or puzzle to prove oneself human. ``otherWay``: another way is offered beside it."""

    otherWay: bool  # noqa: N815 - as the script names it


class Picture(Seen):
    """A picture in a frame with an alternative text. ``linked``: it lies in a link."""

    alt: str
    src: str
    linked: bool


class Playing(Seen):
    """Sound or film that plays by itself; ``seconds`` is -1 when it has no end."""

    kind: str
    controls: bool
    muted: bool
    seconds: float
    loop: bool
    shown: bool


class Letter(TypedDict):
    """A handler that reacts to single letters or figures. ``frame``: the path of the frame it is in."""

    where: str
    kind: str
    code: str
    frame: NotRequired[str]


class Redirect(TypedDict):
    """Code with a timer that leads away, in the frame of this path."""

    frame: str
    code: str


class Leading(Seen):
    """A select whose choice leads elsewhere at once. ``button``: its form has a button, too."""

    code: str
    opens: bool
    button: bool


class PageLook(TypedDict, total=False):
    """The stored artifact. ``redirects`` is code of the page's own with a timer that leads away.
    ``error`` says why nothing was seen; ``unstyled`` and ``unloaded`` are how many style sheets could
    not be had, as the browser and as the page says. Frames of the page's origin are in it, ``unread``
    are the others.
    """

    error: str
    errors: list[str]
    clicks: list[MouseOnly]
    windows: Windows | None
    targets: Targets | None
    captchas: list[Captcha]
    pictures: list[Picture]
    media: list[Playing]
    letters: list[Letter]
    selects: list[Leading]
    redirects: list[str]
    framedRedirects: list[Redirect]
    unread: list[Unread]
    unstyled: int
    unloaded: int


class _Framed(PageLook):
    """What was seen in the frame of this path."""

    frame: str


KEPT = {"clicks": GROUPS_KEPT, "pictures": GROUPS_KEPT, "captchas": 1, "media": 3, "selects": 5}
EXAMPLES = 3


@gatherer(order=20)
def look_at_page(driver: Driver) -> PageLook:
    """See what is there, also in frames of the same origin; the page stays as it is."""
    given = {"most": GROUPS_KEPT, "edge": EDGE_PX}
    seen = look(driver, "page_look", given, frames=True, parts=PARTS)
    seen.pop("frame", None)
    frames: list[_Framed] = seen.pop("frames", [])
    return _joined(cast("PageLook", seen), frames)


def _joined(seen: PageLook, frames: Iterable[_Framed]) -> PageLook:
    """The page with what is in its frames behind what is its own."""
    for inner in frames:
        frame = inner["frame"]
        seen["errors"] += inner["errors"]
        seen["letters"] += [{**one, "frame": frame} for one in inner["letters"]]
        led = [Redirect(frame=frame, code=code) for code in inner["redirects"]]
        seen["framedRedirects"] = [*seen.get("framedRedirects", []), *led]
        for name, most in KEPT.items():
            seen[name] = [*seen[name], *inner[name]][:most]  # type: ignore[literal-required]
        if (targets := seen["targets"]) is not None and (more := inner["targets"]) is not None:
            targets["looked"] += more["looked"]
            targets["small"] += more["small"]
            targets["examples"] = _least([*targets["examples"], *more["examples"]])
        if (windows := seen["windows"]) is not None and (opened := inner["windows"]) is not None:
            windows["links"] += opened["links"]
            windows["opening"] += opened["opening"]
            if not opened["told"]:
                windows["silent"] += opened["silent"]
                both = [*windows["examples"], *opened["examples"]]
                windows["examples"] = both[:EXAMPLES]
    return seen


def _least(found: list[Sized]) -> list[Sized]:
    """The first, which names the template, and the smallest of the others."""
    others = sorted(found[1:], key=lambda one: min(one["width"], one["height"]))
    return [*found[:1], *others[: EXAMPLES - 1]]
