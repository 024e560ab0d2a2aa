"""Which findings of a judged month get a picture, the costly and the different ones first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from checks.accessibility.layout_look import SIZES
from checks.results import Outcome, Result
from checks.rubric import Rubric
from crawler.browser.screenshots import USUAL, Shots, Wanted, shoot
from crawler.rows import result_of
from crawler.sites import SitesFile
from crawler.store import Run, Store

WINDOWS = {"zoom-200": SIZES["double"][:2], "reflow-320": SIZES["narrow"][:2]}
"""The windows, by check, in which a fault shows that the usual one hides."""


def picture_findings(
    sites: SitesFile, site_id: str, run: Run, rubric: Rubric, *, live: bool
) -> Shots:
    """Picture what the month's judgement found; pictures that are there stay."""
    path = sites.database(site_id)
    with Store(path) as store:
        rows = store.db.table("results").rows_where(
            "month = ? AND rubric = ? AND outcome IN ('fail', 'review') AND locator != ''",
            [run.month, rubric.id],
            order_by="number",
        )
        wanted = list(choose((result_of(row) for row in rows), rubric))
    return shoot(
        sites.site(site_id), path, run, wanted, settings=sites.browser, contact=sites.contact,
        live=live,
    )  # fmt: skip


def wanted_of(result: Result) -> Wanted:
    """The picture a finding needs."""
    return Wanted(result.key, result.url, result.locator, WINDOWS.get(result.check))


def choose(results: Iterable[Result], rubric: Rubric) -> Iterator[Wanted]:
    """Findings at an element, in order: those that cost points, advice, then doubts in the same
    order for those who review them; and of each kind of fault the first before the second of any.
    """
    ranks: dict[int, dict[tuple[str, str], list[Wanted]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        if result.outcome not in (Outcome.FAIL, Outcome.REVIEW):
            continue
        if not result.locator or not result.key:
            continue
        costs = any(row.takes(result.check, result.rule) for row in rubric.indicators)
        rank = 2 * (result.outcome is Outcome.REVIEW) + (not costs)
        one = wanted_of(result)
        ranks[rank][result.check, result.rule].append(one)
    for rank in sorted(ranks):
        turns = chain.from_iterable(
            zip_longest(*(some[: USUAL.findings] for some in ranks[rank].values()))
        )
        yield from (one for one in turns if one is not None)
