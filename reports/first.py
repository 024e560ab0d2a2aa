"""The first screen of a site's month in words: vetoes and what follows, the sum, the worst case."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.score import LedgerLine, Score
from reports.summary import Report
from reports.wording import amount

SHORT = 64
"""A sum of more characters is told with its largest parts only."""
NAMED = 3
_ENDS = re.compile(r"([\d.]+) − (?!.*不查).*= ?([\d.]+)")
"""Start and end of a sum in which nothing but losses is taken off."""


@dataclass(frozen=True, slots=True)
class First:
    """``vetoes`` are (level, text). ``sum`` adds up to the score, "" under a rubric without scores.
    ``spared`` tells of findings that cost nothing by a report of special circumstances.
    """

    vetoes: tuple[tuple[str, str], ...]
    sum: str
    worst: str
    spared: str = ""


def first_of(report: Report) -> First:
    """The lines of the first screen."""
    scored = report.sources.rubric.scored
    return First(
        tuple(_vetoes(report)),
        _sum(report.score) if scored else "这套规则只定合格与否，不打分",
        _worst(report.score) if scored else "",
        _spared(report),
    )


def _vetoes(report: Report) -> Iterator[tuple[str, str]]:
    score = report.score
    tripped = [line for line in score.vetoes if line.tripped]
    doubted = [line for line in score.vetoes if line.possible and not line.tripped]
    if tripped:
        yield "bad", f"否决已确认 {len(tripped)} 项：{_names(tripped)}。网站判为不合格，不再评分"
    if doubted:
        more = "" if tripped else "，核实以前不判"
        yield (
            "doubt",
            f"否决待确认 {len(doubted)} 项：{_names(doubted)}。有一项属实即不合格{more}",
        )
    unseen = [line for line in score.vetoes if line.applies and not line.assessed]
    if not tripped and not doubted:
        yield "fine", "没有触发单项否决，也没有待确认的"
    if unseen:
        yield "gap", f"否决没有评的 {len(unseen)} 项（待人工评定或没有查成），不能说这些方面合格"


def _spared(report: Report) -> str:
    known = report.sources.assessment
    why = Counter(known.reported.values()) if known else Counter[str]()
    if not why:
        return ""
    reason, _ = why.most_common(1)[0]
    more = f" 等 {len(why)} 件报备" if len(why) > 1 else ""
    return f"另有 {why.total()} 处问题在，因报备没有扣分（{reason.partition('：')[2] or reason}{more}）"


def _names(lines: Sequence[LedgerLine]) -> str:
    told = "、".join(
        f"{line.indicator.code} {line.indicator.name}".strip() for line in lines[:NAMED]
    )
    return told + (f" 等 {len(lines)} 项" if len(lines) > NAMED else "")


def _sum(score: Score) -> str:
    """What was lost, in a sum that holds."""
    if score.unseen:
        return "有分值的指标一项也没有评，不出分"
    line = next((x for x in score.derivation if x.startswith(("试算", "得分"))), "")
    text = line.partition("：")[2]
    lost = [x for x in score.ledger if x.indicator.kind == "deduct" and x.lost > 0]
    ends = _ENDS.fullmatch(text)
    if len(text) > SHORT and score.factor == "1" and ends:
        lost.sort(key=lambda x: -x.lost)
        parts = "、".join(f"{x.indicator.name} {amount(x.lost)}" for x in lost[:NAMED])
        text = f"{ends[1]} − {amount(score.deductions)}（{parts} 等 {len(lost)} 项）= {ends[2]}"
    if any(veto.tripped for veto in score.vetoes):
        told = "不评分" if score.trial is None else f"按口径记 {amount(score.trial)} 分"
        also = f"；已确认的扣分只供整改参考：{text}" if lost else ""
        return f"已触发单项否决，{told}{also}"
    bonus = f"；加分 {amount(score.bonus)}" if score.bonus else ""
    return f"{text}{bonus}"


def _worst(score: Score) -> str:
    if score.shown is None or score.worst is None or any(x.tripped for x in score.vetoes):
        return ""
    more = score.shown - score.worst
    told = (
        f"待复核的全部属实，再扣 {amount(more)}，为 {amount(score.worst)}"
        if more > Decimal(0)
        else f"待复核的全部属实也不再扣分，为 {amount(score.worst)}"
    )
    if score.floor is not None and score.floor != score.worst:
        told += f"；没有评的也全部失分，为 {amount(score.floor)}"
    return told
