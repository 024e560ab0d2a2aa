"""How long hosts that asked for it are left alone by all browsers of this process's run.

The workers are processes of their own: what one of them was told holds for the others.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

TOO_MANY, UNAVAILABLE = 429, 503
SLOTS = 509
BACK_OFF_S, LONGEST_BACK_OFF_S = 2.0, 120.0
CLOSED_AFTER, CLOSED_S = 6, 600.0
"""After so many such answers without as many good ones between them, a longer pause."""


@dataclass(frozen=True, slots=True)
class Rest:
    """``left_s`` seconds more a host is not to be asked, because of its answer ``status``."""

    left_s: float = 0.0
    status: int = 0


class Rests:
    """Shared memory: hand it to :class:`multiprocessing.Process` as an argument.

    Hosts share a few hundred slots; two in one slot rest together. Times are of the monotonic
    clock, which all processes of a computer have in common. There is no lock, which a worker that
    is killed could keep for ever: two that strike at the very same time may count as one.
    """

    def __init__(self) -> None:
        self._cells = get_context("spawn").RawArray("d", 3 * SLOTS)

    def of(self, host: str, now: float) -> Rest:
        """Whether a host rests."""
        at = _slot(host)
        until, _, status = self._cells[at : at + 3]
        return Rest(until - now, int(status)) if until > now else Rest()

    def strike(self, host: str, status: int, told_s: float, now: float) -> None:
        """A host said that it is asked too much; ``told_s`` is what it asks for, 0 for nothing."""
        at = _slot(host)
        until, strikes, _ = self._cells[at : at + 3]
        pause = told_s or min(BACK_OFF_S * 2.0 ** min(strikes, 9.0), LONGEST_BACK_OFF_S)
        if strikes + 1 >= CLOSED_AFTER:
            pause = max(pause, CLOSED_S)
        self._cells[at : at + 3] = [max(until, now + pause), strikes + 1, status]

    def good(self, host: str) -> None:
        """A host answered well."""
        at = _slot(host) + 1
        self._cells[at] = max(0.0, self._cells[at] - 1)


@cache
def of_this_run() -> Rests:
    """Those of this process, which does the browser's work of one run."""
    return Rests()


def _slot(host: str) -> int:
    return 3 * (zlib.crc32(host.encode()) % SLOTS)
