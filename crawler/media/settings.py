"""What an office asks of its accounts: the values of ``[media]`` in ``sites.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Literal

from checks.media.models import Account, Platform, Window
from checks.page import SHANGHAI
from crawler.media.bases import Bases

RUBRIC = "national-2019-media"
UnitScore = Literal["mean", "lowest"]


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """``monitor_time`` (Beijing time) makes the monitoring point a moment; without it a whole day
    counts. ``gap_days`` is a local rule stricter than ``window_days`` (0: none), ``gaps`` the same
    for one platform. ``warn_days``: accounts silent for so long are listed as due soon.
    ``closed_to`` are words in the names of units that may not have accounts of their own.
    ``max_unverified_share``: with more accounts 待核实 no rate is told without saying so.
    """

    rubric: str = RUBRIC
    window_days: int = 14
    warn_days: int = 10
    monitor_time: time | None = None
    gap_days: int = 0
    gaps: Mapping[Platform, int] = field(default_factory=dict)
    closed_to: tuple[str, ...] = ()
    max_unverified_share: float = 0.2
    unit_score: UnitScore = "mean"
    requests_per_second: float = 0.5
    """For public pages (feeds, articles, menus), a host."""
    bases: Bases = field(default_factory=Bases)

    def window(self, day: date, days: int = 0) -> Window:
        """So many days (the usual ones for 0) before the monitoring point of ``day``."""
        length = days or self.window_days
        if self.monitor_time is None:
            return Window.on(day, length)
        return Window.at(datetime.combine(day, self.monitor_time, SHANGHAI), length)

    def window_at(self, day: date) -> "partial[Window]":
        """The window as a function of its days, which can be handed to other processes."""
        return partial(self.window, day)

    def days_back(self, as_of: date, today: date) -> int:
        """So many days before today sources are asked about, for a window that ends on ``as_of``."""
        return self.window_days + max(0, (today - as_of).days)

    def gap_of(self, account: Account) -> int | None:
        """The local rule for an account that has none of its own."""
        return self.gaps.get(account.platform) or self.gap_days or None
