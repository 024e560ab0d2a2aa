"""Whether the checks of an indicator looked at anything: could not look is never full marks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.results import Outcome, Result
from checks.rubric import Indicator
from reports.score_model import Assessment, State

_LOOKED = (Outcome.PASS, Outcome.FAIL, Outcome.REVIEW)


@dataclass(frozen=True, slots=True)
class Look:
    """How far the checks of one indicator got. ``unverifiable`` counts what they could not see."""

    state: State
    reason: str
    unverifiable: int = 0


def look(row: Indicator, results: Sequence[Result], assessment: Assessment) -> Look:
    """The state of an indicator that has checks, as far as the machine goes."""
    counts = [_counts(row, check, results, assessment) for check in row.checks]
    blind = sum(c[Outcome.UNVERIFIABLE] for c in counts)
    seen = [sum(c[o] for o in _LOOKED) for c in counts]
    absent = [name for name, c in zip(row.checks, counts, strict=True) if not c.total()]
    if len(absent) == len(row.checks):
        return Look("not_assessed", "这一项的检查没有运行，或没有遇到要检查的内容。")
    if not any(seen) and blind:
        return Look("insufficient", _why(row, results, blind), blind)
    if absent:
        return Look("insufficient", f"检查项 {'、'.join(absent)} 没有运行，只查了一部分。", blind)
    if not any(seen):
        return Look("not_applicable", "没有这一项所针对的内容。")
    unseen = [
        name
        for name, c, n in zip(row.checks, counts, seen, strict=True)
        if not n and c[Outcome.UNVERIFIABLE]
    ]
    if unseen:
        return Look("insufficient", f"检查项 {'、'.join(unseen)} 无法核验，只查了一部分。", blind)
    return Look("scored", "", blind)


def _why(row: Indicator, results: Sequence[Result], blind: int) -> str:
    """The first reason a check gave for not having looked; of single pages only their number is
    kept.
    """
    for result in results:
        if result.outcome is Outcome.UNVERIFIABLE and _concerns(row, result):
            return f"无法核验：{result.message}"
    return f"无法核验：有 {blind} 个页面没有取得或没有看成，看到的里面没有能下结论的。"


def _concerns(row: Indicator, result: Result) -> bool:
    """Whether a result belongs here; one that names no rule could have been of any."""
    return row.takes(result.check, result.rule) or (
        result.check in row.checks and not result.rule and result.outcome is not Outcome.FAIL
    )


def _counts(
    row: Indicator, check: str, results: Sequence[Result], assessment: Assessment
) -> Counter[str]:
    if check in assessment.missing_checks:
        return Counter()
    mine = [result for result in results if result.check == check]
    listed = Counter(str(result.outcome) for result in mine if _concerns(row, result))
    tallied = _tallied(assessment.tallies, check)
    wanted = row.rules_for(check)
    if not wanted:
        return tallied | listed
    by_rule = _by_rule(assessment.tallies, check)
    for outcome in _LOOKED:
        named = sum(counts[outcome] for counts in by_rule.values())
        if named and named == tallied[outcome]:
            # Every look of this check says which rule it was about.
            tallied[outcome] = sum(by_rule[rule][outcome] for rule in wanted if rule in by_rule)
    blind = sum(result.outcome is Outcome.UNVERIFIABLE for result in mine)
    if blind == tallied[Outcome.UNVERIFIABLE]:
        # Each of them is at hand, so those that name another rule need not count here.
        tallied[Outcome.UNVERIFIABLE] = 0
    return tallied | listed


def _tallied(tallies: Mapping[tuple[str, str], int], check: str) -> Counter[str]:
    return Counter(
        {str(outcome): n for (name, outcome), n in tallies.items() if name == check and n}
    )


def _by_rule(tallies: Mapping[tuple[str, str], int], check: str) -> dict[str, Counter[str]]:
    rules: dict[str, Counter[str]] = {}
    for (name, outcome), n in tallies.items():
        owner, colon, rule = name.partition(":")
        if colon and owner == check and n:
            rules.setdefault(rule, Counter())[str(outcome)] += n
    return rules
