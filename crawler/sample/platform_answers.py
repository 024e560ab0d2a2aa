"""What each made-up platform answers, and to whom: only what its documents promise, no more."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import date, datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any

from checks.page import SHANGHAI
from crawler.sample.platforms import MadeAccount, MadePost, Reply, Request

if TYPE_CHECKING:
    from crawler.sample.platforms import Platforms

Found = tuple[MadeAccount | None, Callable[[], Reply]]
_HTML = "text/html; charset=utf-8"


def account_of(here: "Platforms", request: Request) -> Found:
    """The account a request is about, and how it is answered unless a twist says otherwise."""
    if request.path == "/robots.txt":
        return None, lambda: Reply(here.robots, kind="text/plain")
    respond = _PLACES[request.place]
    return respond(here, request)


def _weixin(here: "Platforms", request: Request) -> Found:
    body = request.body if isinstance(request.body, dict) else {}
    if request.path == "/cgi-bin/stable_token":
        account = here.index.get(("wechat", str(body.get("appid"))))
        return account, lambda: _token(here, account, body)
    appid, _, count = request.query.get("access_token", "").rpartition("-T")
    account = here.index.get(("wechat", appid))
    if account is None or count != str(here.tokens[appid]):
        return account, lambda: _errcode(40001, "invalid credential, access_token is invalid")
    respond = _WEIXIN.get(request.path)
    if respond is None:
        return account, lambda: _errcode(40066, "invalid url")
    return account, lambda: respond(here, account, request, body)


def _token(here: "Platforms", account: MadeAccount | None, body: dict[str, Any]) -> Reply:
    if account is None:
        return _errcode(40013, "invalid appid")
    if body.get("secret") != account.keys["secret"]:
        return _errcode(40125, "invalid appsecret")
    appid = account.keys["appid"]
    here.tokens[appid] += 1
    lasts = account.extra.get("expires_in", 7200)
    return Reply({"access_token": f"{appid}-T{here.tokens[appid]}", "expires_in": lasts})


def _detail(here: "Platforms", one: MadeAccount, asked: Request, body: dict[str, Any]) -> Reply:
    if "begin_date" not in body or "end_date" not in body:
        return _errcode(40097, "invalid args")
    try:
        first = date.fromisoformat(body["begin_date"])
        last = date.fromisoformat(body["end_date"])
    except (TypeError, ValueError):
        return _errcode(61500, "date format error")
    if first != last or last >= here.now.astimezone(SHANGHAI).date():
        return _errcode(61501, "date range error")
    items = [
        {"ref_date": first.isoformat(), "msgid": f"{post.ident}_1", "publish_type": n % 2,
         "title": post.title, "content_url": _article_url(one, post), "detail_list": []}
        for n, post in enumerate(one.posts)
        if post.at.astimezone(SHANGHAI).date() == first
    ]  # fmt: skip
    return Reply({"list": items, "is_delay": False})


def _freepublish(
    here: "Platforms", one: MadeAccount, asked: Request, body: dict[str, Any]
) -> Reply:
    if "offset" not in body or not 1 <= int(body.get("count", 0)) <= 20:
        return _errcode(40097, "invalid args")
    page = _newest(one.posts)[body["offset"] : body["offset"] + body["count"]]
    items = [
        {"article_id": f"A{post.ident}", "update_time": int(post.at.timestamp()),
         "content": {"news_item": [{"title": post.title, "url": _article_url(one, post),
                                    "need_open_comment": 1,
                                    "is_deleted": post.state == "deleted"}]}}
        for post in page
    ]  # fmt: skip
    return Reply({"total_count": len(one.posts), "item_count": len(items), "item": items})


def _menu(here: "Platforms", one: MadeAccount, asked: Request, body: dict[str, Any]) -> Reply:
    buttons = one.extra.get("menu", [])
    return Reply({"is_menu_open": int(bool(buttons)), "selfmenu_info": {"button": buttons}})


def _autoreply(here: "Platforms", one: MadeAccount, asked: Request, body: dict[str, Any]) -> Reply:
    words = one.extra.get("keywords", 0)
    listed = [{"rule_name": f"规则{n}"} for n in range(words)]
    return Reply({
        "is_add_friend_reply_open": int(one.extra.get("on_follow", 0)),
        "is_autoreply_open": int(bool(words)), "keyword_autoreply_info": {"list": listed},
    })  # fmt: skip


def _version(here: "Platforms", one: MadeAccount, asked: Request, body: dict[str, Any]) -> Reply:
    if asked.body is None:
        return _errcode(44002, "empty post data")
    release = one.extra.get("release")
    return Reply({"errcode": 0, "errmsg": "ok", **({"release_info": release} if release else {})})


_WEIXIN = {
    "/datacube/getarticletotaldetail": _detail,
    "/cgi-bin/freepublish/batchget": _freepublish,
    "/cgi-bin/get_current_selfmenu_info": _menu,
    "/cgi-bin/get_current_autoreply_info": _autoreply,
    "/wxa/getversioninfo": _version,
}


def _pages(here: "Platforms", request: Request) -> Found:
    """Public pages of WeChat: albums, and articles under the id of their post."""
    if request.path == "/mp/appmsgalbum":
        account = here.index.get(("wechat_album", request.query.get("__biz", "")))
        return account, lambda: _album(account, request)
    if request.path == "/mp/wappoc_appmsgcaptcha":
        return None, lambda: Reply("<html><body>环境异常</body></html>".encode(), kind=_HTML)
    ident = request.path.removeprefix("/s/")
    if ident not in here.articles:
        return None, lambda: Reply(b"<p>404</p>", 404, _HTML)
    one, post = here.articles[ident]
    return one, lambda: Reply(article_page(one.name, post), kind=_HTML)


def _album(one: MadeAccount | None, asked: Request) -> Reply:
    if one is None or not asked.query.get("album_id"):
        return Reply({"base_resp": {"ret": 10003}})
    posts = _newest(one.posts)
    begun = asked.query.get("begin_msgid", "")
    start = next((n + 1 for n, p in enumerate(posts) if p.ident == begun), 0)
    page = posts[start : start + int(asked.query.get("count", "10"))]
    items: Any = [
        {"title": p.title, "url": _article_url(one, p), "msgid": p.ident, "itemidx": "1",
         "create_time": str(int(p.at.timestamp()))}
        for p in page
    ]  # fmt: skip
    more = "1" if start + len(page) < len(posts) else "0"
    inner = {"article_list": items[0] if len(items) == 1 else items, "continue_flag": more}
    return Reply({"base_resp": {"ret": 0}, "getalbum_resp": inner})


def article_page(name: str, post: MadePost) -> bytes:
    """A WeChat article as its markup is: what is read of it, and a little around."""
    at = int(post.at.timestamp())
    if post.state == "deleted":
        return "<html><body><div>该内容已被发布者删除</div></body></html>".encode()
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(post.title)}</title>
<script nonce="1" type="text/javascript">var ct = "{at}";</script></head><body>
<h1 class="rich_media_title" id="activity-name">{escape(post.title)}</h1>
<a id="js_name">{escape(name)}</a><em id="publish_time"></em>
<div class="rich_media_content" id="js_content" style="visibility: hidden"><p>正文。</p></div>
</body></html>""".encode()


def _weibo(here: "Platforms", request: Request) -> Found:
    account = here.index.get(("weibo", request.query.get("access_token", "")))
    if account is None:
        return None, lambda: _weibo_error(request, 21332, "invalid_access_token")
    return account, lambda: _timeline(account, request)


def _timeline(one: MadeAccount, asked: Request) -> Reply:
    bought = asked.path.endswith("/other.json")
    query, posts = asked.query, _newest(one.posts)
    if bought and query.get("uid") != one.ident:
        return _weibo_error(asked, 20003, "User does not exists!")
    if not bought and query.get("uid", one.ident) != one.ident:
        return _weibo_error(asked, 21335, "request uid's value must be the current user")
    if "start_time" in query:
        first, last = int(query["start_time"]), int(query["end_time"])
        posts = [post for post in posts if first <= post.at.timestamp() <= last]
    count = min(int(query.get("count", "20")), 20 if bought else 100)
    start = (int(query.get("page", "1")) - 1) * count
    user = {"id": int(one.ident), "idstr": one.ident, "screen_name": one.name}
    statuses = [
        {"created_at": f"{post.at.astimezone(SHANGHAI):%a %b %d %H:%M:%S +0800 %Y}",
         "idstr": post.ident, "mid": post.ident, "text": post.title, "user": user,
         **({"deleted": "1"} if post.state == "deleted" else {})}
        for post in posts[start : start + count]
    ]  # fmt: skip
    return Reply({"statuses": statuses, "total_number": len(posts), "next_cursor": 0})


def _weibo_error(asked: Request, code: int, text: str) -> Reply:
    return Reply({"error": text, "error_code": code, "request": asked.path}, 403)


def _kuaishou(here: "Platforms", request: Request) -> Found:
    account = here.index.get(("kuaishou", request.query.get("app_id", "")))
    if account is not None and request.path == "/oauth2/refresh_token":
        return account, lambda: _refreshed(here, account, request)
    if account is None or request.query.get("access_token") != _kuaishou_token(here, account):
        wrong = {"result": 100200101, "error": "invalid_token", "error_msg": "access_token 无效"}
        return account, lambda: Reply(wrong)
    if request.path == "/openapi/user_info":
        return account, lambda: Reply({"result": 1, "user_info": {"name": account.name}})
    posts = _newest(account.posts)
    cursor = request.query.get("cursor", "")
    start = next((n + 1 for n, p in enumerate(posts) if p.ident == cursor), 0)
    page = posts[start : start + min(int(request.query.get("count", "20")), 200)]
    items = [
        {"photo_id": p.ident, "caption": p.title, "create_time": int(p.at.timestamp() * 1000),
         "pending": p.state == "pending"}
        for p in page
    ]  # fmt: skip
    return account, lambda: Reply({"result": 1, "video_list": items})


def _kuaishou_token(here: "Platforms", one: MadeAccount) -> str:
    """The token that is good now: ``expired`` accounts need a new one first."""
    times = here.tokens[one.keys["app_id"]]
    if times == 0:
        return "" if one.extra.get("expired") else one.keys["access_token"]
    return f"{one.keys['access_token']}-R{times}"


def _refreshed(here: "Platforms", one: MadeAccount, asked: Request) -> Reply:
    keys, query = one.keys, asked.query
    times = here.tokens[keys["app_id"]]
    good = keys["refresh_token"] + (f"-R{times}" if times else "")
    if query.get("refresh_token") != good or query.get("app_secret") != keys["app_secret"]:
        return Reply({"result": 100200102, "error": "invalid_grant", "error_msg": "access_token"})
    here.tokens[keys["app_id"]] += 1
    ending = f"-R{times + 1}"
    return Reply({
        "result": 1, "access_token": keys["access_token"] + ending, "expires_in": 172800,
        "refresh_token": keys["refresh_token"] + ending,
    })  # fmt: skip


def _bilibili(here: "Platforms", request: Request) -> Found:
    account = here.index.get(("bilibili", request.headers.get("access-token", "")))
    if account is None:
        return None, lambda: _code(-101, "账号未登录")
    if not _signed_well(account, request):
        return account, lambda: _code(4002, "signature error")
    if request.path == "/arcopen/fn/user/account/info":
        return account, lambda: _code(0, "0", {"name": account.name, "openid": account.ident})
    if request.path != "/arcopen/fn/archive/viewlist":
        return account, lambda: _code(-404, "啥都木有")
    size, page = min(int(request.query["ps"]), 50), int(request.query["pn"])
    posts = _newest(account.posts)
    items = [
        {"resource_id": p.ident, "title": p.title, "ctime": int(p.at.timestamp()) - 3600,
         "ptime": int(p.at.timestamp()), "addit_info": {"state": -30 if p.state == "pending" else 0},
         "video_info": {"share_url": f"https://www.bilibili.com/video/{p.ident}"}}
        for p in posts[(page - 1) * size : page * size]
    ]  # fmt: skip
    data = {"page": {"pn": page, "ps": size, "total": len(posts)}, "list": items}
    return account, lambda: _code(0, "0", data)


def _signed_well(account: MadeAccount, request: Request) -> bool:
    signed = {n: v for n, v in request.headers.items() if n.startswith("x-bili-")}
    told = "\n".join(f"{name}:{signed[name]}" for name in sorted(signed))
    secret = account.keys["access_key_secret"].encode()
    right = hmac.new(secret, told.encode(), hashlib.sha256).hexdigest()
    here = abs(int(signed.get("x-bili-timestamp", "0")) - datetime.now(SHANGHAI).timestamp())
    return len(signed) == 6 and request.headers.get("authorization") == right and here < 600


def _itunes(here: "Platforms", request: Request) -> Found:
    ident = request.query.get("id") or request.query.get("bundleId", "")
    account = here.index.get(("itunes", ident)) or here.index.get(("itunes", f"id{ident}"))
    if account is None or request.query.get("country") != "cn":
        return account, lambda: Reply({"resultCount": 0, "results": []})
    found = {"trackId": ident, "trackName": account.name, "version": "1.0", **account.extra}
    missing = account.extra.get("missing")
    results = [] if missing else [found]
    return account, lambda: Reply({"resultCount": len(results), "results": results})


def _feeds(here: "Platforms", request: Request) -> Found:
    ident = request.path.strip("/").removesuffix(".xml")
    account = here.index.get(("feed", ident))
    if account is None:
        return None, lambda: Reply(b"<p>404</p>", 404, _HTML)
    items = "".join(
        f"<item><guid>{post.ident}</guid><title>{escape(post.title)}</title>"
        f"<pubDate>{format_datetime(post.at)}</pubDate></item>"
        for post in _newest(account.posts)
    )
    feed = (
        f'<rss version="2.0"><channel><title>{escape(account.name)}</title>{items}</channel></rss>'
    )
    return account, lambda: Reply(feed.encode(), kind="application/rss+xml")


_PLACES: dict[str, Callable[["Platforms", Request], Found]] = {
    "weixin": _weixin,
    "weixin_pages": _pages,
    "weibo": _weibo,
    "weibo_commercial": _weibo,
    "kuaishou": _kuaishou,
    "bilibili": _bilibili,
    "itunes": _itunes,
    "feeds": _feeds,
}


def _newest(posts: Sequence[MadePost]) -> list[MadePost]:
    return sorted(posts, key=lambda post: post.at, reverse=True)


def _article_url(one: MadeAccount, post: MadePost) -> str:
    return f"http://mp.weixin.qq.com/s?__biz={one.ident}&mid={post.ident}&idx=1&sn=0a#rd"


def _errcode(code: int, text: str) -> Reply:
    return Reply({"errcode": code, "errmsg": f"{text} rid: 6920f000-00000001-00000001"})


def _code(code: int, text: str, data: Any = None) -> Reply:
    return Reply({"code": code, "message": text, "ttl": 1, "data": data})
