"""What the office's own file says of findings: 特殊情况报备 that covers them, reminders of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from checks.decision import Decision
from checks.results import Outcome, Result
from checks.rubric_model import Reminders
from crawler.media.office import FILE, Office
from crawler.sites import SiteConfig, SitesFile
from crawler.workflow.reminders import Count, counts
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
    immediate: Collection[str] = (),
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
        report = covering(found, as_of, result.check, column_of(result, names), immediate)
        if report is not None:
            told[result.key] = report.words
    return told


def reminders_of(
    sites: SitesFile, site_id: str, until: date | None, before: str = ""
) -> dict[str, Count]:
    """Reminders that hold, by key: up to ``until``, recorded before a moment (UTC)."""
    path = sites.data_dir / FILE
    if not path.exists():
        return {}
    with Office(path) as office:
        return counts(office, site_id, until=until, before=before)


def words_of(count: Count | None, rule: Reminders) -> str:
    """How often, since when, and what the rubric provides for after so many."""
    if count is None:
        return ""
    since = f"，首次 {count.first}" if count.times > 1 else ""
    told = f"已提醒 {count.times} 次（最近 {count.last}{since}）"
    if rule.act_after and count.late >= rule.act_after:
        told = f"{told}，满 {rule.act_after} 次：{rule.words}"
    return told
