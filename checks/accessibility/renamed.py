"""Whether a finding of the browser under a new name is an old one that is no longer found by its own.

A key that is gone is no proof that a fault is mended: the page may have been built anew around it, or
its colour changed and is still too pale. What is told once a page is called by one of many places, and
may be called by another one now.
"""

from collections.abc import Container, Iterable, Mapping
from enum import Enum

from checks.accessibility.lasting import MADE, SAID
from checks.results import Outcome, Result

AXE = "axe-violation"
TOLD_ONCE = frozenset(
    {
        "act-bypass", "act-hidden-focus", "blocked-input", "focus-order", "focus-removed", "focus-stable",
        "focus-visible", "ibm-equal-access", "new-window", "reflow-320", "target-size", "text-spacing",
        "zoom-200",
    }
)  # fmt: skip
"""Checks that say once of a page how many places it has, and name one of them."""

PLACES = 3


class Likeness(Enum):
    """How far a new finding may be the old one."""

    SAME = 1
    MAYBE = 2
    OTHER = 3


def likeness(then: Result, now: Result) -> Likeness:
    """What a finding that was not on the page before is to one that is not there any more.

    Both are of one check and rule. The same: what an element says of itself, in another place; or the
    same place, where a style or markup is at fault and is still. Perhaps: what is told once a page.
    """
    if then.check != AXE:
        return Likeness.MAYBE if then.check in TOLD_ONCE else Likeness.OTHER
    before, after = _parts(then.target), _parts(now.target)
    if SAID in then.target or SAID in now.target:
        alike = SAID in then.target and SAID in now.target and before[1] == after[1]
        return Likeness.SAME if alike else Likeness.OTHER
    if before[0] == after[0]:
        return Likeness.SAME
    told_once = Outcome.REVIEW in (then.outcome, now.outcome)
    return Likeness.MAYBE if told_once else Likeness.OTHER


def called_today(
    then: Result, found: Iterable[Result], known: Mapping[str, Result]
) -> tuple[Result | None, bool]:
    """What a finding that is looked for and not there by its key is called now, None if nothing is it for
    certain; and whether something else may be it: then nobody can say that it is mended. ``found`` is
    what the check says of its pages today, ``known`` what it said before, by key.
    """
    candidates = fresh(found, known, then)
    same = next((r for r in candidates if likeness(then, r) is Likeness.SAME), None)
    places = {place(k) for k in known.values() if (k.check, k.rule) == (then.check, then.rule)}
    moved = any(likeness(then, r) is Likeness.MAYBE or place(r) not in places for r in candidates)
    return same, same is None and moved


def rebuilt(before: Iterable[Result], after: Iterable[Result], asked: Container[str]) -> set[str]:
    """Those of the ``asked`` pages on which most places where axe-core found something have given way to
    as many new ones: somebody built them anew, and what is gone there need not be mended. Of a page with
    fewer than :data:`PLACES` it cannot be told.
    """
    then, now = _by_page(before, asked), _by_page(after, asked)
    return {
        page
        for page, old in then.items()
        if len(old) >= PLACES
        and 2 * len(old & now.get(page, set())) < len(old) <= 2 * len(now.get(page, set()) - old)
    }


def _by_page(results: Iterable[Result], asked: Container[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for result in results:
        if result.check == AXE:
            for page in _pages(result):
                if page in asked:
                    found.setdefault(page, set()).add(place(result))
    return found


def another(then: Result, now: Result) -> bool:
    """Whether two findings at one CSS path are certain to be of two things: an entry took the place of
    another, and says something else of itself.
    """
    both = then.check == AXE and SAID in then.target and SAID in now.target
    return both and _parts(then.target)[1] != _parts(now.target)[1]


def place(result: Result) -> str:
    """Where in the template it is."""
    return _parts(result.target)[0]


def fresh(found: Iterable[Result], before: Mapping[str, Result], then: Result) -> list[Result]:
    """Of the findings now those of the same check and rule on a page that showed ``then``, and did not
    show them: what ``then`` may be called today. ``before`` is what was known, by key.
    """
    pages = set(_pages(then))
    named = (then.check, then.rule)

    def is_fresh(one: Result) -> bool:
        known = before.get(one.key)
        if known is not None and not pages.isdisjoint(_pages(known)):
            return False
        return (one.check, one.rule) == named and not pages.isdisjoint(_pages(one))

    return [one for one in found if is_fresh(one)]


def _pages(result: Result) -> tuple[str, ...]:
    return result.found_on or (result.url,)


def _parts(target: str) -> tuple[str, str]:
    """Place, and what is said there."""
    where, _, said = target.partition(SAID if SAID in target else MADE)
    return where, said
