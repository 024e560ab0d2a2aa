"""Rubrics are data: TOML files to :class:`Rubric` values, with ``extends`` and ``drop``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from checks.errors import UserError

IndicatorKind = Literal["veto", "deduct", "bonus"]
Automation = Literal["a", "b", "c"]
"""a: a machine judges; b: a machine finds candidates, a person confirms; c: people only."""


class RubricError(UserError):
    """A rubric is wrong. The message is Chinese and names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands. ``confidence`` is 高, 中 or 低 as in the reference notes."""

    document: str
    confidence: str = "低"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the rubric.

    ``code`` is the number people quote (V4①, D-功能设计-3); ``level1``/``level2`` the official
    headings. ``checks`` feed it (none: a manual indicator); ``rules`` narrows to results whose
    ``rule`` is listed, ``outcomes``-free. ``at_least`` is how many confirmed findings trip a veto.
    Points are ``None`` when the rubric does not configure them: listed, never scored.
    ``points_verified`` says somebody has seen the number in the original text (or the office has
    confirmed it); unverified points only ever enter the trial score. ``per_finding`` is the loss
    for each finding, ``None`` for "any finding loses all points"; the loss is capped at ``points``.
    """

    id: str
    name: str
    kind: IndicatorKind
    code: str = ""
    level1: str = ""
    level2: str = ""
    text: str = ""
    checks: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    at_least: int = 1
    points: Decimal | None = None
    per_finding: Decimal | None = None
    points_verified: bool = False
    confirmed_by: str = ""
    auto: Automation = "c"
    auto_confirm: bool = False
    """Whether a ``fail`` of its checks counts as confirmed without a person."""
    source: Source = Source("")

    def takes(self, check: str, rule: str) -> bool:
        """Whether a result of this check and rule belongs here."""
        return check in self.checks and (not self.rules or rule in self.rules)


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric. ``sha`` identifies its effective content; ``text`` is that content as TOML,
    self-contained (``extends`` and confirmations resolved), so a past score can be recomputed.
    """

    id: str
    title: str
    verified: Literal["full", "partial", "none"]
    subject: Literal["portal", "department", "account"]
    scored: bool
    indicators: tuple[Indicator, ...]
    deduct_total: Decimal = Decimal(100)
    bonus_total: Decimal = Decimal(30)
    pass_at_least: Decimal = Decimal(60)
    bonus_above: Decimal = Decimal(80)
    veto_score: Decimal | None = None
    no_service_level1: str = ""
    """Heading that is dropped for a site without public services; "" when the rubric has none."""
    no_service_factor: Fraction = Fraction(1)
    also: tuple[str, ...] = ()
    """Checks that run and are listed as advice, without points."""
    month_mode: Literal["calendar", "180d"] = "calendar"
    decimals: int = 2
    sha: str = ""
    text: str = ""

    def indicator(self, indicator_id: str) -> Indicator | None:
        """The indicator with this id."""
        return next((i for i in self.indicators if i.id == indicator_id), None)

    def check_params(self) -> Mapping[str, Mapping[str, Any]]:
        """Parameters for each check that some indicator lists; conflicts were refused on load."""
        merged: dict[str, dict[str, Any]] = {}
        for indicator in self.indicators:
            for check in indicator.checks:
                merged.setdefault(check, {}).update(indicator.params)
        return merged
