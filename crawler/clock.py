"""The clock a walk waits by. Nothing else may wait: a test that hands in its own never sleeps."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """The event loop's time in seconds, and the time of day."""

    def now(self) -> float:
        """Seconds on a clock that only goes forward; comparable to ``time.monotonic``."""
        return asyncio.get_running_loop().time()

    def moment(self) -> datetime:
        """The time of day, with its time zone."""
        return datetime.now(UTC)

    def call_at(self, at: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        """Have ``act`` called at a time of :meth:`now`."""
        return asyncio.get_running_loop().call_at(at, act)

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float, *, idle: bool) -> None:
        """Wait for the event, at most so long. ``idle``: no request is under way."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)


REAL = Clock()
