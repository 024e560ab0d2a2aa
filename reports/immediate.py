"""立即处置: what must not wait for the end of the month. Vetoes first, then what the rubric names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.decision import Decision
from checks.registry import Check
from checks.results import Outcome
from checks.rubric import Rubric
from reports.safe_text import cut, one_line
from reports.score import Score
from reports.views import Finding


@dataclass(frozen=True, slots=True)
class Urgent:
    """One thing to act on now. ``state`` is 已触发, 发现 or 待确认; ``code`` the veto's, or "".

    ``check`` is the check that found it, "" for a veto (which may have several or none).
    """

    title: str
    state: str
    level: str
    code: str
    check: str
    findings: tuple[Finding, ...]
    action: str


_SETTLED = (Decision.FALSE_POSITIVE, Decision.EXEMPT, Decision.FIXED)


def urgent(
    score: Score,
    rubric: Rubric,
    checks: Mapping[str, Check],
    findings: Sequence[Finding],
    decisions: Mapping[str, str],
) -> tuple[Urgent, ...]:
    """Everything to act on now. ``findings`` are the month's fails and reviews, in number order;
    what a person has settled is left out.
    """
    vetoes = tuple(_vetoes(score, findings))
    told = {f.result.key for row in vetoes for f in row.findings}
    open_ones = [
        f
        for f in findings
        if f.result.key not in told and decisions.get(f.result.key) not in _SETTLED
    ]
    return (*vetoes, *_named(rubric, checks, open_ones, decisions))


def _vetoes(score: Score, findings: Sequence[Finding]) -> Iterator[Urgent]:
    by_key = {f.result.key: f for f in findings}
    for line in score.vetoes:
        if not (line.tripped or line.possible):
            continue
        mine = [by_key[r.key] for r in (*line.confirmed, *line.candidates) if r.key in by_key]
        yield Urgent(
            title=f"单项否决“{line.indicator.name}”",
            state="已触发" if line.tripped else "待确认",
            level="bad" if line.tripped else "doubt",
            code=line.indicator.code,
            check="",
            findings=tuple(mine),
            action=(
                "网站将被判为不合格，请立即整改并上报。"
                if line.tripped
                else "请立即核实；确认属实即判不合格，确认误报请登记。"
            ),
        )


def _named(
    rubric: Rubric,
    checks: Mapping[str, Check],
    findings: Sequence[Finding],
    decisions: Mapping[str, str],
) -> Iterator[Urgent]:
    for check_id in rubric.immediate:
        mine = [f for f in findings if f.result.check == check_id]
        if not mine:
            continue
        sure = any(
            f.result.outcome is Outcome.FAIL or decisions.get(f.result.key) == Decision.CONFIRMED
            for f in mine
        )
        check = checks.get(check_id)
        yield Urgent(
            title=check.title if check else check_id,
            state="发现" if sure else "待确认",
            level="bad" if sure else "doubt",
            code="",
            check=check_id,
            findings=tuple(mine),
            action="请先撤下或隔离有关内容，再核实处理。"
            if sure
            else "机器发现的疑点，请立即核实；属实的先撤下或隔离，再处理。",
        )


def lines(rows: Sequence[Urgent]) -> Iterator[str]:
    """For a terminal, as soon as a site is judged."""
    for row in rows:
        numbers = "、".join(f.result.number for f in row.findings[:5])
        more = f" 等 {len(row.findings)} 处" if len(row.findings) > 5 else ""
        where = f"（{numbers}{more}）" if numbers else ""
        yield f"[{row.state}] {row.code}{' ' if row.code else ''}{row.title}{where}：{row.action}"
        if row.findings:
            yield f"    {cut(one_line(row.findings[0].result.message), 100)}"
