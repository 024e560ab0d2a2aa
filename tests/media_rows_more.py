"""The rest of the matrix: Weibo, Kuaishou, Bilibili, the stores, feeds, and the 14th day."""

import gzip
from datetime import timedelta
from typing import Any

from media_rows import NA, NEW, OLD, WECHAT, N, P, Row, U, error
from walking import NOW, fixture, post

from checks.media.models import Word
from checks.media.reasons import Reason
from crawler.sample.platforms import MadePost, Twist


def weibo_error(code: int, text: str = "told") -> Twist:
    """A Weibo error, which comes as HTTP 403 with JSON."""
    return Twist(".json", {"error": text, "error_code": code, "request": "/x"}, status=403)


def own(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "weibo_own", outcome, reason, word, twists=twists, **more)  # fmt: skip


def bought(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "weibo_commercial", outcome, reason, word, twists=twists, **more)  # fmt: skip


_MANY = tuple(post(1 + n / 20, f"{9_400_000 + n}") for n in range(130))
_WEIBO = fixture("weibo/user_timeline.json")
_RETWEET = {**_WEIBO, "statuses": _WEIBO["statuses"][1:], "total_number": 1}
_UNDATED = {**_WEIBO, "statuses": [{**_WEIBO["statuses"][0], "created_at": "5分钟前"}]}
_PINNED = {**_WEIBO, "statuses": _WEIBO["statuses"][::-1]}
_NOBODY = {**_WEIBO, "statuses": [{**_WEIBO["statuses"][0], "user": None}]}
_REPEATS = Twist(".json", {"error": "token %KEY% expired", "error_code": 21327})
WEIBOS = [
    own("two pages", "ok", None, U, posts=_MANY, asked={".json": 2}),
    own("silent", "ok", None, N, posts=OLD),
    own("long date, retweet", "ok", None, U, Twist(".json", _WEIBO), ident="1000000001"),
    own("only an old retweet", "ok", None, N, Twist(".json", _RETWEET), ident="1000000001"),
    own("21327", "failed", Reason.CREDENTIAL_REJECTED, P,
        Twist(".json", fixture("weibo/err_21327_expired.json"), status=403), told="21327"),
    own("21335", "failed", Reason.PERMISSION_DENIED, P,
        Twist(".json", fixture("weibo/err_21335_not_self.json"), status=400), told="自己"),
    own("10023", "failed", Reason.RATE_LIMITED, P,
        Twist(".json", fixture("weibo/err_10023_rate.json"), status=403)),
    own("rate limit after a post", "partial", Reason.RATE_LIMITED, U,
        Twist(".json", fixture("weibo/err_10023_rate.json"), 2, status=403), posts=_MANY),
    own("token refused", "failed", Reason.CREDENTIAL_REJECTED, P,
        environ={"ACCESS_TOKEN": "made-up-token-that-is-wrong"}, told="21332"),
    own("repeats our key", "failed", Reason.CREDENTIAL_REJECTED, P, _REPEATS),
    own("unknown code", "failed", Reason.ERROR_CODE, P, weibo_error(12345), told="12345"),
    own("another user's key", "failed", Reason.WRONG_ACCOUNT, P, Twist(".json", _WEIBO)),
    own("empty", "failed", Reason.EMPTY_LIST, P),
    own("no list", "failed", Reason.SHAPE_CHANGED, P, Twist(".json", {"total_number": 1})),
    own("no total", "failed", Reason.SHAPE_CHANGED, P, Twist(".json", {"statuses": []})),
    own("undated", "partial", Reason.SHAPE_CHANGED, P, Twist(".json", _UNDATED), ident="1000000001"),
    own("list ends early", "partial", Reason.INCOMPLETE, P,
        Twist(".json", {**_RETWEET, "total_number": 500}, 1, 1),
        Twist(".json", {"statuses": [], "total_number": 500}, 2), ident="1000000001"),
    own("500 as JSON", "failed", Reason.SHAPE_CHANGED, P, Twist(".json", {"oops": 1}, status=500)),
    own("500", "failed", Reason.HTTP_ERROR, P, Twist(".json", b"oops", status=500)),
    own("pinned old one first", "ok", None, U, Twist(".json", _PINNED), ident="1000000001"),
    own("whose they are is not told", "failed", Reason.SHAPE_CHANGED, P, Twist(".json", _NOBODY)),
    bought("fresh", "ok", None, U, posts=NEW, asked={"other.json": 1}),
    bought("silent, but it works", "ok", None, N, posts=OLD, asked={"other.json": 2}),
    bought("empty", "failed", Reason.EMPTY_LIST, P, asked={"other.json": 2}),
    bought("45 posts", "ok", None, U, posts=_MANY[:45], asked={"other.json": 3}),
    bought("gives fewer than it says", "partial", Reason.INCOMPLETE, U,
           Twist("other.json", {"statuses": [], "total_number": 45}, 2), posts=_MANY[:45]),
    bought("20003", "failed", Reason.NO_SUCH_ACCOUNT, P, weibo_error(20003, "no such user")),
    bought("10014", "failed", Reason.PERMISSION_DENIED, P, weibo_error(10014)),
]  # fmt: skip


def kuaishou(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "kuaishou", outcome, reason, word, twists=twists, **more)  # fmt: skip


LIST = "photo/list"
_SECONDS = {"result": 1, "video_list": [
    {"photo_id": "3xs", "caption": "c", "create_time": 1794984000, "pending": False}]}  # fmt: skip
KUAISHOUS = [
    kuaishou("pages by the oldest", "ok", None, U,
             posts=tuple(post(1 + n / 40, f"3x{n}") for n in range(250)), asked={LIST: 3}),
    kuaishou("silent", "ok", None, N, posts=OLD, asked={LIST: 1}),
    kuaishou("pending proves nothing", "ok", None, P,
             posts=(post(2, "3xp", state="pending"), *OLD)),
    kuaishou("stored answer", "ok", None, U, Twist(LIST, fixture("kuaishou/photo_list_p1.json"), 1, 1)),
    kuaishou("seconds", "ok", None, U, Twist(LIST, _SECONDS, 1, 1)),
    kuaishou("rate", "failed", Reason.RATE_LIMITED, P,
             Twist(LIST, fixture("kuaishou/err_rate.json")), told="100100402"),
    kuaishou("token", "failed", Reason.CREDENTIAL_REJECTED, P,
             Twist(LIST, fixture("kuaishou/err_token.json"))),
    kuaishou("unknown code", "failed", Reason.ERROR_CODE, P, Twist(LIST, {"result": 7})),
    kuaishou("no result", "failed", Reason.SHAPE_CHANGED, P, Twist(LIST, {"video_list": []})),
    kuaishou("no list", "failed", Reason.SHAPE_CHANGED, P, Twist(LIST, {"result": 1})),
    kuaishou("empty", "failed", Reason.EMPTY_LIST, P),
    kuaishou("redirect", "failed", Reason.HTTP_ERROR, P,
             Twist(LIST, b"", status=302, headers={"Location": "%FEEDS%/x"}), told="没有跟随"),
]  # fmt: skip


def bili(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "bilibili_open", outcome, reason, word, twists=twists, **more)  # fmt: skip


VIEW = "viewlist"
_EARLY = {"resource_id": "BV1", "title": "t", "ctime": 1793000000, "ptime": 1794909600}
_BILI = {"code": 0, "data": {"page": {"pn": 1, "ps": 50, "total": 1}, "list": [_EARLY]}}
BILIS = [
    bili("signed, two pages", "ok", None, U,
         posts=tuple(post(1 + n / 10, f"BV{n}") for n in range(70)), asked={VIEW: 2}),
    bili("silent", "ok", None, N, posts=OLD),
    bili("videos only", "ok", None, P, posts=OLD, complete=False),
    bili("stored answer", "ok", None, U, Twist(VIEW, fixture("bilibili/viewlist.json"))),
    bili("published later than made", "ok", None, U, Twist(VIEW, _BILI)),
    bili("not public", "ok", None, P, posts=(post(2, "BVp", state="pending"), *OLD)),
    bili("signature", "failed", Reason.CREDENTIAL_REJECTED, P, told="4002",
         environ={"ACCESS_KEY_SECRET": "made-up-secret-that-is-wrong"}),
    bili("token", "failed", Reason.CREDENTIAL_REJECTED, P, told="-101",
         environ={"ACCESS_TOKEN": "made-up-token-that-is-wrong"}),
    bili("another account's key", "failed", Reason.WRONG_ACCOUNT, P, posts=NEW,
         params={"openid": "somebody-else"}),
    bili("no data", "failed", Reason.SHAPE_CHANGED, P, Twist(VIEW, {"code": 0})),
    bili("frequency", "failed", Reason.RATE_LIMITED, P, Twist(VIEW, {"code": -799, "message": "x"})),
    bili("empty", "failed", Reason.EMPTY_LIST, P),
]  # fmt: skip


def store(name: str, outcome: str, reason: Reason | None, *twists: Twist, **more: Any) -> Row:
    return Row(name, "itunes", outcome, reason, NA, twists=twists, **more)


def program(name: str, outcome: str, reason: Reason | None, *twists: Twist, **more: Any) -> Row:
    return Row(name, "wxa_version", outcome, reason, NA, twists=twists, **more)


STORES = [
    store("found", "ok", None, Twist("lookup", fixture("stores/itunes_found.json"))),
    store("missing", "ok", None, Twist("lookup", fixture("stores/itunes_missing.json"))),
    store("by bundle", "ok", None, params={"bundle": "cn.gov.liuxi.example"}),
    store("no number", "failed", Reason.CONFIG_INCOMPLETE, params={"id": "柳溪通"}),
    store("shape", "failed", Reason.SHAPE_CHANGED, Twist("lookup", {"results": []})),
    store("not found", "failed", Reason.HTTP_ERROR, Twist("lookup", b"x", status=404)),
    program("release", "ok", None, Twist("getversioninfo", fixture("wxa/getversioninfo.json"))),
    program("bare", "failed", Reason.NO_RELEASE,
            Twist("getversioninfo", fixture("wxa/getversioninfo_bare.json"))),
    program("empty post", "failed", Reason.REQUEST_REFUSED, Twist("getversioninfo", error(44002))),
    program("not a third party", "failed", Reason.PERMISSION_DENIED,
            Twist("getversioninfo", error(48001))),
]  # fmt: skip


def feed(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "feed", outcome, reason, word, twists=twists, **more)  # fmt: skip


def dated(text: str, tag: str = "pubDate") -> Twist:
    """A feed with one item of that date."""
    item = f"<item><guid>1</guid><title>t</title><{tag}>{text}</{tag}></item>"
    return Twist(".xml", f"<rss version='2.0'><channel>{item}</channel></rss>".encode())


def boundary(seconds: int, form: str) -> str:
    """The first moment of the 14th day before the monitoring day, and so many seconds."""
    start = NOW.replace(hour=0) - timedelta(days=14)
    return f"{start + timedelta(seconds=seconds):{form}}"


_MAIL = "%a, %d %b %Y %H:%M:%S"
_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>t</title>
<updated>2026-11-18T01:00:00Z</updated></entry></feed>"""
_BOMB = b"""<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel>
<item><title>&b;</title><pubDate>Wed, 18 Nov 2026 01:30:05 GMT</pubDate></item></channel></rss>"""
FEEDS = [
    feed("GMT", "ok", None, U, Twist(".xml", fixture("feeds/rsshub_weibo.xml"))),
    feed("naive", "ok", None, U, Twist(".xml", fixture("feeds/we_mp_rss_naive_date.xml"))),
    feed("no dates", "failed", Reason.NO_DATES, P,
         Twist(".xml", fixture("feeds/rsshub_kuaishou_no_dates.xml"))),
    feed("JSON", "ok", None, U, Twist(".xml", fixture("feeds/jsonfeed.json"))),
    feed("Atom, updated only", "ok", None, U, Twist(".xml", _ATOM)),
    feed("captcha", "failed", Reason.NOT_A_FEED, P,
         Twist(".xml", fixture("feeds/captcha_instead_of_feed.html"))),
    feed("empty", "failed", Reason.EMPTY_FEED, P, Twist(".xml", fixture("feeds/empty.xml"))),
    feed("declared complete", "ok", None, P, posts=OLD),
    feed("304", "failed", Reason.HTTP_ERROR, P, Twist(".xml", b"", status=304)),
    feed("gzip", "ok", None, U,
         Twist(".xml", gzip.compress(fixture("feeds/rsshub_weibo.xml")),
               headers={"Content-Encoding": "gzip"})),
    feed("too big", "failed", Reason.HTTP_ERROR, P, Twist(".xml", b"<rss>" + b"x" * 2_000_000)),
    feed("to a login page", "failed", Reason.NOT_A_FEED, P,
         Twist(".xml", b"", status=302, headers={"Location": "%FEEDS%/robots.txt"})),
    feed("entities", "failed", Reason.NOT_A_FEED, P, Twist(".xml", _BOMB)),
    feed("in the future", "ok", None, P, dated("Wed, 25 Nov 2095 09:00:00 GMT"), told="将来"),
    feed("slow", "failed", Reason.TIMEOUT, P, Twist(".xml", b"", delay_s=4.5)),
    feed("hangs up", "failed", Reason.HTTP_ERROR, P, Twist(".xml", drop=True)),
    feed("CST, first moment", "ok", None, U, dated(boundary(0, _MAIL) + " CST")),
    feed("CST, a second early", "ok", None, P, dated(boundary(-1, _MAIL) + " CST")),
    feed("naive, first moment", "ok", None, U, dated(boundary(0, "%Y-%m-%d %H:%M:%S"))),
    feed("naive, a second early", "ok", None, P, dated(boundary(-1, "%Y-%m-%d %H:%M:%S"))),
    feed("a day, the 14th", "ok", None, U, dated(boundary(0, "%Y-%m-%d"))),
    feed("a day, the 15th", "ok", None, P, dated(boundary(-1, "%Y-%m-%d"))),
    feed("UTC, first moment", "ok", None, U, dated("Thu, 05 Nov 2026 16:00:00 GMT")),
    feed("UTC, a second early", "ok", None, P, dated("Thu, 05 Nov 2026 15:59:59 GMT")),
    feed("New York, first moment", "ok", None, U, dated("Thu, 05 Nov 2026 11:00:00 -0500")),
]  # fmt: skip

_FIRST, _BEFORE = NOW.replace(hour=0) - timedelta(days=14), timedelta(seconds=1)
EDGES = [
    Row(name, kind, "ok", None, word, (MadePost("7000001", "t", at),))
    for kind in ("wechat_detail", "weibo_own", "weibo_commercial", "kuaishou", "bilibili_open")
    for name, at, word in (
        ("exactly 14 days", _FIRST, U),
        ("a second more", _FIRST - _BEFORE, N),
        ("15 days", _FIRST - timedelta(days=1), N),
    )
]

ROWS = [*WECHAT, *WEIBOS, *KUAISHOUS, *BILIS, *STORES, *FEEDS, *EDGES]
