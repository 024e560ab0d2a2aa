"""A ledger line whose loss comes from an annex, not from findings."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from checks.rubric import Indicator
from reports.score_model import AnnexShare, LedgerLine, State
from reports.sums import half_up, plain

CENTS = 2
"""Decimals to which a share of the points is rounded, halves up: the line's own exact amount."""
_NOT_RUN = "附录没有评：没有用浏览器检查过这个网站。"


def annex_line(row: Indicator, share: AnnexShare | None, notes: Sequence[str]) -> LedgerLine:
    """The line; without anything assessed it loses nothing and is not assessed."""
    if share is None or not share.known:
        gap = share.gap if share else ""
        return LedgerLine(row, "not_assessed", gap or _NOT_RUN, notes=tuple(notes))
    said = [*notes, share.note]
    lost = worst = Decimal(0)
    if row.points is not None:
        lost, worst = (half_up(Fraction(row.points) * s, CENTS) for s in (share.lost, share.worst))
        said.append(f"扣 {plain(row.points)} × {plain(share.lost)}，得 {plain(lost)} 分。")
    state: State = "insufficient" if share.gap else "scored"
    return LedgerLine(row, state, share.gap, raw=lost, lost=lost, worst=worst, notes=tuple(said))
