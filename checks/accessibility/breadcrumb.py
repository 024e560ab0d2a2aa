import re
from collections.abc import Iterator

from checks.accessibility.standard import gb
from checks.page import Page, PageKind
from checks.registry import page_check
from checks.results import Result, fail, not_applicable, review

_WORDS = re.compile(
    r"(?:当前|现在|所在|您|你|目前)(?:的|所在|所处|现在)*(?:的)?(?:位置|页面|栏目)|位\s*置\s*[:：]"
    r"|(?:首\s*页|主\s*页|网站首页)\s*(?:>|›|»|＞|→|/|-{1,2}>?|·|\\)\s*\S"
    r"|[>›»＞→]\s*(?!更多|more)[^\s>›»＞→]{2,20}\s*[>›»＞→](?!\s*[>›»＞→])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"breadcrumb|crumb|curmb|(?<![a-z])position(?!-(?:relative|absolute|fixed|sticky|static))"
    r"|(?<![a-z])location|weizhi|dqwz|dangqian|dqlm|navpath|sitepath|curpath"
    r"|current-?(?:pos|path|site)|pathway|path-?nav|(?<![a-z])trail(?![a-z])|(?<![a-z])bread|mbx|(?<![a-z])wz(?![a-z])|lujing",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:^|[\s_-])(?:cur(?:rent)?|active|on|selected|hover|now)(?:$|[\s_-])", re.IGNORECASE
)
_CODE = re.compile("位置|breadcrumb|crumb", re.IGNORECASE)
FEWEST_LINKS = 10
LISTS = ("ul", "ol", "nav", "dl")


@page_check("breadcrumb", rendered=True)
def breadcrumb(page: Page) -> Iterator[Result]:
    """栏目页、内容页没有标明当前位置。

    依据：GB/T 37668—2019 3.4.3.5 用户位置，三级；WCAG 2.2 成功准则 2.4.8（未核原文）。
    判定：只查栏目页和内容页。页面上没有“当前位置”“您所在的位置”一类文字，没有“首页 > 栏目”这样的路径，
    没有按名称看像面包屑的元素，导航里也没有标出当前栏目的，为“发现”；只有导航里标出当前栏目、
    路径可能由脚本生成、页面没有日期或链接很少而说不准是不是稿件的，为“需人工复核”。
    误报：用图片表示位置的看不到；单页网站没有层级，可以不标。
    整改：在正文上方加“当前位置：首页 > 栏目 > 本页”，各级都用链接。
    """
    if page.is_home or page.reading.kind not in (PageKind.COLUMN, PageKind.ARTICLE):
        yield not_applicable(page.url, "不是栏目页或内容页，不要求标明当前位置。")
        return
    if _WORDS.search(page.text) or _is_named(page):
        return
    if any(_CODE.search(script.string or "") for script in page.tags["script"]):
        message = "静态页面里没有看到当前位置，可能由脚本生成，请人工确认。"
    elif _marks_current(page):
        message = "页面上没有“当前位置”，但导航里似乎标出了当前栏目，请人工确认是否清楚。"
    elif _is_unsure(page):
        message = "页面上没有看到当前位置，请人工确认它是不是网站里的一篇稿件或一个栏目。"
    else:
        message = ""
    what = message or "页面上没有标明当前位置，看的人不知道自己在网站的哪一部分。"
    yield (review if message else fail)(page.url, f"{what}（{gb('3.4.3.5')}）", rule="none")


def _is_unsure(page: Page) -> bool:
    """Whether it may be a part of a page, or neither an article nor a list."""
    reading = page.reading
    if len(page.tags["a"]) < FEWEST_LINKS:
        return True
    return reading.published is None if reading.kind is PageKind.ARTICLE else not reading.items


def _names(element: object) -> str:
    attributes = getattr(element, "attrs", {})
    given = attributes.get("class") or ""
    classes = given if isinstance(given, str) else " ".join(given)
    return f"{classes} {attributes.get('id', '')} {attributes.get('aria-label', '')}"


def _is_named(page: Page) -> bool:
    parts = (
        one
        for name in ("div", "p", "span", "ul", "ol", "nav", "td", "dl")
        for one in page.tags[name]
    )
    return any(_NAMED.search(_names(one)) for one in parts)


def _marks_current(page: Page) -> bool:
    for link in page.tags["a"]:
        around = (link, link.parent)
        listed = any(link.find_parent(name) for name in LISTS)
        if listed and (
            link.get("aria-current") or any(_HERE.search(_names(one)) for one in around)
        ):
            return True
    return False
