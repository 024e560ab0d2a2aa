"""Where judging meets sampling: what visited pages tell of the others, and how far that reaches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checks.registry import all_checks
from checks.results import Evidence, Result
from checks.run import Selected
from crawler import artifacts
from crawler.browser import audit, structures
from crawler.browser.cover import Structure, uncovered
from crawler.browser.inherit import Inheritance, Seen, is_certain, problem_of
from crawler.observations import beijing
from crawler.store import Run, Store

REUSED = "{} 在浏览器里检查，之后页面没有变化，沿用当时的结果"


@dataclass(frozen=True, slots=True)
class Inferred:
    """``pages`` are those a result is told of without a visit, by its key; ``facts`` say how the
    sampling went, plain JSON by English names, see :func:`infer`. ``reused`` are the addresses of
    visited pages of which an earlier month's look stands, with its time (UTC).
    """

    pages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    reused: Mapping[str, str] = field(default_factory=dict)

    def dated(self, result: Result, evidence: Evidence) -> Evidence:
        """The evidence of a result, with its age where the browser looked in an earlier month."""
        at = self.reused.get(result.url, "")
        if not at or all_checks()[result.check].scope != "browser":
            return evidence
        return replace(
            evidence, seen_at=at, attempts=(*evidence.attempts, REUSED.format(beijing(at)))
        )


def infer(
    store: Store, run: Run, pages: Sequence[int], seen: Mapping[int, Sequence[Seen]]
) -> Inferred:
    """What is told of the pages of a run (ids, in order) from those a browser looked at.

    Facts: ``pages`` of the site, ``visited`` of them, ``reused`` visits of earlier months among
    these, ``failed`` visits, ``inferred`` pages all of whose structure was seen elsewhere, ``left``
    pages of which something was not, ``templates``; ``audit`` as :class:`crawler.browser.audit.Estimate`
    with its ``recall``, absent where no page was audited.
    """
    known = structures.known(store, run)
    visited = [page for page in pages if page in seen]
    rest = [page for page in pages if page not in seen]
    if not visited:
        return Inferred()
    inheritance = Inheritance(known, {page: seen[page] for page in visited})
    told: defaultdict[str, list[int]] = defaultdict(list)
    for page in rest:
        if page in known:
            for key in dict.fromkeys(inheritance.of(page).values()):
                told[key].append(page)
    left = uncovered(known, visited, rest) + [page for page in rest if page not in known]
    reused = artifacts.older(store, run, visited)
    failed = _failed(store, run)
    facts: dict[str, Any] = {
        "pages": len(pages),
        "visited": len(visited),
        "reused": len(reused),
        "failed": failed,
        "inferred": len(rest) - len(left),
        "left": len(left),
        "templates": len({known[page].template for page in pages if page in known}),
    }
    audited = _audited(store, run)
    if audited & set(visited):
        facts["audit"] = _audit(known, audited, {page: seen[page] for page in visited})
    names = store.urls_by_id(reused)
    return Inferred(told, facts, {names[page]: at for page, at in reused.items()})


def addresses(store: Store, pages: Sequence[int]) -> tuple[str, ...]:
    """The addresses of pages, in their order."""
    known = store.urls_by_id(pages)
    return tuple(known[page] for page in pages)


def unassessed(store: Store, run: Run, pages: Sequence[int], one: Selected) -> int:
    """Of how many pages nothing is known for a browser check: neither they nor what they are made
    of were looked at. Pages that could not be opened are not among them: they have a result.
    """
    looked, failed = artifacts.looked_at(store, run, one.check.artifact)
    if not looked and not failed:
        return len(pages)
    if one.check.gather is not None and one.check.gather.task != "page":
        return 0  # it is meant for a few pages
    known = structures.known(store, run)
    rest = [page for page in pages if page not in looked and page not in failed]
    return len(uncovered(known, looked, rest)) + sum(page not in known for page in rest)


def _audit(
    known: Mapping[int, Structure], audited: set[int], seen: Mapping[int, Sequence[Seen]]
) -> dict[str, Any]:
    """Audited pages against what the others tell of them: certain findings only."""
    others = Inheritance(known, {page: s for page, s in seen.items() if page not in audited})
    checked = [page for page in seen if page in audited and page in known]
    found = {
        page: {p for s in seen[page] if is_certain(p := problem_of(s, known[page]))}
        for page in checked
    }
    told = {page: [p for p in others.of(page) if is_certain(p)] for page in checked}
    made = audit.estimate(found, told)
    return {
        "pages": made.pages,
        "found": made.found,
        "told": made.told,
        "wrong": made.wrong,
        "recall": round(made.recall, 4),
        "low": round(made.low, 4),
        "high": round(made.high, 4),
    }


def _audited(store: Store, run: Run) -> set[int]:
    rows = store.connection.execute(
        "SELECT url FROM visits WHERE run = ? AND task = 'page' AND chosen = ?",
        [run.id, audit.WORDS],
    )
    return {page for (page,) in rows}


def _failed(store: Store, run: Run) -> int:
    row = store.connection.execute(
        "SELECT count(*) FROM visits WHERE run = ? AND task = 'page' AND state = 'failed'",
        [run.id],
    ).fetchone()
    return int(row[0])
