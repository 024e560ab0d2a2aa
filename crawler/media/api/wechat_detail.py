"""``getarticletotaldetail``: everything an account published, one finished day a call.

Newest day first. The data of yesterday are complete from about eight in the morning.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from checks.media.models import Coverage, Post
from checks.media.reasons import Reason
from checks.media.times import read_when
from checks.page import SHANGHAI
from crawler.media.api.calls import FailureError, Session, Told, items_of
from crawler.media.api.wechat_menu import look_at_menu
from crawler.media.api.weixin import article_id, biz_of, weixin

PATH = "/datacube/getarticletotaldetail"
READY_HOUR = 9
RECENT = 3
"""Days that must be told to be final; of older ones it is taken for granted."""
UNSURE = "还没有确认该接口列出全部内容；单位确认后，在来源里写 complete = true"
FIRST_DAY = date(2025, 11, 1)
"""The platform has no data of earlier days."""
MOST_FAILED = 3
"""Days in a row that may fail for reasons of the moment before the source is given up."""
_OF_THE_MOMENT = (Reason.TIMEOUT, Reason.HTTP_ERROR, Reason.BUSY)


async def look(session: Session) -> Told:
    """Every day of the span; silence is believed only where the office says the list is complete."""
    today = session.span.today
    wanted = [today - timedelta(days=n) for n in range(1, session.span.days + 1)]
    days = [day for day in wanted if day >= FIRST_DAY]
    first: FailureError | None = None
    failed = 0
    for day in days:
        try:
            await _day(session, day)
            failed = 0
        except FailureError as error:
            first = first or error
            failed += error.reason is not Reason.LAGGING
            if error.reason not in (*_OF_THE_MOMENT, Reason.LAGGING) or failed >= MOST_FAILED:
                raise first from None
    await look_at_menu(session)
    if first is not None:
        raise first
    covered = Coverage.of_days(days[-1], days[0]) if days else None
    told = "" if session.config.complete else UNSURE
    return Told(covered, exhaustive=session.config.complete, detail=told)


async def _day(session: Session, day: date) -> None:
    text = day.isoformat()
    found = await weixin(session, PATH, {"begin_date": text, "end_date": text})
    items = items_of(found.get("list"), "list")
    posts = [_post(session, one) for one in items]
    session.take(posts)
    if any(post.published_at is None for post in posts):
        raise FailureError(Reason.SHAPE_CHANGED, f"{text} 有内容没有日期")
    if not _is_final(session, day, found.get("is_delay"), bool(posts)):
        raise FailureError(Reason.LAGGING, f"{text} 的数据")


def _is_final(session: Session, day: date, delayed: object, any_post: bool) -> bool:
    """Whether a day's list will not grow any more: it must say so itself while the day is recent."""
    now = session.span.now.astimezone(SHANGHAI)
    ago = (now.date() - day).days
    if ago == 1 and now.hour < READY_HOUR and not any_post:
        return False
    return delayed is False or (delayed is None and ago > RECENT)


def _post(session: Session, one: dict[str, Any]) -> Post:
    url = one.get("content_url")
    wanted, biz = session.config.params.get("biz", ""), biz_of(url)
    if wanted and biz and wanted != biz:
        raise FailureError(Reason.WRONG_ACCOUNT, "凭据属于另一个公众号")
    days = one.get("detail_list")
    for told in days[-1:] if isinstance(days, list) else ():
        session.count_comments(told.get("comment_count") if isinstance(told, dict) else None)
    when = read_when(one.get("ref_date"))
    ident = str(one.get("msgid") or "") or article_id(url)
    if not ident:
        told = f"{one.get('ref_date')}\n{one.get('title')}"
        ident = hashlib.sha256(told.encode()).hexdigest()
    return session.post(
        ident,
        one.get("title"),
        url,
        published_at=when.at if when else None,
        precision="day",
    )
