"""A spot check in the browser: one page after another, each in steps that are told as they end."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

from checks.accessibility.axe import run_axe
from checks.accessibility.ibm import run_ibm
from checks.accessibility.page_tools import preload
from checks.gathering import Gatherer
from checks.page import Page, PageKind, Rendering
from checks.run import UNSEEN
from checks.scripted import parts
from crawler.browser import rendering
from crawler.browser.axe_engine import newest
from crawler.browser.direct import directed
from crawler.browser.manners import Manners
from crawler.browser.session import Session
from crawler.browser.spot_source import SpotSource
from crawler.browser.workers import gatherers
from crawler.fetched import Fetched
from crawler.sites import BrowserSettings, Politeness
from crawler.way import STRAIGHT, Way

TOURS_S = 60.0
"""All steps that use the page like a person take no longer."""
NO_TIME = "这一步没有来得及做，请单独检查这个页面"
LISTS = (PageKind.HOME, PageKind.COLUMN)
AXE, LOOKS, TOURS = "axe-core 检查", "键盘、焦点、版面等检查", "像人一样使用页面：{}"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step. ``gathered`` is by artifact name; ``reason`` Chinese, "" if it went
    well. ``rendered`` is the page as scripts left it, in the step that read that.
    """

    name: str
    seconds: float
    reason: str
    gathered: Mapping[str, Any] = field(default_factory=dict)
    rendered: Page | None = None


class SpotBrowser:
    """One browser for the pages of one command; use as a context manager.

    A browser is started with the first step, which raises :class:`chromium.BrowserError` when there
    is none.
    """

    def __init__(
        self,
        pages: Sequence[Fetched],
        checks: Sequence[str],
        *,
        settings: BrowserSettings,
        politeness: Politeness,
        contact: str,
        hosts: Sequence[str] = (),
        way: Way = STRAIGHT,
    ) -> None:
        self._checks = checks
        self._source = SpotSource(pages, hosts)
        self._engine = newest()
        manners = Manners(politeness, contact, self._source.scope, way=way)
        self._session = Session(
            self._source,
            preload=[self._engine.preload, preload()],
            settings=settings,
            manners=manners,
            way=way,
        )

    def start(self) -> float:
        """Start the browser and say how many seconds that took."""
        begun = time.monotonic()
        self._session.driver.execute_script("return 1")
        return time.monotonic() - begun

    @property
    def versions(self) -> dict[str, str]:
        """Which browser and which axe-core this is."""
        said = self._session.driver.capabilities
        name = f"{said.get('browserName', '')} {said.get('browserVersion', '')}".strip()
        return {"browser": name, "axe": f"axe-core {self._engine.version}"}

    @property
    def note(self) -> str:
        """What is not as it should be with the browser, in Chinese; "" if all is well."""
        return self._session.note

    def steps(self, fetched: Fetched, page: Page, *, quick: bool, scripted: bool) -> Iterator[Step]:
        """The steps for one page: axe first, then what else is looked at, then what is used.

        The second engine, where it is wanted, goes with axe. ``quick``: only these. ``scripted``: also read what scripts made of the page.
        """
        self._source.open(fetched)
        looks, tours = gatherers(self._checks, "page"), gatherers(self._checks, "tour")
        axe = {name: one for name, one in looks.items() if one in (run_axe, run_ibm)}
        rest = {name: one for name, one in looks.items() if name not in axe}
        yield self._visit(fetched, page, AXE, axe, scripted=scripted)
        if quick:
            return
        if rest:
            yield self._visit(fetched, page, LOOKS, rest)
        begun = time.monotonic()
        for name, one in tours.items():
            title = TOURS.format(one.title)
            left = TOURS_S - (time.monotonic() - begun)
            if left < one.budget_s / 4:
                yield Step(title, 0.0, NO_TIME, {name: {UNSEEN: NO_TIME}})
                continue
            yield self._visit(fetched, page, title, {name: one.within(left)}, touring=True)

    def close(self) -> None:
        """End the browser."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _visit(
        self,
        fetched: Fetched,
        page: Page,
        name: str,
        wanted: Mapping[str, Gatherer],
        *,
        scripted: bool = False,
        touring: bool = False,
    ) -> Step:
        self._source.touring = touring
        channel = self._session.channel
        gathers: dict[str, Any] = dict(wanted if touring else directed(wanted, channel))
        if scripted:
            self._session.hear_scripts()
            gathers = {rendering.NAME: partial(rendering.read, self._session), **gathers}
        visit = self._session.visit(fetched.final_url, gathers)
        if touring:
            self._session.forget(fetched.final_url)
        gathered = dict(visit.gathered)
        made = gathered.pop(rendering.NAME, None)
        for value in gathered.values():
            value["unstyled"] = visit.unstyled
            if touring:
                value["lost"] = [asdict(one) for one in visit.lost]
        kept = {one: {UNSEEN: visit.reason} for one in wanted} | gathered
        seen = _rendered(page, made, visit.reason) if scripted else None
        return Step(name, visit.seconds, visit.reason, kept, seen)


def _rendered(page: Page, made: rendering.Rendered | None, reason: str) -> Page:
    now = datetime.now(UTC)
    if made is None or not made.html:
        trouble = made.trouble if made is not None else reason
        return replace(page, rendering=Rendering(now, trouble, failed=True))
    told = Rendering(
        now,
        made.trouble,
        made.aside,
        made.error,
        before=page.reading,
        parts=parts(page, configured=page.reading.kind in LISTS),
    )
    return replace(
        page,
        html=made.html,
        final_url=made.final_url or page.final_url,
        charset="utf-8",
        charset_source="browser",
        fetched_at=now,
        rendering=told,
    )
