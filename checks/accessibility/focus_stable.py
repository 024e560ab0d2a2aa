from collections.abc import Iterator

from checks.accessibility.keyboard_walk import KeyboardWalk, walk_by_keyboard
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail


@browser_check("focus-stable", gather=walk_by_keyboard)
def focus_stable(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """一得到焦点就弹出窗口或对话框。

    依据：GB/T 37668—2019 3.4.2.2 聚焦稳定，二级；WCAG 2.2 成功准则 3.2.1（未核原文）。
    判定：让各种链接、控件依次得到焦点，什么也不按，这时脚本打开新窗口或弹出提示、确认对话框的，为“发现”，
    不逐处列出，同一模板只列一项。失去焦点时才弹出的提示不算。
    误报：没有已知的误报；过一会儿才弹出的看不到。
    整改：把打开窗口、弹出提示的脚本放到点击事件里，不要放在 onfocus 里。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    if not seen["stirred"]:
        return
    first = seen["stirred"][0]
    yield fail(
        page.url,
        f"本页有 {seen['stirredCount']} 处链接或控件一得到焦点就弹出窗口或对话框，键盘用户还没有操作就被打断。"
        f"（{gb('3.4.2.2')}）",
        rule="opens",
        target=f"聚焦弹出 {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(seen["stirredCount"]),
    )
