from collections.abc import Iterator

from checks.accessibility.page_look import EDGE_PX, PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review, unverifiable


@browser_check("target-size", gather=look_at_page)
def target_size(page: Page, seen: PageLook) -> Iterator[Result]:
    """可点的区域小于 44×44 像素。

    依据：GB/T 37668—2019 3.3.4.4 目标尺寸，三级；WCAG 2.2 成功准则 2.5.5，AAA 级（未核原文）。
    判定：量出页面上看得见的链接、按钮和其他控件的大小（CSS 像素，连同里面的图片、相关联的标签和绝对定位的伪元素一起算），
    宽或高小于 44 的计数，同一模板只列一项“发现”。不计的例外：句子里的链接；同一去处另有够大的链接（等效）；
    没有改过样子的单选、复选等原生控件（由浏览器决定）；地图、图形里的区域（基本要素）。
    有样式表没有取到的页面为“需人工复核”。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：外面由脚本代为响应点击的区域没有计入，量出的可能偏小。
    整改：用内边距把链接和按钮撑到 44×44 像素以上，列表行高不小于 44 像素。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    targets = seen["targets"]
    if targets is None:
        yield unverifiable(page.url, "量控件大小时出错，没有检查。")
        return
    if not targets["small"]:
        return
    first = targets["examples"][0]
    least = min(targets["examples"], key=lambda one: min(one["width"], one["height"]))
    note = UNSTYLED if is_unstyled(seen) else ""
    yield (review if note else fail)(
        page.url,
        f"本页 {targets['looked']} 个可点的区域中有 {targets['small']} 个小于 {EDGE_PX}×{EDGE_PX} 像素，"
        f"最小的一个宽 {least['width']}、高 {least['height']} 像素。{note}（{gb('3.3.4.4')}）",
        rule="under-44",
        target=f"目标尺寸 {first['group']}",
        locator=least["target"],
        excerpt=least["html"],
        value=f"{least['width']}×{least['height']}",
    )
