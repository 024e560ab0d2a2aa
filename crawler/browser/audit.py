"""The audit: a few of the skipped pages are visited at random, to see what sampling misses."""

import math
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SHARE = 0.015
LEAST = 5
WORDS = "抽查核对：从没有选中的页面中随机抽取，用来估计漏检"
_Z = 1.96


def draw(skipped: Sequence[int], seed: int) -> list[int]:
    """The pages to visit of those that were skipped: the same ones for the same ``seed``."""
    number = min(len(skipped), max(LEAST, math.ceil(SHARE * len(skipped))))
    return sorted(random.Random(seed).sample(sorted(skipped), number))  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much of what is on skipped pages sampling tells, from ``pages`` audited ones.

    ``found`` problems were on them, ``told`` of these had been inferred, ``wrong`` more had been
    inferred and were not there. ``low`` and ``high`` bound the recall with 95 % confidence.
    """

    pages: int
    found: int
    told: int
    wrong: int
    low: float
    high: float

    @property
    def recall(self) -> float:
        """The share of the problems that had been inferred; 1 where there was none to find."""
        return self.told / self.found if self.found else 1.0


def estimate[T](found: Mapping[int, Collection[T]], told: Mapping[int, Collection[T]]) -> Estimate:
    """Compare what audited pages have with what was inferred of them, by page id.

    Problems of one page stand or fall together, and so do equal ones on several pages. So they
    count for no more than there are distinct ones, and for less where pages differ much.
    """
    pages = [(set(found[page]), set(told.get(page, ()))) for page in found]
    here = sum(len(true) for true, _ in pages)
    hits = sum(len(true & said) for true, said in pages)
    wrong = sum(len(said - true) for true, said in pages)
    if not here:
        return Estimate(len(pages), 0, 0, wrong, 0.0, 1.0)
    share = hits / here
    worth = float(len({one for true, _ in pages for one in true}))
    if 0 < share < 1 and len(pages) > 1:
        off = sum((len(true & said) - share * len(true)) ** 2 for true, said in pages)
        variance = off * len(pages) / (len(pages) - 1) / here**2
        if variance:
            worth = min(worth, share * (1 - share) / variance)
    low, high = wilson(share, worth)
    return Estimate(len(pages), here, hits, wrong, low, high)


def wilson(share: float, number: float) -> tuple[float, float]:
    """The 95 % score interval of a share seen in ``number`` independent cases."""
    if number <= 0:
        return 0.0, 1.0
    square = _Z * _Z / number
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / number + square / 4 / number)
    return max(0.0, middle - half), min(1.0, middle + half)
