"""The 快到期 strip and the table of links that are not ok."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from checks.site import LinkReport
from crawler.sites import Unit
from reports.views import DueRow, LinkGroup
from reports.wording import LINK_STATES, day_or_text


class Due(Protocol):
    """What falls due next, as :mod:`checks.deadlines` says it."""

    @property
    def what(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def last(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def days_left(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...


SOON_DAYS = 3


def due_rows(due: Sequence[Due], units: Mapping[str, Unit], organiser: str) -> tuple[DueRow, ...]:
    """Overdue first, then the soonest, then what cannot be told, exempt columns last.

    What is well within its limit (state ``ok``) is left out. An empty unit is the organiser's.
    """
    rows = []
    for item in due:
        if item.state == "ok":
            continue
        level = _level(item)
        owner = item.unit or organiser
        unit = units.get(owner)
        rows.append(
            DueRow(
                what=item.what,
                name=item.name,
                url=item.url,
                unit=unit.name if unit else owner,
                last=day_or_text(item.last) or "未见日期",
                due=day_or_text(item.due) or "—",
                days_left=item.days_left,
                remark=item.reason,
                level=level,
                countdown=_countdown(item, level),
            )
        )
    order = {"bad": 0, "soon": 1, "fine": 1, "gap": 2, "grey": 3}
    return tuple(
        sorted(rows, key=lambda r: (order[r.level], 0 if r.days_left is None else r.days_left))
    )


def _level(item: Due) -> str:
    if item.state == "exempt":
        return "grey"
    if item.days_left is None:
        return "gap"
    if item.days_left < 0:
        return "bad"
    return "soon" if item.days_left <= SOON_DAYS else "fine"


def _countdown(item: Due, level: str) -> str:
    if level == "grey":
        return "已豁免"
    if item.days_left is None:
        return "无法判断"
    if item.days_left < 0:
        return f"已超期 {-item.days_left} 天"
    return "今天到期" if item.days_left == 0 else f"还剩 {item.days_left} 天"


def link_groups(links: Sequence[LinkReport]) -> tuple[LinkGroup, ...]:
    """Links by state, the certain ones first; within a state the home page's first."""
    groups = []
    for state in LINK_STATES:
        members = [link for link in links if link.state is state]
        if members:
            label, meaning = LINK_STATES[state]
            members.sort(key=lambda link: (not link.on_home, -len(link.found_on)))
            groups.append(LinkGroup(state, label, meaning, members))
    return tuple(groups)
