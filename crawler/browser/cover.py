"""Token cover: which pages show every structural token their template has."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FAILS_AT_MOST = 3
"""A token is given up after so many pages that have it could not be opened."""
VISIT = 20_000
"""What any visit takes, whatever the page holds, is as much as for so many bytes of source."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a page is made of: its template, and its tokens as numbers. ``key`` names everything
    that could change what a browser finds on it; ``size`` is that of its source in bytes.
    """

    template: int
    tokens: frozenset[int]
    key: str = ""
    size: int = 0

    @property
    def cost(self) -> int:
        """What a visit takes, in bytes of source: rules take time for each element."""
        return VISIT + self.size


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
    the page that shows most for its cost, the earlier one in ``order`` of two alike.

    ``shown`` grows by what was chosen.
    """
    chosen = []
    for page in first:
        chosen.append(Choice(page, shown.lacks(structures[page])))
        shown.add(structures[page])
    heap = [(-_worth(structures[page], shown), at) for at, page in enumerate(order)]
    heapq.heapify(heap)
    while heap:
        expected, at = heapq.heappop(heap)
        structure = structures[order[at]]
        worth = _worth(structure, shown)
        if worth == -expected and worth:
            chosen.append(Choice(order[at], shown.lacks(structure)))
            shown.add(structure)
        elif worth:  # others have shown some of it meanwhile
            heapq.heappush(heap, (-worth, at))
    return chosen


def _worth(structure: Structure, shown: Shown) -> float:
    return shown.lacks(structure) / structure.cost


def uncovered(
    structures: Mapping[int, Structure], visited: Collection[int], pages: Iterable[int]
) -> list[int]:
    """Those of ``pages`` that have a token none of the visited pages of their template has."""
    shown = Shown()
    for page in visited:
        if page in structures:
            shown.add(structures[page])
    return [page for page in pages if page in structures and shown.lacks(structures[page])]
