"""One WeChat article page: who published it and when, or why it cannot be read.

Read from the page's own markup: ``ct`` holds the time, ``#js_name`` the account.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from checks.masking import mask
from checks.media.models import Post
from checks.media.reasons import Reason
from checks.media.times import read_when
from checks.media.verdict import AHEAD
from crawler.charset import decode

HOSTS = ("mp.weixin.qq.com",)
LONGEST_TITLE = 200
_TIME = re.compile(r"""(?:var\s+|window\.)ct\s*=\s*["']?(\d{9,13})\b""")
_ORIGINAL_ID = re.compile(r"""(?:var\s+|window\.)user_name\s*=\s*["'](gh_\w{4,40})["']""")
_PICTURES = re.compile(r"\bpicture_page_info_list\s*[=:]")
_BLOCKED = ("环境异常", "访问过于频繁", "操作频繁")
_DELETED = ("已被发布者删除", "已被作者删除")
_REMOVED = (
    "此内容因违规无法查看", "此内容发送失败无法查看", "该内容暂时无法查看",
    "该内容被投诉",
)  # fmt: skip
_ACCOUNT_GONE = (
    ("moved", "该公众号已迁移"), ("blocked", "此帐号已被屏蔽"), ("blocked", "此账号已被屏蔽"),
)  # fmt: skip
_PRIVATE = ("根据作者隐私设置", "链接已过期")
CAPTCHA_PATH = "/mp/wappoc_appmsgcaptcha"


@dataclass(frozen=True, slots=True)
class Article:
    """``post`` is set when the page shows a post of the account; else ``reason`` says why not.
    ``account_name`` is what the page says, "" when it says nothing; ``account_state`` is set when
    the platform says that the account itself is gone.
    """

    post: Post | None = None
    reason: Reason | None = None
    detail: str = ""
    account_name: str = ""
    account_state: str = ""


def canonical(url: str, hosts: tuple[str, ...] = HOSTS) -> str:
    """The shortest address of an article; "" when it is none. ``hosts`` may have ports."""
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.lower()
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or host not in hosts:
        return ""
    scheme = "https" if host in HOSTS else parts.scheme.lower()
    if re.fullmatch(r"/s/[\w-]{5,100}", parts.path):
        return f"{scheme}://{host}{parts.path}"
    if parts.path != "/s":
        return ""
    given = dict(parse_qsl(parts.query))
    names = (("__biz",), ("mid", "appmsgid"), ("idx", "itemidx"), ("sn", "sign"))
    query = {n[0]: next((given[x] for x in n if given.get(x)), "") for n in names}
    if not all(query.values()):
        return ""
    return f"{scheme}://{host}/s?{urlencode(query, safe='=')}"


def read_article(
    body: bytes,
    *,
    url: str,
    final_url: str,
    content_type: str,
    account: str,
    expected_name: str,
    fetched_at: datetime,
    source: str = "wechat_link",
    expected_id: str = "",
) -> Article:
    """Read a page that was answered with 200. Where page and ledger both tell the original id
    (``gh_…``) it decides whose article it is, else the account's name. Words of error pages count only where there is no
    article, because an article may quote them.
    """
    if CAPTCHA_PATH in urlsplit(final_url).path:
        return Article(reason=Reason.BLOCKED, detail="微信要求验证")
    if urlsplit(final_url).netloc.lower() != urlsplit(url).netloc.lower():
        return Article(reason=Reason.SHAPE_CHANGED, detail="转到了别的网站")
    html = decode(body, content_type).html
    tree = LexborHTMLParser(html)
    content = tree.css_first("#js_content")
    found = _TIME.search(html)
    if content is None and not (found and _PICTURES.search(html)):
        return _without_article(tree, bool(found))
    when = read_when(found[1]) if found else None
    if when is None or when.at > fetched_at + AHEAD:
        return Article(reason=Reason.SHAPE_CHANGED, detail="页面里没有可信的发布时间")
    name = _first(tree, "#js_name", ".wx_follow_nickname", ".profile_nickname")
    if not name:
        return Article(reason=Reason.POST_UNREADABLE, detail="页面上没有账号名称")
    told = _ORIGINAL_ID.search(html) if expected_id.startswith("gh_") else None
    own = told[1] == expected_id if told else _same(name) == _same(expected_name)
    if not own:
        return Article(
            reason=Reason.WRONG_ACCOUNT, detail=f"页面上是“{name[:40]}”", account_name=name
        )
    title = _first(tree, "#activity-name") or _meta(tree, "og:title")
    return Article(
        Post(
            account=account,
            source=source,
            post_id=url,
            title=mask(title)[:LONGEST_TITLE],
            url=url,
            published_at=when.at,
            fetched_at=fetched_at,
        ),
        account_name=name,
    )


def _without_article(tree: LexborHTMLParser, dated: bool) -> Article:
    body = tree.body
    text = "".join(body.text(separator=" ").split()) if body else ""
    for words, reason, detail in (
        (_BLOCKED, Reason.BLOCKED, "微信要求验证"),
        (_DELETED, Reason.POST_GONE, "已被发布者删除"),
        (_REMOVED, Reason.POST_GONE, "平台不让查看"),
        (_PRIVATE, Reason.POST_GONE, "作者设为不公开，或链接已过期"),
    ):
        if any(word in text for word in words):
            return Article(reason=reason, detail=detail)
    for state, told in _ACCOUNT_GONE:
        if told in text:
            return Article(reason=Reason.POST_GONE, detail=told, account_state=state)
    if "系统出错" in text:
        return Article(reason=Reason.HTTP_ERROR, detail="微信回答“系统出错”")
    detail = "没有见过这种页面" if not dated else "页面里没有正文"
    return Article(reason=Reason.SHAPE_CHANGED, detail=detail)


def _first(tree: LexborHTMLParser, *selectors: str) -> str:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is not None and (text := " ".join(node.text().split())):
            return text
    return ""


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"]')
    return ((node.attributes.get("content") or "") if node is not None else "").strip()


def _same(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
