"""How much a host seems to bear: it is asked more slowly when it says so, or answers ever later.

Only the host's own answers count. "Too many requests" and answers of an overloaded server raise
the distance at once; so does a median response time that grew against the host's own best. Calm
answers bring the usual pace back step by step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from crawler.asking import LONGEST_WAIT_S, Answer

STRAINED = frozenset((429, 502, 503, 504))
"""Statuses of a server that is asked too much, or that cannot serve at present."""
BACK_OFF_S = 2.0
LONGEST_BACK_OFF_S = 120.0
"""Longest pause of our own; what a server asks for may be longer."""
MOST_LEVELS = 6
STEP_S = 0.25
LONGEST_DELAY_S = 30.0
COOLING = 0.25
"""How much of one strained answer a good one makes up for."""
BREAK = 6.0
"""So many strained answers, less what good ones made up for, and the host is questioned."""
SHORTEST = 1 / 16
"""Of the usual pauses, on a host of which it was seen again and again that only addresses fail."""
WINDOW = 16
"""Answers between two looks at how the host does."""
FEWEST = 8
GROWN, GROWN_MS = 3.0, 500
"""The median is this many times the host's best, and so much more: then it has grown."""
DRIFT = 1.05
"""What a host's best may grow in each window: one that stays slower is its new self."""


@dataclass(slots=True)
class Strain:
    """State of one host. ``level`` 0 is the usual pace; each level halves it."""

    level: int = 0
    heat: float = 0.0
    best_ms: float = -1.0
    bursts: int = 0
    grown: int = 0
    worst: int = 0
    _scale: float = 1.0
    _struck_at: float = float("-inf")
    _answers: int = 0
    _times: list[int] = field(default_factory=list)

    def struck(self, answer: Answer, now: float, usual_s: float) -> float:
        """Take a strained answer; seconds for which nothing should be asked. Answers to what was
        sent before the last one came belong to the same burst.
        """
        base = BACK_OFF_S if answer.status == 429 else min(BACK_OFF_S, 4 * usual_s)
        if now - answer.latency_ms / 1000 >= self._struck_at:
            self.bursts += 1
            self.heat += 1
            # One bad address is no strain, nor are many on a host that proved to be well.
            if answer.status == 429 or (self.heat > 1 and self._scale == 1.0):
                self._raise()
            self._struck_at = now
            self._answers = 0
            self._times.clear()
        own: float = min(base * 2.0 ** (max(self.heat, 1.0) - 1), LONGEST_BACK_OFF_S)
        return max(own * self._scale, min(answer.retry_after_s, LONGEST_WAIT_S))

    def answered(self, answer: Answer, delay_s: float) -> bool:
        """Take any other answer; whether the level changed. ``delay_s``: the distance kept now, 0
        for a host whose pace is nobody's concern: its response times are not looked at.
        """
        if self.heat:
            self.heat = max(0.0, self.heat - COOLING)
        self._answers += 1
        if delay_s and answer.status == 200 and answer.method == "GET":
            self._times.append(answer.latency_ms)
        if self._answers < WINDOW:
            return False
        times, self._times, self._answers = self._times, [], 0
        before = self.level
        if len(times) >= FEWEST and self._has_grown(median(times)):
            self.grown += 1
            if delay_s < 2 * median(times) / 1000:  # it has at least two thirds of the time to rest
                self._raise()
        elif self.level:
            self.level -= 1
        return self.level != before

    def _has_grown(self, ms: float) -> bool:
        best = self.best_ms
        self.best_ms = ms if best < 0 else min(ms, best * DRIFT)
        return best >= 0 and ms > max(GROWN * best, best + GROWN_MS)

    def _raise(self) -> None:
        self.level = min(self.level + 1, MOST_LEVELS)
        self.worst = max(self.worst, self.level)

    def cleared(self) -> None:
        """The host answers well, only some addresses do not: the next doubt costs less time."""
        self.heat, self.level = 0.0, 0
        self._scale = max(self._scale / 4, SHORTEST)

    def slow(self) -> None:
        """Two levels at once, after a protection screen."""
        self._raise()
        self._raise()

    def delay_s(self, usual_s: float, level: int | None = None) -> float:
        """The distance between two requests at a level, by default the present one."""
        level = self.level if level is None else level
        if not level:
            return usual_s
        return max(usual_s, min(max(usual_s, STEP_S) * 2.0**level, LONGEST_DELAY_S))

    def told(self, usual_s: float) -> Mapping[str, object]:
        """Chinese figures for the run record, empty when there is nothing to tell."""
        if not self.worst and not self.bursts:
            return {}
        told: dict[str, object] = {}
        if self.bursts:
            told["服务器答复过载或要求放慢（429、502、503、504）的次数"] = self.bursts
        if self.grown:
            told["应答明显变慢的次数"] = self.grown
        if self.worst:
            told["最慢时两次请求相隔（秒）"] = round(self.delay_s(usual_s, self.worst), 1)
        return told
