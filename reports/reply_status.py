"""Who has replied and who has not, by unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.results import Outcome
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, months, papers_kept, rechecks, replies
from reports.issue_list import Issue, issues_of


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """A unit's month. ``missing`` are causes nobody replied to or appealed against; ``still`` the
    findings that a second look found again; ``due`` the month's current deadline.
    """

    unit: str
    name: str
    causes: int
    replied: int
    missing: int
    appeals: int
    still: int
    scans: int
    due: date | None


def status_of(sites: SitesFile, month: str) -> list[UnitStatus]:
    """Every unit that has something to mend, those that owe most first."""
    answered: dict[str, set[str]] = {"reply": set(), "appeal": set()}
    claims: dict[str, int] = {}
    still: set[str] = set()
    for site_id in sites.sites:
        path = sites.database(site_id)
        if not path.exists():
            continue
        with Store(path) as store:
            answered["reply"] |= {r.key for r in replies.of_month(store, month)}
            for claim in appeals.of_month(store, month):
                answered["appeal"] |= {claim.key, *claim.covers.split()}
                claims[claim.unit] = claims.get(claim.unit, 0) + 1
            for look in rechecks.of_month(store, month):  # the last look at a finding counts
                still.discard(look.key)
                if look.outcome == str(Outcome.FAIL):
                    still.add(look.key)
    with Office.beside(sites.path) as office:
        step = months.current(office, month)
        papers = papers_kept.scans(office, month)
    rows = []
    for unit, everything in issues_of(sites, month).items():
        certain = [issue for issue in everything if issue.is_certain]
        if not certain:
            continue
        replied = [i for i in certain if _keys(i) & answered["reply"]]
        silent = [i for i in certain if not _keys(i) & (answered["reply"] | answered["appeal"])]
        known = sites.units.get(unit)
        rows.append(
            UnitStatus(
                unit,
                known.name if known else unit or "未登记单位",
                len(certain),
                len(replied),
                len(silent),
                claims.get(unit, 0),
                len(still & _all(certain)),
                sum(paper.unit == unit for paper in papers),
                step.due if step else None,
            )
        )
    return sorted(rows, key=lambda row: (-row.missing, row.unit))


def _keys(issue: Issue) -> set[str]:
    return {f.result.key for f in issue.findings}


def _all(issues: Sequence[Issue]) -> set[str]:
    return {key for issue in issues for key in _keys(issue)}
