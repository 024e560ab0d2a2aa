"""What ``govcheck page`` prints: static results at once, the browser's as they come."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from checks.page import Page
from crawler.sites import BrowserSettings, Politeness
from reports.spot import Spot, lines, to_dict
from reports.spot_browser import (
    NOT_REACHED,
    Opened,
    browser_checks,
    browser_dict,
    ending,
    opened,
    step_lines,
)

if TYPE_CHECKING:
    from crawler.fetched import Fetched
    from crawler.way import Way


@dataclass(frozen=True, slots=True)
class Seen:
    """One address: what came, what was read of it, and the page if there is one."""

    fetched: "Fetched"
    spot: Spot
    page: Page | None


class Show:
    """Prints in one form: text, json or jsonl."""

    def __init__(self, form: str, *, second_engine: bool = False) -> None:
        self._form = form
        self._checks = browser_checks(optional=second_engine)

    def without_browser(self, spots: Sequence[Spot], note: str) -> None:
        """Everything at once; ``note`` says in Chinese why no browser has looked."""
        for spot in spots:
            self._static(spot)
            self._end(Opened(spot, note))

    def with_browser(
        self,
        seen: Sequence[Seen],
        settings: BrowserSettings,
        politeness: Politeness,
        contact: str,
        hosts: Sequence[str],
        *,
        quick: bool,
        way: "Way",
    ) -> None:
        """The static results of each page, then those of each step in the browser."""
        from crawler.browser.chromium import BrowserError  # Selenium only where it is needed
        from crawler.browser.spot import SpotBrowser

        pages = [one.fetched for one in seen if one.spot.reached]
        names = [one.check.id for one in self._checks]
        how: dict[str, Any] = {"settings": settings, "politeness": politeness, "contact": contact}
        with (
            way.guarding_logs(),
            SpotBrowser(pages, names, hosts=hosts, way=way, **how) as browser,
        ):
            note = ""
            for one in seen:
                self._static(one.spot)
                at = Opened(one.spot, note or NOT_REACHED)
                if one.page is not None and one.spot.reached and not note:
                    at = Opened(one.spot)
                    try:
                        for at in opened(
                            browser, one.fetched, one.spot, one.page, self._checks, quick=quick
                        ):
                            self._step(at)
                    except BrowserError as error:
                        note = str(error)
                        at = Opened(at.spot, note, at.steps, versions=at.versions)
                self._end(at)
            told = note or (browser.note if pages else "")
        if told:
            click.echo(told, err=True)

    def _static(self, spot: Spot) -> None:
        if self._form == "text":
            click.echo("\n".join(lines(spot)))
            _flush()
        self._progress("打开浏览器 …" if spot.reached else "")

    def _step(self, one: Opened) -> None:
        self._progress("")
        if self._form == "text":
            click.echo("\n".join(step_lines(one)))
            _flush()
        name, seconds, _ = one.steps[-1]
        self._progress(f"{name}：{seconds:.1f} 秒，接着做下一步 …")

    def _end(self, one: Opened) -> None:
        self._progress("")
        if self._form == "text":
            said = "\n".join(ending(one, self._checks))
            if said:
                click.echo(said)
            return
        told = to_dict(one.spot, browser_dict(one), one.versions)
        indent = 2 if self._form == "json" else None
        click.echo(json.dumps(told, ensure_ascii=False, indent=indent))
        _flush()

    def _progress(self, words: str) -> None:
        """One moving line on a terminal; nothing where standard error is none."""
        if sys.stderr.isatty():
            click.echo(f"\r\x1b[2K{words}", err=True, nl=False)


def _flush() -> None:
    sys.stdout.flush()
