"""Write a day's reminder lists: one workbook a unit, one page for the office."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from reports.html import document
from reports.rubrics import rubric_for
from reports.weekly.sheet import workbook
from reports.weekly.unit_lists import (
    Action,
    Look,
    UnitList,
    failed_of,
    left,
    lists_of,
    looks_of,
    name_of,
    times,
    weekday,
)

PAGE = "提醒单.html"


def folder_of(sites: SitesFile, day: date) -> Path:
    """Where a day's lists lie."""
    return sites.path.parent / "output" / f"每周提醒-{day}"


def write(sites: SitesFile, day: date) -> tuple[list[UnitList], Path]:
    """Write the lists from what was kept of the day; returns them and the page's path.

    Nobody fills in anything here: a list that is there already is replaced.
    """
    with Office.beside(sites.path) as office:
        looks = looks_of(office, day)
        failed = [f"{name_of(sites, s)}：{why}" for s, why in failed_of(office, day).items()]
        units = lists_of(office, sites, looks, _actions(sites, looks, day))
    folder = folder_of(sites, day)
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    for one in units:
        name = _file_name(one.unit, names)
        _replace(folder / f"提醒单-{name}.xlsx", workbook(one, day))
    page = render(day, looks, failed, units, lambda site: name_of(sites, site))
    _replace(folder / PAGE, page.encode())
    return units, folder / PAGE


def render(
    day: date,
    looks: Sequence[Look],
    failed: Sequence[str],
    units: Sequence[UnitList],
    named: Callable[[str], str],
) -> str:
    """The page of all lists: HTML, whole in itself. ``failed`` are sentences, ``named`` gives the
    name of a site.
    """
    return document(
        "weekly.html.j2",
        day=day,
        looks=looks,
        failed=failed,
        units=units,
        left=left,
        times=times,
        weekday=weekday,
        name_of=named,
    )


def _actions(sites: SitesFile, looks: Iterable[Look], day: date) -> dict[str, Action]:
    found = {}
    for look in looks:
        known = sites.sites.get(look.site)
        wanted = known.rubric_id if known else sites.media.rubric
        try:
            rule = rubric_for(sites, wanted, day).reminders
        except UserError:
            continue  # the monthly run tells what is wrong with a rubric
        found[look.site] = Action(rule.act_after, rule.words)
    return found


def _replace(path: Path, content: bytes) -> None:
    """All or nothing: a list that is cut off would be an order half told."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)


def _file_name(unit: str, taken: set[str]) -> str:
    plain = (
        "".join("_" if s in '\\/:*?"<>|' or ord(s) < 32 else s for s in unit)[:60] or "未登记单位"
    )
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}-{number}", number + 1
    taken.add(name)
    return name
