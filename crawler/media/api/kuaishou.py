"""Kuaishou's open platform: the videos of the account that gave the authorisation."""

from typing import Any

from checks.media.models import Post
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, hidden, items_of, number

NEEDS = (("app_id", "access_token"),)
COUNT = 200
MOST_PAGES = 50
_LIMITS = frozenset((100100402, 100100403, 100100404, 200100410))
_TOKEN_CODES = frozenset((100200101,))


async def look(session: Session) -> Told:
    """Page after page from the oldest video seen, until the span is left or nothing new comes."""
    if session.keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    query = {"app_id": session.keys["app_id"], "access_token": session.keys["access_token"]}
    seen: set[str] = set()
    cursor = ""
    for _ in range(MOST_PAGES):
        more = {"count": str(COUNT), **({"cursor": cursor} if cursor else {})}
        call = Call(session.bases.kuaishou, "/openapi/photo/list", {**query, **more})
        found = await session.ask(call)
        _check(session, found)
        items = items_of(found.get("video_list"), "video_list")
        posts = [_post(session, one) for one in items]
        fresh = [post for post in posts if post.post_id not in seen]
        seen.update(post.post_id for post in fresh)
        session.take(fresh)
        if any(post.published_at is None for post in fresh):
            raise FailureError(Reason.SHAPE_CHANGED, "有视频没有能读懂的日期")
        dated = [(post.published_at, post.post_id) for post in fresh if post.published_at]
        if not dated:
            break
        if max(dated)[0] < session.span.start:
            break
        cursor = min(dated)[1]
    else:
        raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_PAGES} 页仍没有到头")
    if not seen:
        return Told(reason=Reason.EMPTY_LIST)
    return Told(session.span.so_far, exhaustive=True)


def _check(session: Session, found: dict[str, Any]) -> None:
    code = number(found.get("result"))
    if code == 1:
        return
    if code is None:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 result")
    message = session.told(found.get("error_msg") or found.get("error"))
    told = f"接口返回 {code}：{message}"
    if code in _LIMITS:
        raise FailureError(Reason.RATE_LIMITED, told)
    words = f"{found.get('error')} {found.get('error_msg')}".casefold()
    if code in _TOKEN_CODES or "invalid_token" in words or "access_token" in words:
        raise FailureError(Reason.CREDENTIAL_REJECTED, told)
    if "scope" in words or "permission" in words or "权限" in words:
        raise FailureError(Reason.PERMISSION_DENIED, told)
    raise FailureError(Reason.ERROR_CODE, told)


def _post(session: Session, one: dict[str, Any]) -> Post:
    ident = str(one.get("photo_id") or "")
    if not ident:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 photo_id")
    when = read_when(one.get("create_time"))
    post = session.post(
        ident,
        one.get("caption"),
        f"https://www.kuaishou.com/short-video/{ident}" if ident.isalnum() else "",
        published_at=when.at if when else None,
    )
    return hidden(post) if one.get("pending") else post
