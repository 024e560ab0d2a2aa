"""Pictures of findings as files beside a report: in a page they would make it too large to mail."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from checks.aging.tour import use_toolbar
from crawler import pictures
from crawler.pictures import ELEMENT, Picture
from crawler.sites import SitesFile
from crawler.store import Run, Store

if TYPE_CHECKING:
    from reports.summary import Report

FOLDER = "pictures"


def pictures_of(store: Store, run: Run) -> Mapping[str, Picture]:
    """The pictures of elements of a run, by the key of their finding."""
    return {one.name.removeprefix(ELEMENT): one for one in pictures.of_run(store, run, ELEMENT)}


def toured_of(store: Store, run: Run, is_home: Callable[[str], bool]) -> tuple[Picture, ...]:
    """The pictures of the home page's tour, the desktop's before the telephone's."""
    prefix = pictures.prefix_of(use_toolbar.name)
    found = [one for one in pictures.of_run(store, run, prefix) if is_home(one.url)]
    return tuple(sorted(found, key=lambda p: ("mobile" in p.name, "before" not in p.name, p.name)))


def pictured(report: "Report") -> list[Picture]:
    """All pictures a report refers to."""
    return [*report.sources.pictures.values(), *report.sources.toured]


def write_pictures(sites: SitesFile, report: "Report", folder: Path) -> int:
    """Write a report's pictures into ``folder/pictures``; returns how many there are."""
    wanted = {one.file_name: one.sha for one in pictured(report)}
    missing = {name: sha for name, sha in wanted.items() if not (folder / FOLDER / name).exists()}
    if missing:
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        with Store(sites.database(report.site.id)) as store:
            for name, sha in missing.items():
                fresh = folder / FOLDER / f".{name}.new"
                fresh.write_bytes(pictures.data_of(store, sha))
                fresh.replace(folder / FOLDER / name)
    return len(wanted)
