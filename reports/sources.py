"""Collect from a site's file everything a report of one month is made of.

Judges first when the month has not been judged under the rubric asked for. A past month is scored
with the rubric text that was stored with it, so the same score comes out again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from checks.decision import Decision
from checks.page import SHANGHAI
from checks.registry import all_checks
from checks.results import Result
from checks.rubric import Rubric, loads
from checks.wordlist import builtin
from crawler.engine import ENGINE
from crawler.judge import NothingStoredError, judge, last_run
from crawler.reused import ages
from crawler.rows import result_of
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.stored_site import StoredSite
from crawler.workflow.final import FinalError, frozen_at
from crawler.workflow.reviews import in_force
from crawler.workflow.special_reports import with_stops
from crawler.workflow.stamp import moment_of
from reports.annex_sources import annexes_of
from reports.due_dates import due_dates
from reports.final_settings import settings_of
from reports.issued import issued_of
from reports.media.of_site import accounts_of
from reports.picture_files import pictures_of, toured_of
from reports.platform_faults import given_to_platform
from reports.platform_peers import shared_faults
from reports.reported import reminders_of, reported_of
from reports.sampling import sampling
from reports.score import Assessment, ManualResult, score, to_dict
from reports.staleness import judgement_of, outdated, rubric_text
from reports.summary import Sources

DUE_WITHIN_DAYS = 14
OF_THE_DAY = ("availability", "freshness")
"""Groups of checks that measure against the calendar."""


def collect(
    sites: SitesFile,
    site_id: str,
    month: str,
    rubric: Rubric | None = None,
    *,
    default_rubric: str = "",
    until: str = "",
    issue: int | None = None,
    lean: bool = False,
) -> Sources:
    """Everything for :func:`reports.summary.build`. Raises ``NothingStoredError``.

    Without ``rubric`` the stored judgement of the site's own rubric is used as it stands.
    A final month comes out as it was issued last, whatever was decided since; ``issue`` asks for an
    earlier one (1: as it was made final), ``until`` (UTC) counts the decisions up to that moment
    instead, for a correction. ``lean`` leaves out the links that are not ok, which takes long,
    judges nothing and stores nothing: for a page that is only read.
    """
    config = sites.site(site_id)
    path = sites.database(site_id)
    if not path.exists():
        raise NothingStoredError(f"网站“{site_id}”还没有抓取过。请先运行：govcheck run {site_id}")
    with Store(path) as store:
        run = last_run(store, site_id, month)
        settings = settings_of(store, config, month)
        name = rubric.id if rubric else default_rubric or settings.rubric
        final_since = frozen_at(store.connection, month)
        issued = None if until else issued_of(store, month, issue)
        before = until or (issued.at if issued else "")
        config = with_stops(sites, site_id, before=before)
        judged = judgement_of(store, month, name)
        if final_since:
            rubric = _as_issued(store, month, name, judged)
        stale = judged is None or (judged["run"] != run.id and not final_since)
        if rubric is None:
            if judged is None:
                raise NothingStoredError(
                    f"网站“{site_id}”的 {month} 还没有按口径“{name}”判定过。"
                    f"请运行：govcheck score {site_id} --month {month} --rubric {name}"
                )
            rubric = _read(rubric_text(store, judged["rubric_sha"]))
        elif judged is not None and judged["rubric_sha"] != rubric.sha:
            stale = True
        told = ""
        if lean and judged is not None:
            # What is only read is read as it was judged, from the run it was judged by.
            told = outdated(store, sites, config, judged, run)
            rubric = _read(rubric_text(store, judged["rubric_sha"]))
            run = next((one for one in store.runs(month) if one.id == judged["run"]), run)
    if stale and not lean:
        judge(sites, site_id, month, rubric)
    with Store(path) as store:
        judged = judgement_of(store, month, rubric.id)
        if judged is None:  # it was to be read only
            raise NothingStoredError(f"网站“{site_id}”的 {month} 还没有按口径“{name}”判定过。")
        as_of = date.fromisoformat(judged["as_of"])
        site = StoredSite(store, config, run, as_of)
        rows = store.db.table("results").rows_where(
            "month = ? AND rubric = ?", [month, rubric.id], order_by="number"
        )
        results = [result_of(row) for row in rows]
        shared = shared_faults(sites, config, month, rubric.id, results)
        results = given_to_platform(site_id, results, shared)
        tallies = {
            (row["check_id"], row["outcome"]): row["n"]
            for row in store.db.table("tallies").rows_where(
                "month = ? AND rubric = ?", [month, rubric.id]
            )
        }
        decided = _decisions(store, month, as_of, run.started_at, results, before)
        reported = reported_of(sites, config, as_of, results, decided, before, rubric.immediate)
        assessment = Assessment(
            results=results,
            tallies=tallies,
            public_services=settings.public_services,
            manual=_manual(store, month),
            decisions=decided | dict.fromkeys(reported, str(Decision.EXEMPT)),
            reported=reported,
            reminded={
                key: count.late
                for key, count in reminders_of(sites, site_id, as_of, before).items()
            },
            guessed_columns=settings.guessed_columns,
        )
        annexes = annexes_of(store, run, rubric, assessment, site.is_home)
        if annexes is not None:
            assessment = replace(assessment, annexes=annexes.shares)
        made = score(rubric, assessment)
        if not (final_since or lean):
            store.save_score(month, rubric.id, to_dict(made))
        return Sources(
            site=config,
            units=sites.units,
            month=month,
            as_of=as_of,
            run=run,
            rubric=rubric,
            score=made,
            results=results,
            tallies=tallies,
            links=() if lean else site.broken_links(),
            due=due_dates(
                store, site, rubric.id, judged["judged_at"], DUE_WITHIN_DAYS, keep=not lean
            ),
            versions={
                "engine": ENGINE,
                "judged_with": judged["engine"],
                "crawled_with": run.engine,
                "rubric": rubric.id,
                "rubric_sha": rubric.sha,
                "wordlist": (config.wordlist or builtin()).version,
            },
            checks=all_checks(),
            platform_faults=tuple(shared),
            assessment=assessment,
            sampling=sampling(site.probes(), as_of),
            accounts=None if lean else accounts_of(sites, config, month, as_of, issue),
            sampled=store.sampled(month, rubric.id),
            reused=ages(store, run).lines(),
            annexes=annexes,
            pictures=pictures_of(store, run),
            reminded=reminders_of(sites, site_id, None, before),
            toured=toured_of(store, run, site.is_home),
            issued=issued,
            outdated=told,
        )


def _as_issued(store: Store, month: str, rubric: str, judged: Mapping[str, Any] | None) -> Rubric:
    """The rubric a final month was scored with, whatever its file says today."""
    if judged is None:
        raise FinalError(
            f"{month} 已经定稿，定稿用的不是口径“{rubric}”，不能再按它判定。请不要指定口径。"
        )
    return _read(rubric_text(store, judged["rubric_sha"]))


@lru_cache(maxsize=8)
def _read(text: str) -> Rubric:
    """A stored rubric; every page of a month wants the same one."""
    return loads(text)


def _decisions(
    store: Store,
    month: str,
    as_of: date,
    started_at: str,
    results: Sequence[Result],
    before: str = "",
) -> dict[str, str]:
    """The decision that holds for each key; a final month knows nothing of what came later.

    That a site was not down, or a column not late, in one month says nothing of the next: there
    误报 holds for the month it was decided for.
    """
    begun = datetime.combine(as_of.replace(day=1), time(), SHANGHAI)
    since = min(begun, moment_of(started_at))
    seen_at = {r.key: r.evidence.seen_at or started_at for r in results}
    held = in_force(store, month, as_of, since, seen_at, before=before)
    known = all_checks()
    dated = {r.key for r in results if r.check in known and known[r.check].group in OF_THE_DAY}
    mine = ("", month)
    return {
        key: review.verdict
        for key, review in held.items()
        if key not in dated or review.verdict != Decision.FALSE_POSITIVE or review.month in mine
    }


def _manual(store: Store, month: str) -> dict[str, ManualResult]:
    rows = store.db.table("manual_results").rows_where("month = ?", [month], order_by="id")
    return {
        row["indicator"]: ManualResult(
            row["outcome"],
            row["points"],
            row["by"],
            row["note"],
            row["seen_on"] or "",
            row["evidence"] or "",
        )
        for row in rows
    }
