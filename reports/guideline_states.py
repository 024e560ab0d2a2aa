"""What this month says of each rule of the guideline: found, doubtful, fine, unseen, or for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.guideline import GuidelineRow, guideline_rows
from checks.results import Outcome, Result
from reports.indicator_table import guideline_row


@dataclass(frozen=True, slots=True)
class GuidelineState:
    """One rule with its state this month, in readers' words."""

    row: GuidelineRow
    who: str
    state: str


def states(
    results: Sequence[Result], tallies: Mapping[tuple[str, str], int]
) -> tuple[GuidelineState, ...]:
    """Every rule, in the order of the documents."""
    return tuple(
        GuidelineState(row, guideline_row(row).who, _state(row, results, tallies))
        for row in guideline_rows()
    )


def _state(
    row: GuidelineRow, results: Sequence[Result], tallies: Mapping[tuple[str, str], int]
) -> str:
    if not row.checks:
        word = "无法核验" if row.auto == "u" else "须由人评定"
        return f"{word}：{row.why}" if row.why else word
    wanted = row.wanted
    mine = [r for r in results if r.check in wanted and wanted[r.check] in ("", r.rule)]
    sure = sum(r.outcome is Outcome.FAIL for r in mine)
    maybe = sum(r.outcome is Outcome.REVIEW for r in mine)
    if sure or maybe:
        parts = [f"发现 {sure} 处"] if sure else []
        parts += [f"待人工确认 {maybe} 处"] if maybe else []
        return "，".join(parts)
    counts = {
        outcome: sum(
            tallies.get((f"{check}:{rule}" if rule else check, str(outcome)), 0)
            for check, rule in wanted.items()
        )
        for outcome in Outcome
    }
    if counts[Outcome.PASS]:
        return "未发现"
    unseen = next((r.message for r in results if _unseen(r, wanted)), "")
    if unseen or counts[Outcome.UNVERIFIABLE]:
        return f"无法核验：{unseen}" if unseen else "无法核验"
    if counts[Outcome.NOT_APPLICABLE]:
        return "不适用"
    return "无法核验：这一项的检查没有运行，或没有遇到要检查的内容"


def _unseen(result: Result, wanted: Mapping[str, str]) -> bool:
    if result.outcome is not Outcome.UNVERIFIABLE or result.check not in wanted:
        return False
    return not result.rule or wanted[result.check] in ("", result.rule)
