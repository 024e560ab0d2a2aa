"""Judge a stored month under a rubric: no network, no browser, repeatable.

Page checks run on all cores, a chunk of pages at a time; their results are merged by key, so the
same fault on many pages is one finding. Site checks then run over the stored readings.
"""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from checks.columns import Column
from checks.errors import UserError
from checks.page import Reading
from checks.registry import all_checks
from checks.results import Mender, Outcome, Result
from checks.rubric import Rubric, validate_checks
from checks.run import Selected, judge_page, judge_site, not_assessed, selected
from crawler import artifacts, browser_counts
from crawler.browser.inherit import Seen, seen_in
from crawler.engine import ENGINE
from crawler.inferring import Inferred, Unassessed, addresses, infer
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Run, Store
from crawler.stored_rendered import with_browser
from crawler.stored_site import StoredSite
from crawler.workflow.final import refuse_final
from crawler.workflow.special_reports import with_stops

CHUNK = 40
PARALLEL_FROM = 120
"""Fewer pages than this are judged in this process: starting workers costs more."""
FOUND_ON_KEPT = 200
TEMPLATE_PAGES = 10


class NothingStoredError(UserError):
    """There is nothing to judge; the message is Chinese and says what to run first."""


class PrunedError(UserError):
    """The pages to judge are no longer stored; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What judging produced, already stored."""

    run: Run
    as_of: date
    results: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Task:
    store: Path
    config: SiteConfig
    run: Run
    as_of: date
    selection: tuple[tuple[str, Mapping[str, object]], ...]
    pages: tuple[int, ...]


def judge(
    sites: SitesFile,
    site_id: str,
    month: str,
    rubric: Rubric,
    *,
    as_of: date | None = None,
    jobs: int = 0,
    told: Callable[[int, int], None] | None = None,
) -> Judgement:
    """Judge the month's last run and replace its results. ``told(done, all)`` hears of progress.

    ``as_of`` defaults to the day the crawl was made for. Raises :class:`NothingStoredError`.
    """
    config = with_stops(sites, site_id)
    path = sites.database(site_id)
    validate_checks(rubric, all_checks())
    if not path.exists():
        raise NothingStoredError(f"网站“{site_id}”还没有抓取过。请先运行：govcheck run {site_id}")
    with Store(path) as store:
        refuse_final(store.connection, month, "重新判定")
        run = last_run(store, site_id, month)
        day = as_of or run.as_of
        _refuse_pruned(store, run)
        site = StoredSite(store, config, run, day)
        chosen = selected(rubric)
        merged, readings = _judge_pages(site, path, chosen, jobs, told)
        store.replace_readings(run.id, ENGINE, readings)
        merged.never_looked(store, run, chosen)
        merged.never_opened(site, chosen)
        site = StoredSite(store, config, run, day)  # reads the readings just written
        for result in judge_site(site, chosen):
            merged.add(result)
        results = [_finish(sites, site, r, merged) for r in merged.results.values()]
        judgement = {
            "rubric_sha": rubric.sha,
            "as_of": day.isoformat(),
            "engine": ENGINE,
            "run": run.id,
        }
        store.save_rubric(rubric.sha, rubric.id, rubric.text)
        store.replace_results(
            month, rubric.id, judgement, sorted(results, key=_order), merged.tallies
        )
        store.save_sampled(month, rubric.id, merged.inferred.facts)
        return Judgement(run, day, len(results), len(readings))


def pruned_of(store: Store, run: Run) -> int:
    """How many of a run's stored contents are gone: pages, attachments, style sheets, scripts."""
    gone: int = store.connection.execute(
        "SELECT count(*) FROM fetches f LEFT JOIN bodies b ON b.sha = f.body WHERE f.run = ?"
        " AND f.body IS NOT NULL AND b.sha IS NULL",
        [run.id],
    ).fetchone()[0]
    return gone


def _refuse_pruned(store: Store, run: Run) -> None:
    """Judging what is left of a pruned month would throw away findings that were true."""
    if gone := pruned_of(store, run):
        raise PrunedError(
            f"{run.month} 有 {gone} 份原文（页面、附件等）已经清理，不能重新判定；已有的结果和得分都还在。"
            f"要看当时的结果，请不要指定口径：govcheck score 网站 --month {run.month}"
        )


def last_run(store: Store, site_id: str, month: str) -> Run:
    """The month's run that counts: the last finished one, else the one still going on."""
    runs = store.runs(month)
    if not runs:
        months = "、".join(sorted({r.month for r in store.runs()})) or "（无）"
        raise NothingStoredError(
            f"网站“{site_id}”没有 {month} 的抓取结果，已有月份：{months}。"
            f"请先运行：govcheck run {site_id} --month {month}"
        )
    return next((r for r in reversed(runs) if r.finished_at), runs[-1])


class _Merged:
    """Results by key, with the pages that show each, and what every check looked at."""

    def __init__(self) -> None:
        self.results: dict[str, Result] = {}
        self.pages: dict[str, int] = {}
        self.tallies: Counter[tuple[str, str]] = Counter()
        self.page_count = 0
        self.seen: dict[int, list[Seen]] = {}
        self.inferred = Inferred()

    def add(self, result: Result) -> None:
        """Take one result; passes and the inapplicable are only counted."""
        self.tallies[(result.check, str(result.outcome))] += 1
        if result.rule:  # so that a score knows whether this rule was looked at
            self.tallies[(f"{result.check}:{result.rule}", str(result.outcome))] += 1
        if result.outcome is Outcome.PASS:
            return
        if result.outcome is Outcome.NOT_APPLICABLE and not result.column:
            return
        known = self.results.get(result.key)
        found = result.found_on or (result.url,)
        if known is None:
            self.results[result.key] = replace(result, found_on=found)
            self.pages[result.key] = len(found)
            return
        self.pages[result.key] += len(found)
        if known.outcome is Outcome.REVIEW and result.outcome is Outcome.FAIL:
            # Certain on one page is certain: which page came first must not decide.
            whole = (*found, *known.found_on)[:FOUND_ON_KEPT]
            self.results[result.key] = replace(result, found_on=whole)
        elif len(known.found_on) < FOUND_ON_KEPT:
            self.results[result.key] = replace(known, found_on=(*known.found_on, *found))

    def page_done(self, results: Iterable[Result]) -> None:
        """Take the results of one page."""
        for result in results:
            self.add(result)

    def never_looked(self, store: Store, run: Run, chosen: Sequence[Selected]) -> None:
        """Count pages of the site that were found and could not be read, for the coverage."""
        row = store.connection.execute(
            "SELECT count(*) FROM fetches WHERE run = ? AND role = 'page' AND external = 0"
            " AND body IS NULL AND state IN ('blocked', 'unverifiable', 'suspect')",
            [run.id],
        ).fetchone()
        for one in chosen:
            if row[0] and one.check.scope == "page":
                self.tallies[(one.check.id, str(Outcome.UNVERIFIABLE))] += row[0]

    def never_opened(self, site: StoredSite, chosen: Sequence[Selected]) -> None:
        """Count pages of which nothing is known; where that is all of them, say so once."""
        ids, unseen = site.page_ids(), []
        unassessed = Unassessed(site.store, site.run, ids)
        for one in chosen:
            if one.check.scope == "browser":
                rest = unassessed.count(one.check)
                if rest == len(ids):
                    unseen.append(one)
                    rest -= 1  # the one result counts, too
                self.tallies[(one.check.id, str(Outcome.UNVERIFIABLE))] += max(rest, 0)
        why = browser_counts.of(site.store, site.run).get(browser_counts.NOTE, "")
        for result in not_assessed(site.url, unseen, why):
            self.add(result)


def _judge_pages(
    site: StoredSite,
    path: Path,
    chosen: Sequence[Selected],
    jobs: int,
    told: Callable[[int, int], None] | None,
) -> tuple[_Merged, list[tuple[int, Reading]]]:
    ids = site.page_ids()
    names = tuple((s.check.id, dict(s.params)) for s in chosen if s.check.scope != "site")
    tasks = [
        _Task(path, site.config, site.run, site.as_of, names, part) for part in _chunks(ids, CHUNK)
    ]
    merged, readings = _Merged(), []
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    for done in _each(tasks, workers if len(ids) >= PARALLEL_FROM else 1):
        for number, reading, results, seen in done:
            readings.append((number, reading))
            merged.page_done(results)
            if seen is not None:
                merged.seen[number] = seen
        if told is not None:
            told(len(readings), len(ids))
    merged.page_count = len(readings)
    merged.inferred = infer(site.store, site.run, ids, merged.seen)
    return merged, readings


_Done = list[tuple[int, Reading, list[Result], list[Seen] | None]]


def _each(tasks: Sequence[_Task], workers: int) -> Iterator[_Done]:
    if workers <= 1:
        yield from map(_judge_chunk, tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(_judge_chunk, tasks)


def _judge_chunk(task: _Task) -> _Done:
    """In a worker: read and judge some pages."""
    checks = all_checks()
    _spare_collector()
    chosen = [Selected(checks[name], params) for name, params in task.selection]
    done: _Done = []
    with Store(task.store) as store:
        site = StoredSite(store, task.config, task.run, task.as_of)
        marks = ", ".join("?" * len(task.pages))
        gathered = artifacts.of_pages(store, task.run, task.pages)
        for row in site.rows(f"AND u.id IN ({marks})", task.pages):
            page = site.load_page(row)
            if page is not None:
                seen = site.load_rendered(row, page)
                results = list(judge_page(page, chosen, gathered.get(row["id"]), seen))
                at = seen_in(results, gathered.get(row["id"]), chosen)
                done.append((row["id"], (seen or page).reading, results, at))
    return done


@cache
def _spare_collector() -> None:
    """Once a process: what is there by now stays, and need not be looked through for garbage."""
    gc.collect()
    gc.freeze()


def _finish(sites: SitesFile, site: StoredSite, result: Result, merged: _Merged) -> Result:
    """Give a merged result its unit, its mender and its evidence."""
    column = _column(site.columns, result)
    where = result.found_on[0] if result.found_on else result.url
    unit = sites.unit_of(site.config, where, column)
    inferred = merged.inferred.pages.get(result.key, ())
    pages = merged.pages[result.key] + merged.inferred.counts.get(result.key, 0)
    mender = result.mender
    in_template = pages >= TEMPLATE_PAGES and pages * 2 > merged.page_count
    if in_template and mender is Mender.UNIT:
        unit = site.config.unit
        if site.config.platform:
            mender = Mender.PLATFORM
    evidence = result.evidence
    if not evidence.seen_at:
        evidence = site.evidence_for(result.url)
        if all_checks()[result.check].rendered:
            evidence = with_browser(site, result.url, evidence)
    evidence = merged.inferred.dated(result, evidence)
    return replace(
        result,
        unit=unit,
        mender=mender,
        evidence=evidence,
        found_on=result.found_on[:FOUND_ON_KEPT],
        inherited_on=addresses(site.store, inferred),
    )


def _column(columns: Sequence[Column], result: Result) -> Column | None:
    return next((c for c in columns if result.column and c.name == result.column), None)


def _order(result: Result) -> tuple[object, ...]:
    """A stable order for numbering: certain findings first, then by check and place."""
    rank = {Outcome.FAIL: 0, Outcome.REVIEW: 1, Outcome.UNVERIFIABLE: 2}
    return (rank.get(result.outcome, 3), result.check, result.rule, result.target, result.url)


def _chunks(ids: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    rest = iter(ids)
    while part := tuple(islice(rest, size)):
        yield part
