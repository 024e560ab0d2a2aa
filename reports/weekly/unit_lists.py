"""From what a day's looks kept to one list a unit: what to do, until when, and for which time."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from checks.workdays import is_workday, workdays_after
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.workflow import reminders
from crawler.workflow.reminders import ACCOUNTS, Count, State
from reports.weekly.rows import Row

WEEKDAYS = "一二三四五六日"
OTHERS = (State.TOLD, State.UNSEEN, State.REPORTED)


@dataclass(frozen=True, slots=True)
class Look:
    """One kept look: of a site, or of the accounts (site "")."""

    site: str
    day: date
    month: str
    at: str
    by: str
    outcome: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: the rows of one cause. ``times`` and ``first`` are of the most reminded."""

    row: Row
    places: int
    times: int = 0
    first: date | None = None
    action: str = ""
    """What the rubric provides for after so many reminders; "" while it is not so far."""


@dataclass(slots=True)
class UnitList:
    """Everything one unit is told on a day. ``ended`` are sentences on what is settled."""

    unit: str
    remind: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Action:
    """What a rubric does after ``after`` reminders (0: nothing), in words with their source."""

    after: int = 0
    words: str = ""


def looks_of(office: Office, day: date) -> list[Look]:
    """The last look of each site on a day; one that failed, or waits for the site's hours, leaves
    the one before it standing.
    """
    query = (
        "SELECT * FROM weekly_looks WHERE id IN (SELECT max(id) FROM weekly_looks"
        " WHERE day = ? AND outcome NOT IN ('failed', 'waiting') GROUP BY site) ORDER BY site"
    )
    return [
        Look(
            row["site"],
            day,
            row["month"],
            row["at"],
            row["by"],
            row["outcome"],
            row["note"],
            tuple(Row.of(one) for one in json.loads(zlib.decompress(row["subjects"]))),
        )
        for row in office.db.execute(query, [day.isoformat()])
    ]


def failed_of(office: Office, day: date) -> dict[str, str]:
    """Why the last look of a site on a day failed or was not made, by site."""
    query = (
        "SELECT site, note FROM weekly_looks WHERE outcome IN ('failed', 'waiting') AND id IN"
        " (SELECT max(id) FROM weekly_looks WHERE day = ? GROUP BY site) ORDER BY site"
    )
    return {row["site"]: row["note"] for row in office.db.execute(query, [day.isoformat()])}


def lists_of(
    office: Office, sites: SitesFile, looks: Iterable[Look], actions: Mapping[str, Action]
) -> list[UnitList]:
    """One list for each unit that is told anything, in the order of the configuration.

    ``actions`` by site id.
    """
    found: dict[str, UnitList] = {unit.name: UnitList(unit.name) for unit in sites.units.values()}
    for look in looks:
        counts = reminders.counts(office, look.site, until=look.day)
        action = actions.get(look.site, Action())
        for rows in _by_cause(look.rows).values():
            mine = found.setdefault(rows[0].unit, UnitList(rows[0].unit))
            line = _line(rows, counts, action)
            if rows[0].state is State.REMIND:
                mine.remind.append(line)
            elif rows[0].state in OTHERS:
                mine.others.append(line)
        for step in reminders.ended_on(office, look.site, look.day):
            mine = found.setdefault(step["unit"], UnitList(step["unit"]))
            number = f"{step['number']} " if step["number"] else ""
            what = step["what"].rstrip("。")
            mine.ended.append(f"{number}{what}：{step['why']}（共提醒 {step['count']} 次）")
    for mine in found.values():
        mine.remind.sort(key=_urgency)
        mine.others.sort(key=lambda line: (OTHERS.index(line.row.state), *_urgency(line)))
    return [one for one in found.values() if one.remind or one.others or one.ended]


def left(deadline: date | None, day: date) -> str:
    """How long it is to the deadline, in words, working days and days off included."""
    if deadline is None:
        return "—"
    days = (deadline - day).days
    if days < 0:
        return f"已超期 {-days} 天"
    if days == 0:
        return "今天到期"
    work = workdays_after(day, deadline)
    inside = f"（工作日 {work} 天）" if work is not None else "（当年节假日未公布）"
    off = "，当天不上班，请提前" if is_workday(deadline) is False else ""
    return f"还剩 {days} 天{inside}{off}"


def weekday(day: date) -> str:
    """星期一 to 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def times(line: Line) -> str:
    """第 n 次, and since when."""
    if not line.times:
        return "—"
    since = f"（首次 {line.first}）" if line.first and line.times > 1 else ""
    return f"第 {line.times} 次{since}"


def _by_cause(rows: Sequence[Row]) -> dict[tuple[str, ...], list[Row]]:
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        about = (row.unit, row.about, str(row.state), row.cause or row.key)
        grouped.setdefault(about, []).append(row)
    return grouped


def _line(rows: Sequence[Row], counts: Mapping[str, Count], action: Action) -> Line:
    known = [(counts[row.key], row) for row in rows if row.key in counts]
    if not known:
        return Line(rows[0], len(rows))
    count, _ = max(known, key=lambda pair: pair[0].times)
    far = bool(action.after) and count.late >= action.after
    return Line(rows[0], len(rows), count.times, count.first, action.words if far else "")


def _urgency(line: Line) -> tuple[bool, date, str]:
    row = line.row
    return row.deadline is None, row.deadline or date.min, row.number


def name_of(sites: SitesFile, site: str) -> str:
    """What readers call a look's subject."""
    if site == ACCOUNTS:
        return "新媒体账号"
    known = sites.sites.get(site)
    return (known.name or site) if known else site
