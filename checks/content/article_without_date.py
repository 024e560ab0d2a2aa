import re
from collections.abc import Iterator

from checks.dates import find_dates, tidy
from checks.page import DATE, Page, PageKind
from checks.registry import page_check
from checks.results import Result, fail, not_applicable, review

_LABEL = re.compile(r"(?:时\s*间|日\s*期)\s*:")
_PLACE = re.compile(r"date|time|shijian|riqi", re.IGNORECASE)
_VAGUE = re.compile(r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月|\d+\s*(?:天|小时|分钟)前|昨天|前天|刚刚")
BODY_LENGTH = 200
"""With so many characters and no list a page of kind article is one for certain."""


@page_check("article-without-date", rendered=True)
def article_without_date(page: Page) -> Iterator[Result]:
    """稿件没有注明发布时间。

    依据：国办秘函〔2019〕19号检查说明“稿件未注明发布时间视为不更新”（2015 年版有此注，2019 年版未核原文）；
    《政府网站发展指引》要求内容页显示发布时间。
    判定：能确定是内容页、有正文，而页面上任何地方都没有日期的为“发现”。
    只有 PubDate 标签或网址里有日期、页面上看不到，或正文里有日期但认不出是发布时间的，为“需人工复核”。
    只写了年月或“几天前”的也是；有空着的时间位置、可能由脚本填写的也是。
    误报：发布时间由脚本显示的，静态页面里看不到，只提示复核；落款日期、成文日期不当作发布时间。
    整改：在内容页模板里显示“发布时间：年-月-日 时:分”，补齐已发布稿件的时间。
    """
    reading = page.reading
    if reading.kind is not PageKind.ARTICLE or page.column is not None or page.is_home:
        yield not_applicable(page.url, "不是内容页，不要求注明发布时间。")
        return
    published = reading.published
    if published is not None and published.source not in ("label", "url"):
        return
    text = tidy(page.soup.get_text(" "))
    shown = {found.day for found in find_dates(text)}
    if published is not None:
        if shown:
            return
        where = "PubDate 标签" if published.source == "label" else "网址"
        message = f"页面上看不到发布时间，只在{where}里有 {published.day}，请人工确认页面是否显示。"
        yield review(page.url, message, rule=f"{published.source}-only")
    elif shown or _VAGUE.search(text):
        message = "页面上有日期，但认不出发布时间，请人工确认是否注明。"
        yield review(page.url, message, rule="unclear")
    elif page.is_rendered and page.rendering and (doubt := page.rendering.doubt(DATE)):
        yield review(page.url, f"没有看到发布时间，但{doubt}。", rule="scripted")
    elif not page.is_rendered and _may_be_scripted(page, text):
        message = "静态页面里没有发布时间，可能由脚本显示，请用浏览器确认。"
        yield review(page.url, message, rule="scripted")
    elif len("".join(text.split())) < BODY_LENGTH:
        message = "没有找到发布时间，但页面文字很少，请人工确认它是不是一篇稿件。"
        yield review(page.url, message, rule="short")
    else:
        yield fail(page.url, "稿件页面上没有任何日期，没有注明发布时间。", rule="none")


def _may_be_scripted(page: Page, text: str) -> bool:
    """Whether scripts name a publish date, or there are scripts and an empty place for one."""
    if page.tags["script"] and (_LABEL.search(text) or _has_empty_place(page)):
        return True
    code = "\n".join(tag.get_text() for tag in page.tags["script"]).lower()
    return any(
        word in code for word in ("pubdate", "publishdate", "pubtime", "发布时间", "发布日期")
    )


def _has_empty_place(page: Page) -> bool:
    for name in ("span", "em", "i", "b", "p", "td", "div", "label", "font"):
        for tag in page.tags[name]:
            named = f"{tag.get('id', '')} {tag.get('class', '')}"
            if _PLACE.search(named) and not tag.get_text(strip=True):
                return True
    return False
