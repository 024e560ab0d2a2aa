"""What the checks of published ACT rules look at: one passive look, stored as plain facts."""

from functools import cache
from importlib.resources import files
from typing import Any, NotRequired, Protocol, TypedDict

from checks.accessibility.page_tools import Element
from checks.gathering import gatherer


class Driver(Protocol):
    """The little a gather function needs of a browser; selenium's drivers are such."""

    def execute_async_script(self, script: str, *args: Any) -> Any: ...


class Spoken(Element):
    """The text under one declared language, that of inner declarations left out.

    ``whole``: declared for the page. The counts are of letters by script; ``sample`` is the
    beginning of the text.
    """

    lang: str
    whole: bool
    han: int
    kana: int
    hangul: int
    letters: int
    sample: str


class Sounding(Element):
    """One audio or video element that starts by itself and is not muted.

    ``duration`` is in seconds, -1 when not known; ``sound`` the bytes of sound decoded so far;
    ``custom``: the page has something that may control it.
    """

    kind: str
    duration: float
    known: bool
    endless: bool
    loop: bool
    sound: int
    source: str
    controls: bool
    custom: bool


class Vague(Element):
    """A link whose name says nothing by itself, with no text or heading that belongs to it."""

    name: str


class NamedFrame(Element):
    """One of several frames of the same name, with the first texts of its document."""

    name: str
    url: str
    title: str
    texts: list[str]


class Bypass(TypedDict):
    """What the page has in common with another one, and whether anything helps to get past it.

    ``compared`` is the other page's address, "" when none was needed or to be had. ``repeated``
    texts of ``characters`` letters stand before the first that is the page's own, ``listed`` of
    them in lists or navigation. ``unread``: none of the pages it links to could be had.
    """

    compared: str
    helped: bool
    unread: NotRequired[bool]
    repeated: NotRequired[int]
    listed: NotRequired[int]
    characters: NotRequired[int]
    fresh: NotRequired[int]
    examples: NotRequired[list[str]]
    target: NotRequired[str]
    html: NotRequired[str]
    token: NotRequired[str]
    place: NotRequired[str]


class ActFacts(TypedDict):
    """The stored artifact. ``error`` is the browser's message when the look failed, else ""."""

    error: str
    language: list[Spoken]
    autoplay: list[Sounding]
    frames: list[NamedFrame]
    vague: list[Vague]
    bypass: Bypass
    unstyled: NotRequired[int]


NOTHING: ActFacts = {
    "error": "",
    "language": [],
    "autoplay": [],
    "frames": [],
    "vague": [],
    "bypass": {"compared": "", "helped": True},
}
LONGEST_ERROR = 200


@cache
def _script() -> str:
    folder = files("checks.accessibility")
    facts, bypass = (
        folder.joinpath(f"{name}.js").read_text(encoding="utf-8")
        for name in ("act_facts", "act_bypass")
    )
    return f"""
        const done = arguments[arguments.length - 1];
        Promise.all([({facts})(), ({bypass})()]).then(
          ([facts, bypass]) => done({{error: '', ...facts, bypass}}),
          (error) => done({{error: String(error && error.message || error)}}));
    """


@gatherer(order=25)
def look_for_act(driver: Driver) -> ActFacts:
    """Look at the open page and the frames of its origin; nothing is changed."""
    said = driver.execute_async_script(_script()) or {"error": "no answer"}
    return NOTHING | said | {"error": str(said.get("error", ""))[:LONGEST_ERROR]}  # type: ignore[return-value]
