"""A score line by line: which findings, decisions and entries made it, in sums that add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checks.decision import Decision
from checks.results import Outcome, Result
from reports.ledger import NO_POINTS, UNVERIFIED
from reports.safe_text import cut, one_line
from reports.score import LedgerLine, ManualResult
from reports.score_text import STATES
from reports.summary import SAMPLED, Report
from reports.sums import half_up, plain

NUMBERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Term:
    """Findings that cost the same for the same reason. ``each`` None: any of them loses all."""

    numbers: tuple[str, ...]
    each: Decimal | None
    why: str

    @property
    def amount(self) -> Decimal | None:
        """What they cost together, before the cap."""
        return None if self.each is None else self.each * len(self.numbers)


@dataclass(frozen=True, slots=True)
class Explained:
    """One indicator. For a deduction Σ terms + manual = raw, and lost = min(raw, cap)."""

    line: LedgerLine
    terms: tuple[Term, ...]
    waiting: tuple[Term, ...]
    excluded: tuple[tuple[str, tuple[str, ...]], ...]
    """(reason, numbers) of what is true or was said and does not count."""
    manual: ManualResult | None
    manual_points: Decimal

    @property
    def raw(self) -> Decimal:
        """The sum of its terms: what a person gets who adds them up."""
        points = self.line.indicator.points or Decimal(0)
        whole = points if any(t.each is None for t in self.terms) else Decimal(0)
        if self.line.indicator.annex and self.manual is None:
            whole = self.line.raw  # no findings of its own: its note has the arithmetic
        return whole + sum((t.amount or Decimal(0) for t in self.terms), self.manual_points)


def explain(report: Report) -> tuple[Explained, ...]:
    """Every indicator, in the order vetoes, deductions, bonuses."""
    lines = (*report.score.vetoes, *report.score.ledger)
    return tuple(_explained(line, report) for line in lines)


def _explained(line: LedgerLine, report: Report) -> Explained:
    known = report.sources.assessment
    decisions = known.decisions if known else {}
    row = line.indicator
    manual = known.manual.get(row.id) if known else None
    grouped: dict[str, list[str]] = {}
    why = line.excluded_why or ("不计入",) * len(line.excluded)
    for result, reason in zip(line.excluded, why, strict=True):
        grouped.setdefault(reason, []).append(result.number)
    return Explained(
        line,
        _terms(line.confirmed, line, decisions),
        _terms(line.candidates, line, decisions, waiting=True),
        tuple((reason, tuple(numbers)) for reason, numbers in grouped.items()),
        manual,
        _manual_points(line, manual),
    )


def _terms(
    results: Sequence[Result],
    line: LedgerLine,
    decisions: Mapping[str, str],
    *,
    waiting: bool = False,
) -> tuple[Term, ...]:
    grouped: dict[tuple[Decimal | None, str], list[str]] = {}
    for result in results:
        each = line.indicator.loss_of(result)
        if decisions.get(result.key) == Decision.CONFIRMED:
            why = "人工确认"
        elif result.outcome is Outcome.FAIL:
            why = "程序确定，待人工确认" if waiting else "程序确定"
        else:
            why = "疑点，待人工确认"
        grouped.setdefault((each, why), []).append(result.number or "（无编号）")
    return tuple(Term(tuple(numbers), each, why) for (each, why), numbers in grouped.items())


def _manual_points(line: LedgerLine, manual: ManualResult | None) -> Decimal:
    """What a person's entry costs (or gains) in this line."""
    row = line.indicator
    counts = Outcome.PASS if row.kind == "bonus" else Outcome.FAIL
    if manual is None or manual.outcome is not counts or row.points is None or not line.applies:
        return Decimal(0)
    return manual.points if manual.points is not None else row.points


def lines(report: Report) -> Iterator[str]:
    """The whole explanation for a terminal."""
    rubric = report.sources.rubric
    yield f"{report.site_name} {report.sources.month} 得分说明"
    yield f"口径：{rubric.title}（{rubric.id}，版本 {rubric.sha[:12]}）"
    yield from report.sources.issued.lines if report.sources.issued else ()
    yield f"结论：{report.score.verdict.value}"
    yield from (f"  {reason}" for reason in report.score.reasons)
    heading = ""
    for one in explain(report):
        kind = {"veto": "单项否决", "deduct": "扣分", "bonus": "加分"}[one.line.indicator.kind]
        if kind != heading:
            heading = kind
            yield ""
            yield f"【{kind}】"
        yield from _one(one)
        if report.sources.sampling and SAMPLED in one.line.indicator.checks:
            yield f"    {report.sources.sampling}。"
    yield from _exempted(report)
    yield ""
    yield "【加总】"
    yield from report.score.derivation
    yield verified(report)


def _exempted(report: Report) -> Iterator[str]:
    """Columns that were not judged, and why; they stand under no line because they cost nothing."""
    told = [
        f"  {cut(one_line(r.message), 160)}"
        for r in report.sources.results
        if r.outcome is Outcome.NOT_APPLICABLE and r.column
    ]
    if told:
        yield ""
        yield "【豁免和不适用的栏目】"
        yield from dict.fromkeys(told)


def _one(one: Explained) -> Iterator[str]:
    line, row = one.line, one.line.indicator
    name = f"{row.code or row.id} {row.name}"
    yield f"{name}：{_veto(line) if row.kind == 'veto' else _amount(line)}"
    for term in one.terms:
        cost = f"，每处 {plain(term.each)} 分" if term.each is not None and row.points else ""
        yield f"    计入 {len(term.numbers)} 处（{term.why}{cost}）：{_numbers(term.numbers)}"
    for term in one.waiting:
        yield f"    待核 {len(term.numbers)} 处（{term.why}）：{_numbers(term.numbers)}"
    for reason, numbers in one.excluded:
        yield f"    不计 {len(numbers)} 处（{reason}）：{_numbers(numbers)}"
    if row.points is not None and one.raw and not (row.annex and one.manual is None):
        yield f"    算式：{arithmetic(one)}"
    for note in line.notes:
        if note not in (NO_POINTS, UNVERIFIED):
            yield f"    {one_line(note)}"


def arithmetic(one: Explained) -> str:
    """``1 × 3 + 0.1 × 2 + 2（人工评定）= 5.2，以 5 分封顶``."""
    points = one.line.indicator.points or Decimal(0)
    terms = [f"{plain(t.each)} × {len(t.numbers)}" for t in one.terms if t.each is not None]
    if any(t.each is None for t in one.terms):
        terms.insert(0, f"{plain(points)}（发现即扣满）")
    if one.manual_points:
        terms.append(f"{plain(one.manual_points)}（人工评定）")
    cap = f"，以 {plain(points)} 分封顶" if one.raw > points else ""
    return f"{' + '.join(terms)} = {plain(one.raw)}{cap}".replace("） ", "）")


def _veto(line: LedgerLine) -> str:
    if line.tripped:
        word = "已触发"
    elif line.possible:
        word = "待确认"
    elif line.state in ("scored", "manual"):
        word = "未触发"
    else:
        return f"{STATES[line.state]}——{line.reason}"
    sure, maybe = len(line.confirmed), len(line.candidates)
    waiting = f"，待核 {maybe} 处" if maybe else ""
    return f"{word}（已确认 {sure} 处{waiting}，满 {line.indicator.at_least} 处触发）"


def _amount(line: LedgerLine) -> str:
    row = line.indicator
    sign = "加" if row.kind == "bonus" else "扣"
    state = f"{STATES[line.state]}，" if STATES[line.state] else ""
    if not line.assessed:
        reason = f"{STATES[line.state]}——{line.reason}"
        return f"{sign} {plain(line.lost)} 分；{reason}" if line.lost else reason
    if row.points is None:
        return f"{state}未配置分值，只列问题"
    mark = "" if row.points_verified else "，暂定"
    return f"{state}{sign} {plain(line.lost)} 分（该项 {plain(row.points)} 分{mark}）"


def _numbers(numbers: Sequence[str]) -> str:
    more = f" 等 {len(numbers)} 处" if len(numbers) > NUMBERS_SHOWN else ""
    return "、".join(numbers[:NUMBERS_SHOWN]) + more


def verified(report: Report) -> str:
    """Add everything up once more from the lines alone, and say whether it comes out the same."""
    score, rubric = report.score, report.sources.rubric
    shown = score.shown
    if shown is None:
        return "没有试算分，不必核对加总。"
    if any(line.tripped for line in score.vetoes):
        return f"单项否决成立，按口径记 {plain(shown)} 分。"
    parts = explain(report)
    lost = [min(p.raw, p.line.indicator.points or Decimal(0)) for p in parts if _counts(p)]
    known = report.sources.assessment
    without = bool(rubric.no_service_level1) and not (known.public_services if known else True)
    scaled = without and rubric.no_service_method == "scale"
    start = rubric.deduct_total - (rubric.no_service_points if scaled else Decimal(0))
    whole = sum(lost, Decimal(0))
    base = max(Fraction(0), Fraction(start - whole) * Fraction(score.factor))
    exact = base + Fraction(score.bonus)
    same = (
        half_up(exact, rubric.decimals) == shown
        and whole == score.deductions
        and all(p.raw == p.line.raw for p in parts if _counts(p))
    )
    terms = " + ".join(plain(x) for x in lost if x) or "0"
    factor = f" × {score.factor}" if score.factor != "1" else ""
    bonus = f" + {plain(score.bonus)}" if score.bonus else ""
    total = f"（{plain(start)} − {plain(whole)}）{factor}{bonus} = {plain(exact)}"
    word = "与试算分一致" if same else "与试算分不一致，请告诉维护人员"
    return f"核对：逐项相加 {terms} = {plain(whole)}；{total}，{word}（{plain(shown)}）。"


def _counts(one: Explained) -> bool:
    return one.line.indicator.kind == "deduct" and one.line.applies
