"""A unit's accounts and its website together, where the site's rubric says how to weigh them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from checks.rubric import RubricError, load
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store
from reports.issued import stored_score
from reports.media.views import MediaReport
from reports.weighting import Combined, combine


def with_sites(report: MediaReport, sites: SitesFile) -> MediaReport:
    """The same report with an overall score for each unit that runs a website under such a rubric.

    The site's part is the trial score stored for the month; while either is missing the sum says so.
    """
    found: dict[str, Combined] = {}
    for site in sites.sites.values():
        owner = sites.units.get(site.unit)
        if owner is None:
            continue
        row = next((one for one in report.by_unit if one.name == owner.name), None)
        if row and (made := _combined(site, sites, report.month, row.score)):
            found[owner.name] = made
    rows = tuple(replace(row, overall=found.get(row.name)) for row in report.by_unit)
    return replace(report, by_unit=rows)


def _combined(
    site: SiteConfig, sites: SitesFile, month: str, media: Decimal | None
) -> Combined | None:
    folder = sites.path.parent
    try:
        rubric = load(site.rubric_id, folders=[folder / "rubrics", folder])
    except RubricError:
        return None  # told where the site itself is scored
    if not {"site", "media"} <= set(rubric.weights):
        return None
    parts: Mapping[str, Decimal | None] = {"site": _stored(site, sites, month), "media": media}
    return combine(rubric, parts)


def _stored(site: SiteConfig, sites: SitesFile, month: str) -> Decimal | None:
    """The site's trial score as it was last told; None when there is none."""
    path = sites.database(site.id)
    if not path.exists():
        return None
    with Store(path) as store:
        score = stored_score(store, site, month, site.rubric_id)
    trial = score.get("trial") if score else None
    return Decimal(str(trial)) if trial is not None else None
