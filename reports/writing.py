"""Write a month's report files where people will look for them."""

import json
from pathlib import Path

from checks.rubric import Rubric
from crawler.sites import SitesFile
from reports import datasette
from reports.history import with_history
from reports.picture_files import write_pictures
from reports.sources import collect
from reports.stage import with_stage
from reports.summary import Report, build, to_dict


def report_path(sites: SitesFile, site_id: str, month: str, form: str) -> Path:
    """``output/<month>/<site>.<form>`` beside the configuration."""
    return sites.path.parent / "output" / month / f"{site_id}.{form}"


def rendered(report: Report, form: str) -> str:
    """A report as text in one of the forms html, json, csv, terminal."""
    if form == "csv":
        from reports.csv_form import render as as_csv

        return as_csv(report)
    if form == "json":
        return json.dumps(to_dict(report), ensure_ascii=False, indent=2)
    if form == "html":
        from reports.html import render

        return render(report)
    from reports.terminal import render as as_text

    return as_text(report)


def finish(
    sites: SitesFile, site_id: str, month: str, rubric: Rubric | None
) -> tuple[Report, list[Path]]:
    """Score a judged month and write its HTML and JSON; returns the report and the files."""
    sources = with_history(sites, collect(sites, site_id, month, rubric))
    report = build(with_stage(sites, sources))
    paths = []
    for form in ("html", "json"):
        path = report_path(sites, site_id, month, form)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(report, form), encoding="utf-8")
        paths.append(path)
    write_pictures(sites, report, paths[0].parent)
    datasette.write(sites)
    return report, paths
