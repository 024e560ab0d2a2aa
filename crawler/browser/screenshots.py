"""Pictures of findings: the element marked on its page, personal data hidden, bounded in number.

Taken after judging, when it is known what is wrong; pages are replayed from what the crawl stored.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from selenium.common.exceptions import TimeoutException, WebDriverException

from crawler import pictures
from crawler.browser import mask_page
from crawler.browser.again import Again
from crawler.browser.channel import ChannelError
from crawler.browser.chromium import BrowserError
from crawler.browser.manners import Manners
from crawler.browser.replay import Replay
from crawler.browser.rests import of_this_run
from crawler.browser.session import Session
from crawler.pictures import AGAIN, ELEMENT, PAGE
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store
from crawler.way import Way

PAD = 90
LEAST, LARGEST = (480, 200), (1200, 800)
"""Pixels of a picture of an element: at least, so that one sees where it is, and at most."""
BROKE = "拍截图时浏览器出错，有的截图没有拍成；检查结果不受影响。"
QUALITY = 72


class Driver(Protocol):
    """The little this needs of a browser."""

    def execute_script(self, script: str, *args: Any) -> Any: ...
    def execute_cdp_cmd(self, cmd: str, cmd_args: dict[str, Any]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many pages are opened for pictures, and how many findings pictured on one and in all."""

    pages: int = 30
    a_page: int = 4
    findings: int = 80


USUAL = Bounds()
FOR_SHEETS = Bounds(pages=300, a_page=30, findings=600)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One finding to picture: its key, its page, and the path of its element ("" for the page).

    ``window``: width and height in CSS pixels of the window in which it shows, None for the usual.
    """

    key: str
    url: str
    locator: str = ""
    window: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. ``found``: the element was there; ``shown``: it could be seen, else the nearest
    thing around it is ``marked``. ``hidden`` texts and ``frames`` were hidden first; ``status`` is
    the answer's, 0 where the browser does not say. ``window``: its width if it was not the usual.
    """

    data: bytes = b""
    found: bool = False
    shown: bool = False
    marked: bool = False
    hidden: int = 0
    frames: int = 0
    status: int = 0
    size: tuple[int, int] = (0, 0)
    window: int = 0


@dataclass(frozen=True, slots=True)
class Shots:
    """What came of it. ``note`` is Chinese: what was not as it should be."""

    taken: int
    missed: int
    note: str = ""


def shoot(
    config: SiteConfig,
    store_path: Path,
    run: Run,
    wanted: Iterable[Wanted],
    *,
    settings: BrowserSettings = BrowserSettings(),  # noqa: B008 - frozen
    contact: str = "",
    live: bool = True,
    whole: bool = False,
    again: bool = False,
    bounds: Bounds = USUAL,
) -> Shots:
    """Take those pictures that are not there yet, within the bounds.

    ``whole``: the window with the element in it, too. ``again``: the page is asked of the site once
    more, and what it shows now is kept beside the earlier pictures (:data:`AGAIN`). Without
    a browser nothing is taken, and the note says so.
    """
    with Store(store_path) as store:
        known = frozenset[str]() if again else pictures.names(store, run)
        pages = _by_page(wanted, known, bounds, whole=whole)
        if not pages:
            return Shots(0, 0)
        replay = (Again if again else Replay)(store_path, run.id, config, live=live)
        way = Way.to(config)
        manners = Manners(config.politeness, contact, replay.scope, way=way, rests=of_this_run())
        session = Session(
            replay, preload=[mask_page.preload()], settings=settings, manners=manners, way=way
        )
        taken = missed = 0
        try:
            with way.guarding_logs(), session:
                for url, those in pages.items():
                    visit = session.visit(url, {"pictures": _taker(those, whole=whole)})
                    for name, shot in visit.gathered.get("pictures", {}).items():
                        if shot.found:
                            about = describe(shot, name, again=again)
                            kept = AGAIN + name if again else name
                            pictures.keep(store, run, url, kept, shot.data, about, size=shot.size)
                        taken += shot.found
                        missed += not shot.found
                    if not visit.gathered:
                        missed += len(those)
        except BrowserError as error:
            return Shots(taken, missed, str(error))
        except (ChannelError, WebDriverException):
            return Shots(taken, missed, BROKE)
        finally:
            replay.close()
        return Shots(taken, missed)


def _by_page(
    wanted: Iterable[Wanted], known: frozenset[str], bounds: Bounds, *, whole: bool
) -> dict[str, list[Wanted]]:
    """What to picture, by page, within the bounds and in the order given."""
    pages: dict[str, list[Wanted]] = {}
    number = 0
    for one in wanted:
        first = PAGE if whole or not one.locator else ELEMENT
        if first + one.key in known or (not one.locator and not whole):
            continue
        if one.url not in pages and len(pages) >= bounds.pages:
            continue
        mine = pages.setdefault(one.url, [])
        if len(mine) < bounds.a_page and number < bounds.findings:
            mine.append(one)
            number += 1
    return {url: mine for url, mine in pages.items() if mine}


def _taker(wanted: Sequence[Wanted], *, whole: bool) -> Callable[[Any], dict[str, Shot]]:
    def take(driver: Driver) -> dict[str, Shot]:
        taken: dict[str, Shot] = {}
        for one in wanted:
            if one.locator:
                taken[ELEMENT + one.key] = _tried(driver, one.locator, window=one.window)
            if whole:
                shot = _tried(driver, one.locator, whole=True, window=one.window)
                if not shot.found:  # the page is there all the same
                    shot = _tried(driver, "", whole=True)
                taken[PAGE + one.key] = shot
        return taken

    return take


def _tried(
    driver: Driver, locator: str, *, whole: bool = False, window: tuple[int, int] | None = None
) -> Shot:
    """A picture, or none where the page's own scripts spoil it: the others need not suffer."""
    if window is not None:
        width, height = window
        asked = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", asked)
    try:
        shot = picture(driver, locator, whole=whole, from_left=window is not None)
        return replace(shot, window=window[0]) if window is not None else shot
    except TimeoutException:
        raise
    except WebDriverException:
        return Shot()
    finally:
        if window is not None:
            driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def picture(driver: Driver, locator: str, *, whole: bool = False, from_left: bool = False) -> Shot:
    """A picture of the open page: around the element, or with ``whole`` all of the window.

    ``from_left``: not scrolled to the side, so that it shows what does not fit.
    """
    marked: dict[str, Any] = {"found": True, "shown": True, "box": None}
    if locator:
        marked = _script(driver, "mark(a, true)" if from_left else "mark(a)", locator)
        if not marked["found"]:
            return Shot()
    hidden = driver.execute_script("return window.__govcheckMask ? window.__govcheckMask() : null")
    try:
        if hidden is None:  # without the mask nothing may be kept
            return Shot()
        window = _script(driver, "window")
        clip = _clip(None if whole else marked["box"], window)
        answer = driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "jpeg", "quality": QUALITY, "clip": clip}
        )
    finally:
        driver.execute_script("window.__govcheckUnmask?.()")
        _script(driver, "unmark()")
    return Shot(
        base64.b64decode(answer["data"]),
        found=True,
        shown=bool(marked.get("shown")),
        marked=bool(locator),
        hidden=int(hidden["numbers"]),
        frames=int(hidden["frames"]),
        status=int(window["status"]),
        size=(round(clip["width"]), round(clip["height"])),
    )


def describe(shot: Shot, name: str, *, again: bool) -> dict[str, Any]:
    """What is kept with a picture: a caption, what was hidden in it, and how the page came."""
    said = ""
    if shot.marked:
        said = "问题所在的位置用红框标出"
        if not shot.shown:
            said = "元素在页面上看不见，红框标出的是它所在的区域"
    if name.startswith(PAGE):
        said = f"页面截图{'，' if said else ''}{said}"
    if shot.window:
        said += f"；窗口宽 {shot.window} 像素时的样子"
    if shot.hidden:
        said += f"；已遮盖 {shot.hidden} 处疑似个人信息"
    if shot.frames:
        said += f"；{shot.frames} 个看不到内部的内嵌框架没有摄入"
    return {
        "caption": said,
        "key": name.partition(" ")[2],
        "hidden": shot.hidden,
        "marked": shot.marked,
        "status": shot.status,
        "source": "again" if again else "crawl",
    }


def _clip(box: Any, window: Any) -> dict[str, float]:
    """What to cut out of the window, in pixels of the document."""
    width, height = float(window["width"]), float(window["height"])
    if box is None:
        x = y = 0.0
    else:
        wide = min(max(box["width"] + 2 * PAD, LEAST[0]), LARGEST[0], width)
        high = min(max(box["height"] + 2 * PAD, LEAST[1]), LARGEST[1], height)
        x = min(max(box["x"] + box["width"] / 2 - wide / 2, 0), width - wide)
        if box["width"] > wide - 2 * PAD:
            x = min(max(box["x"] - PAD, 0), width - wide)
        y = min(max(box["y"] + box["height"] / 2 - high / 2, 0), height - high)
        if box["height"] > high - 2 * PAD:
            y = min(max(box["y"] - PAD, 0), height - high)
        width, height = wide, high
    return {
        "x": x + window["left"], "y": y + window["top"], "width": width, "height": height, "scale": 1
    }  # fmt: skip


def _script(driver: Driver, what: str, given: str = "") -> Any:
    if what == "window":
        return driver.execute_script(
            "return {left: scrollX, top: scrollY, width: innerWidth, height: innerHeight,"
            " status: performance.getEntriesByType('navigation')[0]?.responseStatus || 0}"
        )
    source = files("crawler.browser").joinpath("mark.js").read_text(encoding="utf-8")
    # The comment at the head of the file would end the statement.
    code = source[source.index("(() =>") :].strip()
    return driver.execute_script(f"const a = arguments[0]; return ({code}).{what}", given)
