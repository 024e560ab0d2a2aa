"""Announced stops of a site (停机报备) as ``sites.toml`` writes them, in Beijing time."""

import re
from datetime import date, datetime, time, timedelta

from checks.page import SHANGHAI
from checks.site import Downtime
from crawler.toml_table import Table

LONGEST = timedelta(days=92)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")
_HOW = '请写成 "2026-11-20 22:00" 的样子（北京时间，要加引号）'


def read_downtimes(site: Table) -> tuple[Downtime, ...]:
    """The ``[[site.downtime]]`` tables of one site, earliest first."""
    found = []
    for table in site.tables("downtime", "site.downtime"):
        start, end = _moment(table, "from"), _moment(table, "until", end=True)
        reason = table.text("reason", required="请写停机原因和报备情况，报告里会照写")
        table.finish({"start": "from", "to": "until", "end": "until", "原因": "reason"})
        if start and end and end <= start:
            table.bad("until", table.raw.get("until"), "比开始时间还早，请检查 from 和 until")
        elif start and end and end - start > LONGEST:
            table.bad(
                "until",
                table.raw.get("until"),
                f"停机超过 {LONGEST.days} 天，请检查；长期关停的网站请从配置里去掉",
            )
        elif start and end and reason:
            found.append(Downtime(start, end, reason))
    return tuple(sorted(found, key=lambda one: one.start))


def _moment(table: Table, key: str, *, end: bool = False) -> datetime | None:
    """A moment; a day alone means its beginning, or for ``end`` the end of that day."""
    table.asked.append(key)
    value = table.raw.get(key)
    if value is None or value == "":
        table.wrong(key, f"没有填写，{_HOW}")
        return None
    read = _read(value)
    if read is None:
        table.bad(key, value, f"看不懂这个时间，{_HOW}")
        return None
    day, at = read
    if at is None:
        return datetime.combine(day + timedelta(days=end), time(), SHANGHAI)
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)


def _read(value: object) -> tuple[date, datetime | None] | None:
    if isinstance(value, datetime):
        return value.date(), value
    if isinstance(value, date):
        return value, None
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
        if match[2] is None:
            return day, None
        clock = match[2].zfill(8 if match[2].count(":") == 2 else 5)
        return day, datetime.combine(day, time.fromisoformat(clock))
    except ValueError:
        return None
