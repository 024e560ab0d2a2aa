"""Weibo: the posts of the user who gave the authorisation, or of any user by contract."""

from collections.abc import Mapping
from typing import Any

from checks.media.models import Coverage, Post, PostState
from checks.media.observations import NAME, STATUS
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, items_of, number
from crawler.media.secrets import Secret

NEEDS = (("access_token",),)
Query = Mapping[str, str | Secret]
OWN_COUNT, BOUGHT_COUNT = 100, 20
MOST_PAGES = 50
MOST_PINNED = 2
_REASONS = {
    10001: Reason.BUSY, 10004: Reason.IP_NOT_ALLOWED, 10006: Reason.CREDENTIAL_REJECTED,
    10008: Reason.REQUEST_REFUSED, 10009: Reason.BUSY, 10010: Reason.BUSY,
    10014: Reason.PERMISSION_DENIED, 10020: Reason.API_RETIRED, 10022: Reason.RATE_LIMITED,
    10023: Reason.RATE_LIMITED, 10024: Reason.RATE_LIMITED, 20003: Reason.NO_SUCH_ACCOUNT,
    21301: Reason.CREDENTIAL_REJECTED, 21335: Reason.PERMISSION_DENIED,
    **dict.fromkeys((21314, 21315, 21316, 21317, 21319, 21327, 21332), Reason.CREDENTIAL_REJECTED),
}  # fmt: skip
_TOLD = {21335: "该接口只能查看授权账号自己的微博"}


async def look_own(session: Session) -> Told:
    """``statuses/user_timeline``: the authorised user's own posts, every one of them."""
    path = "/2/statuses/user_timeline.json"
    base: Query = {"access_token": _token(session), "count": str(OWN_COUNT), "feature": "0"}
    collected = 0
    for page in range(1, MOST_PAGES + 1):
        found = await _asked(session, session.bases.weibo, path, {**base, "page": str(page)})
        posts, total = await _taken(session, found)
        collected += len(posts)
        if not posts or collected >= total or _left(posts, session):
            whole = bool(posts) or collected >= total
            return _told(session, session.span.so_far if whole else None)
    raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_PAGES} 页仍没有到头")


async def look_bought(session: Session) -> Told:
    """``user_timeline/other`` of the commercial interface: any user's posts within a time range.

    When the range is empty, one call without a range shows whether the source works at all.
    """
    uid = session.config.params.get("uid", "") or session.account.platform_id
    if not uid.isdigit():
        raise FailureError(Reason.CONFIG_INCOMPLETE, "账号ID（或 params.uid）要写微博的数字 UID")
    path = "/2/statuses/user_timeline/other.json"
    base: Query = {"access_token": _token(session), "uid": uid, "count": str(BOUGHT_COUNT)}
    span = {
        "start_time": str(int(session.span.start.timestamp())),
        "end_time": str(int(session.span.now.timestamp())),
    }
    collected = 0
    for page in range(1, MOST_PAGES + 1):
        query = {**base, **span, "page": str(page)}
        found = await _asked(session, session.bases.weibo_commercial, path, query)
        posts, total = await _taken(session, found)
        collected += len(posts)
        if collected and collected >= total:
            return _told(session, session.span.so_far)
        if not posts:
            break
    else:
        raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_PAGES} 页仍没有到头")
    if collected or total:
        raise FailureError(Reason.INCOMPLETE, f"平台说有 {total} 条，只给出 {collected} 条")
    found = await _asked(session, session.bases.weibo_commercial, path, {**base, "page": "1"})
    await _taken(session, found)
    return _told(session, session.span.so_far)


def _told(session: Session, covered: Coverage | None) -> Told:
    if not session.kept:
        return Told(reason=Reason.EMPTY_LIST)
    if covered is None:
        return Told(reason=Reason.INCOMPLETE, detail="列表没有给完")
    return Told(covered, exhaustive=True)


def _token(session: Session) -> Secret:
    if session.keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    return session.keys["access_token"]


async def _asked(session: Session, base: str, path: str, query: Query) -> dict[str, Any]:
    found = await session.ask(Call(base, path, query))
    code = number(found.get("error_code"))
    if code is None and "error" not in found:
        return found
    told = _TOLD.get(code or 0) or f"接口返回 {code}：{session.told(found.get('error'))}"
    reason = _REASONS.get(code or 0, Reason.ERROR_CODE)
    if reason is Reason.NO_SUCH_ACCOUNT:
        session.observe(STATUS, {"state": "missing", "text": session.told(found.get("error"))})
    # one address or one application is limited: every account behind it is
    raise FailureError(reason, told, stops=code in (10004, 10022))


async def _taken(session: Session, found: dict[str, Any]) -> tuple[list[Post], int]:
    """The posts of a page, stored, and how many there are in all."""
    statuses = items_of(found.get("statuses"), "statuses")
    total = number(found.get("total_number"))
    if total is None:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 total_number")
    posts = [_post(session, one) for one in statuses]
    for one, post in zip(statuses, posts, strict=True):
        if post.state is PostState.LIVE:
            _check_owner(session, one.get("user"))
    session.take(posts)
    if any(p.published_at is None and p.state is PostState.LIVE for p in posts):
        raise FailureError(Reason.SHAPE_CHANGED, "有微博没有能读懂的日期")
    return posts, total


def _check_owner(session: Session, user: object) -> None:
    """Whose posts these are: a credential of another account must prove nothing about this one."""
    if not isinstance(user, dict):
        raise FailureError(Reason.SHAPE_CHANGED, "没有说是谁的微博")
    uid, name = str(user.get("idstr") or user.get("id") or ""), str(user.get("screen_name") or "")
    wanted = session.config.params.get("uid", "") or session.account.platform_id
    if not (uid if wanted.isdigit() else name):
        raise FailureError(Reason.SHAPE_CHANGED, "没有说是谁的微博")
    same = uid == wanted if wanted.isdigit() else name in (wanted, session.account.name)
    if not same:
        raise FailureError(Reason.WRONG_ACCOUNT, f"凭据或 UID 属于“{session.told(name, 40)}”")
    if name:
        session.observe(NAME, name[:60])


def _post(session: Session, one: dict[str, Any]) -> Post:
    ident = str(one.get("idstr") or one.get("mid") or one.get("id") or "")
    when = read_when(one.get("created_at"))
    session.count_comments(one.get("comments_count"))
    return session.post(
        ident,
        str(one.get("text") or "")[:400],
        f"https://m.weibo.cn/detail/{ident}" if ident.isdigit() else "",
        published_at=when.at if when else None,
        state=PostState.DELETED
        if str(one.get("deleted", "0")) not in ("0", "")
        else PostState.LIVE,
    )


def _left(posts: list[Post], session: Session) -> bool:
    """Whether a page ends before the span. A pinned post stands first and says nothing."""
    rest = [post.published_at for post in posts[MOST_PINNED:] if post.published_at]
    return bool(rest) and max(rest) < session.span.start
