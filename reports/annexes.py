"""The two annexes of a site's month, 无障碍 and 适老化, and what they say to a rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from checks.registry import Check
from reports import annex_aging, annex_gb
from reports.annex_aging import AgingAnnex
from reports.annex_gb import GbAnnex, Level, State
from reports.annex_looks import Looks
from reports.score_model import AnnexShare, Assessment
from reports.sums import half_up, plain


@dataclass(frozen=True, slots=True)
class Annexes:
    """Both annexes. ``looked``: a browser has looked at the site this month."""

    gb: GbAnnex
    aging: AgingAnnex
    looked: bool

    @property
    def shares(self) -> Mapping[str, AnnexShare]:
        """What a rubric's rows can take their loss from, by name."""
        levels = {f"gbt37668.level{x.level}": _level_share(x) for x in self.gb.levels}
        return levels | {"aging": _aging_share(self.aging)}


def annexes(assessment: Assessment, looks: Looks, known: Mapping[str, Check]) -> Annexes:
    """Both annexes of one site's month; ``known`` are all checks there are."""
    return Annexes(
        annex_gb.judge(assessment, looks, known),
        annex_aging.judge(assessment, looks, known),
        any(looks.urls.values()) or looks.measures is not None,
    )


def _level_share(level: Level) -> AnnexShare:
    failed, open_ = level.counts[State.FAILED], level.counts[State.OPEN]
    concerned = level.total - level.counts[State.INAPPLICABLE]
    known = bool(level.counts[State.PASSED] or failed)
    note = (
        f"{level.name} {concerned} 项：通过 {level.counts[State.PASSED]}，不通过 {failed}，"
        f"待人工 {open_}。"
    )
    gap = f"{level.name}还有 {open_} 项待人工，没有评完。" if open_ else ""
    if not concerned:
        return AnnexShare(Fraction(0), Fraction(0), note)
    return AnnexShare(
        Fraction(failed, concerned), Fraction(failed + open_, concerned), note, gap, known
    )


def _aging_share(annex: AgingAnnex) -> AnnexShare:
    if annex.score is None:
        return AnnexShare(Fraction(0), Fraction(0), "", "", known=False)
    at_worst = [Fraction(annex.score), *(Fraction(c.cap.at_most) for c in annex.caps)]
    least = annex.weights.coverage_at_least
    gap = ""
    if annex.coverage < least:
        gap = f"只评了 {plain(annex.coverage)}% 的权重，不足 {least}%（建议值），不能作数。"
    return AnnexShare(
        1 - Fraction(annex.score) / 100,
        1 - min(at_worst) / 100,
        f"适老化 {annex.headline}。",
        gap,
    )


def gb_line(told: Annexes) -> str:
    """The accessibility annex in one line."""
    if not told.looked:
        return "没有评（没有用浏览器检查过）"
    return f"{'，'.join(x.short for x in told.gb.levels)}；{told.gb.conclusion}"


def rounded_points(value: Fraction) -> str:
    """Points for a table cell: exact where two decimals do, else rounded and marked so."""
    shown = half_up(value, 2)
    return plain(value) if Fraction(shown) == value else f"约 {plain(shown)}"
