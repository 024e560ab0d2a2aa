"""Writing reports again that lie in ``output`` already, when what they tell has changed."""

from collections.abc import Iterable
from datetime import date

from checks.errors import UserError
from crawler.media.judge import last_day
from crawler.sites import SitesFile
from reports.rubrics import rubric_for


def rewrite(sites: SitesFile, month: str, site_ids: Iterable[str]) -> list[str]:
    """Write a final month's reports of these sites and of the accounts again where there are any.

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
    try:
        _accounts(sites, month)
    except (OSError, UserError) as error:
        problems.append(
            f"新媒体的报告没有重写（{error}），请运行：govcheck accounts report --month {month}"
        )
    return problems


def _accounts(sites: SitesFile, month: str) -> None:
    from reports.media.writing import NAME, ledger_file, media_report, write

    folder = sites.path.parent / "output" / month
    if ledger_file(sites.path) is None or not (folder / f"{NAME}.html").exists():
        return
    day = last_day(month, date.fromisoformat(f"{month}-01"))  # a final month knows its own
    rubric = rubric_for(sites, sites.media.rubric, day)
    write(media_report(sites.path, rubric, month, day, sites.media, sites), folder)
