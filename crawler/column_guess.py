"""Columns proposed from a home page's navigation, for an office that has no list of them yet.

A proposal is a starting point for a person: every column comes out ``guessed``, and a guessed
column never costs a point.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from checks.columns import Column
from checks.page import Page
from crawler.column_kinds import KIND_LIMITS
from crawler.site_fields import check_url, without_scheme
from crawler.sites import SiteConfig
from crawler.sites_toml import column_block

MOST_COLUMNS, FEWEST_COLUMNS, MOST_UNMARKED = 60, 3, 30
MOST_BLOCKS = 200
DEEPEST_PATH = 4
"""Most directories in a column's address; deeper ones are leaves, not columns."""

NAVIGATION = (
    "nav, [role=navigation], header, #nav, .nav, #menu, .menu, "
    "[class*=nav], [id*=nav], [class*=Nav], [id*=Nav], [class*=menu], [id*=menu]"
)
_ASIDE = re.compile(
    r"friend|foot|crumb|bread|position|location|lang|share|tool|side-?bar|login|search|pager",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,10}")
_NOT_COLUMNS = re.compile(
    r"首页|主页|English|登录|登陆|注册|无障碍|适老|长者|关怀|老年|大字|繁體|繁体|简体|搜索|检索|"
    r"网站地图|站点地图|联系我们|关于我们|网站声明|版权|隐私|微信|微博|抖音|客户端|手机版|移动端|"
    r"^(?:政府)?(?:政务|信息)?公开$|导航|关爱|市民网页|"  # landing pages, and tools for visitors
    r"收藏|返回|更多|邮箱|退出|个人中心|用户中心|智能问答|机器人|订阅|RSS|链接|上一|下一",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|mp4|apk)$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"/t?20\d{6}[_/]|/20\d{2}[-/]?\d{2}[-/]?\d{0,2}/|/art_|[_/]\d{6,}\.s?html?$|detail",
    re.IGNORECASE,
)

_KIND_WORDS: Sequence[tuple[str, str]] = (
    ("政策解读", r"解读|图解"),
    ("征集调查", r"征集|征求|网上调查|问卷|在线调查|民意调查|调查征集"),
    ("留言公开", r"(?:留言|来信|信件)(?:公开|选登|回复|查询)|回复选登"),
    ("互动交流", r"互动|信箱|信件|留言|咨询|投诉|信访|建言|访谈|调查|举报|问政"),
    ("领导信息", r"领导(?!小组|讲话|活动)|[区县市省]长|班子"),
    (
        "机构职能",
        r"机构(?:职能|职权|设置|概况|信息|简介)|职能|职责|(?:内设|工作|直属|派出).*机构|事业单位",
    ),
    ("概况信息", r"概况|简介|走[进近]|^[区县市省]情|印象|魅力"),
    ("办事指南", r"办事|指南|政务服务|在线服务|便民|服务大厅|权责清单|下载"),
    ("年度报告", r"年报|年度报"),
    ("人事信息", r"人事|任免|招考|招聘|录用|公务员"),
    ("规划计划", r"规划|计划"),
    ("统计数据", r"统计|数据"),
    ("财政资金", r"财政|预算|决算|资金|采购"),
    ("专题归档", r"专题|专栏"),
    ("政策文件", r"政策文件|规范性文件|行政规范|政府文件|法规|文件库|政策$|规章"),
    ("通知公告", r"通知|公告|公示|通告"),
    ("动态要闻", r"要闻|动态|新闻(?!发言|发布会)|快讯|资讯|头条"),
)


def kind_of(name: str) -> str:
    """The kind a column's name suggests, 其他 when it suggests none."""
    for kind, words in _KIND_WORDS:
        if re.search(words, name):
            return kind
    return "其他"


def propose(page: Page, config: SiteConfig) -> list[Column]:
    """Columns linked from the navigation of ``page`` (the home page), in its order.

    Only addresses in the site's scope; the home page itself, articles and files are left out.
    """
    blocks = page.tree.css(NAVIGATION)[:MOST_BLOCKS]
    inside = [block for block in blocks if not _is_aside(block)]
    found = _chosen(page, config, _links(inside))
    if len(found) >= FEWEST_COLUMNS:
        return found
    # No navigation that calls itself so (table layouts): short links whose names are plain enough.
    everywhere = (link for link in page.tree.css("a[href]") if not _is_aside(link))
    named = (link for link in everywhere if kind_of(_name(link)) != "其他")
    more = _chosen(page, config, named)[:MOST_UNMARKED]
    return found + [c for c in more if c.url not in [f.url for f in found]]


def _chosen(page: Page, config: SiteConfig, links: Iterable[LexborNode]) -> list[Column]:
    base = _base(page, config)
    taken = {without_scheme(config.url), without_scheme(page.final_url)}
    found: dict[str, Column] = {}
    for link in links:
        name = _name(link)
        url = _column_url(base, link.attributes.get("href") or "", config) if name else ""
        if not url or name in found or without_scheme(url) in taken:
            continue
        taken.add(without_scheme(url))
        kind = kind_of(name)
        found[name] = Column(name, url, kind, KIND_LIMITS[kind], guessed=True)
        if len(found) == MOST_COLUMNS:
            break
    return list(found.values())


def as_toml(columns: Sequence[Column], site_id: str) -> str:
    """Text to paste below the site's ``[[site]]``."""
    head = (
        f'# 按首页导航猜的栏目：请核对后贴到 id = "{site_id}" 的 [[site]] 段后面（下一个 [[site]] 之前）。\n'
        "# 不需要的删掉；核对过的删去 guessed 一行，此后才会计分。\n"
    )
    return "\n".join([head, *(column_block(column) for column in columns)])


def _base(page: Page, config: SiteConfig) -> str:
    address = page.final_url if page.final_url.startswith("http") else config.url
    element = page.tree.css_first("base[href]")
    written = (element.attributes.get("href") or "") if element else ""
    try:
        return urljoin(address, written.strip())
    except ValueError:
        return address


def _links(blocks: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Links inside blocks that may lie in one another, each link once."""
    seen: set[int] = set()
    for block in blocks:
        for link in block.css("a[href]"):
            if link.mem_id not in seen:
                seen.add(link.mem_id)
                yield link


def _is_aside(block: LexborNode) -> bool:
    """Whether a block that calls itself navigation is a foot, a trail, a list of other sites."""
    node: LexborNode | None = block
    for _ in range(6):
        if node is None or node.tag in ("body", "html"):
            return False
        marks = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag == "footer" or _ASIDE.search(marks):
            return True
        node = node.parent
    return False


def _name(link: LexborNode) -> str:
    text = "".join(link.text(deep=True).split()) or (link.attributes.get("title") or "").strip()
    text = text.strip("·|>»›+-▾▼ ")
    if _NAME.fullmatch(text) and not _NOT_COLUMNS.search(text):
        return text
    return ""


def _column_url(base: str, href: str, config: SiteConfig) -> str:
    """The absolute address when it can be a column of this site, else ""."""
    href = href.strip()
    if not href or href.startswith(("#", "?")):
        return ""
    try:
        url = check_url(urljoin(base, href))
    except ValueError:
        return ""
    parts = urlsplit(url)
    depth = len([part for part in parts.path.split("/") if part])
    if not config.in_scope(url) or depth > DEEPEST_PATH:
        return ""
    if _FILE.search(parts.path) or _ARTICLE.search(f"{parts.path}?{parts.query}"):
        return ""
    return url
