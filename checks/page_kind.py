"""What kind of page this is, from its labels, its content and its address."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from checks.items import Listing
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.page import Moment, PageKind

_HOME_PATH = re.compile(r"^/?(?:(?:index|default|home|main)(?:\.\w{3,5})?)?/?$", re.IGNORECASE)
_COLUMN_PATH = re.compile(
    r"/col/col\d+|/(?:index|list|more)(?:_\d+)?\.\w{3,5}$|/list\w*/|/channel|/$", re.IGNORECASE
)
_ARTICLE_PATH = re.compile(
    r"/t20\d{6}_\d+|/art_\w+|/art/20\d\d/|post_\d+|content_\d+|/20\d\d-?\d\d/.*\w{8,}\.\w{3,5}$"
    r"|/\d{6,}\.\w{3,5}$", re.IGNORECASE
)  # fmt: skip
_LOGIN = re.compile(r"登\s*录|验\s*证\s*码|忘记密码|找回密码|立即注册|用户名")
_FORUM = re.compile(r"powered by (?:phpwind|discuz)|只看楼主|倒序阅读|发帖数", re.IGNORECASE)
_SERVICE_TITLE = re.compile(
    r"查询|登录|注册|申办|申报|下载|预约|报名|在线办理|网上办|办事指南|服务平台|管理平台|公示系统"
    r"|学习平台|学院|统一身份|缴费|预受理|办事大厅|功能列表|帮助"
)
_SERVICE_WORDS = re.compile(
    r"办理条件|办理流程|所需证件|在线受理|表格下载|办理依据|受理条件|申请材料|办理时限|请先完成.{0,4}验证"
    r"|滑块|录入查询条件|身份证号|准考证号|我的办件|绑定用户"
)
_SEARCH = re.compile(
    r"search|keyword|query|\bq\b|\bkw?\b|检索|搜索|关键|站内|请输入", re.IGNORECASE
)
_CRUMB = re.compile(r"(?:当前|您的?|你的?|现在的?|所在)(?:所在)?的?(?:位置|栏目)")
_HOME_TITLE = re.compile(
    r"首页|欢迎(?:您|光临|访问)|门户网站$|人民政府$|政府网$|官方网站$|[局委办厅院]$|网$"
)
_CRUMB_LIST = re.compile(_CRUMB.pattern + r"|(?:>|＞|»|›)\s*(?:>|＞|»|›)?")
_VENDOR_COLUMN = re.compile(r"/col/col\d+|/channel")
_STATIC_TITLE = re.compile(
    r"(?:网站地图|站点地图|联系我们|联系方式|关于我们|关于本站|网站声明|法律声明|隐私(?:声明|政策|保护)"
    r"|版权(?:声明|保护)|使用帮助|网站帮助|免责声明|无障碍(?:声明|说明)|(?:我为政府网站)?找错)(?:$|[-_|—–\s])"
)
_LETTER = re.compile(
    r"(?:来信|写信|留言|提问|咨询|诉求)(?:时间|日期|标题|主题|编号|内容)|信件编号|受理编号|(?:回复|答复|办理)单位"
)
_BYLINE = re.compile(
    r"来\s?源\s?[:：]|作\s?者\s?[:：]|责任编辑|编辑\s?[:：]|字\s?[体号]\s?[:：【\[]|【字体"
    r"|(?:浏览|阅读|点击)(?:次数|量|数)?\s?[:：]|打印本页|分享到"
)
_FEW = 40
_BODY = 80
"""Characters of running text that a short notice has."""
_MUCH = 500
"""Characters of running text that no login page has."""
_TOP, _READ = 1500, 4000


def content_kind(
    page: Outline,
    labels: Mapping[str, str],
    title: str,
    url: str,
    published: Moment | None,
    listing: Listing,
    own_address: str = "",
) -> PageKind:
    """Home, column, article, service or other; errors and blocked pages are told apart before.

    ``own_address`` is the address the page declares for itself, if any.
    """
    path, query = urlsplit(url).path, urlsplit(url).query
    prose = _prose(page)
    article_path = bool(_ARTICLE_PATH.search(path))
    column_path = not article_path and not query and bool(_COLUMN_PATH.search(path))
    long_list = len(listing.items) >= 5 and not article_path and (prose < 300 or column_path)
    dated = bool(labels.get("PubDate")) or (published is not None and published.source != "url")
    own = _own_text(page)

    if _STATIC_TITLE.match(title.strip()):
        return PageKind.OTHER
    # Careless templates fill in ArticleTitle on every page: alone it proves nothing.
    if labels.get("ArticleTitle") and dated and not long_list:
        return PageKind.ARTICLE
    if (prose < _MUCH and _is_login(page, own)) or _FORUM.search(f"{title} {own}"):
        return PageKind.SERVICE
    if dated and not long_list and (prose >= _BODY or article_path):
        return PageKind.ARTICLE
    if _LETTER.search(own):
        return PageKind.OTHER
    if labels.get("ColumnName") and not article_path:
        return PageKind.COLUMN
    if _HOME_PATH.match(path) and not query and len(page.links) >= 10:
        return PageKind.HOME
    if _is_service(page, title, own):
        return PageKind.SERVICE
    if _looks_like_home(page, labels, title, path, own):
        return PageKind.HOME
    if not article_path and (len(listing.items) >= 3 or (column_path and _lists(listing))):
        return PageKind.COLUMN
    if prose >= _BODY and (
        published or ((article_path or labels.get("ArticleTitle")) and _BYLINE.search(own))
    ):
        return PageKind.ARTICLE
    if any(_VENDOR_COLUMN.search(a) for a in (path, own_address)):
        return PageKind.COLUMN
    if listing.script_built and _CRUMB_LIST.search(own[:_TOP]):
        return PageKind.COLUMN
    if len(page.links) < _FEW and (page.scripts or page.inputs) and _SERVICE_TITLE.search(title):
        return PageKind.SERVICE
    return PageKind.OTHER


def _lists(listing: Listing) -> bool:
    return listing.link_count >= 3 or listing.script_built


def _prose(page: Outline) -> int:
    """Characters of running text: runs of some length outside links and page frame."""
    return sum(
        len(t.value)
        for t in page.texts
        if t.link < 0 and len(t.value) >= 12 and t.zone not in (HEADER, NAV, FOOTER)
    )


def _own_text(page: Outline) -> str:
    """The beginning of what stands outside links."""
    size, out = 0, []
    for text in page.texts:
        if text.link < 0:
            out.append(text.value)
            size += len(text.value)
            if size > _READ:
                break
    return " ".join(out)


def _is_login(page: Outline, own: str) -> bool:
    password = any(kind == "password" for kind, _ in page.inputs)
    return password and len(page.links) < 60 and bool(_LOGIN.search(own))


def _is_service(page: Outline, title: str, own: str) -> bool:
    fields = [
        n for k, n in page.inputs if k in ("text", "password", "tel", "number", "select", "email")
    ]
    asked = [name for name in fields if not _SEARCH.search(name)]
    if len(page.links) < 150 and _SERVICE_WORDS.search(own):
        return True
    if len(page.links) < _FEW and _SERVICE_TITLE.search(title):
        return True
    return len(asked) >= 4 and len(page.links) < 80


def _looks_like_home(
    page: Outline, labels: Mapping[str, str], title: str, path: str, own: str
) -> bool:
    if _CRUMB_LIST.search(own[:_TOP]):
        return False
    if len(page.links) >= 150 and not _COLUMN_PATH.search(path):
        return True
    if "ColumnName" in labels or "ArticleTitle" in labels:
        return False
    named = bool(_HOME_TITLE.search(title.strip())) or bool(
        re.search(r"/(?:index|default)\.\w+$", path)
    )
    return named and len(page.links) >= 100
