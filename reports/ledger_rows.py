"""The ledger and veto tables: rubric lines with amounts and states in readers' words."""

from collections.abc import Mapping
from decimal import Decimal

from checks.masking import mask
from checks.registry import Check
from checks.results import Result
from reports.ledger import NO_POINTS, UNVERIFIED
from reports.score import LedgerLine, Score
from reports.views import LedgerRow, VetoRow
from reports.wording import amount

PROVISIONAL = "分值暂定（未核原件）"


def ledger_rows(
    score: Score, anchors: Mapping[str, str], checks: Mapping[str, Check]
) -> tuple[LedgerRow, ...]:
    """Deductions and bonuses in the rubric's order, those not assessed left to :func:`gaps`."""
    return tuple(_ledger_row(line, anchors, checks) for line in score.ledger if not is_gap(line))


def is_gap(line: LedgerLine) -> bool:
    """Whether nothing was assessed for it, so that it belongs to the 未评 list."""
    quiet = not line.confirmed and not line.candidates and not line.excluded and not line.lost
    return quiet and line.state in ("not_assessed", "insufficient", "not_applicable")


def gaps(score: Score) -> tuple[tuple[str, tuple[LedgerLine, ...]], ...]:
    """(reason, lines) of everything in the ledger that was not assessed."""
    grouped: dict[str, list[LedgerLine]] = {}
    for line in score.ledger:
        if is_gap(line):
            grouped.setdefault((line.reason or _STATES[line.state]).rstrip("。"), []).append(line)
    return tuple((reason, tuple(lines)) for reason, lines in grouped.items())


def is_provisional(line: LedgerLine) -> bool:
    """Whether its number has been seen in no original document."""
    return line.indicator.points is not None and not line.indicator.points_verified


def any_provisional(score: Score) -> bool:
    """Whether a trial score rests on unverified points."""
    return any(is_provisional(line) for line in score.ledger)


_STATES = {
    "scored": "已评",
    "not_applicable": "不适用",
    "not_assessed": "未评",
    "insufficient": "证据不足",
    "manual": "人工评定",
}


def _ledger_row(
    line: LedgerLine, anchors: Mapping[str, str], checks: Mapping[str, Check]
) -> LedgerRow:
    i = line.indicator
    state = _STATES[line.state]
    if line.capped:
        state += "，已扣满"
    if i.points is None:
        state += "，未配置分值"
    return LedgerRow(
        code=i.code,
        name=i.name,
        level1=i.level1 or ("加分指标" if i.kind == "bonus" else "扣分指标"),
        found=len(line.confirmed),
        candidates=len(line.candidates),
        excluded=len(line.excluded),
        each=_each(line),
        raw=amount(line.raw) if i.points is not None else "—",
        cap=amount(i.points),
        lost=amount(line.lost) if i.points is not None else "—",
        worst=amount(line.worst) if i.points is not None else "—",
        state=state,
        provisional=is_provisional(line),
        notes=(*_breakdown(line, checks), *_notes(line)),
        anchor=anchors.get(i.id, ""),
        line=line,
    )


def _notes(line: LedgerLine) -> tuple[str, ...]:
    """Without the two remarks the tables have columns for."""
    said = (line.reason, *line.notes)
    return tuple(note for note in said if note and note not in (NO_POINTS, UNVERIFIED))


def _breakdown(line: LedgerLine, checks: Mapping[str, Check]) -> tuple[str, ...]:
    """What is raw made of, when an indicator weighs its checks differently."""
    if not line.indicator.per_finding_by or line.indicator.points is None:
        return ()
    counts: dict[str, list[Result]] = {}
    for result in line.confirmed:
        counts.setdefault(result.check, []).append(result)
    parts = [
        f"{checks[name].title if name in checks else name} {len(members)} 处"
        f" × {amount(line.indicator.loss_of(members[0]))}"
        for name, members in counts.items()
    ]
    return (" + ".join(parts) + f" = {amount(line.raw)}。",) if parts else ()


def _each(line: LedgerLine) -> str:
    if line.indicator.points is None or line.indicator.kind == "bonus":
        return "—"
    if line.indicator.per_finding_by:
        each = dict.fromkeys(amount(x) for x in line.indicator.per_finding_by.values())
        return "、".join(each)
    if line.indicator.per_finding is None:
        return "有即扣满"
    return amount(line.indicator.per_finding)


def is_for_people(line: LedgerLine) -> bool:
    """Whether a veto waits for a person who has not said anything yet."""
    return is_gap(line) and line.state == "not_assessed" and line.indicator.auto != "a"


def veto_rows(score: Score, anchors: Mapping[str, str]) -> tuple[VetoRow, ...]:
    """Every veto that was looked at or should have been, with what was measured and the limit."""
    rows = []
    for line in score.vetoes:
        if is_for_people(line):
            continue
        state, level = _veto_state(line)
        rows.append(
            VetoRow(
                code=line.indicator.code,
                name=line.indicator.name,
                rule=line.indicator.text,
                measured=_measured(line),
                limit=_limit(line),
                state=state,
                level=level,
                notes=_notes(line),
                anchor=anchors.get(line.indicator.id, ""),
                line=line,
            )
        )
    return tuple(rows)


def _veto_state(line: LedgerLine) -> tuple[str, str]:
    if line.tripped:
        return "已触发", "bad"
    if line.possible:
        return "待确认", "doubt"
    if line.state in ("scored", "manual"):
        return "未触发", "fine"
    return _STATES[line.state], "gap"


def _measured(line: LedgerLine) -> str:
    if line.state not in ("scored", "manual") and not line.confirmed and not line.candidates:
        return "—"
    if line.indicator.at_least == 1 and len(line.confirmed) == 1 and line.confirmed[0].value:
        return _value(line.confirmed[0])
    candidates = f"，待确认 {len(line.candidates)} 处" if line.candidates else ""
    return f"{len(line.confirmed)} 处{candidates}"


def _value(result: Result) -> str:
    days = result.value.isdigit() and f"{result.value} 天" in result.message
    return f"{result.value} 天" if days else mask(result.value)


def _limit(line: LedgerLine) -> str:
    at_least = line.indicator.at_least
    return "出现即否决" if at_least == 1 else f"满 {at_least} 处即否决"


def total_lost(rows: tuple[LedgerRow, ...]) -> Decimal:
    """The sum of the deductions shown; equals the score's ``deductions``."""
    lines = [row.line for row in rows if row.line.indicator.kind == "deduct"]
    return sum((line.lost for line in lines), Decimal(0))


def total_worst(rows: tuple[LedgerRow, ...]) -> Decimal:
    """The sum of the deductions if every candidate is true."""
    lines = [row.line for row in rows if row.line.indicator.kind == "deduct"]
    return sum((line.worst for line in lines), Decimal(0))
