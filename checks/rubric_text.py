"""A rubric as canonical, self-contained TOML, and the digest that identifies it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from checks.rubric_fields import NO_SCORE
from checks.rubric_model import Indicator, Rubric


def sealed(rubric: Rubric) -> Rubric:
    """The same rubric with ``text`` and ``sha`` made from its content."""
    text = dumps(rubric)
    return replace(rubric, text=text, sha=hashlib.sha256(text.encode()).hexdigest())


def dumps(rubric: Rubric) -> str:
    """Every value that counts, defaults included, so that a later default changes nothing."""
    lines = [f"{name} = {_value(value)}" for name, value in _head(rubric)]
    for indicator in rubric.indicators:
        lines += ["", f"[indicator.{indicator.id}]"]
        lines += [f"{name} = {_value(value)}" for name, value in _row(indicator)]
    return "\n".join(lines) + "\n"


def _head(rubric: Rubric) -> Iterator[tuple[str, Any]]:
    for name in ("id", "title", "verified", "subject", "scored"):
        yield name, getattr(rubric, name)
    for name in ("deduct_total", "bonus_total", "pass_at_least", "bonus_above"):
        yield name, _amount(getattr(rubric, name))
    yield "veto_score", NO_SCORE if rubric.veto_score is None else _amount(rubric.veto_score)
    yield "no_service_level1", rubric.no_service_level1
    yield "no_service_factor", str(rubric.no_service_factor)
    yield "no_service_points", _amount(rubric.no_service_points)
    # Written only when used, so that rubrics which do not know them keep their digest.
    if rubric.no_service_method != "scale":
        yield "no_service_method", rubric.no_service_method
    if rubric.weights:
        yield "weights", {name: str(share) for name, share in rubric.weights.items()}
    if rubric.immediate:
        yield "immediate", list(rubric.immediate)
    if rubric.reminders.act_after:
        yield "reminders", {k: v for k, v in asdict(rubric.reminders).items() if v}
    yield "also", list(rubric.also)
    if rubric.also_groups:
        yield "also_groups", list(rubric.also_groups)
    yield "month_mode", rubric.month_mode
    yield "decimals", rubric.decimals
    yield "platform_costs_unit", rubric.platform_costs_unit


def _row(row: Indicator) -> Iterator[tuple[str, Any]]:
    for name in ("name", "kind", "code", "level1", "level2", "text"):
        yield name, getattr(row, name)
    yield "checks", list(row.checks)
    yield "rules", list(row.rules)
    yield "params", row.params
    yield "at_least", row.at_least
    if row.points is not None:
        yield "points", _amount(row.points)
    if row.per_finding is not None:
        yield "per_finding", _amount(row.per_finding)
    if row.per_finding_by:
        yield "per_finding", {name: _amount(loss) for name, loss in row.per_finding_by.items()}
    yield "points_verified", row.points_verified
    yield "confirmed_by", row.confirmed_by
    yield "auto", row.auto
    yield "auto_confirm", row.auto_confirm
    yield "source", {"confidence": row.source.confidence, "document": row.source.document}
    yield "services_only", row.services_only
    if row.reminded_at_least:
        yield "reminded_at_least", row.reminded_at_least
    if row.annex:
        yield "annex", row.annex


def _amount(value: Decimal) -> int | Decimal:
    """Whole amounts as integers: 5 and 5.00 are the same rubric."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain if "." in plain else f"{plain}.0"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_string(name)} = {_value(value[name])}" for name in sorted(value))
        return f"{{ {pairs} }}" if pairs else "{}"
    return f"[{', '.join(_value(one) for one in value)}]"


def _string(value: str) -> str:
    """A TOML basic string: JSON's escapes, plus DEL, which JSON leaves alone."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
