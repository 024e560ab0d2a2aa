"""One site's month: the first screen, the queue to decide on, all findings."""

from collections import Counter

from flask import Blueprint, render_template

from checks.results import Outcome
from crawler.store import Store
from crawler.workflow import appeals, freezing, replies
from reports.first import first_of
from reports.review_queue import queue
from reports.stage import stage_of
from reports.web.access import Who, me, mine, needs, office, sees_all_of, site_or_404, sites
from reports.web.months import issue_or_404, month_or_404, report_of
from reports.web.paging import paged
from reports.web.reported import reported_of

pages = Blueprint("site", __name__)


@pages.get("/m/<month>/s/<site_id>/")
@needs(Who.SIGNED_IN)
def index(month: str, site_id: str) -> str:
    """What the score is, why, and what to do first; for another unit only its own findings."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month), issue_or_404())
    user = me()
    with Store(sites().database(site_id)) as store:
        unit = "" if user.is_office else user.unit
        claims = appeals.of_month(store, month, unit=unit)
        told = replies.of_month(store, month, unit=unit)
        frozen = freezing.snapshots(store, month) if user.is_office else []
    with office() as file:
        stage = stage_of(file, month)
    findings = [f for f in report.findings if mine(f.result)]
    whole = sees_all_of(config)
    return render_template(
        "site.html.j2" if whole else "unit.html.j2",
        r=report,
        s=report.sources,
        month=month,
        stage=stage,
        first=first_of(report),
        findings=findings if whole else paged(findings),
        things=[t for t in report.things if all(mine(f.result) for f in t.findings)],
        urgent=[
            u for u in report.urgent if user.is_office or any(mine(f.result) for f in u.findings)
        ],
        mine=mine,
        claims=claims,
        replied={reply.key for reply in told},
        frozen=frozen,
        reported=reported_of(month, config),
        due=[d for d in report.due if user.is_office or d.unit in ("", _unit_name(user.unit))],
    )


def _unit_name(unit: str) -> str:
    known = sites().units.get(unit)
    return known.name if known else unit


@pages.get("/m/<month>/s/<site_id>/queue")
@needs(Who.OFFICE)
def to_decide(month: str, site_id: str) -> str:
    """What the office has to decide on, most weighty first."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month))
    with Store(sites().database(site_id)) as store:
        claims = appeals.of_month(store, month)
    return render_template(
        "queue.html.j2", r=report, s=report.sources, month=month, rows=queue(report, claims)
    )


@pages.get("/m/<month>/s/<site_id>/findings")
@needs(Who.SIGNED_IN)
def findings(month: str, site_id: str) -> str:
    """Every numbered finding and doubt the asking person may see."""
    config = site_or_404(site_id)
    report = report_of(config, month_or_404(month))
    shown = [f for f in report.findings if mine(f.result)]
    counts = Counter(f.result.outcome for f in shown)
    return render_template(
        "findings.html.j2",
        r=report,
        s=report.sources,
        month=month,
        findings=paged(shown),
        decisions=report.sources.assessment.decisions if report.sources.assessment else {},
        totals=[(one, counts[one]) for one in (Outcome.FAIL, Outcome.REVIEW)],
    )
