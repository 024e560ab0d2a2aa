import re
from collections.abc import Iterator
from datetime import date, timedelta

from checks.dates import date_in_url, parse_date
from checks.page import SHANGHAI, Page, PageKind
from checks.published import EARLIEST
from checks.registry import page_check
from checks.results import Result, not_applicable, review

_GAP = r"(?:<[^<>]{0,120}>|&nbsp;|[\s：:\]】\[【])*"
_SHOWN = re.compile(
    rf"(?:发布|发文|发表|公布|公开|发稿)\s?(?:时间|日期){_GAP}"
    r"(20\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})"
)
_NORMAL = "补录旧稿、迁移数据是正常情况，请人工判断"


@page_check("suspicious-date")
def suspicious_date(page: Page, *, tolerance_days: int = 30) -> Iterator[Result]:
    """稿件发布日期可疑（候选）。

    依据：国办秘函〔2019〕19号单项否决“弄虚作假（如伪造发稿日期）”。机器只找线索，是否伪造必须由人判断。
    判定：稿件的发布日期晚于抓取当天的次日；或者 PubDate 标签、页面上显示的发布时间、网址里的日期
    三者之间相差超过 30 天的，为“需人工复核”。从不直接判为发现。不一致的按是哪几个日期合成一处，另列各个页面。
    误报：补录旧稿、迁移数据、定时发布、按成文日期填写标签都是正常情况；
    网址里的日期常是建稿日期，栏目模板也可能统一填写 PubDate。
    整改：属实的，按实际发布时间改正；补录的稿件请注明原发布日期。
    """
    reading = page.reading
    if reading.kind is not PageKind.ARTICLE or page.is_home or page.column is not None:
        yield not_applicable(page.url, "不是内容页，没有发布日期可比较。")
        return
    dates = _dates(page)
    seen_on = page.fetched_at.astimezone(SHANGHAI).date() if page.fetched_at else page.as_of
    future = {
        name: day for name, day in dates.items() if seen_on and day > seen_on + timedelta(days=1)
    }
    if future:
        said = "、".join(f"{name}是 {day}" for name, day in future.items())
        latest = max(future.values())
        yield review(
            page.url,
            f"稿件的{said}，晚于抓取当天（{seen_on}），{_NORMAL}。",
            rule="future",
            value=str(latest),
        )
        return
    if len(dates) < 2:
        return
    apart = (max(dates.values()) - min(dates.values())).days
    if apart > tolerance_days:
        said = "、".join(f"{name}是 {day}" for name, day in dates.items())
        yield review(
            page.url,
            f"稿件的几个日期不一致：{said}，相差 {apart} 天，{_NORMAL}。",
            target=f"日期不一致：{'、'.join(dates)}",
            rule="disagree",
            value=str(apart),
        )


def _dates(page: Page) -> dict[str, date]:
    """The day by where it stands: label, page, address; only those that are days for certain."""
    found: dict[str, date] = {}
    label = parse_date(page.reading.labels.get("PubDate", ""))
    if label is not None and label.day >= EARLIEST:
        found["PubDate 标签"] = label.day
    published = page.reading.published
    if published is not None and published.source == "visible":
        found["页面显示的发布时间"] = published.day
    elif shown := _SHOWN.search(page.html):
        day = _day(shown)
        if day is not None and day >= EARLIEST:
            found["页面显示的发布时间"] = day
    address = date_in_url(page.final_url)
    if address is not None and address >= EARLIEST:
        found["网址里的日期"] = address
    return found


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
