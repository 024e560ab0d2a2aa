"""Columns (栏目) of a site and how often they must be updated: what the configuration says."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a column must be updated: at most ``days`` or ``months`` of silence, or ``count``
    entries each ``per`` (workday, week, month). Exactly one of the three is set. Inclusive:
    exactly N days after the newest entry still counts as updated.
    """

    days: int | None = None
    months: int | None = None
    count: int | None = None
    per: str = ""

    @property
    def text(self) -> str:
        """In Chinese, for readers."""
        if self.days is not None:
            return f"{self.days} 天"
        if self.months is not None:
            return f"{self.months} 个月"
        return f"每{ {'workday': '工作日', 'week': '周', 'month': '月'}[self.per] } {self.count} 条"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A declared reason for which a column need not be updated, valid until ``until`` inclusive."""

    reason: str
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it covers ``day``."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Column:
    """One column (栏目) of a site. ``kind`` is a name such as 动态要闻, 通知公告, 政策文件.

    ``guessed`` columns were proposed from the navigation: they never cost a point.
    ``unit`` is the id of the unit that owns it, "" for the site's organiser.
    """

    name: str
    url: str
    kind: str = "其他"
    limit: Limit | None = None
    unit: str = ""
    exemption: Exemption | None = None
    guessed: bool = False
