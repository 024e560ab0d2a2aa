"""A score as plain JSON values. Amounts are strings of exact decimals, never floats."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.score_model import LedgerLine, Score
from reports.sums import plain


def to_dict(score: Score) -> dict[str, Any]:
    """JSON-ready. Amounts are strings ("95.5"), ``null`` where there is no score or nothing was
    assessed; a unit's share may be a fraction ("10/3"). Findings are given by key.
    """
    told = score.told
    return {
        "verdict": score.verdict.value,
        "reasons": list(score.reasons),
        "trial": _amount(told["trial"]),
        "worst": _amount(told["worst"]),
        "floor": _amount(told["floor"]),
        "official": _amount(told["official"]),
        "official_base": _amount(score.official_base),
        "official_complete": score.official_complete,
        "deductions": _amount(score.deductions),
        "bonus": _amount(score.bonus),
        "factor": score.factor,
        "unconfigured": _amount(score.unconfigured),
        "coverage": {"assessed": score.assessed, "assessable": score.assessable},
        "unassessed_vetoes": list(score.unassessed_vetoes),
        "derivation": list(score.derivation),
        "by_unit": {unit: _amount(part) for unit, part in (score.by_unit or {}).items()},
        "vetoes": [line_to_dict(line) for line in score.vetoes],
        "ledger": [line_to_dict(line) for line in score.ledger],
    }


def line_to_dict(line: LedgerLine) -> dict[str, Any]:
    """One ledger line, with what its reader needs of the indicator."""
    row = line.indicator
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "level1": row.level1,
        "level2": row.level2,
        "points": _amount(row.points),
        "points_verified": row.points_verified,
        "confirmed_by": row.confirmed_by,
        "auto": row.auto,
        "source": {"document": row.source.document, "confidence": row.source.confidence},
        "at_least": row.at_least,
        "state": line.state,
        "reason": line.reason,
        "raw": _amount(line.raw),
        "lost": _amount(line.lost),
        "worst": _amount(line.worst),
        "capped": line.capped,
        "tripped": line.tripped,
        "possible": line.possible,
        "confirmed": [result.key for result in line.confirmed],
        "candidates": [result.key for result in line.candidates],
        "excluded": [result.key for result in line.excluded],
        "notes": list(line.notes),
    }


def _amount(value: Decimal | Fraction | None) -> str | None:
    return None if value is None else plain(value)
