"""Which findings of a judged month get a picture, the costly and the different ones first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from checks.results import Outcome, Result
from checks.rubric import Rubric
from crawler.browser.screenshots import USUAL, Shots, Wanted, shoot
from crawler.rows import result_of
from crawler.sites import SitesFile
from crawler.store import Run, Store


def picture_findings(
    sites: SitesFile, site_id: str, run: Run, rubric: Rubric, *, live: bool
) -> Shots:
    """Picture what the month's judgement found; pictures that are there stay."""
    path = sites.database(site_id)
    with Store(path) as store:
        rows = store.db.table("results").rows_where(
            "month = ? AND rubric = ? AND outcome = ? AND locator != ''",
            [run.month, rubric.id, str(Outcome.FAIL)],
            order_by="number",
        )
        wanted = list(choose((result_of(row) for row in rows), rubric))
    return shoot(
        sites.site(site_id), path, run, wanted, settings=sites.browser, contact=sites.contact,
        live=live,
    )  # fmt: skip


def choose(results: Iterable[Result], rubric: Rubric) -> Iterator[Wanted]:
    """Findings at an element, in order: those that cost points before advice, and of each kind of
    fault the first before the second of any.
    """
    kinds: tuple[dict[tuple[str, str], list[Wanted]], ...] = (defaultdict(list), defaultdict(list))
    for result in results:
        if result.outcome is not Outcome.FAIL or not result.locator or not result.key:
            continue
        costs = any(row.takes(result.check, result.rule) for row in rubric.indicators)
        one = Wanted(result.key, result.url, result.locator)
        kinds[0 if costs else 1][result.check, result.rule].append(one)
    for group in kinds:
        turns = chain.from_iterable(
            zip_longest(*(some[: USUAL.findings] for some in group.values()))
        )
        yield from (one for one in turns if one is not None)
