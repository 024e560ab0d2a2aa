"""The arithmetic of a score as a person would write it down, with sums that hold."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from checks.rubric import Rubric
from reports.sums import Sums, Totals, half_up, plain


def derivation(
    rubric: Rubric, totals: Totals, spread: Mapping[str, Decimal] | None = None
) -> tuple[str, ...]:
    """Chinese lines: trial, bonus, rounding, worst case, official, what is not configured.

    ``spread``: shares of a heading that is not asked of this site, by indicator.
    """
    shared = (_shared(rubric, spread),) if spread else ()
    return (*shared, *_lines(rubric, totals))


def _shared(rubric: Rubric, spread: Mapping[str, Decimal]) -> str:
    """What was spread, over how many rows, and how it comes out even."""
    worth = plain(rubric.no_service_points)
    counts = Counter(spread.values())
    terms = " + ".join(f"{plain(each)} × {n}" for each, n in sorted(counts.items(), reverse=True))
    return (
        f"无对外服务职能：“{rubric.no_service_level1}”{worth} 分不查，平均摊到其他 {len(spread)} 项"
        f"（到 0.01 分，除不尽的从第一项起每项多 0.01 分）：{terms} = {worth}"
    )


def expression(sums: Sums) -> str:
    """``100 − 3（网站标识）− 1.5（可用性）= 95.5``."""
    if not sums.parts and not sums.dropped:
        return f"没有扣分，{plain(sums.start)} 分"
    text = plain(sums.start)
    if sums.dropped:
        text += f" − {plain(sums.dropped)}（无对外服务职能，不查）"
    text += "".join(f" − {plain(amount)}（{name}）" for name, amount in sums.parts)
    if sums.factor != 1:
        text = f"（{text}）× {sums.factor}"
    exact = Fraction(sums.total - sums.lost) * sums.factor
    short = "，不足 0 分，按 0 分计" if exact < 0 else ""
    return _tidy(f"{text} = {_exact(exact).replace('-', '−')}{short}")


def _exact(value: Fraction) -> str:
    """The value, with decimals beside it if they do not end."""
    text = plain(value)
    return f"{text}（约 {half_up(value, 4)}）" if "/" in text else text


def _lines(rubric: Rubric, totals: Totals) -> Iterator[str]:
    trial, worst = totals.trial, totals.worst
    if totals.vetoed and rubric.veto_score is not None:
        yield f"单项否决已确认，按口径记 {plain(rubric.veto_score)} 分；以下扣分只作参考。"
    elif totals.vetoed:
        yield "单项否决已确认，按口径不再计分；以下扣分只作参考。"
    yield f"{'得分' if totals.complete else '试算（含暂定分值）'}：{expression(trial)}"
    if not totals.vetoed:
        yield _bonus(rubric, trial)
        yield from _rounding(trial, rubric.decimals)
    if worst.parts != trial.parts:
        yield f"待复核的问题如果全部成立：{expression(worst)}"
    if totals.floor.parts != worst.parts:
        yield f"还没有评的指标如果也全部失分：{expression(totals.floor)}"
    if totals.possible and not totals.vetoed:
        after = "不再计分" if rubric.veto_score is None else f"记 {plain(rubric.veto_score)} 分"
        yield f"另有可能触发的单项否决，一旦确认，按口径{after}。"
    if not totals.complete:
        yield _official(totals)
    rest = totals.total - totals.configured
    if rest > 0:
        yield f"总分中有 {plain(rest)} 分没有配置到具体指标，这部分没有评，不等于得满分。"


def _bonus(rubric: Rubric, sums: Sums) -> str:
    base, gate = plain(sums.base), plain(rubric.bonus_above)
    if not sums.opens_bonus:
        return f"{base} 不高于 {gate}，不评加分。"
    if not sums.gains:
        return f"{base} 高于 {gate}，可评加分；还没有录入有分值的加分项。"
    terms = " + ".join(f"{plain(amount)}（{name}）" for name, amount in sums.gains)
    if sums.gained > sums.bonus:
        cap = f"{terms} = {plain(sums.gained)}，以 {plain(sums.bonus)} 封顶"
        whole = f"{base} + {plain(sums.bonus)} = {plain(sums.whole)}"
        return _tidy(f"{base} 高于 {gate}，评加分：{cap}；{whole}")
    return _tidy(f"{base} 高于 {gate}，评加分：{base} + {terms} = {plain(sums.whole)}")


def _rounding(sums: Sums, decimals: int) -> Iterator[str]:
    rounded = plain(half_up(sums.whole, decimals))
    if rounded != plain(sums.whole):
        yield f"{plain(sums.whole)} 四舍五入到 {decimals} 位小数：{rounded}"


def _official(totals: Totals) -> str:
    if not totals.verified:
        return "正式分：没有一项分值核实过，暂不给出。"
    verified = plain(totals.verified)
    terms = "".join(f" − {plain(amount)}（{name}）" for name, amount in totals.official.parts)
    sums = _tidy(f"{verified}{terms} = {plain(totals.part)}")
    return f"正式分：已核实的分值共 {verified} 分（总分 {plain(totals.total)} 分），{sums}"


def _tidy(text: str) -> str:
    """No space after a full-width bracket, as Chinese text is set."""
    return text.replace("） ", "）")
