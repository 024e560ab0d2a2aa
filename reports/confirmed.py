"""The office confirms a rubric's points against the original document."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from checks.confirmations import FILE_NAME, Confirmation, add
from checks.errors import UserError
from checks.rubric import load
from crawler.sites import SitesFile


def confirmations_file(sites: SitesFile) -> Path:
    """Where confirmations are kept, beside the configuration."""
    return sites.path.parent / FILE_NAME


def confirm(
    sites: SitesFile,
    rubric: str,
    indicator: str,
    *,
    points: str | None,
    per_finding: str | None,
    document: str,
    clause: str,
    by: str,
    on: date,
) -> str:
    """Record it; returns the sentence to show. ``points`` None withdraws an earlier confirmation.

    Raises ``RubricError`` or ``UserError``, and then nothing is written.
    """
    folder = sites.path.parent
    loaded = load(rubric, folders=[folder / "rubrics", folder])
    entry = Confirmation(
        loaded.id,
        indicator,
        on,
        by,
        document,
        _amount(points, "--points") if points is not None else None,
        _loss(per_finding),
        clause,
    )
    confirmed = add(confirmations_file(sites), loaded, entry)
    row = confirmed.indicator(indicator)
    name = row.name if row else indicator
    if points is None:
        return f"已撤销“{name}”的分值确认，它不再进正式分。"
    return f"已登记：“{name}”{points} 分，{entry.text}。此后的报告里它进正式分。"


def _loss(text: str | None) -> Decimal | dict[str, Decimal] | str:
    """``0.5``, ``全扣``, or ``check=1,other-check=0.1`` for a row that weighs its checks apart."""
    if text is None or text == "全扣":
        return text or ""
    if "=" not in text:
        return _amount(text, "--per-finding")
    pairs = [part.partition("=") for part in text.replace("，", ",").split(",") if part.strip()]
    return {name.strip(): _amount(value.strip(), "--per-finding") for name, _, value in pairs}


def _amount(text: str, option: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UserError(f"{option} 的“{text}”不是数，请写成 2 或 0.5 这样。") from None
