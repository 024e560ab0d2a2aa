"""Which of the lists on a page speak for it: the column's own, not the ones beside it."""

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urljoin, urlsplit

from checks.entries import Entry
from checks.outline import ASIDE, HEADER, NAV, Outline

type Placed = tuple[Outline, Entry]
"""An entry with the outline it stands in."""

_SIDE_HEADING = re.compile(
    r"热点|热门|热文|推荐|相关|排行|点击|猜你|浏览|最新发布|最新更新|最新信息|头条"
)
_SHORT = 12
"""Characters of the longest heading of a side list."""
_YEAR = 366
_OWN = 3
"""So many entries inside the column's folder show that its lists are found there."""


def by_group(dated: Sequence[Placed]) -> list[list[Placed]]:
    """The entries list by list."""
    groups: dict[tuple[int, int], list[Placed]] = {}
    for source, entry in dated:
        groups.setdefault((id(source), entry.group), []).append((source, entry))
    return list(groups.values())


def trusted(dated: list[Placed], latest: date | None) -> list[Placed]:
    """Leave out old dates that stand in addresses only, on a page that shows no dates.

    An address keeps the day a guide or a notice was first put in: it can show that something is
    new, never that nothing is.
    """
    if any(not e.from_url for _, e in dated):
        return dated
    return [(s, e) for s, e in dated if latest and e.day and (latest - e.day).days <= _YEAR]


def main_only(dated: list[Placed], url: str, own_name: str) -> list[Placed]:
    """Leave out what stands beside a column's list and would make a dead column look alive.

    That is: page head and menus, lists called 热点推荐 and the like (unless the column is called
    so), lists dated by addresses beside lists that show dates, and smaller lists from outside the
    column's folder beside one from inside it. Whatever would leave nothing is not done.
    """
    groups = by_group(dated)
    groups = [g for g in groups if not _is_side(*g[0], own_name)] or groups
    groups = [g for g in groups if not all(e.from_url for _, e in g)] or groups
    return [placed for group in _inside(groups, urljoin(url, "./")) for placed in group]


def _is_side(source: Outline, entry: Entry, own_name: str) -> bool:
    zones = {source.texts[entry.text].zone} if entry.text < len(source.texts) else set()
    if entry.link >= 0:
        zones.add(source.links[entry.link].zone)
    if zones & {ASIDE, HEADER, NAV}:
        return True
    first = source.blocks[entry.group].first_text
    above = [t.value for t in source.texts[max(0, first - 2) : first + 1]]
    named = (_SIDE_HEADING.search(words) for words in above if len(words) <= _SHORT)
    return any(hit and hit[0] not in own_name for hit in named)


def _inside(groups: list[list[Placed]], folder: str) -> list[list[Placed]]:
    if len(urlsplit(folder).path) <= 1:
        return groups
    inside = [sum(_address(placed, folder).startswith(folder) for placed in g) for g in groups]
    largest = max((len(g) for g, n in zip(groups, inside, strict=True) if n >= _OWN), default=0)
    return [g for g, n in zip(groups, inside, strict=True) if n or len(g) >= largest]


def _address(placed: Placed, folder: str) -> str:
    source, entry = placed
    try:
        return urljoin(folder, source.links[entry.link].href) if entry.link >= 0 else ""
    except ValueError:
        return ""
