"""What the annexes are made from: the pages browser checks got to see, and what was measured."""

import json
from collections.abc import Callable, Mapping

from checks.accessibility.told_twice import BROWSER, STATIC
from checks.aging.measures import of_site
from checks.aging.tour import use_toolbar
from checks.registry import Check, all_checks
from checks.rubric import Rubric
from crawler.store import Run, Store
from reports.annex_looks import Looks
from reports.annexes import Annexes, annexes
from reports.score_model import Assessment

IsHome = Callable[[str], bool]
_SEEN = (
    "SELECT u.url FROM artifacts a JOIN urls u ON u.id = a.url WHERE a.run = ? AND a.name = ?"
    " AND json_extract(a.json, '$.unseen') IS NULL"
    " AND coalesce(json_extract(a.json, '$.error'), '') = ''"
)


def annexes_of(
    store: Store, run: Run, rubric: Rubric, assessment: Assessment, is_home: IsHome
) -> Annexes | None:
    """Both annexes of a judged month, under a rubric that asks for checks in a browser. ``is_home``
    knows the home page by its address.
    """
    known = all_checks()
    if rubric.subject == "account" or not _is_wanted(rubric, known):
        return None
    return annexes(assessment, looks(store, run, known, is_home), known)


def looks(store: Store, run: Run, known: Mapping[str, Check], is_home: IsHome) -> Looks:
    """Which pages each browser check got to see in a run, and what came of using the toolbar."""
    seen: dict[str, frozenset[str]] = {}
    urls = {}
    for check in known.values():
        if check.scope != "browser":
            continue
        if check.artifact not in seen:
            rows = store.connection.execute(_SEEN, [run.id, check.artifact])
            seen[check.artifact] = frozenset(url for (url,) in rows)
        urls[check.id] = seen[check.artifact]
    # It tells what axe would tell of the same pictures, see checks.accessibility.told_twice.
    urls[STATIC] = urls.get(BROWSER, frozenset())
    tours = store.connection.execute(
        "SELECT json FROM artifacts WHERE run = ? AND name = ? ORDER BY url",
        [run.id, use_toolbar.name],
    )
    toured = [one for (text,) in tours if "views" in (one := json.loads(text))]
    home = next((one["url"] for one in toured if is_home(one["url"])), "")
    return Looks(urls, of_site(toured, home) if home else None)


def _is_wanted(rubric: Rubric, known: Mapping[str, Check]) -> bool:
    if any(row.annex for row in rubric.indicators):
        return True
    named = {*rubric.check_params(), *rubric.also}
    return any(
        check.scope == "browser" and (check.id in named or check.group in rubric.also_groups)
        for check in known.values()
    )
