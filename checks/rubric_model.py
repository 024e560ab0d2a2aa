"""What a rubric is, once read: plain frozen values. :mod:`checks.rubric` reads them from files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from checks.errors import UserError
from checks.results import Result

IndicatorKind = Literal["veto", "deduct", "bonus"]
Automation = Literal["a", "b", "c"]
"""a: a machine judges; b: a machine finds candidates, a person confirms; c: people only."""


ANNEXES = ("gbt37668.level1", "gbt37668.level2", "gbt37668.level3", "aging")
"""Annexes a row can take its loss from: the share of a level's indicators that fail, or what the
age-friendly score lacks to 100.
"""


class RubricError(UserError):
    """A rubric is wrong. The message is Chinese and names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands. ``confidence`` is 高, 中 or 低 as in the reference notes."""

    document: str
    confidence: str = "低"


@dataclass(frozen=True, slots=True)
class Reminders:
    """What a local rule does once a unit has been reminded ``act_after`` times (0: nothing).

    ``verified`` says somebody has seen it in the original text of ``document``.
    """

    act_after: int = 0
    action: str = ""
    document: str = ""
    verified: bool = False

    @property
    def words(self) -> str:
        """The action as readers see it, with what is not known of its source."""
        return self.action + ("" if self.verified or not self.action else "（未核原文）")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the rubric.

    ``code`` is the number people quote (V4①, D-功能设计-3); ``level1``/``level2`` the official
    headings. ``checks`` feed it (none: a manual indicator). ``rules`` narrows to results whose
    ``rule`` is listed; an entry ``check:rule`` narrows that check only, and leaves the others be.
    ``at_least`` is how many confirmed findings trip a veto.
    Points are ``None`` when the rubric does not configure them: listed, never scored.
    ``points_verified`` says somebody has seen the number in the original text (or the office has
    confirmed it); unverified points only ever enter the trial score. ``per_finding`` is the loss
    for each finding, ``None`` for "any finding loses all points"; the loss is capped at ``points``.
    ``per_finding_by`` gives that loss by check instead, for indicators that weigh them differently.
    ``services_only`` rows do not concern a site without public services.
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
    per_finding_by: Mapping[str, Decimal] = field(default_factory=dict)
    points_verified: bool = False
    confirmed_by: str = ""
    auto: Automation = "c"
    auto_confirm: bool = False
    """Whether a ``fail`` of its checks counts as confirmed without a person."""
    source: Source = Source("")
    services_only: bool = False
    reminded_at_least: int = 0
    """Takes only findings whose unit was reminded of them so often by the monitoring day, also
    those that another row has taken: not mending is a matter of its own."""
    annex: str = ""
    """The annex whose result decides instead of checks: one of :data:`ANNEXES`."""

    def takes(self, check: str, rule: str) -> bool:
        """Whether a result of this check and rule belongs here."""
        if check not in self.checks:
            return False
        wanted = self.rules_for(check)
        return not wanted or rule in wanted

    def rules_for(self, check: str) -> frozenset[str]:
        """The rules that count for one check; empty: all of them."""
        pairs = [entry.rpartition(":") for entry in self.rules]
        return frozenset(rule for owner, _, rule in pairs if owner in ("", check))

    def params_for(self, check: str) -> Mapping[str, Any]:
        """Parameters for one of its checks: the plain ones, and those in a table named after it."""
        plain = {name: value for name, value in self.params.items() if name not in self.checks}
        return plain | dict(self.params.get(check, {}))

    def loss_of(self, result: Result) -> Decimal | None:
        """Points one finding loses before the cap; ``None``: it loses all of them."""
        return self.per_finding_by.get(result.check, self.per_finding)


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
    no_service_points: Decimal = Decimal(0)
    """What that heading is worth in all: leaves ``deduct_total`` before the factor is applied."""
    no_service_method: Literal["scale", "redistribute_equal"] = "scale"
    """``scale``: the rest is multiplied by the factor; ``redistribute_equal``: the heading's points
    are spread equally over the other deductions."""
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    """Parts of an overall score (site, media, …) with their shares, which add up to 1; see
    ``reports.weighting``."""
    immediate: tuple[str, ...] = ()
    """Checks whose findings are told at once (立即处置), candidates included."""
    also: tuple[str, ...] = ()
    """Checks that run and are listed as advice, without points."""
    also_groups: tuple[str, ...] = ()
    """Groups all of whose checks run so, those that are yet to be written included."""
    month_mode: Literal["calendar", "180d"] = "calendar"
    decimals: int = 2
    platform_costs_unit: bool = False
    """Whether a fault the shared platform must mend costs the unit points all the same."""
    reminders: Reminders = Reminders()
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
                merged.setdefault(check, {}).update(indicator.params_for(check))
        return merged
