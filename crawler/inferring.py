"""Where judging meets sampling: what visited pages tell of the others, and how far that reaches."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checks.registry import Check, all_checks
from checks.results import Evidence, Result
from crawler import artifacts
from crawler.browser import audit, structures
from crawler.browser.cover import Structure, uncovered
from crawler.browser.inherit import Inheritance, Seen, is_certain, problem_of
from crawler.store import Run, Store
from crawler.times import beijing

PAGES_KEPT = 200
REUSED = "{} 在浏览器里检查，之后页面没有变化，沿用当时的结果"


@dataclass(frozen=True, slots=True)
class Inferred:
    """``counts`` say of how many pages a result is told without a visit, by its key; ``pages`` are
    the first :data:`PAGES_KEPT` of them. ``facts`` say how the sampling went, plain JSON by English
    names, see :func:`infer`. ``reused`` are the addresses of
    visited pages of which an earlier month's look stands, with its time (UTC).
    """

    pages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
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
    counts: Counter[str] = Counter()
    for page in rest:
        if page in known:
            for key in dict.fromkeys(inheritance.of(page).values()):
                counts[key] += 1
                if counts[key] <= PAGES_KEPT:
                    told[key].append(page)
    left = _unknown(known, visited, rest)
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
    return Inferred(told, counts, facts, {names[page]: at for page, at in reused.items()})


def addresses(store: Store, pages: Sequence[int]) -> tuple[str, ...]:
    """The addresses of pages, in their order."""
    known = store.urls_by_id(pages)
    return tuple(known[page] for page in pages)


class Unassessed:
    """Of how many pages (ids) of a run nothing is known for a browser check: neither they nor what
    they are made of were looked at.
    """

    def __init__(self, store: Store, run: Run, pages: Sequence[int]) -> None:
        self._store, self._run, self._pages = store, run, pages
        self._structures = structures.known(store, run)
        self._counted: dict[str, int] = {}

    def count(self, check: Check) -> int:
        """Pages that could not be opened are not among them: they have a result."""
        name = check.artifact
        if name not in self._counted:
            looked, failed = artifacts.looked_at(self._store, self._run, name)
            if not looked and not failed:
                self._counted[name] = len(self._pages)
            elif check.gather is not None and check.gather.task != "page":
                self._counted[name] = 0  # it is meant for a few pages
            else:
                rest = [one for one in self._pages if one not in looked and one not in failed]
                self._counted[name] = len(_unknown(self._structures, looked, rest))
        return self._counted[name]


def _unknown(
    known: Mapping[int, Structure], visited: Collection[int], rest: Sequence[int]
) -> list[int]:
    """Those of the rest that have something no visited page of their template has."""
    return uncovered(known, visited, rest) + [page for page in rest if page not in known]


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
