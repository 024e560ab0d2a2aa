"""From results, reviews and a rubric to a score: a pure, exact, replayable function."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from checks.models import Result
from checks.rubric import Indicator


class Verdict(StrEnum):
    """The line a reader sees first."""

    FAILED = "不合格"
    PENDING = "待确认"
    INSUFFICIENT = "证据不足"
    PASSED = "合格（机检范围）"


State = Literal["scored", "not_applicable", "not_assessed", "insufficient", "manual"]


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


@dataclass(frozen=True, slots=True)
class Score:
    """A month's score of one site (or of one unit's share of it).

    ``trial`` (试算分) uses all configured points, verified or not; ``official`` (正式分) only
    verified ones, with ``official_base`` the points they add up to. Both are ``None`` where the
    rubric gives no score. ``worst`` is ``trial`` if every candidate is true. Sums hold exactly:
    deduct_total × factor − Σ lost × factor (+ bonus) = trial, rounded once, at the end.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    """Chinese sentences: why this verdict, most important first."""
    vetoes: tuple[LedgerLine, ...]
    ledger: tuple[LedgerLine, ...]
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
    by_unit: Mapping[str, Decimal] | None = None
    """Trial points lost by unit id; sums to ``deductions`` before the factor."""
