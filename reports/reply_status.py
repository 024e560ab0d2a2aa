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
    # A key is one fault of one site: two sites that link to the same dead address share it.
    replied_to: set[tuple[str, str]] = set()
    appealed: set[tuple[str, str]] = set()
    claims: dict[str, int] = {}
    still: set[tuple[str, str]] = set()
    for site_id in sites.sites:
        path = sites.database(site_id)
        if not path.exists():
            continue
        with Store(path) as store:
            replied_to |= {(site_id, r.key) for r in replies.of_month(store, month)}
            for claim in appeals.of_month(store, month):
                appealed |= {(site_id, key) for key in claim.keys}
                claims[claim.unit] = claims.get(claim.unit, 0) + 1
            for look in rechecks.of_month(store, month):  # the last look at a finding counts
                still.discard((site_id, look.key))
                if look.outcome == str(Outcome.FAIL):
                    still.add((site_id, look.key))
    with Office.beside(sites.path) as office:
        step = months.current(office, month)
        papers = papers_kept.scans(office, month)
    rows = []
    for unit, everything in issues_of(sites, month).items():
        certain = [issue for issue in everything if issue.is_certain]
        if not certain:
            continue
        replied = [i for i in certain if _keys(i) & replied_to]
        silent = [i for i in certain if not _keys(i) & (replied_to | appealed)]
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


def _keys(issue: Issue) -> set[tuple[str, str]]:
    return {(issue.report.site.id, f.result.key) for f in issue.findings}


def _all(issues: Sequence[Issue]) -> set[tuple[str, str]]:
    return {key for issue in issues for key in _keys(issue)}
