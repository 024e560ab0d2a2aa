"""What a browser check has done in the browser: functions that gather plain JSON from a live page."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any, Literal

Task = Literal["render", "page", "tour"]
"""Why a page is visited: "render" reads what scripts built, "page" looks at the page as it stands,
"tour" uses it like a person (clicks, keys, another window size) on a few pages of a site.
"""
USUAL_BUDGET_S = 15.0


@dataclass(frozen=True, slots=True)
class Gatherer:
    """A function of the live driver (a small protocol of its own) that gives plain JSON.

    Gatherers of one visit run in the order of ``order``: what changes the page comes last.
    ``budget_s`` bounds each. ``name`` is what the result is stored under; ``title`` is Chinese and
    told to who waits for it.
    """

    function: Callable[..., Any]
    task: Task = "page"
    order: int = 50
    budget_s: float = USUAL_BUDGET_S
    title: str = ""

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Run it on the open page."""
        return self.function(*given, **named)

    def within(self, seconds: float) -> "Gatherer":
        """The same with less time; a function that divides its time itself (``budget_s``) is told."""
        budget = min(self.budget_s, seconds)
        function = self.function
        if "budget_s" in inspect.signature(function).parameters:
            function = wraps(function)(partial(function, budget_s=budget))
        return replace(self, function=function, budget_s=budget)

    @property
    def name(self) -> str:
        """The function's own full name."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


def gatherer(
    *,
    task: Task = "page",
    order: int = 50,
    budget_s: float = USUAL_BUDGET_S,
    title: str = "",
) -> Callable[[Callable[..., Any]], Gatherer]:
    """Declare a gather function, see :class:`Gatherer`."""

    def made(function: Callable[..., Any]) -> Gatherer:
        return Gatherer(function, task, order, budget_s, title)

    return made
