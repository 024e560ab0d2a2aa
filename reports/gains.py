"""三件事: the three causes whose mending is worth most, with exact, cap-aware arithmetic."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checks.results import Mender, Result
from checks.rubric import Indicator
from reports.causes import bundle_key, pages_touched
from reports.score import LedgerLine, Score
from reports.views import Finding, Thing
from reports.wording import amount


def loss(indicator: Indicator, found: Iterable[Result]) -> Decimal:
    """Points lost for ``found``, capped; nothing when no points are configured."""
    losses = [indicator.loss_of(result) for result in found]
    if indicator.points is None or not losses:
        return Decimal(0)
    whole = indicator.points if None in losses else Decimal(0)
    return min(indicator.points, whole + sum((x for x in losses if x is not None), Decimal(0)))


def more_needed(indicator: Indicator, left: Sequence[Result], lost: Decimal) -> int:
    """How many of ``left`` must still go before less than ``lost`` is lost, dearest first."""
    return _more_needed(indicator.points, Counter(map(indicator.loss_of, left)), lost)


def _more_needed(points: Decimal | None, losses: Counter[Decimal | None], lost: Decimal) -> int:
    """The same from how many findings cost how much; None costs all points."""
    left, gone = Counter(losses), 0
    dearest = sorted(losses, key=lambda loss: (loss is not None, -(loss or Decimal(0))))
    for loss in dearest:
        while left[loss] > 0:
            if _lost(points, left) < lost:
                return gone
            left[loss] -= 1
            gone += 1
    return gone if _lost(points, left) < lost else 0


def _lost(points: Decimal | None, losses: Counter[Decimal | None]) -> Decimal:
    if points is None:
        return Decimal(0)
    whole = points if losses[None] > 0 else Decimal(0)
    return min(points, whole + sum((x * n for x, n in losses.items() if x), Decimal(0)))


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
        brief = f"已触发否决，改好 {enough} 处才能解除"
    else:
        worth = (
            f"若属实将触发单项否决（确认 {len(line.confirmed)} 处，待确认 {len(line.candidates)} 处，"
            f"满 {at_least} 处即否决）；请先逐条确认。"
        )
        brief = "属实即否决，请先逐条确认"
    title = f"{line.indicator.code} {line.indicator.name}".strip()
    return _thing(title, worth, members, brief=brief)


def _by_worth(score: Score, by_key: Mapping[str, Finding]) -> list[Thing]:
    lines = [_Line.of(line) for line in score.ledger if _is_arithmetic(line)]
    veto = {r.key: line for line in score.vetoes if not line.tripped for r in line.confirmed}
    factor = Fraction(score.factor)
    before = "解除单项否决以后，" if any(line.tripped for line in score.vetoes) else ""
    ranked: list[tuple[tuple[float, ...], Thing]] = []
    for members in _bundles(by_key.values()):
        keys = {f.result.key for f in members}
        worths = [
            _worth(line, keys, factor, before) for line in lines if not keys.isdisjoint(line.losses)
        ]
        gain = sum((worth.back for worth in worths), Fraction(0))
        near = next((veto[key] for key in keys if key in veto), None)
        notes = [worth.note for worth in worths] + (_distance(near) if near else [])
        if not notes:
            notes = ["本规则没有给它配置分值，按涉及的页面多少排在这里。"]
        brief = f"改好可加 {amount(gain)} 分" if gain > 0 else notes[0].rstrip("。")
        thing = _thing(_title(members), "".join(notes), members, gain, brief=brief)
        waiting = max((worth.more for worth in worths), default=0)
        order = (-float(gain), 0 if worths else 1, 0 if near else 1, waiting, -thing.pages)
        ranked.append((order, thing))
    return [thing for _, thing in sorted(ranked, key=lambda pair: pair[0])[:3]]


@dataclass(frozen=True, slots=True)
class _Worth:
    """What mending some findings of one indicator brings back, and how many more must go first."""

    back: Fraction
    note: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A ledger line with what each of its findings costs, by key, and how often each loss occurs."""

    line: LedgerLine
    losses: Mapping[str, Decimal | None]
    counted: Counter[Decimal | None]

    @classmethod
    def of(cls, line: LedgerLine) -> "_Line":
        losses = {r.key: line.indicator.loss_of(r) for r in line.confirmed}
        return cls(line, losses, Counter(losses.values()))


def _worth(known: _Line, keys: set[str], factor: Fraction, before: str) -> _Worth:
    line = known.line
    indicator = line.indicator
    mended = [known.losses[key] for key in keys if key in known.losses]
    left = known.counted - Counter(mended)
    back = Fraction(line.lost - _lost(indicator.points, left)) * factor
    name = f"“{indicator.name}”"
    mark = "" if indicator.points_verified else "（分值暂定）"
    if back > 0:
        cap = f"；{name}已扣满，其中一部分不加分" if line.capped else ""
        return _Worth(back, f"{before}全部改好，试算分可加 {amount(back)} 分{mark}{cap}。")
    more = _more_needed(indicator.points, left, line.lost)
    full = f"{name}已扣满 {amount(indicator.points)} 分{mark}"
    return _Worth(back, f"{full}：改好这 {len(mended)} 处之后，再改 {more} 处才会得分。", more)


def _is_arithmetic(line: LedgerLine) -> bool:
    """Whether the loss follows from the findings (not from a person's entry)."""
    known = line.indicator.kind == "deduct" and line.indicator.points is not None
    return known and line.lost > 0 and loss(line.indicator, line.confirmed) == line.lost


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
    title: str,
    worth: str,
    members: Sequence[Finding],
    gain: Fraction = Fraction(0),
    *,
    brief: str,
) -> Thing:
    fix = next((f.result.fix for f in members if f.result.fix), "")
    return Thing(title, worth, fix, pages_touched(members), tuple(members), gain, brief)
