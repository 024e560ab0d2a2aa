from collections.abc import Iterator

from bs4 import BeautifulSoup

from checks.accessibility.alt_quality import fault_of
from checks.accessibility.alt_texts import is_meaningless
from checks.accessibility.page_look import PageLook, Picture, look_at_page
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review


@browser_check("alt-quality-framed", gather=look_at_page)
def alt_quality_framed(page: Page, seen: PageLook) -> Iterator[Result]:
    """内嵌框架里图片的替代文本没有说明内容。

    依据：GB/T 37668—2019 3.2.1.4 非文本内容，二级；链接里的图片属 3.2.1.2 非文本链接，一级；
    WCAG 2.2 成功准则 1.1.1（未核原文）。
    判定：同一网站的内嵌框架（横幅、登录框等）里看得见的图片，alt 就是图片自己的文件名的，为“发现”；
    alt 像别的文件名或编号的、是“logo”“新闻图片”之类的通称的、超过 120 个字符的，为“需人工复核”。
    页面自己的图片按源代码检查，没有 alt 的由 axe 检查，都不在这里列出；别的网站的框架为“无法核验”。
    误报：文件名碰巧就是图片内容的（如产品型号），请人工确认。
    整改：在框架的网页里写能代替图片的文字，说明内容或链接去向。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for one in seen.get("pictures", ()):
        fault = _fault(one)
        if fault is None:
            continue
        rule, message = fault
        yield (fail if rule == "file-name" else review)(
            page.url,
            f"内嵌框架里，{message}（{gb('3.2.1.2' if one['linked'] else '3.2.1.4')}）",
            rule=rule,
            target=f"{place_of(one)} {one['src'][-80:]}".strip(),
            locator=one["target"],
            excerpt=one["html"],
        )


def _fault(one: Picture) -> tuple[str, str] | None:
    image = BeautifulSoup("", "html.parser").new_tag(
        "img", attrs={"alt": one["alt"], "src": one["src"]}
    )
    if (fault := fault_of(image)) is not None:
        return fault
    if is_meaningless(one["alt"]):
        shown = one["alt"][:40]
        return "meaningless", f"图片的替代文本“{shown}”像文件名或编号，请人工确认有没有说明内容。"
    return None
