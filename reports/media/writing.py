"""Collect, judge and write a month of an office's accounts."""

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from checks.rubric import Rubric, RubricError
from checks.wordlist import Wordlist
from crawler.media.decisions import in_force
from crawler.media.judge import judge_office
from crawler.media.office import FILE, Office
from crawler.media.settings import MediaSettings
from crawler.sites import SitesFile
from reports.media.build import build
from reports.media.issues import final_report, note_without
from reports.media.json_form import media_dict
from reports.media.overall import with_sites
from reports.media.views import MediaReport

NAME = "新媒体"
FORMS: tuple[str, ...] = ("html", "json", "xlsx")


def ledger_file(sites_path: Path) -> Path | None:
    """The office's store beside a configuration, None when there is none yet."""
    path = sites_path.parent / "data" / FILE
    return path if path.exists() else None


def media_report(
    sites_path: Path,
    rubric: Rubric,
    month: str,
    as_of: date,
    settings: MediaSettings,
    sites: SitesFile | None = None,
    organisers: Collection[str] | None = None,
    issue: int | None = None,
) -> MediaReport:
    """The view of a month, judged from what is stored; only of some units when they are named.

    A final month comes out as it was issued last, whatever is known, asked or configured since;
    ``issue`` asks for an earlier one (1: as it was made final).
    """
    if rubric.subject != "account":
        raise RubricError(
            f"口径“{rubric.id}”不是给新媒体账号用的。请在 [media] 里写 rubric，如 national-2019-media。"
        )
    with Office.beside(sites_path) as office:
        made = final_report(office, month, issue, organisers)
        if made is None:
            judged = judge_office(
                office,
                rubric,
                as_of,
                settings=settings,
                wordlist=wordlist_of(sites),
                organisers=organisers,
            )
            decisions = in_force(office, month, as_of)
            made = build(judged, rubric, month, as_of, settings, decisions)
            made = replace(made, notes=note_without(office, month))
    return with_sites(made, sites) if sites and organisers is None else made


def wordlist_of(sites: SitesFile | None) -> Wordlist | None:
    """The office's own list of words, None where it has none."""
    return next((s.wordlist for s in sites.sites.values()), None) if sites else None


def write(report: MediaReport, folder: Path, name: str = NAME) -> list[Path]:
    """``新媒体.html``, ``.json`` and ``.xlsx`` in ``folder``; returns their paths."""
    from reports.media.html import render
    from reports.media.sheet import workbook

    makers: dict[str, Callable[[], bytes]] = {
        "html": lambda: render(report).encode(),
        "json": lambda: json.dumps(media_dict(report), ensure_ascii=False, indent=2).encode(),
        "xlsx": lambda: workbook(report),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for form in FORMS:
        path = folder / f"{name}.{form}"
        path.write_bytes(makers[form]())
        paths.append(path)
    return paths
