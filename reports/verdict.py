"""The verdict, with its reasons: 不合格 before 待确认 before 证据不足 before 合格（机检范围）."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checks.rubric import Rubric
from reports.score_model import LedgerLine, Verdict
from reports.sums import Sums, Totals, half_up, plain


def verdict(
    rubric: Rubric, vetoes: Sequence[LedgerLine], totals: Totals | None
) -> tuple[Verdict, tuple[str, ...]]:
    """Verdict and Chinese reasons. ``totals`` is ``None`` where there is no score."""
    low = dict(_below_limit(rubric, totals)) if totals else {}
    failed = [f"单项否决“{_name(one)}”成立{_count(one)}。" for one in vetoes if one.tripped]
    pending = [
        f"可能触发单项否决“{_name(one)}”，要人工确认{_count(one)}。"
        for one in vetoes
        if one.possible and not one.tripped
    ]
    failed += [text for word, text in low.items() if word is Verdict.FAILED]
    pending += [text for word, text in low.items() if word is Verdict.PENDING]
    short = [
        f"单项否决“{_name(one)}”没有查成：{one.reason}"
        for one in vetoes
        if one.indicator.auto == "a" and is_open(one)
    ]
    people = [_name(one) for one in vetoes if one.indicator.auto != "a" and is_open(one)]
    rest = [*pending, *short]
    if people:
        rest.append(f"另有 {len(people)} 项否决要人工评定，尚未评：{'、'.join(people)}。")
    if failed:
        return Verdict.FAILED, (*failed, *rest)
    if pending:
        return Verdict.PENDING, tuple(rest)
    if short:
        return Verdict.INSUFFICIENT, tuple(rest)
    return Verdict.PASSED, ("机检范围内没有发现否决情形。", *rest)


def is_open(line: LedgerLine) -> bool:
    """Whether a veto that concerns this site still has no answer."""
    return line.state in ("not_assessed", "insufficient") and not line.possible


def open_vetoes(vetoes: Sequence[LedgerLine]) -> tuple[str, ...]:
    """Code and name of each veto without an answer."""
    return tuple(_name(one) for one in vetoes if is_open(one))


def _below_limit(rubric: Rubric, totals: Totals) -> Iterator[tuple[Verdict, str]]:
    limit = Fraction(rubric.pass_at_least)
    low = f"低于 {plain(limit)} 分"
    trial, worst = totals.trial, totals.worst
    if trial.base < limit and totals.complete:
        yield Verdict.FAILED, f"扣分指标得 {_shown(rubric, trial)} 分，{low}。"
    elif trial.base < limit:
        why = "但分值是暂定的（未核原件），核实以前不作不合格结论"
        yield Verdict.PENDING, f"扣分指标试算 {_shown(rubric, trial)} 分，{low}；{why}。"
    elif worst.base < limit:
        shown = _shown(rubric, worst)
        yield Verdict.PENDING, f"待复核的问题如果全部成立，扣分指标为 {shown} 分，{low}。"


def _name(line: LedgerLine) -> str:
    return f"{line.indicator.code} {line.indicator.name}".strip()


def _count(line: LedgerLine) -> str:
    sure, maybe = len(line.confirmed), len(line.candidates)
    if sure + maybe < line.indicator.at_least:
        return "（人工评定）"
    words = [f"已确认 {sure} 处"] if sure else []
    words += [f"待复核 {maybe} 处"] if maybe else []
    return f"（{'、'.join(words)}，达到 {line.indicator.at_least} 处即否决）"


def _shown(rubric: Rubric, sums: Sums) -> str:
    """Rounded for reading, unless rounding would lift it to the limit it is below."""
    rounded = half_up(sums.base, rubric.decimals)
    if Fraction(rounded) >= Fraction(rubric.pass_at_least):
        return plain(sums.base)
    return plain(rounded)
