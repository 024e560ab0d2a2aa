"""What the office has to decide on, most weighty first: one row for each root cause.

The effect of a row is exact: the month is scored with the cause confirmed and with it dismissed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from checks.decision import Decision
from checks.results import Outcome
from crawler.workflow.appeals import Appeal
from reports.causes import bundle_key
from reports.score import Assessment, Score, Verdict, score
from reports.summary import Report
from reports.views import Finding

WEIGHED = 60
"""At most so many causes are scored exactly; those beyond it touch the fewest pages."""


@dataclass(frozen=True, slots=True)
class Row:
    """One root cause. ``points`` are trial points between confirmed and dismissed, 0
    where a veto leaves no score;
    ``if_true`` and ``if_false`` the site's verdict in either case. ``decided`` counts the findings
    that have a decision, by verdict; ``appeals`` are those nobody has ruled on.
    """

    findings: tuple[Finding, ...]
    pages: int
    points: Fraction
    if_true: Verdict
    if_false: Verdict
    decided: Mapping[str, int]
    appeals: tuple[Appeal, ...]
    urgent: bool = False
    """Whether it is one of those to act on at once (立即处置)."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every finding one decision on the cause covers."""
        return tuple(f.result.key for f in self.findings)

    @property
    def flips(self) -> bool:
        """Whether the site's verdict hangs on it."""
        return self.if_true is not self.if_false

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide: a candidate without a decision, or an appeal."""
        undecided = sum(f.result.outcome is Outcome.REVIEW for f in self.findings) > sum(
            self.decided.values()
        )
        return undecided or bool(self.appeals)

    @property
    def title(self) -> str:
        """The first finding's words, and how many there are."""
        first, many = self.findings[0].result.message, len(self.findings)
        return first if many == 1 else f"{first}（同一原因共 {many} 处）"


def queue(report: Report, appeals: Sequence[Appeal] = (), *, everything: bool = False) -> list[Row]:
    """The rows that are open (or all of them): what flips the verdict first, then by points, then
    by pages. What costs nothing, is not to be acted on at once and nobody appeals against is not in
    it unless ``everything``.
    """
    assessment = report.sources.assessment or Assessment(report.sources.results)
    weighty = {
        r.key
        for line in (*report.score.vetoes, *report.score.ledger)
        for r in (*line.confirmed, *line.candidates, *line.excluded)
    }
    pressing = {f.result.key for one in report.urgent for f in one.findings}
    waiting: dict[str, list[Appeal]] = {}
    for appeal in appeals:
        if not appeal.ruling:
            waiting.setdefault(appeal.key, []).append(appeal)
    rows: list[Row] = []
    weighed = 0
    # Scored again and again, so without what no indicator asks about.
    asked = {check for row in report.sources.rubric.indicators for check in row.checks}
    scored = replace(assessment, results=[r for r in assessment.results if r.check in asked])
    for members in _causes(report):
        keys = {f.result.key for f in members}
        mine = tuple(a for key in keys for a in waiting.get(key, ()))
        counts = bool(keys & weighty)
        now = bool(keys & pressing)
        if not (everything or counts or mine or now):
            continue
        row = Row(
            tuple(members),
            _pages(members),
            Fraction(0),
            report.score.verdict,
            report.score.verdict,
            _decided(assessment, keys),
            mine,
            now,
        )
        if not (everything or row.is_open):
            continue
        if counts and weighed < WEIGHED:
            weighed += 1
            row = _weighed(report, scored, row)
        rows.append(row)
    return sorted(
        rows,
        key=lambda row: (not row.flips, not row.urgent, not row.appeals, -row.points, -row.pages),
    )


def cause_of(report: Report, key: str) -> tuple[str, ...]:
    """Keys of all findings that share a finding's root cause, itself included; () if unknown."""
    for members in _causes(report):
        keys = tuple(f.result.key for f in members)
        if key in keys:
            return keys
    return ()


def _causes(report: Report) -> list[list[Finding]]:
    grouped: dict[tuple[object, ...], list[Finding]] = {}
    for finding in report.findings:
        about = (finding.result.outcome, *bundle_key(finding.result))
        grouped.setdefault(about, []).append(finding)
    return sorted(grouped.values(), key=lambda members: -_pages(members))


def _pages(members: Sequence[Finding]) -> int:
    return len({page for f in members for page in f.pages})


def _decided(assessment: Assessment, keys: Iterable[str]) -> dict[str, int]:
    decided: dict[str, int] = {}
    for key in keys:
        if (verdict := assessment.decisions.get(key)) is not None:
            decided[str(verdict)] = decided.get(str(verdict), 0) + 1
    return decided


def _weighed(report: Report, assessment: Assessment, row: Row) -> Row:
    """The row with its exact effect. The month as it stands is one of the two sides when all of the
    cause counts already, or none of it.
    """
    lines = (*report.score.vetoes, *report.score.ledger)
    counted = {r.key for line in lines for r in line.confirmed}
    keys = set(row.keys)
    yes = no = report.score
    if not keys <= counted:
        yes = _scored(report, assessment, row, Decision.CONFIRMED)
    if keys & counted:
        no = _scored(report, assessment, row, Decision.FALSE_POSITIVE)
    known = no.trial is not None and yes.trial is not None
    points = Fraction(str(no.trial)) - Fraction(str(yes.trial)) if known else Fraction(0)
    return replace(row, points=points, if_true=yes.verdict, if_false=no.verdict)


def _scored(report: Report, assessment: Assessment, row: Row, verdict: Decision) -> Score:
    decisions = {**assessment.decisions, **dict.fromkeys(row.keys, str(verdict))}
    return score(report.sources.rubric, replace(assessment, decisions=decisions), units=False)
