"""The hours of the day in which a site may be crawled: ``22:00-06:00``, Beijing time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.sites import SiteConfig, SitesFile

MARGIN_S = 1.0
_FORM = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—－~至]\s*(\d{1,2}):(\d{2})")


class OutsideHoursError(UserError):
    """A crawl stopped because its hours are over; what is stored stands, the run goes on later."""

    exit_code = 4

    def __init__(self, name: str, hours: "Hours", stored: str) -> None:
        super().__init__(
            f"“{name}”只在 {hours}（北京时间）抓取，现在不在这个时段，已经停下。{stored}"
            f"到了 {hours.start:%H:%M} 再运行同一条命令会接着做；"
            "要改时段，请改配置里 [site.politeness] 的 hours。"
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``start`` (included) to ``end`` (excluded); past midnight when ``end`` is the earlier."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "Hours | None":
        """None for "", that is: at any hour. ValueError with a Chinese reason when it is neither."""
        if not text.strip():
            return None
        found = _FORM.fullmatch(text.strip().replace("：", ":"))
        try:
            if found is None:
                raise ValueError
            one, two, three, four = map(int, found.groups())
            start, end = _time(one, two), _time(three, four)
        except ValueError:
            raise ValueError(
                "时段要写成 22:00-06:00 的样子（北京时间，几点开始-几点结束，可以跨过零点）"
            ) from None
        if start == end:
            raise ValueError("开始和结束是同一时刻；任何时候都可以访问的，请删掉这一行")
        return cls(start, end)

    def has(self, moment: datetime) -> bool:
        """Whether a moment (with its time zone) lies in the hours."""
        now = moment.astimezone(SHANGHAI).time()
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def opens_in_s(self, moment: datetime) -> float:
        """Seconds until they begin, 0 while they last."""
        return 0.0 if self.has(moment) else _until(moment, self.start)

    def closes_in_s(self, moment: datetime) -> float:
        """Seconds until they end, 0 outside them."""
        return _until(moment, self.end) if self.has(moment) else 0.0

    def __str__(self) -> str:
        return f"{self.start:%H:%M}—{self.end:%H:%M}"


def _time(hour: int, minute: int) -> time:
    return time(0, 0) if (hour, minute) == (24, 0) else time(hour, minute)


def _until(moment: datetime, at: time) -> float:
    now = moment.astimezone(SHANGHAI)
    then = datetime.combine(now.date(), at, SHANGHAI)
    if then <= now:
        then += timedelta(days=1)
    return (then - now).total_seconds()


def is_open(config: SiteConfig, moment: datetime) -> bool:
    """Whether the site may be crawled at that moment."""
    hours = Hours.parse(config.politeness.hours)
    return hours is None or hours.has(moment)


def next_open(
    sites: SitesFile, site_ids: Sequence[str], moment: datetime
) -> tuple[list[str], float]:
    """Those of some sites whose hours come first, and the seconds until then (a little more)."""
    hours = {one: Hours.parse(sites.site(one).politeness.hours) for one in site_ids}
    left = {one: h.opens_in_s(moment) if h is not None else 0.0 for one, h in hours.items()}
    wait = min(left.values()) + MARGIN_S
    return [one for one, seconds in left.items() if seconds <= wait], wait
