"""The stored results of the other sites on a site's platform, to see what they share."""

from checks.results import Result
from crawler.rows import result_of
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store
from reports.platform_faults import PlatformFault, SiteResults, group


def shared_faults(
    sites: SitesFile, site: SiteConfig, month: str, rubric_id: str, results: list[Result]
) -> list[PlatformFault]:
    """Faults of the site's platform that the site shares with others judged for the month.

    The others are taken as judged under the same rubric, else under their own.
    """
    if not site.platform:
        return []
    others = (s for s in sites.sites.values() if s.id != site.id and s.platform == site.platform)
    reports = [SiteResults(site, results)]
    reports += [SiteResults(o, _stored(sites, o, month, rubric_id)) for o in others]
    return [fault for fault in group(reports) if site.id in fault.results]


def _stored(sites: SitesFile, site: SiteConfig, month: str, rubric_id: str) -> list[Result]:
    path = sites.database(site.id)
    if not path.exists():
        return []
    with Store(path) as store:
        table = store.db.table("results")
        for name in dict.fromkeys((rubric_id, site.rubric_id)):
            where = "month = ? AND rubric = ? AND outcome IN ('fail', 'review')"
            rows = list(table.rows_where(where, [month, name], order_by="number"))
            if rows:
                return [result_of(row) for row in rows]
    return []
