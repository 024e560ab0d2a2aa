"""Look again at single findings, and at nothing else: both observations are kept.

The pages that showed a finding, and what it points to, are asked again. The check that found it then
judges a :func:`crawler.scratch_month.scratch_month`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.accessibility.renamed import AXE, another, called_today
from checks.page import Page
from checks.results import Outcome, Result
from checks.rubric import Rubric
from checks.run import Selected, judge_page, judge_site, selected
from crawler.engine import ENGINE
from crawler.fetched import Fetched
from crawler.recheck_browser import MOST_OPENED, UNOPENED, OpenedAgain, open_again
from crawler.rows import result_of
from crawler.scratch_month import is_gone, scratch_month
from crawler.sites import SitesFile
from crawler.store import Run, Store
from crawler.stored_site import StoredSite
from crawler.urls import canonical, host_of, is_private
from crawler.workflow import rechecks
from crawler.workflow.rechecks import Recheck
from crawler.workflow.stamp import Stamp

UNASKED = OpenedAgain(trouble="这次看的不包括浏览器里的检查")
NOTHING: Mapping[str, Result] = {}
PAGES_EACH = 3
"""So many of the pages that showed a finding are asked again."""
SHOWN = (Outcome.FAIL, Outcome.REVIEW)
MOVED = (
    "这次没有再看到原来的那一处，但页面上有以前没有的同类问题，可能是页面变动后的同一处，不能断定已经整改。"
    "请打开网页核对，或在下次月度检查时复核。"
)
INSIDE = " >>> "
"""In the path of what lies in a frame or a shadow tree."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the second look at one finding saw. ``outcome`` is PASS when it was not there any more,
    UNVERIFIABLE when nobody could look; ``then`` is the finding as it stands in the month.
    """

    then: Result
    outcome: Outcome
    message: str
    fetched: tuple[Fetched, ...]


def addresses_of(result: Result) -> list[str]:
    """What has to be asked again to look at a finding."""
    pages = list(result.found_on or (result.url,))[:PAGES_EACH]
    target = [result.target] if result.target.startswith(("http://", "https://")) else []
    if target and is_private(host_of(result.target)) and not is_private(host_of(result.url)):
        target = []  # a page of theirs does not send us into the network we stand in
    return list(dict.fromkeys([result.url, *pages, *target]))


def results_of(store: Store, month: str, rubric: str, keys: Iterable[str]) -> list[Result]:
    """The findings of these keys as the month has them."""
    wanted = set(keys)
    rows = store.db.table("results").rows_where("month = ? AND rubric = ?", [month, rubric])
    return [result for row in rows if (result := result_of(row)).key in wanted]


def _known(
    database: Path, run: Run, rubric: Rubric, results: Sequence[Result]
) -> dict[str, Result]:
    """What the month has of the checks of these findings, by key."""
    checks = sorted({one.check for one in results})
    marks = ", ".join("?" * len(checks))
    where = f"month = ? AND rubric = ? AND check_id IN ({marks})"
    with Store(database) as store:
        rows = store.db.table("results").rows_where(where, [run.month, rubric.id, *checks])
        known = {one.key: one for one in map(result_of, rows)}
    return known | {one.key: one for one in results}


def judge_again(
    sites: SitesFile,
    site_id: str,
    run: Run,
    rubric: Rubric,
    results: Sequence[Result],
    fetched: Sequence[Fetched],
) -> list[Seen]:
    """Judge findings on the new answers, in a browser where they come from one. Nothing of the month
    itself is changed.
    """
    scopes = {one.check.id: one.check.scope for one in selected(rubric)}
    mine = [one for one in results if scopes.get(one.check) == "browser"]
    with scratch_month(sites, site_id, run, run.as_of, fetched) as (site, pages):
        opened = OpenedAgain()
        if mine:
            urls = {canonical(url) for one in mine for url in addresses_of(one)}
            shown = [page for page in pages if page.url in urls]
            checks = sorted({one.check for one in mine})
            opened = open_again(sites, sites.site(site_id), shown, fetched, checks)
        known = _known(sites.database(site_id), run, rubric, mine) if mine else {}
        return judged_on(site, pages, rubric, results, fetched, opened, known)


def judged_on(
    site: StoredSite,
    pages: Sequence[Page],
    rubric: Rubric,
    results: Sequence[Result],
    fetched: Sequence[Fetched],
    opened: OpenedAgain = UNASKED,
    known: Mapping[str, Result] = NOTHING,
) -> list[Seen]:
    """What a :func:`scratch_month` says of findings, with what a browser gathered on its pages.
    ``known`` is what the month has of the browser's checks, by key.
    """
    by_url = {one.url: one for one in fetched}
    chosen = {one.check.id: one for one in selected(rubric)}
    seen = []
    now: dict[str, list[Result]] = {}
    for result in results:
        one = chosen.get(result.check)
        if one is not None and result.check not in now:
            now[result.check] = _judged(one, site, pages, opened)
    for result in results:
        mine = tuple(by_url[u] for u in addresses_of(result) if u in by_url)
        seen.append(_compared(result, chosen.get(result.check), now, mine, opened, known))
    return seen


def _judged(
    one: Selected, site: StoredSite, pages: Sequence[Page], opened: OpenedAgain
) -> list[Result]:
    if one.check.scope == "site":
        return list(judge_site(site, [one]))
    if one.check.scope == "page":
        return [r for page in pages for r in judge_page(page, [one])]
    seen = opened.artifacts
    return [r for p in pages if p.url in seen for r in judge_page(p, [one], seen[p.url])]


def _compared(
    then: Result,
    one: Selected | None,
    now: dict[str, list[Result]],
    fetched: tuple[Fetched, ...],
    opened: OpenedAgain,
    known: Mapping[str, Result],
) -> Seen:
    if one is None:
        return Seen(then, Outcome.UNVERIFIABLE, "口径里已经没有这项检查。", fetched)
    in_browser = one.check.scope == "browser"
    if in_browser and opened.trouble:
        message = f"{UNOPENED.format(why=opened.trouble)}。"
        return Seen(then, Outcome.UNVERIFIABLE, message, fetched)
    again = next((r for r in now[then.check] if _is_same(r, then)), None)
    moved = False
    if again is None and in_browser:
        shown_now = [r for r in now[then.check] if r.outcome in SHOWN]
        again, moved = called_today(then, shown_now, known)
    pages = [f for f in fetched if f.url != then.target]
    unseen = [f for f in pages if not (f.is_good or is_gone(f))]
    if again is not None:
        shows = [f for f in pages if f.url in (again.url, *again.found_on)]
        if not shows or any(f not in unseen for f in shows):
            return Seen(then, again.outcome, again.message, fetched)
        # It rests on what the month's crawl had read of them.
    if not pages or unseen:
        reason = unseen[0].reason if unseen else "没有取得页面"
        some = "有的页面没有看到" if len(unseen) < len(pages) else "没有看到页面"
        return Seen(then, Outcome.UNVERIFIABLE, f"{some}（{reason}），不能得出结论。", fetched)
    general = next(
        (r for r in now[then.check] if r.outcome is Outcome.UNVERIFIABLE and not r.target), None
    )
    if general is not None and then.url in (general.url, *general.found_on):
        return Seen(then, Outcome.UNVERIFIABLE, general.message, fetched)
    if in_browser and (blind := _not_seen(then, now[then.check], pages, opened)):
        return Seen(then, Outcome.UNVERIFIABLE, blind, fetched)
    if moved:
        return Seen(then, Outcome.UNVERIFIABLE, MOVED, fetched)
    shown = len(then.found_on)
    some = f"（出现在 {shown} 个页面上，这次看了 {len(pages)} 个）" if shown > PAGES_EACH else ""
    if all(map(is_gone, pages)):
        return Seen(then, Outcome.PASS, f"页面已经撤下，这次没有再看到{some}。", fetched)
    return Seen(then, Outcome.PASS, f"这次没有再看到这个问题{some}。", fetched)


def _not_seen(
    then: Result, now: Sequence[Result], pages: Sequence[Fetched], opened: OpenedAgain
) -> str:
    """Why the browser's not finding it means nothing: one page is enough, or a frame it was in."""
    good = [one for one in pages if one.is_good]
    if any(canonical(one.url) not in opened.artifacts for one in good):
        return f"{UNOPENED.format(why=f'一次最多打开 {MOST_OPENED} 个页面')}。"
    blind = [r for r in now if r.outcome is Outcome.UNVERIFIABLE]
    own = next(
        (
            r
            for r in blind
            if not r.target or INSIDE in then.locator or (r.check, r.rule) == (AXE, then.rule)
        ),
        None,
    )
    return own.message if own is not None else ""


def _is_same(now: Result, then: Result) -> bool:
    """Whether it is the same fault: a link's rule, and its key with it, depends on how many pages
    show it, and a newer program may name what is in the same place differently.
    """
    placed = bool(then.locator) and (now.rule, now.locator) == (then.rule, then.locator)
    spread = bool(then.target) and "template" in (now.rule, then.rule)
    same = placed and now.url in (then.url, *then.found_on) and now.outcome in SHOWN
    same = same and not another(then, now)
    return now.key == then.key or same or (spread and now.target == then.target)


def keep(store: Store, looks: Sequence[Recheck], seen: Sequence[Seen], stamp: Stamp) -> int:
    """Store what was seen with the queued looks it answers; returns how many."""
    by_key = {one.then.key: one for one in seen}
    kept = 0
    for look in looks:
        one = by_key.get(look.key)
        if one is None:
            continue
        kept += 1
        evidence = {
            "then": {"outcome": str(one.then.outcome), "seen_at": one.then.evidence.seen_at},
            "asked": [
                {
                    "url": f.url,
                    "final_url": f.final_url,
                    "status": f.status,
                    "state": str(f.state),
                    "reason": f.reason,
                    "seen_at": f.fetched_at,
                }
                for f in one.fetched
            ],
            "engine": ENGINE,
        }
        rechecks.looked(store, look.id, one.outcome, one.message, evidence, stamp)
    return kept
