from collections.abc import Iterator

from checks.accessibility.layout_look import LayoutLook, look_at_layout
from checks.accessibility.standard import wcag
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("reflow-320", gather=look_at_layout)
def reflow_320(page: Page, seen: LayoutLook) -> Iterator[Result]:
    """窄到 320 像素时要左右滚动。

    依据：WCAG 2.2 成功准则 1.4.10，AA 级；GB/T 37668—2019 只有 3.2.2.3 部分涉及（未核原文）。
    判定：用宽 320 像素的窗口（1280 像素的屏幕放大到 400%）重新排版，文字伸到窗口右边以外、要横向滚动才能看到的，
    为“需人工复核”，同一模板只列一项。数据表、地图、图片、代码、自带滚动条的区域不算。
    不直接判“发现”：网站可能给手机另备了一套页面，是否满足由人判断。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：只在大屏幕上使用的后台页面可以不管。
    整改：用弹性布局，窄屏时各栏上下排列；版面宽度不要写死。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    now = seen["narrow"]
    if not now["beyond"]:
        return
    note = UNSTYLED if is_unstyled(seen) else "请人工确认有没有适合窄屏的页面。"
    first = now["beyondFew"][0]
    wide, many = now["scrollWidth"], f"有 {now['beyond']} 处文字"
    what = f"页面内容宽 {wide} 像素，{many}要左右滚动才能看到"
    if wide <= now["width"]:
        what = f"{many}伸到窗口外面，页面又不能左右滚动，看不到"
    yield review(
        page.url,
        f"窗口宽 {now['width']} 像素时，{what}。{note}（{wcag('1.4.10', 'AA')}）",
        rule="sideways",
        target=f"窄屏 {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(now["scrollWidth"]),
    )
