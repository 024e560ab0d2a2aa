"""From an assessment to ledger lines: vetoes first, then deductions, then bonuses."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter

from checks.results import Outcome, Result
from checks.rubric import Indicator, Rubric
from reports.annex_line import annex_line
from reports.findings import Findings, collect, identity, in_order
from reports.looked import Look, look
from reports.score_model import Assessment, LedgerLine, ManualResult, State
from reports.sums import plain

NO_POINTS = "分值未配置，只列问题，不计分。"
UNVERIFIED = "分值暂定（未核原件）。"


def lines(
    rubric: Rubric, assessment: Assessment
) -> tuple[list[LedgerLine], list[LedgerLine], list[LedgerLine]]:
    """The lines of vetoes, deductions and bonuses. A finding is deducted once: the first row in
    file order that has points takes it, and what tripped a veto is not deducted at all.
    """
    results = _ByCheck(in_order(assessment.results))
    taken: dict[Hashable, str] = {}
    vetoes, deducts, bonuses = [], [], []
    for row in _rows(rubric, "veto"):
        vetoes.append(line := _veto(rubric, row, results.of(row), assessment))
        if line.tripped:
            for result in line.confirmed:
                taken.setdefault(identity(result), f"已用于单项否决“{row.name}”，不再扣分")
    for row in _rows(rubric, "deduct"):
        elsewhere = {} if row.reminded_at_least else taken
        deducts.append(line := _deduct(rubric, row, results.of(row), assessment, elsewhere))
        if row.points is not None and not row.reminded_at_least:
            for result in (*line.confirmed, *line.candidates):
                taken.setdefault(identity(result), f"已在“{row.name}”扣过，不重复扣")
    bonuses = [_bonus(rubric, row, assessment) for row in _rows(rubric, "bonus")]
    return vetoes, deducts, bonuses


class _ByCheck:
    """Results by the check that found them, so that no row has to go through all of them."""

    def __init__(self, ordered: Sequence[Result]) -> None:
        self._places: dict[str, list[tuple[int, Result]]] = {}
        for place in enumerate(ordered):
            self._places.setdefault(place[1].check, []).append(place)

    def of(self, row: Indicator) -> list[Result]:
        """Those of a row's checks, in the order of the whole."""
        places = [p for check in set(row.checks) for p in self._places.get(check, ())]
        return [result for _, result in sorted(places, key=itemgetter(0))]


def without_bonus(line: LedgerLine, reason: str) -> LedgerLine:
    """A bonus line when the gate stays shut."""
    zero = Decimal(0)
    return replace(
        line, state="not_applicable", reason=reason, raw=zero, lost=zero, worst=zero, capped=False
    )


def shares(line: LedgerLine, manual: ManualResult | None) -> dict[str, Fraction]:
    """The line's loss by unit, in proportion to what each unit's findings lose before the cap."""
    weights: dict[str, Fraction] = {}
    for result in line.confirmed:
        each = line.indicator.loss_of(result)
        weight = Fraction(each) if each is not None else Fraction(1, len(line.confirmed))
        if each is None:
            weight *= Fraction(line.indicator.points or 0)
        weights[result.unit] = weights.get(result.unit, Fraction(0)) + weight
    if manual is not None and manual.outcome is Outcome.FAIL:
        loss = Fraction(_manual_points(line.indicator, manual))
        weights[""] = weights.get("", Fraction(0)) + loss
    if line.indicator.annex and not weights and line.lost:
        weights[""] = Fraction(line.lost)  # an annex speaks of the whole site
    whole = sum(weights.values(), Fraction(0))
    return {u: Fraction(line.lost) * w / whole for u, w in weights.items()} if whole else {}


def _rows(rubric: Rubric, kind: str) -> list[Indicator]:
    return [row for row in rubric.indicators if row.kind == kind]


def _veto(
    rubric: Rubric, row: Indicator, results: Sequence[Result], assessment: Assessment
) -> LedgerLine:
    if reason := _dropped(rubric, row, assessment):
        return LedgerLine(row, "not_applicable", reason)
    costs = rubric.platform_costs_unit
    found = collect(row, results, assessment, {}, platform_costs_unit=costs)
    manual = assessment.manual.get(row.id)
    seen = look(row, results, assessment) if row.checks else None
    sure, maybe = len(found.confirmed), len(found.counted)
    tripped = sure >= row.at_least or _says(manual, Outcome.FAIL)
    possible = tripped or maybe >= row.at_least or _says(manual, Outcome.REVIEW)
    state, reason = _state(row, seen, manual)
    if state == "scored" and row.auto != "a" and not possible:
        # The machine only looks for candidates: that it found none is not an answer.
        state, reason = _state(row, None, manual)
        if state == "not_assessed":
            reason = f"机器没有找到待确认的候选；{reason}"
    blind = (seen.unverifiable if seen else 0) + found.guessed
    if state == "scored" and not possible and maybe + blind >= row.at_least:
        state = "insufficient"
        reason = (
            f"已发现 {maybe} 处，另有 {blind} 处无法核验或栏目未经确认，"
            f"合起来可能达到 {row.at_least} 处，不能下结论。"
        )
    notes = [*found.notes, *_manual_note(row, manual)]
    if row.checks and maybe and not possible:
        said = f"已确认 {sure} 处"
        if maybe > sure:
            said += f"、待确认 {maybe - sure} 处，合计 {maybe} 处"
        notes.append(f"{said}，未达到否决的 {row.at_least} 处。")
    return _line(row, state, reason, found, notes, tripped=tripped, possible=possible)


def _deduct(
    rubric: Rubric,
    row: Indicator,
    results: Sequence[Result],
    assessment: Assessment,
    taken: dict[Hashable, str],
) -> LedgerLine:
    if reason := _dropped(rubric, row, assessment):
        return LedgerLine(row, "not_applicable", reason)
    costs = rubric.platform_costs_unit
    manual = assessment.manual.get(row.id)
    if row.annex and manual is None:
        return annex_line(row, assessment.annexes.get(row.annex), _points_notes(row))
    found = collect(row, results, assessment, taken, platform_costs_unit=costs)
    seen = look(row, results, assessment) if row.checks else None
    state, reason = _state(row, seen, manual)
    if state == "scored" and row.auto == "b" and not row.auto_confirm and not found.counted:
        # Such a row asks for more than the machine looked at: no candidate is no full marks.
        state, reason = _state(row, None, manual)
        if state == "not_assessed":
            reason = f"机器没有找到待确认的候选；{reason}"
    notes = [*_points_notes(row), *found.notes, *_manual_note(row, manual)]
    if seen and seen.unverifiable and state == "scored":
        notes.append(f"另有 {seen.unverifiable} 处无法核验，没有计入。")
    if row.points is None:
        return _line(row, state, reason, found, notes)
    entered = _manual_points(row, manual) if manual else Decimal(0)
    raw = _raw(row, found.confirmed) + (entered if _says(manual, Outcome.FAIL) else 0)
    most = _raw(row, found.counted)
    if _says(manual, Outcome.FAIL, Outcome.REVIEW):
        most += entered
    if raw > row.points:
        notes.append(f"应扣 {plain(raw)} 分，以 {plain(row.points)} 分封顶。")
    return replace(
        _line(row, state, reason, found, notes),
        raw=raw,
        lost=min(row.points, raw),
        worst=min(row.points, most),
        capped=raw > row.points,
    )


def _bonus(rubric: Rubric, row: Indicator, assessment: Assessment) -> LedgerLine:
    """Bonuses are what people enter; a machine never awards one."""
    if reason := _dropped(rubric, row, assessment):
        return LedgerLine(row, "not_applicable", reason)
    manual = assessment.manual.get(row.id)
    state, reason = _state(row, None, manual)
    notes = [*_points_notes(row), *_manual_note(row, manual)]
    line = _line(row, state, reason, Findings(), notes)
    if row.points is None or manual is None or not _says(manual, Outcome.PASS):
        return line
    raw = _manual_points(row, manual)
    gained = min(row.points, raw)
    return replace(line, raw=raw, lost=gained, worst=gained, capped=raw > row.points)


def _line(
    row: Indicator,
    state: State,
    reason: str,
    found: Findings,
    notes: Sequence[str],
    *,
    tripped: bool = False,
    possible: bool = False,
) -> LedgerLine:
    return LedgerLine(
        row,
        state,
        reason,
        tuple(found.confirmed),
        tuple(found.candidates),
        tuple(found.excluded),
        tripped=tripped,
        possible=possible,
        notes=tuple(notes),
        excluded_why=tuple(found.reasons),
    )


def _dropped(rubric: Rubric, row: Indicator, assessment: Assessment) -> str:
    heading = rubric.no_service_level1
    if assessment.public_services:
        return ""
    if row.services_only or (heading and row.level1 == heading):
        return "本网站没有对外服务职能，不查此项。"
    return ""


def _state(row: Indicator, seen: Look | None, manual: ManualResult | None) -> tuple[State, str]:
    """The machine's state; what a person entered fills in where the machine could not tell."""
    if seen is not None and seen.state == "scored":
        return "scored", ""
    if manual is None:
        if seen is not None:
            return seen.state, seen.reason
        machine = "还没有自动检查，" if row.auto == "a" else ""
        return "not_assessed", f"{machine}要人工评定，尚未录入。"
    if manual.outcome is Outcome.NOT_APPLICABLE:
        return "not_applicable", "经人工判定不适用。"
    if manual.outcome is Outcome.UNVERIFIABLE:
        return "insufficient", "经人工查看，仍无法核验。"
    return "manual", ""


def _says(manual: ManualResult | None, *outcomes: Outcome) -> bool:
    return manual is not None and manual.outcome in outcomes


def _manual_points(row: Indicator, manual: ManualResult) -> Decimal:
    return manual.points if manual.points is not None else row.points or Decimal(0)


def _manual_note(row: Indicator, manual: ManualResult | None) -> list[str]:
    if manual is None:
        return []
    who = "，".join(part for part in (manual.by, manual.seen_on) if part)
    said = manual.outcome.label
    if row.kind == "bonus" and manual.outcome in (Outcome.PASS, Outcome.FAIL):
        said = "加分" if manual.outcome is Outcome.PASS else "不加分"
    points = f" {plain(manual.points)} 分" if manual.points else ""
    note = f"，{manual.note}" if manual.note else ""
    proof = f"；佐证：{manual.evidence}" if manual.evidence else ""
    return [f"人工评定{f'（{who}）' if who else ''}：{said}{points}{note}{proof}。"]


def _points_notes(row: Indicator) -> list[str]:
    if row.points is None:
        return [NO_POINTS]
    if not row.points_verified:
        return [UNVERIFIED]
    return [f"分值：{row.confirmed_by}。"] if row.confirmed_by else []


def _raw(row: Indicator, found: Sequence[Result]) -> Decimal:
    """Points lost before the cap; a finding without an amount of its own loses all, once."""
    losses = [row.loss_of(result) for result in found]
    whole = (row.points or Decimal(0)) if None in losses else Decimal(0)
    return whole + sum((loss for loss in losses if loss is not None), Decimal(0))
