from collections.abc import Iterator

from checks.accessibility.keyboard_walk import KeyboardWalk, walk_by_keyboard
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail


@browser_check("focus-removed", gather=walk_by_keyboard)
def focus_removed(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """一得到焦点就丢掉焦点。

    依据：GB/T 37668—2019 3.3.3.1 键盘操作，一级；WCAG 2.2 成功准则 2.1.1 的失败示例 F55（未核原文）。
    判定：链接或控件得到焦点的事件发生了，而焦点随即回到页面上（例如 onfocus="this.blur()"），为“发现”；
    不逐处列出，同一模板只列一项，写明本页有多少处。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：没有已知的误报；禁用的控件得不到焦点事件，不会列入。
    整改：删去 onfocus="this.blur()" 一类的写法；不想要虚线框的，用样式换一种焦点标记。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    if not seen["thrown"]:
        return
    first = seen["thrown"][0]
    yield fail(
        page.url,
        f"本页有 {seen['thrownCount']} 处链接或控件一得到焦点就被脚本取消，按回车键不起作用，键盘用户用不了。"
        f"（{gb('3.3.3.1')}）",
        rule="blur",
        target=f"丢掉焦点 {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(seen["thrownCount"]),
    )
