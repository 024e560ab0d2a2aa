"""A public album of a WeChat account: what its editors put in, a lower bound of what there is."""

from typing import Any

from checks.media.models import Post
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import Call, FailureError, Session, Told, items_of, number
from crawler.media.api.weixin import article_id, biz_of

COUNT = 10
MOST_PAGES = 20
CAPTCHA = "wappoc_appmsgcaptcha"


async def look(session: Session) -> Told:
    """Page by page until the span is left. ``params``: ``biz`` and ``album_id`` of the album."""
    params = session.config.params
    biz, album = params.get("biz", ""), params.get("album_id", "")
    if not biz or not album:
        raise FailureError(Reason.CONFIG_INCOMPLETE, "要写 params.biz 和 params.album_id")
    query = {"action": "getalbum", "__biz": biz, "album_id": album, "count": str(COUNT)}
    query |= {"f": "json"}
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        call = Call(session.bases.weixin_pages, "/mp/appmsgalbum", query, robots=True)
        found = await _asked(session, call)
        ret = _ret(found)
        if ret != 0:
            raise FailureError(Reason.ERROR_CODE, f"合集返回 ret {ret}")
        album_now = found.get("getalbum_resp")
        if not isinstance(album_now, dict):
            raise FailureError(Reason.SHAPE_CHANGED, "没有 getalbum_resp")
        items = _items(album_now.get("article_list"))
        posts = [_post(session, one) for one in items if _own(one, biz)]
        fresh = [post for post in posts if post.post_id not in seen]
        seen.update(post.post_id for post in fresh)
        session.take(fresh)
        dated = [post.published_at for post in fresh if post.published_at]
        left = bool(dated) and max(dated) < session.span.start
        if str(album_now.get("continue_flag")) != "1" or not fresh or left:
            break
        last = items[-1]
        query |= {
            "begin_msgid": str(last.get("msgid") or ""),
            "begin_itemidx": str(last.get("itemidx") or ""),
        }
    if not session.kept:
        return Told(reason=Reason.EMPTY_LIST, detail="合集里没有文章")
    return Told()


async def _asked(session: Session, call: Call) -> dict[str, Any]:
    """A page that wants a person to prove being one ends the host for this walk."""
    try:
        return await session.ask(call)
    except FailureError as error:
        if error.reason is Reason.SHAPE_CHANGED or "转到" in error.detail:
            raise FailureError(Reason.BLOCKED, "微信要求验证", stops=True) from None
        raise


def _ret(found: dict[str, Any]) -> int | None:
    base = found.get("base_resp")
    return number(base.get("ret")) if isinstance(base, dict) else None


def _items(value: object) -> list[dict[str, Any]]:
    """The articles: a list, or one object when there is exactly one."""
    if value is None or value == "":
        return []
    return items_of([value] if isinstance(value, dict) else value, "article_list")


def _own(one: dict[str, Any], biz: str) -> bool:
    return biz_of(one.get("url")) in ("", biz)


def _post(session: Session, one: dict[str, Any]) -> Post:
    msgid, itemidx = str(one.get("msgid") or ""), str(one.get("itemidx") or "")
    ident = f"{msgid}_{itemidx}" if msgid and itemidx else article_id(one.get("url"))
    when = read_when(one.get("create_time"))
    return session.post(
        ident or str(one.get("url")),
        one.get("title"),
        one.get("url"),
        published_at=when.at if when else None,
    )
