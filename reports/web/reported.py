"""找错留言 on the pages: what the asking person may see of them."""

from datetime import date

from checks.page import SHANGHAI
from crawler.sites import SiteConfig
from crawler.workflow import months
from crawler.workflow.months import State
from crawler.workflow.stamp import moment_of
from reports.cli.common import day_of
from reports.reported_errors import ReportedErrors, reported_errors
from reports.web.access import me, office, sees_all_of, sites


def reported_of(month: str, site: SiteConfig | None = None) -> ReportedErrors | None:
    """The month's messages, of all sites or one; a unit gets its own, and those of its site."""
    found = reported_errors(sites().path, month, _day(month))
    user = me()
    if found is None:
        return None
    if site is not None:
        found = found.of(site=site.id)
    sees_all = user.is_office or (site is not None and sees_all_of(site))
    return found if sees_all else found.of(unit=user.unit)


def _day(month: str) -> date:
    """The day the figures are of: when the month was made final, else today."""
    with office() as file:
        steps = months.steps(file, month)
    final = next((step for step in steps if step.state is State.FINAL), None)
    return moment_of(final.at).astimezone(SHANGHAI).date() if final else day_of(None)
