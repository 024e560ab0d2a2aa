"""Simple enquiries that were not answered within five working days."""

import re
from collections.abc import Iterator
from datetime import date

from checks.letters import Letter, letters, none_read
from checks.periods import add_months, unanswered_too_long
from checks.registry import site_check
from checks.results import Result, passed, review, unverifiable
from checks.site import Site
from checks.workdays import is_late, workdays_after

_ENQUIRY = re.compile(
    r"咨询|请问|如何|怎[么样]|什么|哪[里些个儿]|多少|多久|是否|能否|可否|可以.{0,12}吗|吗[？?]?$"
)
_NOT_ONE = re.compile(r"投诉|举报|建议|求助|意见|反映|曝光")


@site_check("late-answer")
def late_answer(
    site: Site, *, workdays: int = 5, within_months: int = 3, most: int = 30
) -> Iterator[Result]:
    """简单咨询超过 5 个工作日才答复。

    依据：国办秘函〔2019〕19号扣分指标“办理答复”：简单常见咨询 5 个工作日内答复（北京、湖南的通报印证；分值原文未核）。
    判定：监测时间点前 3 个月内公开的咨询类留言，从留言次日算起，按国家公布的节假日和调休安排，
    超过 5 个工作日才答复、或者还没有答复的，为“需人工复核”，逐条列出（最多 30 条，其余只报条数）。
    留言类型写着咨询，或者没写类型而标题像咨询的才看；已超过 3 个月未答复的归“互动回应差”，这里不重复列出。
    跨到程序还不知道节假日安排的年份的，为“需人工复核”并说明。没有读到留言，为“无法核验”。
    误报：问题复杂、需要多个部门办理的，不适用 5 个工作日；先电话答复、后上网公开的以实际答复时间为准。
    整改：建立常见问题答复口径，简单咨询在 5 个工作日内答复并公开。
    """
    found = letters(site)
    if reason := none_read(site, found):
        yield unverifiable(site.url, reason)
        return
    earliest = add_months(site.as_of, -within_months)
    recent = (one for one in found if one.asked and one.asked >= earliest and _is_enquiry(one))
    looked = [one for one in recent if _end(site, one)]
    said = [result for one in looked if (result := _judge(site, one, workdays)) is not None]
    yield from said[:most]
    if len(said) > most:
        yield review(
            site.url,
            f"另有 {len(said) - most} 条咨询类留言超过 {workdays} 个工作日才答复，没有逐条列出。",
            target="late-answer:more",
            rule="late",
            value=str(len(said) - most),
        )
    if looked and not said:
        yield passed(site.url, f"看了 {len(looked)} 条咨询类留言，都在 {workdays} 个工作日内答复。")
    if not looked:
        yield unverifiable(
            site.url,
            f"近 {within_months} 个月的公开留言里，没有写明留言时间和答复时间的咨询类留言，无从计算。",
        )


def _is_enquiry(one: Letter) -> bool:
    if one.kind:
        return "咨询" in one.kind
    return bool(_ENQUIRY.search(one.title)) and not _NOT_ONE.search(one.title)


def _end(site: Site, one: Letter) -> date | None:
    """The day up to which it waited; None when unknown, or when it is a matter of the veto."""
    if one.answered is not None:
        return one.answered
    if one.asked is None or one.state != "waiting":
        return None
    return None if unanswered_too_long(one.asked, site.as_of) else site.as_of


def _judge(site: Site, one: Letter, workdays: int) -> Result | None:
    end = _end(site, one)
    if one.asked is None or end is None:
        return None
    what = f"答复时间是 {end}" if one.answered else f"到监测时间点 {end} 还没有答复"
    return _late(one, one.asked, end, workdays, what)


def _late(one: Letter, asked: date, end: date, workdays: int, what: str) -> Result | None:
    late = is_late(asked, end, workdays)
    if late is False:
        return None
    count = workdays_after(asked, end)
    said = f"{one.name}的留言时间是 {asked}，{what}"
    if late:
        long = f"已 {count} 个工作日" if count is not None else f"已超过 {workdays} 个工作日"
        message = f"{said}，{long}，超过 {workdays} 个工作日；请确认是否简单常见的咨询。"
    else:
        message = (
            f"{said}；其中有程序还不知道节假日安排的年份，是否超过 {workdays} 个工作日请人工计算。"
        )
    return review(
        one.url,
        message,
        target=one.target,
        rule="late" if late else "calendar-unknown",
        value="" if count is None else str(count),
        found_on=tuple(dict.fromkeys((one.page, one.url))),
    )
