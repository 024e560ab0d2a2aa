"""Placing results under indicators, checks, reasons and units."""

import re
from collections.abc import Iterable, Mapping, Sequence

from checks.registry import Check
from checks.results import Mender, Outcome, Result
from crawler.sites import Unit
from reports.causes import causes
from reports.score import LedgerLine, Score
from reports.views import CheckGroup, Finding, ReasonGroup, Section, UnitRow
from reports.wording import amount

_QUOTED = re.compile("“[^”]*”")


class Placing:
    """Where each result counts, by its key."""

    def __init__(self, score: Score) -> None:
        self.lines = [*score.ledger, *score.vetoes]
        self.home: dict[str, tuple[LedgerLine, str]] = {}
        self._takers: dict[tuple[str, str], LedgerLine | None] = {}
        tripped = [line for line in score.vetoes if line.tripped or line.possible]
        for part in ("confirmed", "candidates", "excluded"):
            for line in [*tripped, *self.lines]:
                for result in getattr(line, part):
                    self.home.setdefault(result.key, (line, part))

    def line(self, result: Result) -> LedgerLine | None:
        """The one line a result is shown under, None for advice."""
        placed = self.home.get(result.key)
        if placed:
            return placed[0]
        kind = (result.check, result.rule)
        if kind not in self._takers:
            takers = (line for line in self.lines if line.indicator.takes(*kind))
            self._takers[kind] = next(takers, None)
        return self._takers[kind]

    def words(self, result: Result) -> str:
        """What it counts for, in one Chinese sentence."""
        line, part = self.home.get(result.key, (None, ""))
        if line is None:
            taker = self.line(result)
            where = f"，对应指标“{taker.indicator.name}”" if taker else ""
            return f"不计分，作为提示{where}。"
        name = f"{line.indicator.code} {line.indicator.name}".strip()
        veto = line.indicator.kind == "veto"
        if part == "confirmed":
            if veto:
                return f"计入单项否决“{name}”。"
            priced = "" if line.indicator.points is not None else "；该指标未配置分值，不扣分"
            return f"计入扣分指标“{name}”{priced}。"
        if part == "candidates":
            return f"待人工确认；若属实，计入“{name}”。"
        return f"不扣本单位的分：{_why_excluded(result)}"


def _why_excluded(result: Result) -> str:
    if result.mender is Mender.PLATFORM:
        return "须由平台整改。"
    if result.mender is Mender.SUPERIOR:
        return "须由上级整改。"
    if result.mender is Mender.UNKNOWN:
        return "整改方尚未确定。"
    return "已豁免、栏目为推测所得、已判误报或已在别的指标计过，见扣分表里该指标的说明。"


def sections(
    findings: Sequence[Finding],
    placing: Placing,
    checks: Mapping[str, Check],
    prefix: str,
) -> tuple[Section, ...]:
    """Findings under their indicators, vetoes that matter first, advice last."""
    grouped: dict[str, list[Finding]] = {}
    lines: dict[str, LedgerLine] = {}
    for finding in findings:
        line = placing.line(finding.result)
        name = line.indicator.id if line else ""
        grouped.setdefault(name, []).append(finding)
        if line:
            lines[name] = line
    order = {line.indicator.id: n for n, line in enumerate(placing.lines, start=100)}
    order |= {name: 0 for name, line in lines.items() if line.tripped or line.possible}
    made: list[Section] = []
    for name in sorted(grouped, key=lambda n: order.get(n, 10_000)):
        line = lines.get(name)
        made.append(
            Section(
                anchor=f"{prefix}-{len(made) + 1}",
                title=_title(line),
                line=line,
                groups=_check_groups(grouped[name], checks),
            )
        )
    return tuple(made)


def _title(line: LedgerLine | None) -> str:
    if line is None:
        return "提示（不计分）"
    return f"{line.indicator.code} {line.indicator.name}".strip()


def _check_groups(
    findings: Sequence[Finding], checks: Mapping[str, Check]
) -> tuple[CheckGroup, ...]:
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.result.check, []).append(finding)
    return tuple(
        CheckGroup(check_id, title_of(check_id, checks), checks.get(check_id), causes(members))
        for check_id, members in grouped.items()
    )


def title_of(check_id: str, checks: Mapping[str, Check]) -> str:
    """A check's Chinese title; its id when this version no longer has it."""
    check = checks.get(check_id)
    return check.title if check else check_id


def reason_groups(
    findings: Sequence[Finding], checks: Mapping[str, Check]
) -> tuple[ReasonGroup, ...]:
    """Results that say nothing about a page, by the reason they give, the most frequent first.

    Names in quotation marks do not make two reasons different.
    """
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        reason = _QUOTED.sub("“…”", finding.result.message)
        grouped.setdefault(reason, []).append(finding)
    made = []
    for reason, members in grouped.items():
        alike = len({f.result.message for f in members}) == 1
        made.append(
            ReasonGroup(
                members[0].result.message if alike else reason,
                tuple(dict.fromkeys(title_of(f.result.check, checks) for f in members)),
                tuple(members),
                alike,
            )
        )
    return tuple(sorted(made, key=lambda group: -len(group.findings)))


def unit_rows(
    results: Iterable[Result], units: Mapping[str, Unit], score: Score
) -> tuple[UnitRow, ...]:
    """One row a unit that has any result or loses any point, most findings first."""
    by_unit: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome is not Outcome.NOT_APPLICABLE:
            by_unit.setdefault(result.unit, []).append(result)
    lost = score.by_unit or {}
    for unit in lost:
        by_unit.setdefault(unit, [])
    rows = []
    for unit, members in by_unit.items():
        fails = [r for r in members if r.outcome is Outcome.FAIL]
        own = sum(r.mender is Mender.UNIT for r in fails)
        rows.append(
            UnitRow(
                id=unit,
                name=units[unit].name if unit in units else unit or "（未登记）",
                fails=len(fails),
                own=own,
                elsewhere=len(fails) - own,
                reviews=sum(r.outcome is Outcome.REVIEW for r in members),
                unverifiable=sum(r.outcome is Outcome.UNVERIFIABLE for r in members),
                lost=amount(lost[unit]) if unit in lost else _nothing_lost(score),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.fails, row.name)))


def _nothing_lost(score: Score) -> str:
    return "0" if score.by_unit is not None else "—"
