"""What decisions make of findings: what is proved, what is no fault. A veto that was confirmed is as
certain as what the program found by itself, and what was judged to be 误报 is nobody's fault.
"""

from collections.abc import Mapping

from checks.decision import Decision
from checks.results import Outcome, Result
from reports.summary import Report

_CLEARED = (Decision.FALSE_POSITIVE, Decision.EXEMPT)


def decisions_of(report: Report) -> Mapping[str, str]:
    """The decision that holds in a report, by key."""
    return report.sources.assessment.decisions if report.sources.assessment else {}


def is_cleared(result: Result, decisions: Mapping[str, str]) -> bool:
    """Whether the office decided that it is a 误报, or exempt."""
    return bool(result.key) and decisions.get(result.key) in _CLEARED


def is_proved(result: Result, decisions: Mapping[str, str]) -> bool:
    """Whether it is a fault for certain: found, or confirmed by the office, and not cleared."""
    if is_cleared(result, decisions):
        return False
    confirmed = bool(result.key) and decisions.get(result.key) == Decision.CONFIRMED
    return result.outcome is Outcome.FAIL or (result.outcome is Outcome.REVIEW and confirmed)
