"""What a month's papers are written from: every site's month, the one before, accounts, replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.judge import NothingStoredError
from crawler.looked import Looked
from crawler.media.judge import last_day
from crawler.sites import SitesFile
from crawler.store import Store
from reports.diff import Diff, compare
from reports.media.views import MediaReport
from reports.media.writing import ledger_file, media_report
from reports.reported_errors import ReportedErrors, reported_errors
from reports.rubrics import rubric_for
from reports.sources import collect
from reports.summary import Report, build

MEDIA_RUBRIC = "national-2019-media"


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """A month of an office. ``diffs`` by site id, where there is a month before; ``without`` are
    sites that have no result; ``day`` is the day the papers are dated. ``correction`` says that
    these papers correct earlier ones, and why. ``reported`` are the messages of people; None when
    nothing was imported.
    """

    sites: SitesFile
    month: str
    day: date
    reports: Sequence[Report]
    diffs: Mapping[str, Diff]
    media: MediaReport | None
    without: Sequence[str]
    correction: str = ""
    reported: ReportedErrors | None = None


def month_before(month: str) -> str:
    """2026-11 for 2026-12."""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def facts_of(
    sites: SitesFile,
    month: str,
    day: date,
    *,
    until: str = "",
    accounts: bool = True,
    diffs_too: bool = True,
) -> MonthFacts:
    """Read everything; nothing is judged or fetched. Without ``diffs_too`` the month before is left
    out, which takes as long again: for who only wants to know which papers there are.

    ``until`` (UTC): decisions up to this moment count even though the month is final. Without
    ``accounts`` there is no ``media``.
    """
    reports, diffs, without = [], {}, []
    for site_id, config in sites.sites.items():
        try:
            report = build(collect(sites, site_id, month, until=until, lean=True))
        except NothingStoredError:
            without.append(config.name or site_id)
            continue
        reports.append(report)
        diff = diff_of(sites, report) if diffs_too else None
        if diff is not None:
            diffs[site_id] = diff
    media = None
    if accounts and ledger_file(sites.path) is not None:
        as_of = media_day(reports, month, day)
        rubric = rubric_for(sites, sites.media.rubric or MEDIA_RUBRIC, as_of)
        told = media_report(sites.path, rubric, month, as_of, sites.media, sites)
        media = told if told.rows else None  # an empty ledger is none
    said = "" if until else _corrected(reports)
    reported = reported_errors(sites.path, month, day, until=until)
    return MonthFacts(sites, month, day, reports, diffs, media, without, said, reported)


def media_day(reports: Sequence[Report], month: str, day: date) -> date:
    """The day the accounts of a month are judged as of: that of its sites."""
    return max((r.sources.as_of for r in reports), default=last_day(month, day))


def _corrected(reports: Sequence[Report]) -> str:
    """What papers of a final month that are made again say of its corrections."""
    known = [report.sources.issued for report in reports]
    number = max((one.correction for one in known if one), default=0)
    return f"本件按第{number}次更正以后的结果。" if number else ""


def diff_of(sites: SitesFile, report: Report) -> Diff | None:
    """What changed since the month before; None when that has no result."""
    site_id = report.site.id
    try:
        then = collect(sites, site_id, month_before(report.sources.month), lean=True)
    except NothingStoredError:
        return None
    now = report.sources
    with Store(sites.database(site_id)) as store:
        looks = [Looked(store, s.run, s.rubric.id) for s in (then, now)]
        return compare(then.results, now.results, *looks)
