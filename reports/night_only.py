"""What ``govcheck status`` says of sites that may only be asked at certain hours: a site that waits
for them is no fault, until they have passed unused.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from checks.page import SHANGHAI
from crawler.care.schedule import MONTHLY_DAY, MONTHLY_HOUR
from crawler.hours import Hours


@dataclass(frozen=True, slots=True)
class Window:
    """The first hours in which a site could be asked after a moment; aware times."""

    hours: Hours
    opens: datetime
    closes: datetime

    @classmethod
    def after(cls, hours: Hours, moment: datetime) -> "Window":
        """The hours that last at ``moment``, else the next ones."""
        opens = moment + timedelta(seconds=hours.opens_in_s(moment))
        return cls(hours, opens, opens + timedelta(seconds=hours.closes_in_s(opens)))

    def said(self, now: datetime) -> str:
        """What is waited for, and until when."""
        if now >= self.opens:
            return f"只在 {self.hours}（北京时间）访问，现在可以，到 {_moment(self.closes)} 为止"
        return f"只在 {self.hours}（北京时间）访问，在等 {_moment(self.opens)} 到 {_moment(self.closes)}"


def monthly_window(hours: Hours, month: str) -> Window:
    """The first hours after the monthly run has started."""
    day = date.fromisoformat(f"{month}-{MONTHLY_DAY:02d}")
    return Window.after(hours, datetime.combine(day, time(MONTHLY_HOUR), SHANGHAI))


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
