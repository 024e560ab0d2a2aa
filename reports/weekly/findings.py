"""Findings of the last month in a weekly run: which are looked at again, and what became of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from checks.decision import Decision
from checks.results import Mender, Outcome, Result
from checks.run import selected
from crawler.recheck import Seen
from crawler.workflow.reminders import Kind, State
from crawler.workflow.special_reports import Report as Special
from crawler.workflow.special_reports import column_of, covering
from reports.causes import bundle_key
from reports.decided import is_proved
from reports.summary import Report
from reports.weekly.rows import Row

BROWSER = "这一项要在浏览器里看，每周提醒不用浏览器；可用 govcheck recheck 加编号再看"
LISTS = ("home-stale", "column-stale")
"""Checks whose subjects have a deadline of their own, see :mod:`reports.weekly.lists_due`."""
NO_ROOM = "这次没有轮到（访问名额用完，或者允许的时段快要结束），没有重看"
DAY_FREE = "期限以整改通知为准"
_DONE = (Decision.FALSE_POSITIVE, Decision.EXEMPT, Decision.FIXED)


@dataclass(frozen=True, slots=True)
class Month:
    """What the findings of a month are told with: ``due`` is the last day to mend them, if set."""

    report: Report
    day: date
    special: Sequence[Special]
    due: date | None


def sorted_out(month: Month, first: Iterable[str]) -> tuple[list[Result], list[Row]]:
    """(those to look at again, rows of those that are not). ``first`` are keys that go ahead."""
    report, ahead = month.report, set(first)
    guessed = {column.name for column in report.site.columns if column.guessed}
    scopes = {one.check.id: one.check.scope for one in selected(report.sources.rubric)}
    immediate = report.sources.rubric.immediate
    look: list[Result] = []
    rows = []
    for result in _open(report):
        special = covering(
            month.special, month.day, result.check, _column(report, result), immediate
        )
        if special is not None:
            rows.append(_row(month, result, State.REPORTED, f"{special.words}。"))
        elif result.mender is not Mender.UNIT:
            why = f"责任方是“{result.mender}”，不计本单位的提醒次数。"
            rows.append(_row(month, result, State.TOLD, why))
        elif result.column in guessed:
            why = "栏目是程序推测的，未经确认。"
            rows.append(_row(month, result, State.TOLD, why))
        elif scopes.get(result.check) not in ("page", "site"):
            rows.append(_row(month, result, State.UNSEEN, f"{BROWSER}。"))
        else:
            look.append(result)
    look.sort(key=lambda r: (r.key not in ahead, r.number))
    return look, rows


def looked_at(month: Month, seen: Sequence[Seen], left: Sequence[Result]) -> Iterator[Row]:
    """What became of those that were looked at, and of those for which there was no room."""
    for one in seen:
        doubtful = one.outcome is Outcome.REVIEW and one.then.outcome is Outcome.FAIL
        match one.outcome:
            case Outcome.PASS:
                why = f"{month.day} 重看没有再看到"
                yield _row(month, one.then, State.DONE, why)
            case Outcome.FAIL | Outcome.REVIEW if not doubtful:
                yield replace(_row(month, one.then, State.REMIND, ""), what=one.message)
            case Outcome.REVIEW:
                yield _row(month, one.then, State.TOLD, one.message)
            case _:
                yield _row(month, one.then, State.UNSEEN, one.message)
    for result in left:
        yield _row(month, result, State.UNSEEN, f"{NO_ROOM}。")


def why_over(report: Report, key: str) -> tuple[State, str]:
    """Why something that was reminded of is not open in the month any more."""
    known = report.sources.assessment
    decided = known.decisions.get(key, "") if known else ""
    if decided:
        return State.DONE, f"已认定为“{decided}”"
    result = next((r for r in report.sources.results if r.key == key), None)
    if result is None or result.outcome is Outcome.NOT_APPLICABLE:
        return State.DONE, f"{report.sources.month} 的月度结果里没有这一处"
    if result.outcome is Outcome.UNVERIFIABLE:
        return State.UNSEEN, f"{report.sources.month} 的月度检查没有看成：{result.message}"
    return State.TOLD, f"{report.sources.month} 的月度检查认为要人工核实"


def _open(report: Report) -> Iterator[Result]:
    """What is proved and not settled; a report of special circumstances settles nothing."""
    known = report.sources.assessment
    decisions = dict(known.decisions) if known else {}
    for key in known.reported if known else ():
        decisions.pop(key, None)
    for finding in report.findings:
        result = finding.result
        if result.check in LISTS or not result.key or decisions.get(result.key) in _DONE:
            continue
        if is_proved(result, decisions):
            yield result


def _column(report: Report, result: Result) -> str:
    return column_of(result, {c.url: c.name for c in report.site.columns})


def _row(month: Month, result: Result, state: State, why: str) -> Row:
    report = month.report
    check = report.sources.checks.get(result.check)
    unit = report.sources.units.get(result.unit)
    return Row(
        key=result.key,
        kind=Kind.FINDING,
        state=state,
        unit=unit.name if unit else result.unit or "未登记单位",
        about=report.site_name,
        what=result.message,
        url=result.url,
        number=result.number,
        deadline=month.due,
        rule="整改期限，按工作日计" if month.due else "没有定整改期限",
        todo=result.fix or (check.manual.get("整改", "") if check else ""),
        why=why,
        cause="\x1f".join(map(str, (state, *bundle_key(result)))),
    )
