"""Findings that a report of special circumstances (特殊情况报备) covers on the monitoring day."""

from collections.abc import Mapping, Sequence
from datetime import date

from checks.decision import Decision
from checks.results import Outcome, Result
from crawler.sites import SiteConfig, SitesFile
from crawler.workflow.special_reports import column_of, covering, of_site

_SETTLED = (Decision.FALSE_POSITIVE, Decision.FIXED, Decision.EXEMPT)
"""What was decided of the finding itself says more than a report on the whole site."""


def reported_of(
    sites: SitesFile,
    config: SiteConfig,
    as_of: date,
    results: Sequence[Result],
    decisions: Mapping[str, str],
    before: str = "",
) -> dict[str, str]:
    """Key -> what readers are told. ``before`` (UTC): only what had been reported by then."""
    found = [r for r in of_site(sites.data_dir, config.id, before=before) if r.holds(as_of)]
    if not found:
        return {}
    names = {column.url: column.name for column in config.columns}
    told = {}
    for result in results:
        if result.outcome not in (Outcome.FAIL, Outcome.REVIEW) or not result.key:
            continue
        if decisions.get(result.key) in _SETTLED:
            continue
        report = covering(found, as_of, result.check, column_of(result, names))
        if report is not None:
            told[result.key] = report.words
    return told
