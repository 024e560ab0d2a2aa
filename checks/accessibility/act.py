"""Published ACT rules: how results name them, and what a failure breaks."""

from collections.abc import Mapping

INPUTS: Mapping[str, tuple[str, ...]] = {
    "80af7b": ("a1b64e", "ebe86a"),
    "80f0bf": ("aaa1bf", "4c31df"),
    "cf77f2": ("047fe0", "b40fd1", "3e12e1", "ye5d6e"),
}
"""Composite rules that hold when one of their input rules does: broken, they break them all."""

AXE: Mapping[str, str] = {"axe:summary-name": "2t702h"}
"""ACT rules that axe-core implements without saying so."""


def rule(act_id: str) -> str:
    """How a result names an ACT rule."""
    return f"act:{act_id}"


def broken(result_rule: str) -> frozenset[str]:
    """The ids of the ACT rules that a failure of this result rule breaks; none for other rules."""
    if result_rule in AXE:
        return frozenset((AXE[result_rule],))
    kind, _, act_id = result_rule.partition(":")
    return frozenset((act_id, *INPUTS.get(act_id, ()))) if kind == "act" else frozenset()
