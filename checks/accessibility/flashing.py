from collections.abc import Iterator

from checks.accessibility.motion_watch import Motion, watch_motion
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unscripted import scripts_lacking
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("flashing", gather=watch_motion)
def flashing(page: Page, seen: Motion) -> Iterator[Result]:
    """一秒闪烁三次以上。

    依据：GB/T 37668—2019 3.3.3.5 闪光，一级；WCAG 2.2 成功准则 2.3.1（未核原文）。
    判定：在首页、一个列表页和一个内容页上观察 7 秒，面积 5000 平方像素以上的元素，明暗、颜色或显隐一秒变化
    3 个来回以上的（由脚本改变，或由样式动画），为“需人工复核”：是否超过亮度和面积的界限要人判断。
    动图和视频里面的闪烁程序看不到。marquee、blink 另有 axe 的规则检查。
    页面的脚本没有取全的，另列“无法核验”。
    误报：颜色变化很小的可能看不出在闪。
    整改：去掉闪烁，或放慢到一秒三次以下。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    yield from scripts_lacking(page, seen)
    for one in seen["flashing"]:
        yield review(
            page.url,
            f"这个元素一秒闪烁三次以上，可能引起不适，请人工确认。（{gb('3.3.3.5')}）",
            rule="over-3",
            target=f"闪烁 {place_of(one)}",
            locator=one["target"],
            excerpt=one["html"],
        )
