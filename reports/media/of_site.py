"""The accounts of the units behind one website, for that website's report."""

from dataclasses import dataclass
from datetime import date

from checks.errors import UserError
from checks.rubric import load
from crawler.sites import SiteConfig, SitesFile
from reports.confirmed import confirmations_file
from reports.media.views import MediaReport
from reports.media.writing import ledger_file, media_report


@dataclass(frozen=True, slots=True)
class SiteAccounts:
    """``units`` are the units looked for. ``report`` has their accounts, None with a ``problem``."""

    units: tuple[str, ...]
    report: MediaReport | None
    problem: str = ""


def accounts_of(
    sites: SitesFile, site: SiteConfig, month: str, as_of: date, issue: int | None = None
) -> SiteAccounts | None:
    """None when the office has no ledger of accounts, or the site names no unit. ``issue`` as in
    :func:`reports.media.writing.media_report`.
    """
    units = units_of(sites, site)
    if ledger_file(sites.path) is None or not units:
        return None
    folder = sites.path.parent
    try:
        rubric = load(
            sites.media.rubric,
            folders=[folder / "rubrics", folder],
            confirmations=confirmations_file(sites),
            as_of=as_of,
        )
        made = media_report(
            sites.path, rubric, month, as_of, sites.media, sites, units, issue=issue
        )
    except UserError as error:  # a site's report does not fall with its accounts
        return SiteAccounts(units, None, str(error))
    return SiteAccounts(units, made)


def units_of(sites: SitesFile, site: SiteConfig) -> tuple[str, ...]:
    """Names of the site's organiser and of the units that own parts of it."""
    ids = [site.unit, *(column.unit for column in site.columns)]
    ids += [u.id for u in sites.units.values() if any(site.in_scope(p) for p in u.prefixes)]
    named = (sites.units[one].name for one in dict.fromkeys(ids) if one in sites.units)
    return tuple(dict.fromkeys(named))
