"""An overall score from several parts, weighed as the rubric says (site and media, for one)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checks.rubric import Rubric
from reports.sums import half_up, plain

NAMES = {"site": "政府网站", "media": "政务新媒体", "work": "工作考核", "expert": "专业评价"}


@dataclass(frozen=True, slots=True)
class Combined:
    """The weighed score: ``None`` while a part is missing. ``derivation`` is the sum, written out."""

    score: Decimal | None
    exact: Fraction | None
    missing: tuple[str, ...]
    derivation: str


def combine(rubric: Rubric, parts: Mapping[str, Decimal | None]) -> Combined:
    """Weigh the parts' scores. A part without a score is never taken for 0 or for full marks.

    Raises ``ValueError`` for a rubric without weights and for a part it does not know.
    """
    weights = rubric.weights
    if not weights:
        raise ValueError(f"口径“{rubric.id}”没有写 weights，不能加权合成。")
    if unknown := sorted(set(parts) - set(weights)):
        raise ValueError(f"口径“{rubric.id}”的 weights 里没有 {'、'.join(unknown)}。")
    missing = tuple(name for name in weights if parts.get(name) is None)
    if missing:
        words = "、".join(_name(name) for name in missing)
        return Combined(None, None, missing, f"{words}还没有得分，暂不合成总分。")
    scores = {name: parts[name] or Decimal(0) for name in weights}
    exact = sum(
        (Fraction(scores[name]) * Fraction(share) for name, share in weights.items()), Fraction(0)
    )
    terms = " + ".join(
        f"{plain(scores[name])} × {plain(share)}（{_name(name)}）"
        for name, share in weights.items()
    )
    rounded = half_up(exact, rubric.decimals)
    tail = f"，四舍五入到 {rubric.decimals} 位小数：{plain(rounded)}"
    shown = "" if Fraction(rounded) == exact else tail
    return Combined(rounded, exact, (), f"{terms} = {plain(exact)}{shown}".replace("） ", "）"))


def named_weights(rubric: Rubric) -> list[tuple[str, Decimal]]:
    """Parts by their Chinese names, with their shares."""
    return [(_name(part), share) for part, share in rubric.weights.items()]


def _name(part: str) -> str:
    return NAMES.get(part, part)
