"""What a tour of a page leaves in the store: plain JSON, judged later."""

from typing import NotRequired, TypedDict

from checks.aging.features import Used
from checks.aging.opening import Opening
from checks.aging.person import Json


class Elder(TypedDict):
    """The page in elder mode, or the elder version it leads to. ``glance`` is a snap of
    ``looks.js``; ``growth`` compares the texts it shares with the usual page. ``links`` and
    ``usual_links`` count shown links, ``services`` the usual page's links to services, ``kept``
    those of them that are still there. ``stored``: it is the copy that was stored.
    """

    url: str
    glance: Json
    growth: float | None
    links: int
    usual_links: int
    services: int
    kept: int
    nuisances: Json
    stored: NotRequired[bool]


class Left(TypedDict):
    """Leaving a mode. ``reset`` and ``exit`` are the text ratio after the button of that name,
    None where there is none; ``buttons`` counts those of the toolbar still shown after leaving.
    """

    reset: float | None
    exit: float | None
    has_reset: bool
    has_exit: bool
    buttons: int


class Next(TypedDict):
    """The next page with the mode on, compared with the same page as somebody new sees it.

    ``trouble`` says why it could not be seen, "" if it was. ``median`` is its text in px.
    """

    url: str
    trouble: str
    ratio: float | None
    median: float | None
    kept: bool


class View(TypedDict):
    """The page in one window size ("desktop", "mobile").

    ``trouble``: why nothing could be seen, ``interrupted``: what ended the look before its time, ""
    if all is well. ``hidden`` counts entries that are not shown, ``wordless`` clickable pictures near
    the top without any name, ``sealed`` frames of other sites in the head. ``standing``: the toolbar
    is there from the start. The last four are None where nothing was opened.
    """

    name: str
    width: int
    height: int
    trouble: str
    interrupted: str
    entries: list[Json]
    hidden: int
    wordless: int
    sealed: NotRequired[int]
    standing: bool
    vendors: list[str]
    glance: Json
    openings: list[Opening]
    used: Used | None
    elder: Elder | None
    left: list[Left]
    next: Next | None


class Tour(TypedDict):
    """The artifact. ``is_elder``: the page itself is an elder version. ``skipped`` are Chinese
    clauses of what there was no time for. ``pictures`` are moved into tables of their own when
    stored. The stage adds ``lost`` (requests without an answer: url, kind, why, refused by us)
    and ``unstyled``.
    """

    url: str
    is_elder: bool
    seconds: float
    clicks: int
    views: list[View]
    skipped: list[str]
    pictures: NotRequired[list[Json]]
    lost: NotRequired[list[Json]]
    unstyled: NotRequired[int]
