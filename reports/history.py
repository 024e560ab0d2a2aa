"""A site's months side by side: what changed since the last one, the bridge of the score, the trend."""

from dataclasses import replace
from decimal import Decimal

from checks.results import Outcome
from crawler.judge import NothingStoredError
from crawler.looked import Looked
from crawler.sites import SitesFile
from crawler.store import Store
from reports.bridge import bridge
from reports.diff import compare
from reports.history_model import History, Point
from reports.issued import stored_score
from reports.score import to_dict as score_dict
from reports.sources import collect
from reports.summary import Sources

MONTHS = 13
"""A year and the month it is compared with."""


def with_history(sites: SitesFile, sources: Sources) -> Sources:
    """The sources with their history; nothing is judged or stored."""
    return replace(sources, history=history_of(sites, sources))


def history_of(sites: SitesFile, now: Sources) -> History:
    """Compare with the newest earlier month that has a result under the same rubric."""
    site_id, rubric = now.site.id, now.rubric.id
    with Store(sites.database(site_id)) as store:
        trend = _trend(store, rubric, now)
    earlier = [point.month for point in trend if point.month < now.month]
    if not earlier:
        return History("", None, None, trend)
    try:
        then = collect(sites, site_id, earlier[-1], default_rubric=rubric, lean=True)
    except NothingStoredError:
        return History("", None, None, trend)
    with Store(sites.database(site_id)) as store:
        looks = [Looked(store, s.run, s.rubric.id) for s in (then, now)]
        diff = compare(then.results, now.results, *looks)
    return History(earlier[-1], diff, bridge(then, now, diff), trend)


def _trend(store: Store, rubric: str, now: Sources) -> list[Point]:
    found = dict(
        store.connection.execute(
            "SELECT month, count(*) FROM results WHERE rubric = ? AND outcome = ? GROUP BY month",
            [rubric, str(Outcome.FAIL)],
        )
    )
    points = []
    months = store.connection.execute(
        "SELECT month FROM scores WHERE rubric = ? AND month <= ? ORDER BY month",
        [rubric, now.month],
    ).fetchall()
    for (month,) in months[-MONTHS:]:
        shown = month == now.month and now.issued  # an earlier issue has its own score
        score = score_dict(now.score) if shown else stored_score(store, now.site, month, rubric)
        coverage = score["coverage"]
        points.append(
            Point(
                month,
                score["verdict"],
                Decimal(score["trial"]) if score["trial"] is not None else None,
                coverage["assessed"],
                coverage["assessable"],
                found.get(month, 0),
            )
        )
    return points
