"""``freepublish/batchget``: what was published without being sent to followers: never all there is."""

from typing import Any

from checks.media.models import Post, PostState
from checks.media.observations import COMMENTS
from checks.media.reasons import Reason
from checks.media.times import read_when
from crawler.media.api.calls import FailureError, Session, Told, items_of, number
from crawler.media.api.wechat_menu import look_at_menu
from crawler.media.api.weixin import article_id, weixin

PATH = "/cgi-bin/freepublish/batchget"
COUNT = 20


async def look(session: Session) -> Told:
    """Newest first, until the span is left or ``total_count`` is reached. An empty list is no
    silence: messages sent to followers are not in it.
    """
    seen: set[str] = set()
    offset, open_posts = 0, 0
    while True:
        body = {"offset": offset, "count": COUNT, "no_content": 1}
        found = await weixin(session, PATH, body)
        total = number(found.get("total_count"))
        if total is None:
            raise FailureError(Reason.SHAPE_CHANGED, "没有 total_count")
        items = items_of(found.get("item"), "item")
        fresh = [one for one in items if str(one.get("article_id")) not in seen]
        seen.update(str(one.get("article_id")) for one in fresh)
        posts = [post for one in fresh for post in _posts(session, one)]
        session.take(posts)
        open_posts += sum(_open_comments(one) for one in fresh)
        offset += len(items)
        dated = [post.published_at for post in posts if post.published_at]
        left = bool(dated) and max(dated) < session.span.start
        if not fresh or offset >= total or left:
            break
    if session.kept:
        value = {"posts": session.kept, "open": open_posts, "received": -1}
        session.observe(COMMENTS, value)
    if all(source.kind != "wechat_detail" for source in session.account.sources):
        await look_at_menu(session)
    return Told(detail="只含“发布”的内容，不含群发" if not session.kept else "")


def _posts(session: Session, one: dict[str, Any]) -> list[Post]:
    content = one.get("content")
    items = content.get("news_item") if isinstance(content, dict) else None
    when = read_when(one.get("update_time"))
    posts = []
    for n, item in enumerate(items_of(items, "news_item"), start=1):
        url = item.get("url")
        posts.append(
            session.post(
                article_id(url, f"{one.get('article_id')}_{n}"),
                item.get("title"),
                url,
                published_at=when.at if when else None,
                edited=True,
                state=PostState.DELETED if item.get("is_deleted") else PostState.LIVE,
            )
        )
    return posts


def _open_comments(one: dict[str, Any]) -> int:
    content = one.get("content")
    items = content.get("news_item") if isinstance(content, dict) else None
    found = items if isinstance(items, list) else []
    return sum(bool(i.get("need_open_comment")) for i in found if isinstance(i, dict))
