"""Spread the points of a heading that a site without public services is not asked about."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from checks.rubric import Rubric

STEP = Decimal("0.01")
"""Shares are whole hundredths; what is left over goes to the first rows, a hundredth each."""


def shares(rubric: Rubric, *, public_services: bool) -> Mapping[str, Decimal]:
    """Indicator id -> points it gets on top; empty when this rubric or site knows no such thing.

    All other deductions take part, those without configured points too (their share stays
    unconfigured), so the shares always add up to exactly what the heading is worth.
    """
    heading = rubric.no_service_level1
    if public_services or not heading or rubric.no_service_method != "redistribute_equal":
        return {}
    rows = [
        row.id
        for row in rubric.indicators
        if row.kind == "deduct" and row.level1 != heading and not row.services_only
    ]
    if not rows:
        return {}
    each = (rubric.no_service_points / len(rows)).quantize(STEP, rounding="ROUND_DOWN")
    left = int((rubric.no_service_points - each * len(rows)) / STEP)
    rest = rubric.no_service_points - each * len(rows) - left * STEP
    spread = {row: each + (STEP if n < left else 0) for n, row in enumerate(rows)}
    spread[rows[0]] += rest
    return spread


def redistributed(rubric: Rubric, spread: Mapping[str, Decimal]) -> Rubric:
    """The rubric with those shares added to every configured amount."""
    if not spread:
        return rubric
    rows = [
        replace(row, points=row.points + spread[row.id])
        if row.id in spread and row.points is not None
        else row
        for row in rubric.indicators
    ]
    return replace(rubric, indicators=tuple(rows))
