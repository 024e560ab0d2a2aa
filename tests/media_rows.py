"""The test matrix of the interfaces: one row a case, each an account of its own in one walk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from walking import fixture, post

from checks.media.models import Word
from checks.media.reasons import Reason
from crawler.sample.platforms import MadeAccount, MadePost, Twist

U, N, P, NA = Word.UPDATED, Word.NOT_UPDATED, Word.PENDING, Word.NOT_APPLICABLE
DETAIL, FREE, TOKEN = "getarticletotaldetail", "freepublish/batchget", "stable_token"
OLD = (post(20, "9000020"), post(30, "9000030"))
NEW = (post(2, "9000002"), *OLD)


@dataclass(frozen=True)
class Row:
    """``outcome``, ``reason`` and ``word`` are what must come of it; ``told`` is in its detail;
    ``asked`` counts the requests to addresses that end so.
    """

    name: str
    kind: str
    outcome: str
    reason: Reason | None
    word: Word
    posts: tuple[MadePost, ...] = ()
    twists: tuple[Twist, ...] = ()
    told: str = ""
    asked: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    ident: str = ""
    account_name: str = "柳溪发布"
    environ: Mapping[str, str] = field(default_factory=dict)
    credential: bool = True

    @property
    def id(self) -> str:
        """What it is called in a test's name."""
        return f"{self.kind}: {self.name}"

    def made(self, number: int) -> MadeAccount:
        """The account of this row on its platform."""
        digits = self.ident or f"{1_000_000 + number}"
        keyless = self.kind in ("wechat_album", "wechat_link", "feed", "itunes")
        made = MadeAccount(
            kind=self.kind,
            name="柳溪发布",
            ident=f"id{digits}" if self.kind == "itunes" else digits,
            posts=self.posts,
            credential="" if keyless else f"row_{number}",
            twists=self.twists,
            extra=self.extra,
        )
        key = next(iter(made.keys.values())) if len(made.keys) == 1 else ""
        return replace(made, twists=tuple(_repeating(twist, key) for twist in self.twists))


def _repeating(twist: Twist, key: str) -> Twist:
    """With the account's key where an answer says %KEY%."""
    if not key or isinstance(twist.payload, bytes):
        return twist
    return replace(twist, payload=json.loads(json.dumps(twist.payload).replace("%KEY%", key)))


def error(code: int, text: str = "told") -> dict[str, Any]:
    """A WeChat error."""
    return {"errcode": code, "errmsg": f"{text} rid: 1-2-3"}


def detail(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "wechat_detail", outcome, reason, word, twists=twists, **more)  # fmt: skip


TOKENS = [
    detail("token ok", "ok", None, N, asked={TOKEN: 1, DETAIL: 14},
           extra={"menu": fixture("wechat/selfmenu.json")["selfmenu_info"]["button"],
                  "keywords": 2, "on_follow": 1}),
    detail("40013", "failed", Reason.CREDENTIAL_REJECTED, P, Twist(TOKEN, error(40013)),
           told="40013", asked={TOKEN: 1, DETAIL: 0}),
    detail("40125", "failed", Reason.CREDENTIAL_REJECTED, P,
           Twist(TOKEN, fixture("wechat/token_40125_bad_secret.json")), told="40125"),
    detail("wrong secret", "failed", Reason.CREDENTIAL_REJECTED, P, told="40125",
           environ={"SECRET": "made-up-secret-that-is-wrong"}),
    detail("40164", "failed", Reason.IP_NOT_ALLOWED, P,
           Twist(TOKEN, fixture("wechat/token_40164_ip.json")), told="203.0.113.7"),
    detail("busy, then ok", "ok", None, N,
           Twist(TOKEN, fixture("wechat/err_minus1_busy.json"), 1, 2), asked={TOKEN: 3}),
    detail("busy for good", "failed", Reason.BUSY, P,
           Twist(TOKEN, fixture("wechat/err_minus1_busy.json")), asked={TOKEN: 3}),
    detail("expires soon", "ok", None, N, extra={"expires_in": 200}, asked={TOKEN: 1}),
    detail("token of another shape", "failed", Reason.SHAPE_CHANGED, P,
           Twist(TOKEN, {"token": "x"}), told="access_token"),
    detail("42001 on the way", "ok", None, N,
           Twist(DETAIL, fixture("wechat/err_42001_expired.json"), 5, 5),
           asked={TOKEN: 2, DETAIL: 15}),
    detail("40001 on the way", "ok", None, U,
           Twist(DETAIL, fixture("wechat/err_40001_invalid.json"), 5, 5), posts=NEW,
           asked={TOKEN: 2, DETAIL: 15}),
    detail("40014 on the way", "ok", None, N, Twist(DETAIL, error(40014), 2, 2),
           asked={TOKEN: 2}),
    detail("expired twice, working between", "ok", None, N, Twist(DETAIL, error(42001), 3, 3),
           Twist(DETAIL, error(42001), 9, 9), asked={TOKEN: 3, DETAIL: 16}),
    detail("40001 for good", "failed", Reason.CREDENTIAL_REJECTED, P,
           Twist(DETAIL, fixture("wechat/err_40001_invalid.json")),
           asked={TOKEN: 2, DETAIL: 2}),
]  # fmt: skip

DETAILS = [
    detail("both kinds of publishing", "ok", None, U, posts=(post(1.5, "8000001"), post(2)),
           asked={DETAIL: 14}),
    detail("not declared complete", "ok", None, P, complete=False, told="complete"),
    detail("stored answer", "ok", None, U,
           Twist(DETAIL, fixture("wechat/detail_2026-11-18.json"), 2, 2)),
    detail("delayed yesterday", "failed", Reason.LAGGING, P,
           Twist(DETAIL, fixture("wechat/detail_delayed.json"), 1, 1), told="2026-11-19",
           asked={DETAIL: 14}),
    detail("does not say whether it is final", "failed", Reason.LAGGING, P,
           Twist(DETAIL, {"list": []}, 2, 2), told="2026-11-18"),
    detail("does not say so of older days", "ok", None, N, Twist(DETAIL, {"list": []}, 5, 5)),
    detail("delayed, but a post", "partial", Reason.LAGGING, U,
           Twist(DETAIL, fixture("wechat/detail_delayed.json"), 1, 1), posts=NEW),
    detail("one day fails", "failed", Reason.HTTP_ERROR, P,
           Twist(DETAIL, b"oops", 7, 8, status=500), asked={DETAIL: 15}),
    detail("one stumble", "ok", None, N, Twist(DETAIL, b"oops", 7, 7, status=500),
           asked={DETAIL: 15}),
    detail("three days fail", "failed", Reason.HTTP_ERROR, P,
           Twist(DETAIL, b"oops", 7, status=502), asked={DETAIL: 12}),
    detail("fresh, then out of quota", "partial", Reason.RATE_LIMITED, U,
           Twist(DETAIL, fixture("wechat/err_45009_quota.json"), 4), posts=NEW,
           asked={DETAIL: 4}),
    detail("out of quota", "failed", Reason.RATE_LIMITED, P,
           Twist(DETAIL, fixture("wechat/err_45009_quota.json")), asked={DETAIL: 1}),
    detail("not authorised", "failed", Reason.PERMISSION_DENIED, P,
           Twist(DETAIL, fixture("wechat/err_48001_unauthorized.json")), told="48001"),
    detail("retired", "failed", Reason.API_RETIRED, P,
           Twist(DETAIL, fixture("wechat/err_47009_offline.json")), told="47009"),
    detail("date range", "failed", Reason.REQUEST_REFUSED, P, Twist(DETAIL, error(61501))),
    detail("arguments", "failed", Reason.REQUEST_REFUSED, P, Twist(DETAIL, error(40097))),
    detail("unknown code", "failed", Reason.ERROR_CODE, P, Twist(DETAIL, error(99999)),
           told="99999"),
    detail("shape", "failed", Reason.SHAPE_CHANGED, P,
           Twist(DETAIL, fixture("wechat/detail_shape_changed.json")), told="list"),
    detail("an array", "failed", Reason.SHAPE_CHANGED, P, Twist(DETAIL, [])),
    detail("list of texts", "failed", Reason.SHAPE_CHANGED, P,
           Twist(DETAIL, {"list": ["x"], "is_delay": False})),
    detail("a page for people", "failed", Reason.SHAPE_CHANGED, P,
           Twist(DETAIL, b"<html>hello</html>")),
    detail("element without address", "ok", None, U,
           Twist(DETAIL, {"list": [{"ref_date": "2026-11-18", "msgid": "1_1", "title": "t"}],
                          "is_delay": False}, 2, 2)),
    detail("element without date", "partial", Reason.SHAPE_CHANGED, P,
           Twist(DETAIL, {"list": [{"msgid": "1_1", "title": "t"}], "is_delay": False}, 2, 2)),
    detail("hangs up once", "ok", None, N, Twist(DETAIL, drop=True, first=3, last=3)),
    detail("hangs up twice", "failed", Reason.HTTP_ERROR, P,
           Twist(DETAIL, drop=True, first=3, last=4), asked={DETAIL: 15}),
    detail("slow twice", "failed", Reason.TIMEOUT, P,
           Twist(DETAIL, {"list": []}, 3, 4, delay_s=4.5)),
    detail("another account's key", "failed", Reason.WRONG_ACCOUNT, P, posts=NEW,
           params={"biz": "somebody-else"}),
    detail("no key", "skipped", Reason.CREDENTIAL_MISSING, P, credential=False, told="_SECRET",
           asked={TOKEN: 0}),
    detail("menu fails", "ok", None, U, Twist("selfmenu_info", error(48001)), posts=NEW),
]  # fmt: skip


def free(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "wechat_freepublish", outcome, reason, word, twists=twists, **more)  # fmt: skip


def published(ident: int, total: int, first: int = 0, last: int = 0) -> Twist:
    """A page of one publication."""
    item = {"article_id": f"A{ident}", "update_time": 1794988800, "content": {
        "news_item": [{"title": "t", "url": "", "is_deleted": False}]}}  # fmt: skip
    return Twist(FREE, {"total_count": total, "item": [item]}, first or ident, last or ident)


_DELETED = (post(2, "9100001", state="deleted"), *OLD)
FREES = [
    free("pages to the end", "ok", None, U, Twist(FREE, fixture("wechat/freepublish_p1.json"), 1, 1),
         Twist(FREE, fixture("wechat/freepublish_p2.json"), 2, 2), asked={FREE: 2}),
    free("deleted posts prove nothing", "ok", None, P, posts=_DELETED),
    free("25 posts", "ok", None, U, asked={FREE: 2},
         posts=tuple(post(1 + n / 10, f"{9_200_000 + n}") for n in range(25))),
    free("the total grows, a page repeats", "ok", None, U, published(1, 2), published(2, 4),
         published(1, 4, 3, 3), asked={FREE: 3}),
    free("empty is no silence", "ok", None, P,
         Twist(FREE, fixture("wechat/freepublish_empty.json")), told="群发"),
    free("no longer allowed", "failed", Reason.PERMISSION_DENIED, P,
         Twist(FREE, fixture("wechat/err_48001_unauthorized.json"))),
    free("no total", "failed", Reason.SHAPE_CHANGED, P, Twist(FREE, {"item": []})),
    free("token for good", "failed", Reason.CREDENTIAL_REJECTED, P, Twist(FREE, error(40001))),
]  # fmt: skip


def article(name: str, **replaced: str) -> bytes:
    """A stored article page."""
    text = fixture(f"wechat/{name}.html").decode()
    for old, new in replaced.items():
        text = text.replace(old, new)
    return str(text).encode()


def link(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "wechat_link", outcome, reason, word, twists=twists, **more)  # fmt: skip


def page(body: bytes, status: int = 200, to: str = "") -> Twist:
    """An article page instead of the made-up one."""
    where = {"Location": to} if to else {}
    return Twist("", body, status=status, headers={"Content-Type": "text/html", **where})


_GBK = fixture("wechat/article_ok.html").decode().replace("utf-8", "gbk").encode("gbk")
LINKS = [
    link("article", "ok", None, U, posts=(post(2, "article01"),)),
    link("stored article", "ok", None, U, page(article("article_ok")), posts=(post(2, "article02"),)),
    link("old article", "ok", None, P, posts=(post(20, "article03"),)),
    link("another account's", "failed", Reason.WRONG_ACCOUNT, P, posts=(post(2, "article04"),),
         account_name="青山发布", told="柳溪发布"),
    link("deleted", "failed", Reason.POST_GONE, P, page(article("article_deleted")),
         posts=(post(2, "article05"),)),
    link("violation", "failed", Reason.POST_GONE, P, page(article("article_violation")),
         posts=(post(2, "article06"),)),
    link("private", "failed", Reason.POST_GONE, P,
         page("<body>根据作者隐私设置，无法查看该内容</body>".encode()), posts=(post(2, "article07"),)),
    link("pictures", "ok", None, U, page(article("article_image_type")), posts=(post(2, "article08"),)),
    link("unknown text", "failed", Reason.SHAPE_CHANGED, P, page(article("article_unknown")),
         posts=(post(2, "article09"),)),
    link("no time", "failed", Reason.SHAPE_CHANGED, P,
         page(article("article_ok", **{'var ct = "1794963600";': ""})), posts=(post(2, "article10"),)),
    link("GBK", "ok", None, U, page(_GBK), posts=(post(2, "article11"),)),
    link("to another host", "failed", Reason.HTTP_ERROR, P,
         page(b"", status=302, to="%FEEDS%/s/article"), posts=(post(2, "article12"),)),
    link("account blocked", "failed", Reason.POST_GONE, P,
         page("<body>此账号已被屏蔽，内容无法查看</body>".encode()), posts=(post(2, "article13"),)),
]  # fmt: skip


def album(
    name: str, outcome: str, reason: Reason | None, word: Word, *twists: Twist, **more: Any
) -> Row:
    return Row(name, "wechat_album", outcome, reason, word, twists=twists, **more)  # fmt: skip


ALBUM = "appmsgalbum"
_FOREIGN = "MzA4FAKEBIZ=="
ALBUMS = [
    album("list", "ok", None, U, posts=NEW, asked={ALBUM: 1}),
    album("stored pages", "ok", None, U, Twist(ALBUM, fixture("wechat/album_p1.json"), 1, 1),
          Twist(ALBUM, fixture("wechat/album_single_object.json"), 2, 2), ident=_FOREIGN,
          asked={ALBUM: 2}),
    album("a single one", "ok", None, P, posts=OLD[:1]),
    album("twelve, two pages", "ok", None, U,
          posts=tuple(post(1 + n, f"{9_300_000 + n}") for n in range(12)), asked={ALBUM: 2}),
    album("repeats its page", "ok", None, U, Twist(ALBUM, {
        "base_resp": {"ret": 0}, "getalbum_resp": {"continue_flag": "1", "article_list": [
            {"title": "t", "url": "", "msgid": "5", "itemidx": "1", "create_time": "1794963600"}]}}),
          asked={ALBUM: 2}),
    album("ret", "failed", Reason.ERROR_CODE, P, Twist(ALBUM, {"base_resp": {"ret": -3}}), told="-3"),
    album("shape", "failed", Reason.SHAPE_CHANGED, P, Twist(ALBUM, {"base_resp": {"ret": 0}})),
    album("empty", "failed", Reason.EMPTY_LIST, P),
]  # fmt: skip

WECHAT = [*TOKENS, *DETAILS, *FREES, *LINKS, *ALBUMS]
