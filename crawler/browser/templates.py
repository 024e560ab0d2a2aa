"""Which pages were made from the same template: leader clustering on the frame of the page."""

from collections.abc import Collection

ALIKE = 0.8
"""Jaccard similarity of two pages' class paths from which on they share a template."""


class Templates:
    """Gives pages their template, a number from 0 on. The order of the pages decides who leads.

    Pages with different style sheets never share one: the same structure may look different.
    """

    def __init__(self, alike: float = ALIKE) -> None:
        self._alike = alike
        self._leaders: dict[int, list[tuple[int, frozenset[int]]]] = {}
        self._known: dict[tuple[int, frozenset[int]], int] = {}
        self.count = 0

    def join(self, paths: Collection[int], sheets: int) -> int:
        """The first template whose leader's paths are alike, else a new one."""
        mine = frozenset(paths)
        known = self._known.get((sheets, mine))
        if known is None:
            known = self._known[(sheets, mine)] = self._find(mine, sheets)
        return known

    def _find(self, mine: frozenset[int], sheets: int) -> int:
        leaders = self._leaders.setdefault(sheets, [])
        for number, theirs in leaders:
            least, most = sorted((len(mine), len(theirs)))
            if least < self._alike * most:
                continue  # too different in size to be alike, whatever they share
            shared = len(mine & theirs)
            if shared >= self._alike * (least + most - shared):
                return number
        leaders.append((self.count, mine))
        self.count += 1
        return self.count - 1
