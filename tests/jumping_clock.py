"""A clock that jumps over every wait, so that minutes of politeness cost a test no time."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.clock import Clock


class Timer:
    """What ``call_at`` returns."""

    def __init__(self, at: float, act: Callable[[], None]) -> None:
        self.at, self.act = at, act
        self.is_cancelled = False

    def when(self) -> float:
        return self.at

    def cancel(self) -> None:
        self.is_cancelled = True


class JumpingClock(Clock):
    """Real time goes on while requests are under way; when none is, the next wait is skipped."""

    def __init__(self, start: datetime = datetime(2026, 11, 24, 16, tzinfo=UTC)) -> None:
        self._start = start
        self._jumped = 0.0
        self._began = 0.0
        self._timers: list[Timer] = []

    def now(self) -> float:
        now = asyncio.get_running_loop().time() + self._jumped
        self._began = self._began or now
        return now

    def moment(self) -> datetime:
        try:
            return self._start + timedelta(seconds=self.now() - self._began)
        except RuntimeError:  # nothing runs yet
            return self._start

    def call_at(self, at: float, act: Callable[[], None]) -> Any:
        self._timers.append(Timer(at, act))
        return self._timers[-1]

    async def sleep(self, seconds: float) -> None:
        self._jumped += max(0.0, seconds)
        await asyncio.sleep(0)

    async def wait(self, event: asyncio.Event, seconds: float, *, idle: bool) -> None:
        self._timers = [timer for timer in self._timers if not timer.is_cancelled]
        if idle and not event.is_set():
            soonest = min((timer.at for timer in self._timers), default=float("inf"))
            self._jumped += max(0.0, min(seconds, soonest - self.now()))
            await asyncio.sleep(0)
        else:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), 0.01)
        now = self.now()
        due = [timer for timer in self._timers if timer.at <= now and not timer.is_cancelled]
        self._timers = [timer for timer in self._timers if timer not in due]
        for timer in due:
            timer.act()
