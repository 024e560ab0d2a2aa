"""A score explained line by line, for a terminal."""

from collections.abc import Iterator

from reports.score import LedgerLine
from reports.summary import Report

STATES = {
    "scored": "",
    "not_applicable": "不适用",
    "not_assessed": "未评",
    "insufficient": "证据不足",
    "manual": "人工录入",
}


def lines(report: Report) -> Iterator[str]:
    """Verdict, vetoes, ledger and the arithmetic."""
    made = report.score
    yield report.headline
    yield from (f"  {reason}" for reason in made.reasons)
    yield ""
    yield "单项否决"
    yield from map(_veto, made.vetoes)
    if made.ledger:
        yield ""
        yield "扣分与加分"
        yield from map(_line, made.ledger)
    yield ""
    yield from made.derivation


def _veto(line: LedgerLine) -> str:
    name = f"  {line.indicator.code or line.indicator.id} {line.indicator.name}"
    if line.tripped:
        return f"{name}：命中（已确认 {len(line.confirmed)}，门槛 {line.indicator.at_least}）"
    if line.possible:
        return f"{name}：待确认（候选 {len(line.candidates)}）"
    if line.state != "scored":
        return f"{name}：{STATES[line.state]}——{line.reason}"
    return f"{name}：未命中（{len(line.confirmed)} / {line.indicator.at_least}）"


def _line(line: LedgerLine) -> str:
    points = line.indicator.points
    worth = f"{points} 分" if points is not None else "分值未配置"
    mark = "" if line.indicator.points_verified or points is None else "，分值暂定(未核原件)"
    name = f"  {line.indicator.level1} / {line.indicator.name}（{worth}{mark}）"
    if line.state != "scored":
        return f"{name}：{STATES[line.state]}——{line.reason}"
    cap = "，已封顶" if line.capped else ""
    return f"{name}：发现 {len(line.confirmed)}，扣 {line.lost}{cap}"
