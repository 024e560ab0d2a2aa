"""From results, reviews and a rubric to a score: a pure, exact, replayable function."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from checks.rubric import Rubric
from reports.derivation import derivation
from reports.ledger import lines, without_bonus
from reports.ledger import shares as unit_shares
from reports.redistribute import redistributed, shares
from reports.score_json import to_dict
from reports.score_model import (
    Assessment,
    LedgerLine,
    ManualResult,
    Score,
    State,
    Verdict,
    nothing_seen,
)
from reports.sums import Totals, half_up, plain, totals
from reports.verdict import open_vetoes, verdict

__all__ = [
    "Assessment",
    "LedgerLine",
    "ManualResult",
    "Score",
    "State",
    "Verdict",
    "score",
    "to_dict",
]


UNSEEN = "有分值的指标一项也没有评，不出分：下面的算式只说明还没有扣分，不是得分。"


def score(rubric: Rubric, assessment: Assessment, *, units: bool = True) -> Score:
    """Score one site's month. No clock, no file: the same input gives the same answer.

    Order: vetoes, deductions with caps, scaling for a site without public services, the two
    thresholds on the exact scaled value, bonus, and one rounding (halves up) at the very end.
    ``units`` False leaves the units' parts out, for who only asks what a decision would change.
    """
    spread = shares(rubric, public_services=assessment.public_services)
    rubric = redistributed(rubric, spread)
    vetoes, deducts, bonuses = lines(rubric, assessment)
    deducts = [_with_share(line, spread) for line in deducts]
    sums = totals(rubric, vetoes, deducts, bonuses, public_services=assessment.public_services)
    if sums is not None and not sums.trial.opens_bonus:
        why = f"扣分指标得分不高于 {plain(rubric.bonus_above)}，不评加分。"
        bonuses = [without_bonus(line, why) if line.applies else line for line in bonuses]
    word, reasons = verdict(rubric, vetoes, sums)
    every = [*vetoes, *deducts, *bonuses]
    numbers = _numbers(rubric, sums)
    assessed = sum(line.assessed for line in every)
    tripped = any(line.tripped for line in vetoes)
    unseen = (UNSEEN,) if not tripped and nothing_seen([*deducts, *bonuses], assessed) else ()
    return Score(
        verdict=word,
        reasons=reasons,
        vetoes=tuple(vetoes),
        ledger=(*deducts, *bonuses),
        trial=numbers["trial"],
        worst=numbers["worst"],
        official=numbers["official"],
        official_base=_official_base(rubric, sums),
        deductions=sum((line.lost for line in deducts), Decimal(0)),
        bonus=sums.trial.bonus if sums and not sums.vetoed else Decimal(0),
        factor=str(sums.trial.factor) if sums else "1",
        assessed=assessed,
        assessable=sum(line.applies for line in every),
        unassessed_vetoes=open_vetoes(vetoes),
        derivation=(*unseen, *derivation(rubric, sums, spread)) if sums else (),
        by_unit=_by_unit(deducts, assessment) if units else None,
        floor=numbers["floor"],
        unconfigured=max(Decimal(0), sums.total - sums.configured) if sums else Decimal(0),
        official_complete=sums.complete if sums else False,
    )


def _with_share(line: LedgerLine, spread: Mapping[str, Decimal]) -> LedgerLine:
    """Say what a row's points are made of, when it got a share of another heading's."""
    extra, points = spread.get(line.indicator.id), line.indicator.points
    if not extra or points is None:
        return line
    own = plain(points - extra)
    note = f"无对外服务职能，摊入 {plain(extra)} 分：{own} + {plain(extra)} = {plain(points)} 分。"
    return replace(line, notes=(*line.notes, note))


def _numbers(rubric: Rubric, sums: Totals | None) -> dict[str, Decimal | None]:
    """The four scores, each rounded once; a confirmed veto replaces them by ``veto_score``."""
    names = ("trial", "worst", "floor", "official")
    if sums is None:
        return dict.fromkeys(names)
    if sums.vetoed:
        official = rubric.veto_score if sums.complete else None
        return {**dict.fromkeys(names, rubric.veto_score), "official": official}
    exact: dict[str, Fraction] = {name: getattr(sums, name).whole for name in names}
    if rubric.veto_score is not None and sums.possible:
        for name in ("worst", "floor"):
            exact[name] = min(exact[name], Fraction(rubric.veto_score))
    if not sums.complete:
        exact["official"] = Fraction(sums.part)
    rounded: dict[str, Decimal | None] = {
        name: half_up(value, rubric.decimals) for name, value in exact.items()
    }
    return rounded if sums.verified else rounded | {"official": None}


def _official_base(rubric: Rubric, sums: Totals | None) -> Decimal:
    if sums is None:
        return Decimal(0)
    if not sums.complete:
        return sums.verified
    return half_up(Fraction(sums.verified) * sums.official.factor, rubric.decimals)


def _by_unit(deducts: list[LedgerLine], assessment: Assessment) -> dict[str, Fraction]:
    units: dict[str, Fraction] = {}
    for line in deducts:
        for unit, part in unit_shares(line, assessment.manual.get(line.indicator.id)).items():
            units[unit] = units.get(unit, Fraction(0)) + part
    return dict(sorted(units.items()))
