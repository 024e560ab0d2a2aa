"""Under which indicator of GB/T 37668—2019 or criterion of WCAG 2.2 a finding is told."""

from functools import cache

from checks.accessibility.axe_words import SUPPLEMENT
from checks.annexes.accessibility_table import LEVELS, table


@cache
def gb(number: str) -> str:
    """“GB/T 37668—2019 3.3.3.1 键盘操作，一级”."""
    one = next(r for r in table().requirements if r.number == number)
    return f"{table().title} {number} {one.name}，{LEVELS[one.level]}"


def wcag(criterion: str, level: str) -> str:
    """What the standard of 2019 has no indicator for."""
    return f"{SUPPLEMENT}：{criterion}，{level} 级"
