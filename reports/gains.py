"""三件事: the three causes whose mending is worth most, with exact, cap-aware arithmetic."""

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from checks.models import Mender
from checks.rubric import Indicator
from reports.causes import bundle_key, pages_touched
from reports.score import LedgerLine, Score
from reports.views import Finding, Thing
from reports.wording import amount


def loss(indicator: Indicator, found: int) -> Decimal:
    """Points lost for ``found`` findings, capped; nothing when no points are configured."""
    if indicator.points is None or found <= 0:
        return Decimal(0)
    if indicator.per_finding is None:
        return indicator.points
    return min(indicator.points, indicator.per_finding * found)


def more_needed(indicator: Indicator, found: int, mended: int) -> int:
    """How many more than ``mended`` of ``found`` must go before the first point comes back."""
    if indicator.points is None:
        return 0
    if indicator.per_finding is None:
        return max(0, found - mended)
    if indicator.per_finding <= 0:
        return 0
    still_full = math.ceil(indicator.points / indicator.per_finding)
    return max(0, found - mended - still_full + 1)


def three_things(score: Score, findings: Sequence[Finding]) -> tuple[Thing, ...]:
    """The three most useful things to mend: vetoes first, then points, then pages touched.

    Only what 本单位 can mend counts. ``findings`` are the certain ones and the candidates.
    """
    by_key = {f.result.key: f for f in findings if f.result.mender is Mender.UNIT}
    things: list[Thing] = []
    used: set[str] = set()
    for line in score.vetoes:
        thing = _of_veto(line, by_key)
        if thing is not None:
            things.append(thing)
            used |= {f.result.key for f in thing.findings}
    rest = {key: f for key, f in by_key.items() if key not in used and f.result.outcome == "fail"}
    return tuple((things + _by_worth(score, rest))[:3])


def _of_veto(line: LedgerLine, by_key: Mapping[str, Finding]) -> Thing | None:
    if not (line.tripped or line.possible):
        return None
    counted = line.confirmed if line.tripped else line.confirmed + line.candidates
    members = [by_key[r.key] for r in counted if r.key in by_key]
    if not members:
        return None
    at_least = line.indicator.at_least
    enough = len(counted) - at_least + 1
    if line.tripped:
        worth = f"已触发单项否决；至少改好其中 {enough} 处才能解除，改好前网站判为不合格。"
    else:
        worth = (
            f"若属实将触发单项否决（确认 {len(line.confirmed)} 处，待确认 {len(line.candidates)} 处，"
            f"满 {at_least} 处即否决）；请先逐条确认。"
        )
    return _thing(f"{line.indicator.code} {line.indicator.name}".strip(), worth, members)


def _by_worth(score: Score, by_key: Mapping[str, Finding]) -> list[Thing]:
    factor = _fraction(score.factor)
    lines = [line for line in score.ledger if _is_arithmetic(line)]
    place = {r.key: line for line in lines for r in line.confirmed}
    veto = {r.key: line for line in score.vetoes if not line.tripped for r in line.confirmed}
    ranked: list[tuple[tuple[float, ...], Thing]] = []
    for members in _bundles(by_key.values()):
        keys = [f.result.key for f in members]
        counts: dict[int, int] = {}
        for key in keys:
            if key in place:
                counts[id(place[key])] = counts.get(id(place[key]), 0) + 1
        touched = [line for line in lines if id(line) in counts]
        gain, notes, waiting = Fraction(0), [], 0
        for line in touched:
            back, note, more = _worth_of(line, counts[id(line)], factor)
            gain, waiting = gain + back, max(waiting, more)
            notes.append(note)
        near = [veto[key] for key in keys if key in veto]
        notes += _distance(near[0]) if near else []
        if not notes:
            notes = ["本规则没有给它配置分值，按涉及的页面多少排在这里。"]
        thing = _thing(_title(members), "".join(notes), members, gain)
        order = (-float(gain), 0 if touched else 1, 0 if near else 1, waiting, -thing.pages)
        ranked.append((order, thing))
    return [thing for _, thing in sorted(ranked, key=lambda pair: pair[0])[:3]]


def _worth_of(line: LedgerLine, mended: int, factor: Fraction) -> tuple[Fraction, str, int]:
    """(points back, sentence, how many more must go first) for one indicator."""
    indicator, found = line.indicator, len(line.confirmed)
    back = Fraction(line.lost - loss(indicator, found - mended)) * factor
    name = f"“{indicator.name}”"
    mark = "" if indicator.points_verified else "（分值暂定）"
    if back > 0:
        cap = f"；{name}已扣满，其中一部分不加分" if line.capped else ""
        return back, f"全部改好，试算分可加 {decimal_text(back)} 分{mark}{cap}。", 0
    more = more_needed(indicator, found, mended)
    full = f"{name}已扣满 {amount(indicator.points)} 分{mark}"
    return back, f"{full}：改好这 {mended} 处之后，再改 {more} 处才会得分。", more


def _is_arithmetic(line: LedgerLine) -> bool:
    """Whether the loss follows from the count (not from a person's entry)."""
    known = line.indicator.kind == "deduct" and line.indicator.points is not None
    return known and line.lost > 0 and loss(line.indicator, len(line.confirmed)) == line.lost


def _distance(line: LedgerLine) -> list[str]:
    left = line.indicator.at_least - len(line.confirmed)
    return [f"距单项否决“{line.indicator.name}”还差 {left} 处。"] if left > 0 else []


def _bundles(findings: Iterable[Finding]) -> list[list[Finding]]:
    grouped: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(bundle_key(finding.result), []).append(finding)
    return list(grouped.values())


def _title(members: Sequence[Finding]) -> str:
    first = members[0].result.message
    return first if len(members) == 1 else f"{first}（同类共 {len(members)} 处）"


def _thing(
    title: str, worth: str, members: Sequence[Finding], gain: Fraction = Fraction(0)
) -> Thing:
    fix = next((f.result.fix for f in members if f.result.fix), "")
    return Thing(title, worth, fix, pages_touched(members), tuple(members), gain)


def decimal_text(value: Fraction) -> str:
    """A fraction as a decimal with at most two places; 约 in front when that rounds it."""
    rounded = Decimal(round(value * 100)) / 100
    sign = "" if Fraction(rounded) == value else "约 "
    return sign + amount(rounded)


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(1)
