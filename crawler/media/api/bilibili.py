"""Bilibili's open platform: the videos of the account that gave the authorisation.

Requests are signed with the application's secret. 动态 and 专栏 are not in this list: it is
complete only for accounts whose office says so.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

from checks.media.models import Post
from checks.media.observations import NAME
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, hidden, items_of, number
from crawler.media.api.owner import unless_of_another
from crawler.media.secrets import Secret

NEEDS = (("access_key_id", "access_key_secret", "access_token"),)
COUNT = 50
MOST_PAGES = 40
_NO_BODY = hashlib.md5(b"", usedforsecurity=False).hexdigest()
_REASONS = {
    -101: Reason.CREDENTIAL_REJECTED, -111: Reason.CREDENTIAL_REJECTED,
    -401: Reason.CREDENTIAL_REJECTED, -403: Reason.PERMISSION_DENIED, -404: Reason.API_RETIRED,
    -400: Reason.REQUEST_REFUSED, -500: Reason.BUSY, -503: Reason.BUSY, -504: Reason.BUSY,
    -509: Reason.RATE_LIMITED, -799: Reason.RATE_LIMITED, 4001: Reason.REQUEST_REFUSED,
    4002: Reason.CREDENTIAL_REJECTED, 4003: Reason.CREDENTIAL_REJECTED,
    4004: Reason.CREDENTIAL_REJECTED, 4008: Reason.CREDENTIAL_REJECTED,
}  # fmt: skip
_SCREENS = frozenset((-352, -412))


async def look(session: Session) -> Told:
    """Whose account it is, then its public videos, newest first."""
    owner = await _owner(session)
    seen = 0
    for page in range(1, MOST_PAGES + 1):
        query = {"pn": str(page), "ps": str(COUNT), "status": "pubed"}
        data = await _asked(session, "/arcopen/fn/archive/viewlist", query)
        items = items_of(data.get("list") or [], "list")
        counted = data.get("page")
        total = number(counted.get("total")) if isinstance(counted, dict) else None
        if total is None:
            raise FailureError(Reason.SHAPE_CHANGED, "没有 page.total")
        posts = [_post(session, one) for one in items]
        session.take(posts)
        if any(post.published_at is None for post in posts):
            raise FailureError(Reason.SHAPE_CHANGED, "有视频没有能读懂的日期")
        seen += len(posts)
        dated = [post.published_at for post in posts if post.published_at]
        if not dated or seen >= total or max(dated) < session.span.start:
            break
    else:
        raise FailureError(Reason.INCOMPLETE, f"翻了 {MOST_PAGES} 页仍没有到头")
    if not seen:
        return Told(reason=Reason.EMPTY_LIST)
    if not dated and seen < total:
        return Told(reason=Reason.INCOMPLETE, detail=f"平台说有 {total} 条，只给出 {seen} 条")
    told = Told(session.span.so_far, exhaustive=session.config.complete)
    return told if session.config.params.get("openid") else unless_of_another(session, owner, told)


async def _owner(session: Session) -> str:
    """A credential of another account must prove nothing about this one."""
    data = await _asked(session, "/arcopen/fn/user/account/info", {})
    name = str(data.get("name") or "").strip()
    if name:
        session.observe(NAME, name[:60])
    wanted = session.config.params.get("openid", "")
    if wanted and str(data.get("openid") or wanted) != wanted:
        raise FailureError(Reason.WRONG_ACCOUNT, f"凭据属于“{session.told(name, 40)}”")
    return name


async def _asked(session: Session, path: str, query: Mapping[str, str]) -> dict[str, Any]:
    if session.keys is None:
        raise FailureError(Reason.CREDENTIAL_MISSING)
    stamp = str(int(time.time()))  # the platform allows ten minutes of difference
    headers = signed(session.keys["access_key_id"], session.keys["access_key_secret"], stamp)
    headers["access-token"] = session.keys["access_token"]
    found = await session.ask(Call(session.bases.bilibili, path, query, headers=headers))
    code = number(found.get("code"))
    if code is None:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 code")
    if code != 0:
        told = f"接口返回 {code}：{session.told(found.get('message'))}"
        if code in _SCREENS:
            raise FailureError(Reason.BLOCKED, told, stops=True)
        raise FailureError(_REASONS.get(code, Reason.ERROR_CODE), told)
    data = found.get("data")
    if not isinstance(data, dict):
        raise FailureError(Reason.SHAPE_CHANGED, "没有 data")
    return data


def signed(key: Secret, secret: Secret, stamp: str, nonce: str = "") -> dict[str, str | Secret]:
    """The headers of a GET without a body: all of ``x-bili-`` in order, and their signature."""
    headers = {
        "x-bili-accesskeyid": key.reveal(),
        "x-bili-content-md5": _NO_BODY,
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": nonce or secrets.token_hex(16),
        "x-bili-signature-version": "2.0",
        "x-bili-timestamp": stamp,
    }
    told = "\n".join(f"{name}:{headers[name]}" for name in sorted(headers))
    signature = hmac.new(secret.reveal().encode(), told.encode(), hashlib.sha256).hexdigest()
    return {**headers, "Authorization": signature}


def _post(session: Session, one: dict[str, Any]) -> Post:
    ident = str(one.get("resource_id") or "")
    if not ident:
        raise FailureError(Reason.SHAPE_CHANGED, "没有 resource_id")
    when = read_when(one.get("ptime")) or read_when(one.get("ctime"))
    video, extra = one.get("video_info"), one.get("addit_info")
    share = video.get("share_url") if isinstance(video, dict) else ""
    post = session.post(
        ident,
        one.get("title"),
        share or f"https://www.bilibili.com/video/{ident}",
        published_at=when.at if when else None,
    )
    state = number(extra.get("state")) if isinstance(extra, dict) else 0
    return hidden(post) if state not in (0, None) else post
