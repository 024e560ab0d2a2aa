from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from checks.media.facts import AccountFacts
from checks.media.models import Coverage, Word
from checks.media.verdict import covers
from checks.registry import account_check
from checks.results import Result, fail, not_applicable, passed, unverifiable


@account_check("media-longest-gap")
def media_longest_gap(account: AccountFacts, *, limit: int = 0) -> Iterator[Result]:
    """账号当月最长多少天没有更新。

    依据：供主管单位掌握更新频次，国办口径没有这一条；地方计分的口径可以给参数 limit 写天数。
    判定：取监测日和当月以前最近一条之间，相邻两条内容（头尾各算到月初和监测日）相隔最多的天数。
    没有写 limit 的只列出天数；写了的，已知内容之间都不超过就合格，
    只有能看到全部内容的来源答完了这段时间，才判为超过，否则无法核验（中间可能有没看到的内容）。
    误报：来源只能看到一部分内容时，列出的天数只会偏大。
    整改：均匀安排发布，避免长时间没有更新。
    """
    if account.verdict.word is Word.NOT_APPLICABLE:
        yield not_applicable("", account.verdict.sentence)
        return
    days = account.post_days()
    if not days:
        yield unverifiable("", "没有带日期的内容，算不出间隔。")
        return
    first, last = _longest(days, account.month_start, account.as_of)
    gap = (last - first).days
    span = f"{first} 至 {last} 相隔 {gap} 天"
    whole = Coverage.of_days(first, last)
    complete = any(covers(outcome, whole) for outcome in account.outcomes)
    told = span + ("，来源已答完这段时间。" if complete else "；中间可能还有没看到的内容。")
    if not limit or gap <= limit:
        yield passed("", f"本月最长的间隔：{told}", value=str(gap))
    elif complete:
        yield fail("", f"超过 {limit} 天没有更新：{told}", value=str(gap))
    else:
        yield unverifiable("", f"可能超过 {limit} 天没有更新：{told}", value=str(gap))


def _longest(days: list[date], start: date, end: date) -> tuple[date, date]:
    """The two neighbouring days of the month that lie farthest apart; the earlier one may be the
    last post before the month, counted from the month's first day.
    """
    inside = [day for day in days if day >= start]
    before = [start - timedelta(days=1)] if len(inside) < len(days) else []
    marks = [*(before or [start]), *inside, end]
    return max(pairwise(marks), key=lambda pair: pair[1] - pair[0])
