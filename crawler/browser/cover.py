"""Token cover: which pages show every structural token their template has."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FAILS_AT_MOST = 3
"""A token is given up after so many pages that have it could not be opened."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a page is made of: its template, and its tokens as numbers. ``key`` names everything
    that could change what a browser finds on it.
    """

    template: int
    tokens: frozenset[int]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A page to visit because of the ``new`` tokens of its template it would show."""

    page: int
    new: int


class Shown:
    """The tokens of each template that were shown, or are not worth another try."""

    def __init__(self) -> None:
        self._known: defaultdict[int, set[int]] = defaultdict(set)
        self._failed: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def add(self, structure: Structure) -> None:
        """A page was visited, or is about to be."""
        self._known[structure.template] |= structure.tokens

    def fail(self, structure: Structure) -> None:
        """A page could not be visited: what it has must be seen elsewhere, a few times over."""
        failed = self._failed[structure.template]
        failed.update(structure.tokens)
        given_up = {token for token in structure.tokens if failed[token] >= FAILS_AT_MOST}
        self._known[structure.template] |= given_up

    def lacks(self, structure: Structure) -> int:
        """How many tokens of a page have not been shown."""
        return len(structure.tokens - self._known[structure.template])


def choose(
    structures: Mapping[int, Structure],
    order: Sequence[int],
    shown: Shown,
    first: Iterable[int] = (),
) -> list[Choice]:
    """Pages that together show what is not shown yet: those of ``first`` in any case, then always
    the page that shows most, the earlier one in ``order`` of two that show as much.

    ``shown`` grows by what was chosen.
    """
    chosen = []
    for page in first:
        chosen.append(Choice(page, shown.lacks(structures[page])))
        shown.add(structures[page])
    heap = [(-len(structures[page].tokens), at) for at, page in enumerate(order)]
    heapq.heapify(heap)
    while heap:
        expected, at = heapq.heappop(heap)
        structure = structures[order[at]]
        new = shown.lacks(structure)
        if new == -expected and new:
            shown.add(structure)
            chosen.append(Choice(order[at], new))
        elif new:  # others have shown some of it meanwhile
            heapq.heappush(heap, (-new, at))
    return chosen


def uncovered(
    structures: Mapping[int, Structure], visited: Collection[int], pages: Iterable[int]
) -> list[int]:
    """Those of ``pages`` that have a token none of the visited pages of their template has."""
    shown = Shown()
    for page in visited:
        if page in structures:
            shown.add(structures[page])
    return [page for page in pages if page in structures and shown.lacks(structures[page])]
