"""The arithmetic of a score, exact until the one rounding at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checks.rubric import Rubric
from reports.score_model import LedgerLine

type Part = tuple[str, Decimal]
"""The name of a line and its amount."""


@dataclass(frozen=True, slots=True)
class Sums:
    """One way of adding up: (start − dropped − Σ parts) × factor = base; base + bonus = whole."""

    start: Decimal
    dropped: Decimal
    parts: tuple[Part, ...]
    factor: Fraction
    base: Fraction
    opens_bonus: bool
    bonus: Decimal = Decimal(0)
    gains: tuple[Part, ...] = ()

    @property
    def total(self) -> Decimal:
        """What there was to lose, before the factor."""
        return self.start - self.dropped

    @property
    def lost(self) -> Decimal:
        """Σ parts, before the factor."""
        return _sum(self.parts)

    @property
    def gained(self) -> Decimal:
        """Σ gains, before the bonus is capped."""
        return _sum(self.gains)

    @property
    def whole(self) -> Fraction:
        """Base and bonus."""
        return self.base + Fraction(self.bonus)


@dataclass(frozen=True, slots=True)
class Totals:
    """All the sums of one score. ``configured`` and ``verified`` are the points of the total that
    the rubric gives to rows of this site, and those of them that are verified.
    """

    trial: Sums
    worst: Sums
    floor: Sums
    official: Sums
    configured: Decimal
    verified: Decimal
    vetoed: bool
    possible: bool

    @property
    def total(self) -> Decimal:
        """What there was to lose, before the factor."""
        return self.trial.total

    @property
    def complete(self) -> bool:
        """Whether verified points make up the whole, so that the official score can fail a site."""
        return self.verified == self.total

    @property
    def part(self) -> Decimal:
        """Verified points kept, while they are not yet the whole: no factor, no bonus."""
        return self.verified - self.official.lost


def totals(
    rubric: Rubric,
    vetoes: Sequence[LedgerLine],
    deducts: Sequence[LedgerLine],
    bonuses: Sequence[LedgerLine],
    *,
    public_services: bool,
) -> Totals | None:
    """``None`` where the rubric gives no score, or configures no points to take it from."""
    applying = [line for line in deducts if line.applies]
    verified = [line for line in applying if line.indicator.points_verified]
    if not rubric.scored or not _points(applying):
        return None
    without = bool(rubric.no_service_level1) and not public_services
    scaled = without and rubric.no_service_method == "scale"
    dropped = rubric.no_service_points if scaled else Decimal(0)
    factor = rubric.no_service_factor if scaled else Fraction(1)

    def add_up(
        rows: Sequence[LedgerLine],
        amount: Callable[[LedgerLine], Decimal],
        more: Sequence[LedgerLine],
    ) -> Sums:
        parts = _parts(rows, amount)
        base = max(Fraction(0), Fraction(rubric.deduct_total - dropped - _sum(parts)) * factor)
        if base <= Fraction(rubric.bonus_above):
            return Sums(rubric.deduct_total, dropped, parts, factor, base, opens_bonus=False)
        gains = _parts(more, _lost)
        bonus = min(rubric.bonus_total, _sum(gains))
        return Sums(rubric.deduct_total, dropped, parts, factor, base, True, bonus, gains)

    return Totals(
        trial=add_up(deducts, _lost, bonuses),
        worst=add_up(deducts, _worst, bonuses),
        floor=add_up(deducts, _floor, bonuses),
        official=add_up(verified, _lost, [b for b in bonuses if b.indicator.points_verified]),
        configured=_points(applying),
        verified=_points(verified),
        vetoed=any(line.tripped for line in vetoes),
        possible=any(line.possible for line in vetoes),
    )


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Round a non-negative exact value once, halves upwards."""
    units = (value * 10**decimals + Fraction(1, 2)).__floor__()
    return Decimal(units).scaleb(-decimals)


def plain(value: Decimal | Fraction) -> str:
    """All digits if they end, without trailing zeros; else the fraction itself."""
    ratio = Fraction(value)
    bottom, places = ratio.denominator, 0
    while bottom % 2 == 0 or bottom % 5 == 0:
        bottom = bottom // (10 if bottom % 10 == 0 else 2 if bottom % 2 == 0 else 5)
        places += 1
    if bottom != 1:
        return str(ratio)
    digits = format(half_up(ratio, places), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _lost(line: LedgerLine) -> Decimal:
    return line.lost


def _worst(line: LedgerLine) -> Decimal:
    return line.worst


def _floor(line: LedgerLine) -> Decimal:
    unassessed = line.applies and not line.assessed
    return (line.indicator.points or Decimal(0)) if unassessed else line.worst


def _parts(
    lines: Sequence[LedgerLine], amount: Callable[[LedgerLine], Decimal]
) -> tuple[Part, ...]:
    named = [(line.indicator.level2 or line.indicator.name, amount(line)) for line in lines]
    return tuple((name, one) for name, one in named if one)


def _points(lines: Sequence[LedgerLine]) -> Decimal:
    return sum((line.indicator.points or Decimal(0) for line in lines), Decimal(0))


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((one for _, one in parts), Decimal(0))
