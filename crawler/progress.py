"""What a crawl tells whoever is watching."""

import time
from collections.abc import Callable
from dataclasses import dataclass

INTERVAL_S = 0.5
"""Least time between two calls: a person reads no faster, a terminal should not flicker."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``pages`` and ``urls`` are done, ``queue`` still waits, ``rate`` is addresses a second.

    ``doing`` says in Chinese what is going on now.
    """

    pages: int = 0
    urls: int = 0
    queue: int = 0
    rate: float = 0.0
    doing: str = ""

    @classmethod
    def judging(cls, done: int, everything: int) -> "Progress":
        """Progress of the stage after the crawl, in pages."""
        return cls(pages=done, queue=everything - done, doing=f"判定页面 {done}/{everything}")

    @classmethod
    def opening(cls, done: int, everything: int) -> "Progress":
        """Progress of the browser stage, in pages."""
        return cls(pages=done, queue=everything - done, doing=f"浏览器检查 {done}/{everything}")


class Reporter:
    """Calls ``told`` now and then; does nothing at all without it."""

    def __init__(self, told: Callable[[Progress], None] | None) -> None:
        self._told = told
        self._started = self._last = time.monotonic()

    def tell(self, pages: int, urls: int, queue: int, doing: str, *, now: bool = False) -> None:
        """Pass the figures on, unless the last call was a moment ago."""
        if self._told is None:
            return
        at = time.monotonic()
        if not now and at - self._last < INTERVAL_S:
            return
        self._last = at
        rate = urls / max(at - self._started, 0.001)
        self._told(Progress(pages, urls, queue, rate, doing))
