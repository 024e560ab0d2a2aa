"""Published ACT rules: how results name them, and under which indicator they are reported."""

from collections.abc import Mapping

from checks.accessibility.axe_words import SUPPLEMENT
from checks.annexes.accessibility_table import LEVELS, table

INPUTS: Mapping[str, tuple[str, ...]] = {
    "80f0bf": ("aaa1bf", "4c31df"),
    "cf77f2": ("047fe0", "b40fd1", "3e12e1", "ye5d6e"),
}
"""Composite rules that hold when one of their input rules does: broken, they break them all."""


def rule(act_id: str) -> str:
    """How a result names an ACT rule."""
    return f"act:{act_id}"


def broken(result_rule: str) -> frozenset[str]:
    """The ids of the ACT rules that a failure of this result rule breaks; none for other rules."""
    kind, _, act_id = result_rule.partition(":")
    return frozenset((act_id, *INPUTS.get(act_id, ()))) if kind == "act" else frozenset()


def indicator(number: str) -> str:
    """The indicator of GB/T 37668—2019 a finding is reported under."""
    one = next(row for row in table().requirements if row.number == number)
    return f"GB/T 37668—2019 {one.number} {one.name}，{LEVELS[one.level]}"


def supplement(criterion: str, level: str) -> str:
    """The success criterion of WCAG 2.2 that the standard has no indicator for."""
    return f"{SUPPLEMENT}：{criterion}，{level} 级"
