"""How a walk treats each host: how many requests at once, and when to leave it alone.

Shared by everything that asks in one walk, so that a screen met by one ends the host for all.
"""

import asyncio
from dataclasses import dataclass, field

from checks.media.reasons import Reason

MOST_IN_A_ROW = 5
"""Time-outs, or refusals, in a row after which a host is not asked any more."""


@dataclass
class Manners:
    """``stopped``: host -> why nothing more is asked of it in this walk."""

    stopped: dict[str, Reason] = field(default_factory=dict)
    _lanes: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _silent: dict[str, int] = field(default_factory=dict)
    _refused: dict[str, int] = field(default_factory=dict)

    def lane(self, host: str, room: int = 1) -> asyncio.Semaphore:
        """The turn of a host; the first to ask says how many may ask at once."""
        return self._lanes.setdefault(host, asyncio.Semaphore(room))

    def stop(self, host: str, reason: Reason = Reason.BLOCKED) -> None:
        """Leave a host alone for the rest of the walk."""
        self.stopped.setdefault(host, reason)

    def heard(self, host: str, *, silent: bool, refused: bool) -> None:
        """Count time-outs and refusals; five of a kind in a row, and the host is left alone."""
        for counts, so, reason in (
            (self._silent, silent, Reason.TIMEOUT),
            (self._refused, refused, Reason.BLOCKED),
        ):
            counts[host] = counts.get(host, 0) + 1 if so else 0
            if counts[host] >= MOST_IN_A_ROW:
                self.stop(host, reason)
