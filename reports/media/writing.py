"""Collect, judge and write a month of an office's accounts."""

import json
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

from checks.rubric import Rubric, RubricError
from crawler.media.decisions import in_force
from crawler.media.judge import judge_office
from crawler.media.office import FILE, Office
from crawler.media.settings import MediaSettings
from crawler.sites import SitesFile
from reports.media.build import build
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
) -> MediaReport:
    """The view of a month, judged from what is stored; only of some units when they are named."""
    if rubric.subject != "account":
        raise RubricError(
            f"口径“{rubric.id}”不是给新媒体账号用的。请在 [media] 里写 rubric，如 national-2019-media。"
        )
    wordlist = next((s.wordlist for s in sites.sites.values()), None) if sites else None
    with Office.beside(sites_path) as office:
        judged = judge_office(
            office, rubric, as_of, settings=settings, wordlist=wordlist, organisers=organisers
        )
        decisions = in_force(office, month, as_of)
    made = build(judged, rubric, month, as_of, settings, decisions)
    return with_sites(made, sites) if sites and organisers is None else made


def write(report: MediaReport, folder: Path) -> list[Path]:
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
        path = folder / f"{NAME}.{form}"
        path.write_bytes(makers[form]())
        paths.append(path)
    return paths
