"""From one site's stored month to the view model every report renders.

Nothing here reads a database or a clock: ``reports.sources`` fills :class:`Sources`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from checks.masking import mask, masked
from checks.registry import Check
from checks.results import Outcome, Result
from checks.rubric import Rubric
from checks.site import LinkReport
from crawler.pictures import Picture
from crawler.sites import SiteConfig, Unit
from crawler.store import Run
from crawler.workflow.reminders import Count
from reports import json_form
from reports.annexes import Annexes
from reports.gains import three_things
from reports.guideline_states import GuidelineState, states
from reports.history_model import History
from reports.immediate import Urgent, urgent
from reports.issued import Issued
from reports.ledger_rows import any_provisional, gaps, is_for_people, ledger_rows, veto_rows
from reports.media.of_site import SiteAccounts
from reports.placing import Placing, reason_groups, sections, unit_rows
from reports.platform_faults import PlatformFault
from reports.reported import words_of
from reports.schedule import Due, due_rows, link_groups
from reports.score import Assessment, LedgerLine, Score, Verdict
from reports.views import (
    DueRow,
    Finding,
    LedgerRow,
    LinkGroup,
    ReasonGroup,
    Section,
    Thing,
    UnitRow,
    VetoRow,
)
from reports.wording import amount

if TYPE_CHECKING:
    from reports.stage import Stage

SAMPLED = "site-unreachable"
"""The check that judges availability samples."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything one report is made from.

    ``results`` are numbered and without passes; ``links`` those that are not ok; ``tallies`` count
    all results by (check, outcome), passes included.
    """

    site: SiteConfig
    units: Mapping[str, Unit]
    month: str
    as_of: date
    run: Run
    rubric: Rubric
    score: Score
    results: Sequence[Result]
    tallies: Mapping[tuple[str, str], int]
    links: Sequence[LinkReport]
    due: Sequence[Due]
    versions: Mapping[str, str]
    checks: Mapping[str, Check]
    platform_faults: Sequence[PlatformFault] = ()
    """Faults of the site's platform that other sites on it show, too."""
    assessment: Assessment | None = None
    """What the score was made from, for explanations."""
    sampling: str = ""
    """How many availability samples there are, a sentence; "" for none."""
    sampled: Mapping[str, Any] = field(default_factory=dict)
    """How the browser's pages were chosen, see :func:`crawler.inferring.infer`; empty for none."""
    reused: Sequence[str] = ()
    """What stands from earlier months without being fetched again, in lines; empty for nothing."""
    accounts: SiteAccounts | None = None
    """Accounts of the site's units; None where the office keeps no ledger of any."""
    history: History | None = None
    """The site's earlier months; None where nobody asked for them."""
    annexes: Annexes | None = None
    """无障碍 and 适老化; None where the rubric asks for no check that needs a browser."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """Pictures of elements by the key of the finding; their files lie beside the report."""
    reminded: Mapping[str, Count] = field(default_factory=dict)
    """Reminders that hold, by key of the finding."""
    toured: Sequence[Picture] = ()
    """Pictures of the home page before and after its elder mode or toolbar was used."""
    issued: Issued | None = None
    """Which issue of a final month this is; None while the month is open."""
    stage: "Stage | None" = None
    """Where the office's month stands; None where nobody asked."""
    outdated: str = ""
    """Why the judgement shown is out of date and what to run; "" while it stands."""


@dataclass(frozen=True, slots=True)
class Report:
    """The view model. ``sources`` are masked: what looks like personal data is starred out."""

    sources: Sources
    headline: str
    verdict_level: str
    why: tuple[str, ...]
    provisional: bool
    vetoes: tuple[VetoRow, ...]
    manual_vetoes: tuple[LedgerLine, ...]
    ledger: tuple[LedgerRow, ...]
    unassessed: tuple[tuple[str, tuple[LedgerLine, ...]], ...]
    things: tuple[Thing, ...]
    due: tuple[DueRow, ...]
    sections: tuple[Section, ...]
    reviews: tuple[Section, ...]
    unverifiable: tuple[ReasonGroup, ...]
    not_applicable: tuple[ReasonGroup, ...]
    link_groups: tuple[LinkGroup, ...]
    units: tuple[UnitRow, ...]
    counts: Mapping[str, int]
    urgent: tuple[Urgent, ...] = ()
    """What to act on at once (立即处置)."""
    guideline: tuple[GuidelineState, ...] = ()
    """Rules of the development guideline that no indicator scores."""

    @property
    def findings(self) -> list[Finding]:
        """Every numbered finding and doubt, in the report's order."""
        return [
            finding
            for section in (*self.sections, *self.reviews)
            for group in section.groups
            for cause in group.causes
            for finding in cause.findings
        ]

    @property
    def site(self) -> SiteConfig:
        """The site reported on."""
        return self.sources.site

    @property
    def score(self) -> Score:
        """The score reported."""
        return self.sources.score

    @property
    def site_name(self) -> str:
        """The site's name, its id when it has none."""
        return self.site.name or self.site.id

    @property
    def points_total(self) -> Decimal:
        """Deduction points that concern this site, configured or not."""
        return sum((p for _, p in self._points()), Decimal(0)) + self.score.unconfigured

    @property
    def points_seen(self) -> Decimal:
        """Those of them that were assessed."""
        return sum((p for line, p in self._points() if line.assessed), Decimal(0))

    def _points(self) -> list[tuple[LedgerLine, Decimal]]:
        return [
            (line, line.indicator.points or Decimal(0))
            for line in self.score.ledger
            if line.indicator.kind == "deduct" and line.applies
        ]

    def below(self, limit: Decimal) -> bool:
        """Whether the trial score is under ``limit``; a site judged 不合格 always is."""
        trial = self.score.shown
        return self.score.verdict is Verdict.FAILED or (trial is not None and trial < limit)

    @property
    def unseen(self) -> bool:
        """Whether there is no score because nothing that has points was assessed."""
        return self.sources.rubric.scored and self.score.unseen


_LEVELS = {
    Verdict.FAILED: "bad",
    Verdict.PENDING: "doubt",
    Verdict.INSUFFICIENT: "gap",
    Verdict.PASSED: "fine",
}


def build(sources: Sources) -> Report:
    """The view model of one site's month."""
    sources = _masked(sources)
    score = sources.score
    placing = Placing(score)
    by_outcome: dict[Outcome, list[Finding]] = {outcome: [] for outcome in Outcome}
    for result in sorted(sources.results, key=lambda r: (len(r.number), r.number)):
        owner = sources.units.get(result.unit)
        name = owner.name if owner else result.unit or "（未登记）"
        picture = sources.pictures.get(result.key)
        reminded = words_of(sources.reminded.get(result.key), sources.rubric.reminders)
        finding = Finding(result, name, placing.words(result), picture, reminded)
        by_outcome[result.outcome].append(finding)
    fails, reviews = by_outcome[Outcome.FAIL], by_outcome[Outcome.REVIEW]
    found = sections(fails, placing, sources.checks, "f")
    anchors = {s.line.indicator.id: s.anchor for s in found if s.line}
    doubtful = sections(reviews, placing, sources.checks, "r")
    anchors = {s.line.indicator.id: s.anchor for s in doubtful if s.line} | anchors
    provisional = any_provisional(score)
    return Report(
        sources=sources,
        headline=_headline(sources, provisional),
        verdict_level=_LEVELS[score.verdict],
        why=score.reasons,
        provisional=provisional,
        vetoes=_with_sampling(veto_rows(score, anchors), sources.sampling),
        ledger=ledger_rows(score, anchors, sources.checks),
        manual_vetoes=tuple(x for x in score.vetoes if is_for_people(x)),
        unassessed=gaps(score),
        things=three_things(score, [*fails, *reviews]),
        due=due_rows(sources.due, sources.units, sources.site.unit),
        sections=found,
        reviews=doubtful,
        unverifiable=reason_groups(by_outcome[Outcome.UNVERIFIABLE], sources.checks),
        not_applicable=reason_groups(by_outcome[Outcome.NOT_APPLICABLE], sources.checks),
        link_groups=link_groups(sources.links),
        units=unit_rows(sources.results, sources.units, score),
        counts=_counts(sources),
        guideline=states(sources.results, sources.tallies),
        urgent=urgent(
            score,
            sources.rubric,
            sources.checks,
            [*fails, *reviews],
            sources.assessment.decisions if sources.assessment else {},
        ),
    )


def to_dict(report: Report) -> dict[str, Any]:
    """The documented JSON of a report; every value is plain and every text valid Unicode."""
    return json_form.report_dict(report)


def _with_sampling(rows: tuple[VetoRow, ...], said: str) -> tuple[VetoRow, ...]:
    """Say how many samples the verdict on availability rests on, also when nothing was found."""
    return tuple(
        replace(row, notes=(*row.notes, f"{said}。"))
        if said and SAMPLED in row.line.indicator.checks
        else row
        for row in rows
    )


def _masked(sources: Sources) -> Sources:
    results = [masked(result) for result in sources.results]
    links = [
        replace(link, text=mask(link.text), excerpt=mask(link.excerpt)) for link in sources.links
    ]
    return replace(sources, results=results, links=links)


def _headline(sources: Sources, provisional: bool) -> str:
    score, rubric = sources.score, sources.rubric
    parts = [score.verdict.value]
    if rubric.scored:
        parts.append(f"试算分 {amount(score.shown)}{_trial_mark(score, provisional)}")
        if score.official is None:
            parts.append("正式分 —（尚无已核分值）")
        else:
            base = amount(score.official_base)
            parts.append(f"正式分 {amount(score.told['official'])}（已核分值合计 {base} 分）")
    else:
        parts.append("本规则只定合格与否，不打分")
    parts.append(f"已评 {score.assessed} / {score.assessable} 项")
    parts.append(f"规则 {rubric.title} 版本 {rubric.sha[:8] or '未记录'}")
    parts.append(f"引擎 {sources.versions.get('engine') or sources.run.engine or '未记录'}")
    return " · ".join(parts)


def _trial_mark(score: Score, provisional: bool) -> str:
    if score.trial is None:
        vetoed = any(line.tripped for line in score.vetoes)
        return "（已触发单项否决，不评分）" if vetoed else "（没有配置分值）"
    if score.shown is None:
        return "（有分值的一项也没有评，不出分）"
    return "（分值暂定，未核原件）" if provisional else ""


def _counts(sources: Sources) -> dict[str, int]:
    """Numbered results by outcome, with passes from the tallies."""
    counts = {str(outcome): 0 for outcome in Outcome}
    for result in sources.results:
        counts[str(result.outcome)] += 1
    counts["pass"] = sum(
        n
        for (check, outcome), n in sources.tallies.items()
        if outcome == Outcome.PASS and ":" not in check  # check:rule counts the same again
    )
    return counts
