"""What goes into a score and what comes out of it: plain frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from checks.results import Outcome, Result
from checks.rubric import Indicator


class Verdict(StrEnum):
    """The line a reader sees first."""

    FAILED = "不合格"
    PENDING = "待确认"
    INSUFFICIENT = "证据不足"
    PASSED = "合格（机检范围）"


@dataclass(frozen=True, slots=True)
class ManualResult:
    """What a person entered for one indicator.

    ``fail`` trips a veto or loses ``points`` (``None``: all of them) of a deduction; ``review``
    is the same as a candidate. For a bonus ``pass`` gains ``points`` (``None``: all of them).
    ``unverifiable`` says that the person could not look.
    """

    outcome: Outcome
    points: Decimal | None = None
    by: str = ""
    note: str = ""
    seen_on: str = ""
    evidence: str = ""
    """What proves it: a file's name or an address; the copy lies in ``data/evidence``."""

    def __post_init__(self) -> None:
        """Take the plain texts of a database row as well."""
        object.__setattr__(self, "outcome", Outcome(self.outcome))
        if self.points is not None:
            points = Decimal(str(self.points))
            if not points.is_finite() or points < 0:
                raise ValueError(f"points of a manual result must not be negative: {points}")
            object.__setattr__(self, "points", points)


@dataclass(frozen=True, slots=True)
class AnnexShare:
    """What an annex says to a row that takes its loss from it.

    ``lost`` and ``worst`` are shares of the row's points, 0 to 1: certain, and if every doubt is
    true. ``gap`` is a Chinese sentence on why it is not enough for an answer, "" if it is;
    ``known`` is False when nothing at all was assessed.
    """

    lost: Fraction
    worst: Fraction
    note: str
    gap: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything a score is made from, for one site and month.

    ``results`` need not hold passes. ``tallies`` counts all results by (check, outcome). Keys
    ("check:rule", outcome) stand beside them for results that name a rule: where they account for
    all of a check, they tell whether the rules an indicator wants were looked at. ``decisions`` maps a finding's
    key to a :class:`Decision`; pass 已整改 only if it was made after the finding was last seen.
    ``missing_checks`` never ran. Findings about ``guessed_columns`` (names) never cost anything.
    """

    results: Sequence[Result]
    tallies: Mapping[tuple[str, str], int] = field(default_factory=dict)
    public_services: bool = True
    manual: Mapping[str, ManualResult] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    missing_checks: frozenset[str] = frozenset()
    guessed_columns: frozenset[str] = frozenset()
    reported: Mapping[str, str] = field(default_factory=dict)
    """Why a finding is exempt by a report of special circumstances (特殊情况报备), by key."""
    reminded: Mapping[str, int] = field(default_factory=dict)
    """How often units had been reminded of what was wrong by the monitoring day, by key of the finding;
    warnings before a deadline are left out."""
    annexes: Mapping[str, AnnexShare] = field(default_factory=dict)
    """By the names a rubric knows them (``checks.rubric_model.ANNEXES``)."""


State = Literal["scored", "not_applicable", "not_assessed", "insufficient", "manual"]
"""Only scored and manual count as assessed. ``scored`` lines may still lack configured points."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One indicator's line. All amounts are points lost (or, for a bonus, gained), exact.

    ``confirmed`` are the results that count now; ``candidates`` those that would count if every
    one were true; ``excluded`` are true but cost the unit nothing (platform, unknown mender,
    guessed column, exempted, or already counted under an earlier indicator; see ``notes``).
    ``raw`` is before the cap, ``lost`` after it; ``worst`` is ``lost`` if all candidates hold.
    """

    indicator: Indicator
    state: State
    reason: str
    confirmed: tuple[Result, ...] = ()
    candidates: tuple[Result, ...] = ()
    excluded: tuple[Result, ...] = ()
    raw: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    worst: Decimal = Decimal(0)
    capped: bool = False
    tripped: bool = False
    """For a veto: confirmed findings reach ``at_least``."""
    possible: bool = False
    """For a veto: confirmed and candidate findings together reach it."""
    notes: tuple[str, ...] = ()
    excluded_why: tuple[str, ...] = ()
    """The reason for each of ``excluded``, in the same order."""

    @property
    def assessed(self) -> bool:
        """Whether it counts among the 已评 lines."""
        return self.state in ("scored", "manual")

    @property
    def applies(self) -> bool:
        """Whether it counts among the lines that concern this site."""
        return self.state != "not_applicable"


def nothing_seen(ledger: Sequence[LedgerLine], assessed: int) -> bool:
    """Whether of the indicators that have points (where any has) not one was assessed, or lost any
    although it was not looked at completely.
    """
    pointed = [line for line in ledger if line.applies and line.indicator.points is not None]
    return not (any(line.assessed or line.lost for line in pointed) if pointed else assessed)


@dataclass(frozen=True, slots=True)
class Score:
    """A month's score of one site (or of one unit's share of it).

    ``trial`` (试算分) uses all configured points, verified or not; ``official`` (正式分) only
    verified ones, with ``official_base`` the points they add up to. Both are ``None`` where the
    rubric gives no score. ``worst`` is ``trial`` if every candidate is true, ``floor`` is that
    with every unassessed indicator losing all its configured points. Sums hold exactly:
    (deduct_total − dropped heading − Σ lost) × factor (+ bonus) = trial, rounded once, at the end.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    """Chinese sentences: why this verdict, most important first."""
    vetoes: tuple[LedgerLine, ...]
    ledger: tuple[LedgerLine, ...]
    """Deductions, then bonuses, in file order."""
    trial: Decimal | None
    worst: Decimal | None
    official: Decimal | None
    official_base: Decimal
    deductions: Decimal
    bonus: Decimal
    factor: str
    assessed: int
    assessable: int
    """已评 assessed / assessable 项: every indicator that applies to this site."""
    unassessed_vetoes: tuple[str, ...]
    derivation: tuple[str, ...] = ()
    """The arithmetic, a line each, as a person would write it."""
    by_unit: Mapping[str, Fraction] | None = None
    """Trial points lost by unit id, exact; sums to ``deductions`` before the factor."""
    floor: Decimal | None = None
    unconfigured: Decimal = Decimal(0)
    """Points of the total that no indicator of the rubric configures: never scored."""
    official_complete: bool = False
    """Whether the verified points make up the whole total, so that ``official`` can be issued."""

    @property
    def told(self) -> Mapping[str, Decimal | None]:
        """``trial``, ``worst``, ``floor`` and ``official`` for whoever reads a number without its
        ledger: full marks because nothing was seen say nothing, so they are ``None`` then.
        """
        names = ("trial", "worst", "floor", "official")
        return {name: None if self.unseen else getattr(self, name) for name in names}

    @property
    def unseen(self) -> bool:
        """Whether no indicator that has points was assessed, and no veto decides."""
        if any(line.tripped for line in self.vetoes):
            return False
        return nothing_seen(self.ledger, self.assessed)

    @property
    def shown(self) -> Decimal | None:
        """The trial score where it says something."""
        return self.told["trial"]
