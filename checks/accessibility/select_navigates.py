from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("select-navigates", gather=look_at_page)
def select_navigates(page: Page, seen: PageLook) -> Iterator[Result]:
    """下拉框一选就跳转。

    依据：GB/T 37668—2019 3.4.3.6 变更请求，三级；WCAG 2.2 成功准则 3.2.2、3.2.5（未核原文）。
    判定：下拉框的 change 处理程序会转到别的地址、打开窗口或提交表单，而表单里没有按钮的，
    为“需人工复核”：键盘用户用方向键浏览选项时就会被带走。旁边有“前往”按钮的不报。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：处理程序可能只在特定选项上跳转，请人工确认。自动刷新和跳转另有 axe 的规则检查。
    整改：加一个“前往”按钮，选好再按；或改成链接列表。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for one in seen["selects"]:
        if one["button"]:
            continue
        what = "打开新窗口" if one["opens"] else "跳转"
        yield review(
            page.url,
            f"这个下拉框一改变选项就会{what}，旁边没有确认按钮，请人工确认。（{gb('3.4.3.6')}）",
            rule="on-change",
            target=f"下拉跳转 {one['group']}",
            locator=one["target"],
            excerpt=one["html"],
        )
