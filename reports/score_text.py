"""A score explained line by line, for a terminal."""

from collections import Counter
from collections.abc import Iterator

from reports.score import LedgerLine
from reports.summary import Report
from reports.sums import plain

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
    yield from report.sources.issued.lines if report.sources.issued else ()
    yield report.headline
    yield from (f"  {reason}" for reason in made.reasons)
    yield ""
    yield "单项否决"
    yield from (text for line in made.vetoes for text in (_veto(line), *_reported(line)))
    if made.ledger:
        yield ""
        yield "扣分与加分"
        yield from (text for line in made.ledger for text in (_line(line), *_reported(line)))
    yield ""
    yield from made.derivation


def _reported(line: LedgerLine) -> Iterator[str]:
    """What a report of special circumstances covers is never left out silently."""
    covered = Counter(why for why in line.excluded_why if why.startswith("已报备"))
    yield from (f"    {count} 处{why}。" for why, count in covered.items())


def _veto(line: LedgerLine) -> str:
    name = f"  {line.indicator.code or line.indicator.id} {line.indicator.name}"
    if line.tripped:
        return f"{name}：已触发（已确认 {len(line.confirmed)} 处，满 {line.indicator.at_least} 处触发）"
    if line.possible:
        return f"{name}：待确认（待核 {len(line.candidates)} 处）"
    if line.state not in ("scored", "manual"):
        return f"{name}：{STATES[line.state]}——{line.reason}"
    waiting = f"，待核 {len(line.candidates)} 处" if line.candidates else ""
    sure, least = len(line.confirmed), line.indicator.at_least
    return f"{name}：未触发（已确认 {sure} 处{waiting}，满 {least} 处触发）"


def _line(line: LedgerLine) -> str:
    points = line.indicator.points
    worth = f"{plain(points)} 分" if points is not None else "分值未配置"
    mark = "" if line.indicator.points_verified or points is None else "，分值暂定(未核原件)"
    name = f"  {line.indicator.level1} / {line.indicator.name}（{worth}{mark}）"
    if line.state not in ("scored", "manual") and not line.lost:
        return f"{name}：{STATES[line.state]}——{line.reason}"
    cap = "，已封顶" if line.capped else ""
    waiting = f"，待核 {len(line.candidates)} 处" if line.candidates else ""
    sign = "加" if line.indicator.kind == "bonus" else "扣"
    lost = f"，{sign} {plain(line.lost)} 分{cap}" if points is not None else ""
    state = "人工评定，" if line.state == "manual" else ""
    return f"{name}：{state}发现 {len(line.confirmed)} 处{waiting}{lost}"
