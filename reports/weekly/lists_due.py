"""The home page and the columns in a weekly run: the warning before the deadline, and after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from checks.columns import Column
from checks.deadlines import Due
from checks.freshness import column_stale, home_stale
from crawler.sites import Unit
from crawler.weekly import SiteLook
from crawler.workflow.reminders import Kind, State
from crawler.workflow.special_reports import Report as Special
from crawler.workflow.special_reports import covering
from reports.summary import Report
from reports.weekly.rows import Row

UPDATED, NEXT = "已更新，期限推后", "到了新的一期，重新计数"


def rows(
    report: Report, look: SiteLook, day: date, special: Sequence[Special], within_days: int
) -> Iterator[Row]:
    """One row for each thing with a limit. What is well within it is DONE, which ends a count."""
    columns = {column.url: column for column in report.site.columns}
    numbers = {r.key: r.number for r in report.sources.results}
    before = {(d.what, d.url): d for d in _known(report)}
    for one in look.due:
        column = columns.get(one.url) if one.what == "栏目" else None
        yield _row(report, one, column, look, day, special, numbers, before, within_days)


def unreached(report: Report, day: date, why: str, within_days: int) -> Iterator[Row]:
    """The same when nothing of the site was seen."""
    for one in _known(report):
        if one.state == "exempt":
            continue
        column = next((c for c in report.site.columns if c.url == one.url), None)
        memory = _memory(one, day, within_days)
        # Nothing is known of today: neither late nor nearly so.
        unknown = replace(one, state="unknown", missing=0)
        base = _base(report, unknown, column if one.what == "栏目" else None, {})
        yield _with(base, State.UNSEEN, f"{why}。{memory}")


def _row(
    report: Report,
    one: Due,
    column: Column | None,
    look: SiteLook,
    day: date,
    special: Sequence[Special],
    numbers: Mapping[str, str],
    before: Mapping[tuple[str, str], Due],
    within_days: int,
) -> Row:
    base = _base(report, one, column, numbers)
    check = "column-stale" if column else "home-stale"
    reported = covering(special, day, check, column.name if column else "")
    if one.state == "exempt":
        return _with(base, State.DONE, one.reason)
    if reported is not None:
        return _with(base, State.REPORTED, f"{reported.words}。")
    if one.state == "unknown":
        known = before.get((one.what, one.url))
        memory = _memory(known, day, within_days) if known else ""
        return _with(base, State.UNSEEN, f"{one.reason}。{memory}")
    if one.state == "ok":
        return _with(base, State.DONE, f"{day} 看到最近一条是 {one.last}，还在期限内")
    if one.due and look.seen_on <= one.due < day:
        why = f"页面是 {look.seen_on} 看的，之后到 {day} 的情况没有看到"
        return _with(base, State.UNSEEN, f"{why}。")
    doubt = one.reason
    if column is not None and column.guessed:
        doubt = doubt or "栏目是程序推测的，未经确认"
    elif look.unread.get(one.url):
        doubt = doubt or f"页面上有 {look.unread[one.url]} 个新出现的链接没有打开看"
    if doubt:
        return _with(base, State.TOLD, f"{doubt}，请核对。")
    return _with(base, State.REMIND, f"{day} 看到最近一条是 {one.last}。")


def _base(report: Report, one: Due, column: Column | None, numbers: Mapping[str, str]) -> Row:
    key = column_stale.stale_key(column) if column else home_stale.stale_key(report.site.url)
    name = f"栏目“{one.name}”" if column else "首页"
    late = one.state == "overdue"
    if one.missing:
        what = f"{name}要求{one.limit}，这一期还差 {one.missing} 条"
    elif late:
        what = f"{name}最近一条是 {one.last}，已经超过 {one.limit}的更新期限"
    elif one.state == "due":
        what = f"{name}最近一条是 {one.last}，快到 {one.limit}的更新期限"
    else:
        what = f"{name}（更新期限 {one.limit}）"
    limited = "自然日" if "天" in one.limit else "自然月" if "月" in one.limit else ""
    rule = f"更新期限 {one.limit}" + (f"，按{limited}从最近一条的次日起算" if limited else "")
    if one.limit.startswith("每"):
        rule = f"要求{one.limit}" + (
            "，按工作日" if "工作日" in one.limit else "，到这一期最后一天"
        )
    todo = "请尽快发布信息。" if late else "请在期限当天或以前发布信息。"
    unit = _unit(report.sources.units, one.unit or report.site.unit)
    return Row(
        key=key,
        kind=Kind.UPDATE,
        state=State.DONE,
        unit=unit,
        about=report.site_name,
        what=what,
        url=one.url,
        number=numbers.get(key, ""),
        deadline=one.due,
        rule=rule,
        todo=todo,
        moved=NEXT if one.limit.startswith("每") else UPDATED,
    )


def _with(base: Row, state: State, why: str) -> Row:
    values = base.to_dict() | {"state": state, "why": why}
    return Row.of(values)


def _known(report: Report) -> list[Due]:
    return [one for one in report.sources.due if isinstance(one, Due)]


def _memory(known: Due, day: date, within_days: int) -> str:
    """What the last month had seen, when that says that the deadline is near."""
    if known.last is None or known.due is None or known.due > day + timedelta(days=within_days):
        return ""
    return f"上次月度检查看到最近一条是 {known.last}，此后如果没有更新，期限是 {known.due}。"


def _unit(units: Mapping[str, Unit], unit: str) -> str:
    known = units.get(unit)
    return known.name if known else unit or "未登记单位"
