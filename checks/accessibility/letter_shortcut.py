from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("letter-shortcut", gather=look_at_page)
def letter_shortcut(page: Page, seen: PageLook) -> Iterator[Result]:
    """单个字母、数字键的快捷键。

    依据：GB/T 37668—2019 3.3.3.11 单键式快捷键，三级；WCAG 2.2 成功准则 2.1.4（未核原文）。
    判定：整个页面的按键处理程序里比较单个字母或数字、而不看 Ctrl、Alt 等键的，为“需人工复核”。
    程序只读脚本，不去按这些键。同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：处理程序可能只在输入框里起作用，或可以关闭、改键，请人工确认。
    整改：改用带 Ctrl、Alt 的组合键，或提供关闭、改键的设置，或只在控件得到焦点时起作用。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for one in seen["letters"][:1]:
        frame = one.get("frame", "")
        where = "内嵌框架里，整个网页" if frame else "整个页面"
        yield review(
            page.url,
            f"{where}的按键处理程序似乎对单个字母或数字有反应，语音输入和手抖的人容易误触，请人工确认。"
            f"（{gb('3.3.3.11')}）",
            rule="bare-key",
            target=f"单键快捷键 {one['where']} {one['kind']} {frame}".rstrip(),
            locator=frame,
            excerpt=one["code"],
        )
