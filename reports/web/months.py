"""What the pages show of months and sites, read lean: from the stored scores, not from pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from checks.results import Outcome
from crawler.sites import SiteConfig
from crawler.store import Store
from crawler.workflow import appeals, months
from crawler.workflow.final import frozen_at
from crawler.workflow.months import State, Step
from reports.final_settings import settings_of
from reports.issued import Issued, issued_of, stored_score
from reports.score import Verdict
from reports.score import to_dict as score_dict
from reports.sources import collect
from reports.summary import Report, build
from reports.web.access import may_open, me, office, sees_all_of, sites

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site in a month's overview. ``score`` is the stored JSON of its score, None while there
    is none; ``found``, ``doubtful`` and ``unseen`` count what the asking person may see.
    """

    site: SiteConfig
    score: dict[str, Any] | None
    found: int
    doubtful: int
    unseen: int
    appeals: int
    whole: bool
    issued: Issued | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A month: where it stands and its sites. ``step`` is None before anybody has begun it."""

    month: str
    state: State
    step: Step | None
    rows: Sequence[SiteRow]


def months_known() -> list[str]:
    """Every month that any site the asking person may open has a run of, newest first."""
    found: set[str] = set()
    for config in sites().sites.values():
        path = sites().database(config.id)
        if may_open(config) and path.exists():
            with Store(path) as store:
                found |= {run.month for run in store.runs()}
    return sorted(found, reverse=True)


def month_or_404(month: str) -> str:
    """The month of an address, when it is one."""
    if not MONTH.fullmatch(month):
        abort(404)
    return month


def issue_or_404() -> int | None:
    """Which issue of a final month is asked for, None for the one that stands."""
    given = request.args.get("issue", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 5 and int(given)):
        abort(404)
    return int(given)


def overview(month: str) -> Overview:
    """A month's sites, those in trouble first."""
    rows = [_row(c, month) for c in sites().sites.values() if may_open(c)]
    with office() as file:
        step = months.current(file, month)
        state = months.state_of(file, month)
    return Overview(month, state, step, sorted(rows, key=_weight))


def _weight(row: SiteRow) -> tuple[int, str]:
    order = [
        str(v) for v in (Verdict.FAILED, Verdict.PENDING, Verdict.INSUFFICIENT, Verdict.PASSED)
    ]
    verdict = str((row.score or {}).get("verdict", ""))
    return (order.index(verdict) if verdict in order else len(order), row.site.id)


def _row(config: SiteConfig, month: str) -> SiteRow:
    path = sites().database(config.id)
    if not path.exists():
        return SiteRow(config, None, 0, 0, 0, 0, sees_all_of(config))
    user = me()
    with Store(path) as store:
        rubric = settings_of(store, config, month).rubric
        score, issued = stored_score(store, config, month, rubric), issued_of(store, month)
        counts = dict(
            store.connection.execute(
                "SELECT outcome, count(*) FROM results WHERE month = ? AND rubric = ?"
                " AND (? OR unit = ?) GROUP BY outcome",
                [month, rubric, user.is_office, user.unit],
            )
        )
        mine = appeals.of_month(store, month, unit="" if user.is_office else user.unit)
    whole = sees_all_of(config)
    return SiteRow(
        config,
        score if whole else None,
        counts.get(str(Outcome.FAIL), 0),
        counts.get(str(Outcome.REVIEW), 0),
        counts.get(str(Outcome.UNVERIFIABLE), 0),
        sum(not a.ruling for a in mine),
        whole,
        issued if whole else None,
    )


def rescore(config: SiteConfig, month: str) -> None:
    """Keep the score as it is after a decision, so that overviews show it."""
    made = collect(sites(), config.id, month, lean=True)
    with Store(sites().database(config.id)) as store:
        if not frozen_at(store.connection, month):
            store.save_score(month, made.rubric.id, score_dict(made.score))


def report_of(config: SiteConfig, month: str, issue: int | None = None) -> Report:
    """A site's month as it stands, or an earlier issue of a final one (from 1), without what takes
    long to read. 404 when there is none.
    """
    path = sites().database(config.id)
    if not path.exists():
        abort(404)
    with Store(path) as store:
        rubric = settings_of(store, config, month).rubric
        judged = store.connection.execute(
            "SELECT 1 FROM judgements WHERE month = ? AND rubric = ?", [month, rubric]
        ).fetchone()
        issued = issued_of(store, month)
    if judged is None or (issue is not None and not (issued and issue <= issued.correction + 1)):
        abort(404)
    return build(collect(sites(), config.id, month, issue=issue, lean=True))
