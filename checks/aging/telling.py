"""How the checks of this group tell what was measured: one way of saying what could not be seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.aging.measures import measures
from checks.aging.scripts import vendors
from checks.aging.signals import Measures, Signal
from checks.page import Page
from checks.results import Outcome, Result, not_applicable, unverifiable

WEB_SPEC = "《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）"
VERDICTS = ("works", "partial")


@dataclass(frozen=True, slots=True)
class Told:
    """A tour of a page with its measures."""

    page: Page
    tour: Mapping[str, Any]
    measures: Measures

    @property
    def view(self) -> Mapping[str, Any]:
        """The desktop's part of the tour."""
        return self.tour["views"][0]  # type: ignore[no-any-return]

    def signal(self, name: str) -> Signal:
        """A signal by name."""
        return self.measures["signals"][name]  # type: ignore[literal-required,no-any-return]

    @property
    def vendor(self) -> str:
        """Who made the toolbar, in words for a fix; "" when not known."""
        names = [vendors()[one]["title"] for one in self.measures["vendors"]]
        return f"（工具条可能是 {'、'.join(names)}，可以直接找供应商）" if names else ""

    def say(
        self, outcome: Outcome, rule: str, message: str, *, value: object = "", fix: str = ""
    ) -> Result:
        """A result about the page, at the entry the message names, else at its first; a doubt while
        style sheets are missing.
        """
        styles = self.tour.get("unstyled", 0)
        if styles and outcome is Outcome.FAIL:
            outcome = Outcome.REVIEW
            message = f"{message}有 {styles} 个样式文件没有取到，请人工确认。"
        entries = [one for view in self.tour["views"] for one in view["entries"]]
        named = (one for one in entries if one["label"] and f"“{one['label']}”" in message)
        entry: Mapping[str, Any] = next(named, next(iter(entries), {}))
        return Result(
            outcome,
            self.page.url,
            message,
            rule=rule,
            value=f"{value:g}" if isinstance(value, float) else str(value),
            locator=entry.get("target", ""),
            excerpt=entry.get("html", ""),
            fix=f"{fix}{self.vendor}" if fix else "",
        )

    def fail(self, rule: str, message: str, **more: Any) -> Result:
        """A certain finding."""
        return self.say(Outcome.FAIL, rule, message, **more)

    def review(self, rule: str, message: str, **more: Any) -> Result:
        """A candidate for a person."""
        return self.say(Outcome.REVIEW, rule, message, **more)

    def unseen(self, name: str, rule: str) -> Iterator[Result]:
        """What is to be said of a signal that is there and could not be assessed."""
        one = self.signal(name)
        if one["state"] == "not_assessed" and one["numbers"].get("offered"):
            yield unverifiable(
                self.page.url, f"{one['title']}没有量成：{one['reason']}。", rule=rule
            )


def told(page: Page, tour: Mapping[str, Any]) -> Told:
    """The tour with its measures."""
    return Told(page, tour, measures(tour))


def nothing_to_use(said: Told) -> Result | None:
    """Why a function cannot be judged on this page: no entry, it does not open, could not look."""
    verdict, why = said.measures["verdict"], said.measures["why"]
    if verdict in VERDICTS:
        return None
    if verdict == "unseen":
        return unverifiable(said.page.url, f"没有量成：{why}。")
    return not_applicable(said.page.url, f"没有可以操作的工具条或长者模式：{why}。")
