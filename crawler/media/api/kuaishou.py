"""Kuaishou's open platform: the videos of the account that gave the authorisation.

A token lasts two days, so a monthly walk needs the refresh token (half a year), which may be
another one afterwards: it is only used where the new one can be kept.
"""

from typing import Any

from checks.media.models import Post
from checks.media.observations import NAME
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, hidden, items_of, number
from crawler.media.api.owner import unless_of_another
from crawler.media.credentials import Credential, MissingError
from crawler.media.secrets import Secret

NEEDS = (("app_id", "app_secret", "refresh_token"), ("app_id", "access_token"))
EXTRA = ("access_token",)
LIST = "/openapi/photo/list"
UNKEPT = "令牌已过期；refresh_token 要放在 0600 的文件或 keyring 里，程序才能换新的并存下来"
COUNT = 200
MOST_PAGES = 50
_LIMITS = frozenset((100100402, 100100403, 100100404, 200100410))
_TOKEN_CODES = frozenset((100200101,))


async def look(session: Session) -> Told:
    """Page after page from the oldest video seen, until the span is left or nothing new comes."""
    seen: set[str] = set()
    cursor = ""
    for _ in range(MOST_PAGES):
        more = {"count": str(COUNT), **({"cursor": cursor} if cursor else {})}
        found = await _asked(session, LIST, more)
        items = items_of(found.get("video_list"), "video_list")
        posts = [_post(session, one) for one in items]
        fresh = [post for post in posts if post.post_id not in seen]
        seen.update(post.post_id for post in fresh)
        session.take(fresh)
        if any(post.published_at is None for post in fresh):
            raise FailureError(Reason.SHAPE_CHANGED, "有视频没有能读懂的日期")
        dated = [(post.published_at, post.post_id) for post in fresh if post.published_at]
        if not dated:
            if items:
                raise FailureError(Reason.INCOMPLETE, "翻页得到的是同样的内容")
            break
        if max(dated)[0] < session.span.start:
            break
        cursor = min(dated)[1]
    else:
        raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_PAGES} 页仍没有到头")
    owner = await _owner(session)
    if not seen:
        return Told(reason=Reason.EMPTY_LIST)
    return unless_of_another(session, owner, Told(session.span.so_far, exhaustive=True))


async def _owner(session: Session) -> str:
    """Whose videos these are, where the platform tells, else "": a name that others compare."""
    try:
        found = await _asked(session, "/openapi/user_info", {})
    except FailureError as error:
        if error.stops:
            raise
        return ""
    user = found.get("user_info")
    name = user.get("name") if isinstance(user, dict) else None
    if not isinstance(name, str) or not name.strip():
        return ""
    session.observe(NAME, name.strip()[:60])
    return name.strip()


async def _asked(session: Session, path: str, query: dict[str, str]) -> dict[str, Any]:
    """One answer; the token is renewed once when it is no longer good."""
    if session.keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    name, own = session.keys.name, session.keys.fields.get("access_token")
    token = session.tokens.renewed.get(name) or own or await _renewed(session, None)
    for renewing in (True, False):
        keys = {"app_id": session.keys["app_id"], "access_token": token}
        found = await session.ask(Call(session.bases.kuaishou, path, {**keys, **query}))
        try:
            _check(session, found)
        except FailureError as error:
            bad = error.reason is Reason.CREDENTIAL_REJECTED
            if not (bad and renewing and "refresh_token" in session.keys):
                raise
            token = await _renewed(session, token)
            continue
        return found
    raise AssertionError("the second round returns or raises")


async def _renewed(session: Session, bad: Secret | None) -> Secret:
    """Another token for ``bad``, asked for once a walk however many accounts share the credential."""
    keys, tokens = session.keys, session.tokens
    if keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    async with tokens.lock(keys.name):
        known: Secret | None = tokens.renewed.get(keys.name)
        if known is not None and known is not bad:
            return known
        if known is not None:
            raise FailureError(Reason.CREDENTIAL_REJECTED, "换过一次令牌，仍不被接受")
        if not keys.can_replace("refresh_token"):
            raise FailureError(Reason.CREDENTIAL_REJECTED, UNKEPT)
        query = {"grant_type": "refresh_token"}
        secrets = {n: keys[n] for n in ("app_id", "app_secret", "refresh_token")}
        path = "/oauth2/refresh_token"
        found = await session.ask(
            Call(session.bases.kuaishou, path, {**query, **secrets}, once=True)
        )
        _check(session, found)
        return _kept(session, keys, found)


def _kept(session: Session, keys: Credential, found: dict[str, Any]) -> Secret:
    """The new token; both new values are stored where the old ones were."""
    token: Secret | None = None
    for name in ("refresh_token", "access_token"):
        text = found.get(name)
        if not isinstance(text, str) or not text:
            continue
        token = session.redactor.learn(Secret(text))
        if keys.can_replace(name):
            try:
                keys.replace(name, token)
            except MissingError as error:
                raise FailureError(Reason.CREDENTIAL_REJECTED, str(error)) from None
    if token is None or not found.get("access_token"):
        raise FailureError(Reason.SHAPE_CHANGED, "没有 access_token")
    session.tokens.renewed[keys.name] = token
    return token


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
    session.count_comments(one.get("comment_count"))
    return hidden(post) if one.get("pending") else post
