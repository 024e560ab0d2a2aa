"""Writing reports again that lie in ``output`` already, when what they tell has changed."""

from collections.abc import Iterable

from checks.errors import UserError
from crawler.sites import SitesFile


def rewrite(sites: SitesFile, month: str, site_ids: Iterable[str]) -> list[str]:
    """Write the month's reports of these sites again where there are any.

    Returns what could not be written, in Chinese: what was decided stands all the same.
    """
    from reports.writing import finish, report_path

    problems = []
    for site_id in site_ids:
        if not any(report_path(sites, site_id, month, form).exists() for form in ("html", "json")):
            continue
        try:
            finish(sites, site_id, month, None)
        except (OSError, UserError) as error:
            problems.append(
                f"网站“{site_id}”的报告没有重写（{error}），请运行："
                f"govcheck report {site_id} --month {month}"
            )
    return problems
