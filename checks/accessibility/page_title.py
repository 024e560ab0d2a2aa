import re
from collections import defaultdict
from collections.abc import Iterator

from checks.accessibility.standard import gb
from checks.page import PageKind
from checks.registry import site_check
from checks.results import Result, fail
from checks.site import PageSummary, Site

ALIKE = 3
_GENERIC = re.compile(
    r"(?:无标题(?:文档|页)?|未命名|untitled(?:[ -]document)?|new (?:page|document)|document|index|default|title|"
    r"标题|网页标题|首页|主页|内容页?|详情页?|详细页?|详细信息|文章页?|正文|列表页?|栏目页?|test|测试|insert title here)"
    r"[\s_\-\d]*",
    re.IGNORECASE,
)


@site_check("page-title")
def page_title(site: Site) -> Iterator[Result]:
    """网页标题没有说明这一页的内容。

    依据：GB/T 37668—2019 3.4.3.1 网页标题，二级；WCAG 2.2 成功准则 2.4.2（未核原文）。
    判定：首页以外的页面，标题是“无标题文档”“内容页”“首页”之类通用文字的，为“发现”；3 个以上内容页的标题
    都与首页或网站名称相同，或标题相同而 ArticleTitle 标签各不相同的，为“发现”。同样的标题合成一项，列出所在页面。
    名称相同的稿件（如每年一次的公告）标题可以相同，不报；没有标题的另有检查。
    误报：标题由脚本改写的，静态页面里看到的不是最后的标题。
    整改：标题写成“本页名称 - 栏目 - 网站名称”，每页不同。
    """
    home = site.home()
    known = {site.name.strip(), home.reading.title.strip() if home else ""} - {""}
    alike: dict[str, list[PageSummary]] = defaultdict(list)
    generic: dict[str, list[PageSummary]] = defaultdict(list)
    for page in site.pages():
        title = page.reading.title.strip()
        if page.is_home or not title or not page.reading.kind.is_content:
            continue
        if _GENERIC.fullmatch(title):
            generic[title].append(page)
        elif page.reading.kind is PageKind.ARTICLE:
            alike[title].append(page)
    for title, pages in generic.items():
        message = f"{len(pages)} 个页面的标题是“{title[:40]}”，没有说明内容。"
        yield _told(pages, title, "generic", message)
    for title, pages in alike.items():
        if len(pages) >= ALIKE and (found := _alike(pages, title, known)) is not None:
            yield found


def _alike(pages: list[PageSummary], title: str, known: set[str]) -> Result | None:
    articles = {page.reading.labels.get("ArticleTitle", "").strip() for page in pages}
    many = f"{len(pages)} 个内容页的标题都是“{title[:40]}”"
    if title in known:
        why = "与网站名称相同，分不清是哪一页"
        return _told(pages, title, "site-name", f"{many}，{why}。")
    if len(articles) >= ALIKE and "" not in articles:
        return _told(pages, title, "alike", f"{many}，而稿件各不相同。")
    return None


def _told(pages: list[PageSummary], title: str, rule: str, message: str) -> Result:
    return fail(
        pages[0].url,
        f"{message}（{gb('3.4.3.1')}）",
        rule=rule,
        target=f"网页标题 {title[:80]}",
        value=str(len(pages)),
        found_on=tuple(page.url for page in pages),
    )
