from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from checks.columns import Column, Limit
from checks.keys import key_of
from checks.periods import (
    MonthMode,
    Shortfall,
    ended_silences,
    is_disputed,
    is_overdue,
    shortfalls,
)
from checks.registry import site_check
from checks.results import Mender, Outcome, Result, fail, not_applicable, passed, unverifiable
from checks.site import Site
from checks.updates import Articles, Updates, column_updates, is_continuous
from checks.workdays import is_workday

GROUPS = {
    "动态要闻": "news",
    "通知公告": "notice",
    "政策文件": "policy",
    "政策解读": "interpretation",
}


@site_check("column-stale", rendered=True)
def column_stale(site: Site, *, month_mode: MonthMode = "calendar") -> Iterator[Result]:
    """栏目更新不及时。

    依据：国办秘函〔2019〕19号单项否决“栏目不更新”：动态、要闻类 2 周，通知公告、政策文件类 6 个月；
    其余应更新栏目按台账里的期限（“1 年”等期限未核原文）。
    判定：到监测时间点（页面抓取更早的，到抓取当天），最近一条距今超过台账期限的为“发现”；恰满期限仍算已更新。
    本月内曾经超期、后来补上的，按列表日期推算，规则名以 lapse- 开头，不计入否决。
    按自然月和按 30 天一月计算结论不同的（相差 1 至 4 天）、推测出来的栏目、列表日期不全、
    列表可能只显示了一部分或由脚本补充、监测时间以后又有新条目、抓到了更新的稿件的，为“需人工复核”。
    按工作日计数而程序不知道那一年节假日安排的，为“需人工复核”。栏目没有取得、由脚本生成或没有日期的，为“无法核验”。
    误报：置顶的旧稿不影响结论，取的是最大日期；依法固定不变、已归档、季节性的栏目请在台账里写豁免理由和截止日期。
    整改：按期发布信息；确实没有内容可发的，在台账里登记豁免，或合并、下线栏目。
    """
    if not site.columns:
        yield unverifiable(site.url, "没有栏目台账，栏目更新情况无从核对；请在配置里登记栏目。")
    articles = Articles(site)
    for column in site.columns:
        yield from _judge(site, column, articles, month_mode)


def _judge(site: Site, column: Column, articles: Articles, mode: MonthMode) -> Iterator[Result]:
    """The rule tells the kind of column even where nothing was found, so that an indicator about
    one kind knows whether any such column was looked at.
    """
    name = f"栏目“{column.name}”"
    rule = _rule("stale", column)
    exemption = column.exemption
    if column.limit is None:
        yield not_applicable(column.url, f"{name}没有更新期限。", column=column.name)
        return
    if exemption is not None and exemption.holds(site.as_of):
        until = f"，到 {exemption.until} 为止" if exemption.until else ""
        reason = f"{name}已登记豁免：{exemption.reason}{until}。"
        yield not_applicable(column.url, reason, column=column.name)
        return
    updates = column_updates(site, column, articles)
    if updates.newest is None or updates.seen_on is None:
        reason = f"{name}：{updates.reason}。"
        yield unverifiable(column.url, reason, column=column.name, rule=rule)
        return
    if column.limit.count is not None:
        found = list(_too_few(site, column, column.limit, updates))
    else:
        found = list(_overdue(site, column, column.limit, updates, month_mode=mode))
        between = [d for d in articles.under(column.url) if d <= updates.newest]
        found += _lapses(site, column, column.limit, updates, between, mode)
    yield from found
    if not any(result.rule == rule for result in found):
        yield passed(column.url, column=column.name, rule=rule)


def _overdue(
    site: Site, column: Column, limit: Limit, updates: Updates, *, month_mode: MonthMode
) -> Iterator[Result]:
    newest, last = updates.newest, updates.seen_on
    if newest is None or last is None:
        return
    age = (last - newest).days
    said = f"栏目“{column.name}”最近一次更新是 {newest}，距监测时间 {age} 天"
    if last < site.as_of:
        said = f"栏目“{column.name}”最近一次更新是 {newest}，到抓取当天（{last}）已 {age} 天"
    disputed = is_disputed(newest, last, limit)
    if disputed:
        overdue = is_overdue(newest, last, limit, month_mode)
        rule = _rule("stale" if overdue else "boundary", column)
        message = f"{said}，按自然月和按每月 30 天计算是否超过 {limit.text}结论不同，请人工确认。"
        yield _result(Outcome.REVIEW, column, message, rule, str(age))
    elif is_overdue(newest, last, limit, month_mode):
        message = f"{said}，超过 {limit.text}的更新要求"
        yield _certain_unless(updates.doubt, column, message, _rule("stale", column), str(age))
    elif is_overdue(newest, site.as_of, limit, month_mode):
        message = f"{said}；页面抓取于 {last}，之后到监测时间的情况没有看到。"
        yield _result(Outcome.UNVERIFIABLE, column, message, _rule("stale", column), str(age))


def _lapses(
    site: Site,
    column: Column,
    limit: Limit,
    updates: Updates,
    articles: Sequence[date],
    mode: MonthMode,
) -> Iterator[Result]:
    """Silences of this month that have ended; ``articles`` are days of the column's articles."""
    last = updates.seen_on or site.as_of
    span = 3 * (limit.days or 30 * (limit.months or 1))
    silences = ended_silences((*updates.days, *articles), limit, site.month_start, last, mode)
    for silence in silences[-1:]:
        mended = silence.until - timedelta(days=1)
        message = (
            f"栏目“{column.name}”从 {silence.since} 到 {silence.until} 之间 {silence.days} 天没有更新，"
            f"{silence.overdue_from} 至 {mended} 超过 {limit.text}的更新要求，现已更新"
        )
        continuous = is_continuous(updates.items, silence.since, silence.until, span)
        if not continuous and silence.days > span:
            continue  # a pinned old entry, or the end of what the list shows
        doubt = updates.doubt or ("" if continuous else "列表可能没有显示全部条目")
        if not doubt and is_disputed(silence.since, mended, limit):
            doubt = "按自然月和按每月 30 天计算结论不同"
        rule = _rule("lapse", column)
        yield _certain_unless(doubt, column, message, rule, str(silence.days))


def _too_few(site: Site, column: Column, limit: Limit, updates: Updates) -> Iterator[Result]:
    """Counts per workday, week or month; one result for each column."""
    last = updates.seen_on or site.as_of
    short = shortfalls(updates.days, limit, site.month_start, last)
    if not short:
        return
    latest = short[-1]
    shown = "；".join(map(_period, short[-5:]))
    message = f"栏目“{column.name}”要求{limit.text}，有 {len(short)} 个时段不足：{shown}"
    doubt = updates.doubt
    if limit.per == "workday" and any(is_workday(one.start) is None for one in short):
        doubt = doubt or "这一年的节假日安排程序还不知道，是否遇节假日需要核对"
    stopped = updates.newest is not None and updates.newest < latest.start
    certain = stopped or is_continuous(updates.items, latest.start, latest.start, 92)
    if not doubt and not certain:
        doubt = "列表可能没有显示全部条目"
    rule = _rule("stale" if latest.is_latest else "lapse", column)
    yield _certain_unless(doubt, column, message, rule, str(latest.count))


def _period(short: Shortfall) -> str:
    when = f"{short.start}" if short.start == short.end else f"{short.start} 至 {short.end}"
    return f"{when} 发布 {short.count} 条"


def stale_key(column: Column) -> str:
    """The key of the finding that a column is overdue, before there is one."""
    return key_of(fail(column.url, "", rule=_rule("stale", column)), check="column-stale")


def _rule(what: str, column: Column) -> str:
    return f"{what}-{GROUPS.get(column.kind, 'other')}"


def _certain_unless(doubt: str, column: Column, message: str, rule: str, value: str) -> Result:
    if doubt:
        return _result(Outcome.REVIEW, column, f"{message}；但{doubt}，请人工确认。", rule, value)
    return _result(Outcome.FAIL, column, f"{message}。", rule, value)


def _result(outcome: Outcome, column: Column, message: str, rule: str, value: str) -> Result:
    mender = Mender.UNIT
    if column.guessed:
        mender = Mender.UNKNOWN
        if outcome is Outcome.FAIL:
            outcome, message = Outcome.REVIEW, f"{message}栏目是推测出来的，请先确认。"
    return Result(
        outcome,
        column.url,
        message,
        rule=rule,
        value=value,
        column=column.name,
        mender=mender,
    )
