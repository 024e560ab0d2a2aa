"""How a change between months reads: sentences and the JSON form."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from checks.results import Outcome
from reports.bridge import Bridge
from reports.diff import Change, Diff
from reports.history_model import History
from reports.wording import amount, chinese_month

CAUSES = {
    "rule": "口径",
    "engine": "程序",
    "sample": "抓取范围",
    "site": "网站",
    "decision": "复核",
    "person": "人工评定",
}


def counted(diff: Diff) -> Iterator[tuple[str, int, int]]:
    """(what became of them, certain findings, doubts), in a fixed order."""
    for change in Change:
        members = diff.of(change)
        certain = sum(c.result.outcome is Outcome.FAIL for c in members)
        yield str(change), certain, len(members) - certain


def signed(points: Fraction | None) -> str:
    """+2, −0.5, 0; — where there is no score."""
    if points is None:
        return "—"
    return f"+{amount(points)}" if points > 0 else f"−{amount(-points)}" if points < 0 else "0"


def headline(history: History, bridge: Bridge) -> str:
    """The whole change in one sentence."""
    before = chinese_month(history.before)
    if bridge.before is None or bridge.after is None:
        return f"与{before}相比，两个月中有一个月没有试算分，不能比较分数。"
    whole = bridge.after - bridge.before
    mine = bridge.by_site
    said = f"试算分 {amount(bridge.before)} → {amount(bridge.after)}（{signed(whole)}）"
    if mine is None:
        return f"与{before}相比，{said}。"
    return f"与{before}相比，{said}；其中网站自己的变化 {signed(mine)}，其余是 {signed(whole - mine)}。"


def history_dict(history: History | None) -> dict[str, Any] | None:
    """The documented JSON; null where there is no history."""
    if history is None:
        return None
    bridge, diff = history.bridge, history.diff
    return {
        "before": history.before or None,
        "changes": None
        if diff is None
        else [
            {
                "key": c.result.key,
                "change": str(c.change),
                "number": c.now.number if c.now else None,
                "number_before": c.then.number if c.then else None,
                "outcome": str(c.result.outcome),
                "why": c.why,
            }
            for c in diff.changed
        ],
        "bridge": None
        if bridge is None
        else {
            "before": _text(bridge.before),
            "after": _text(bridge.after),
            "steps": [
                {
                    "cause": s.cause,
                    "title": s.title,
                    "points": _text(s.points),
                    "verdict": s.verdict.value,
                    "count": s.count,
                }
                for s in bridge.steps
            ],
        },
        "trend": [
            {
                "month": p.month,
                "verdict": p.verdict,
                "trial": None if p.trial is None else f"{p.trial:f}",
                "assessed": p.assessed,
                "assessable": p.assessable,
                "found": p.found,
            }
            for p in history.trend
        ],
    }


def _text(points: Fraction | None) -> str | None:
    return None if points is None else str(points)
