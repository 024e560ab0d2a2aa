"""Sort the findings an indicator takes: confirmed, candidate, or true but free of charge."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from checks.decision import Decision
from checks.results import Mender, Outcome, Result
from checks.rubric import Indicator
from reports.score_model import Assessment

_DECIDED = {
    Decision.FALSE_POSITIVE: "经人工判定为误报，不扣分",
    Decision.EXEMPT: "已获豁免，不扣分",
    Decision.FIXED: "已整改，不扣分",
}
_MENDER = {
    Mender.PLATFORM: "平台问题，不扣本单位分",
    Mender.UNKNOWN: "责任未定，不扣本单位分",
}
_GUESSED = "栏目是程序推测的，未经确认，不扣分"


@dataclass(slots=True)
class Findings:
    """What one indicator takes from the results, each finding once."""

    confirmed: list[Result] = field(default_factory=list)
    candidates: list[Result] = field(default_factory=list)
    excluded: list[Result] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why each of the excluded does not count, in the same order."""
    why: dict[str, int] = field(default_factory=dict)
    """Reasons for exclusion with how many findings each concerns."""
    guessed: int = 0

    def exclude(self, result: Result, reason: str) -> None:
        """List a finding without counting it."""
        self.excluded.append(result)
        self.reasons.append(reason)
        self.why[reason] = self.why.get(reason, 0) + 1

    @property
    def counted(self) -> list[Result]:
        """Confirmed, then candidate."""
        return [*self.confirmed, *self.candidates]

    @property
    def notes(self) -> list[str]:
        """Why findings were left out, a sentence each."""
        return [f"{count} 处{reason}。" for reason, count in self.why.items()]


def identity(result: Result) -> Hashable:
    """What makes two results the same finding: the key, else everything they say."""
    return result.key or (result.check, result.rule, result.url, result.target, result.locator)


def in_order(results: Iterable[Result]) -> list[Result]:
    """A fixed order, so that no score depends on the order in which results arrive."""
    return sorted(
        results,
        key=lambda r: (
            r.number, r.key, r.check, r.rule, r.target, r.url, r.locator, r.outcome, r.mender,
            r.unit, r.message,
        ),
    )  # fmt: skip


def collect(
    row: Indicator,
    ordered: Iterable[Result],
    assessment: Assessment,
    taken: Mapping[Hashable, str],
    *,
    platform_costs_unit: bool = False,
) -> Findings:
    """The findings of one indicator. ``taken`` maps findings that count elsewhere to the reason.

    ``platform_costs_unit``: what the platform must mend counts like the unit's own faults.
    """
    found = Findings()
    sure: dict[Hashable, Result] = {}
    maybe: dict[Hashable, Result] = {}
    seen: set[tuple[Hashable, str]] = set()
    for result in ordered:
        if result.outcome not in (Outcome.FAIL, Outcome.REVIEW):
            continue
        if not row.takes(result.check, result.rule):
            continue
        if assessment.reminded.get(result.key, 0) < row.reminded_at_least:
            continue
        who = identity(result)
        reason = _free(result, assessment, platform_costs_unit) or taken.get(who, "")
        if reason:
            if (who, reason) not in seen:
                seen.add((who, reason))
                found.exclude(result, reason)
                found.guessed += reason == _GUESSED
        elif _is_confirmed(row, result, assessment):
            sure.setdefault(who, result)
        else:
            maybe.setdefault(who, result)
    found.confirmed = list(sure.values())
    found.candidates = [result for who, result in maybe.items() if who not in sure]
    return found


def _free(result: Result, assessment: Assessment, platform_costs_unit: bool) -> str:
    """Why a finding costs nothing, "" if it may."""
    if words := assessment.reported.get(result.key) if result.key else "":
        return f"{words}，不扣分"
    verdict = assessment.decisions.get(result.key) if result.key else None
    if verdict is not None and (reason := _DECIDED.get(Decision(verdict))):
        return reason
    charged = platform_costs_unit and result.mender is Mender.PLATFORM
    if not charged and (reason := _MENDER.get(result.mender)):
        return reason
    return _GUESSED if result.column and result.column in assessment.guessed_columns else ""


def _is_confirmed(row: Indicator, result: Result, assessment: Assessment) -> bool:
    if result.key and assessment.decisions.get(result.key) == Decision.CONFIRMED:
        return True
    return result.outcome is Outcome.FAIL and row.auto_confirm
