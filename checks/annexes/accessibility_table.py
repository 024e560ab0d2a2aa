"""The 58 indicators of GB/T 37668—2019: levels, what applies to websites, which checks speak for them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from checks.accessibility.axe_words import words

AXE = "axe-violation"
_TABLE = "gbt37668-2019.toml"
LEVELS = {1: "一级", 2: "二级", 3: "三级"}

Applies = Literal["web", "app", "both"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One indicator. ``automation``: "a" a machine can settle it, "b" it finds candidates, "c" only
    people can; "a+b" and "b/c" are mixtures, "app" does not concern websites.

    ``checks`` are own checks, as ``check`` or ``check:rule``; ``axe`` rules of axe-core that belong
    here. ``enough`` says that these together settle it, so that finding nothing is 通过; ``left`` is
    a Chinese sentence on what else it takes. ``body_level`` differs from ``level`` where the
    standard contradicts itself.
    """

    number: str
    name: str
    level: int
    body_level: int
    applies: Applies
    automation: str
    wcag: tuple[str, ...]
    checks: tuple[str, ...]
    axe: tuple[str, ...]
    enough: bool
    left: str
    verified: bool

    @property
    def needed(self) -> frozenset[str]:
        """Ids of the checks that speak for it."""
        own = {name.partition(":")[0] for name in self.checks}
        return frozenset(own | ({AXE} if self.axe else set()))

    def takes(self, check: str, rule: str) -> bool:
        """Whether a result of this check and rule belongs here."""
        if check == AXE:
            return rule.removeprefix("axe:") in self.axe
        return check in self.checks or f"{check}:{rule}" in self.checks


@dataclass(frozen=True, slots=True)
class Table:
    """The whole standard as far as we know it. ``verified``: somebody has read the original."""

    id: str
    title: str
    name: str
    verified: bool
    source: str
    requirements: tuple[Requirement, ...]


@cache
def table() -> Table:
    """What the file says, in the order of the standard."""
    told = tomllib.loads(Path(__file__).with_name(_TABLE).read_text(encoding="utf-8"))
    of_axe: dict[str, list[str]] = {}
    for rule, one in sorted(words().rules.items()):
        of_axe.setdefault(one.gb.partition(" ")[0], []).append(rule)
    rows = tuple(
        _row(number, one, of_axe.get(number, ()), told["verified"])
        for number, one in told["indicator"].items()
    )
    return Table(told["id"], told["title"], told["name"], told["verified"], told["source"], rows)


def _row(number: str, one: Mapping[str, Any], axe: Any, verified: bool) -> Requirement:
    return Requirement(
        number=number,
        name=one["name"],
        level=one["level"],
        body_level=one.get("body_level", one["level"]),
        applies=one["applies"],
        automation=one["class"],
        wcag=tuple(one.get("wcag", ())),
        checks=tuple(one.get("checks", ())),
        axe=tuple(axe),
        enough=one.get("enough", False),
        left=one.get("left", ""),
        verified=one.get("verified", verified),
    )
