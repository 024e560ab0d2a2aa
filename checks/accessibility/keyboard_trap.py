from collections.abc import Iterator

from checks.accessibility.act import rule
from checks.accessibility.keyboard_walk import KeyboardWalk, walk_by_keyboard
from checks.accessibility.page_tools import lasting_name
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review


@browser_check("keyboard-trap", gather=walk_by_keyboard)
def keyboard_trap(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """键盘焦点陷在里面出不来。

    依据：GB/T 37668—2019 3.3.3.2 焦点陷入，一级；WCAG 2.2 成功准则 2.1.2（未核原文；ACT 规则 80af7b、a1b64e）。
    判定：用真实的按键反复按 Tab，焦点总在少数几处打转、到不了页面上其余的控件；再试 Shift+Tab 和 Esc，
    都出不来的为“发现”。Shift+Tab 出得来、或里面有“关闭”一类按钮的，为“需人工复核”；按 Esc 出得来的不报。
    没有按键、失焦处理程序的页面不会困住焦点，只走开头几步；有的，走 60 步，并从每一种带处理程序的区域的最后一处往外走。
    开放的影子树里的焦点也跟着走。
    误报：内嵌框架、播放器、日期框里面有自己的焦点，不据以判定。
    整改：去掉拦截 Tab 键或失焦后又抢回焦点的脚本；对话框可以循环，但要能用 Esc 或“关闭”按钮离开。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    for one in seen["traps"]:
        if one["escape"]:
            continue
        first = one["elements"][0]
        what = "按 Tab、Shift+Tab 和 Esc 都离不开"
        say, note = fail, ""
        if one["back"]:
            what = "按 Tab 离不开，只能用 Shift+Tab 往回走"
            say, note = review, "请人工确认后面的内容怎样到达。"
        elif one["close"] or one["dialog"]:
            say, note = review, "这里像是对话框，请人工确认能不能用键盘关闭。"
        yield say(
            page.url,
            f"键盘焦点在 {one['count']} 处控件里打转，{what}。{note}（{gb('3.3.3.2')}）",
            rule=rule("80af7b" if one["count"] == 1 else "a1b64e"),
            target=lasting_name("焦点陷入", first),
            locator=first["target"],
            excerpt=first["html"],
            value=str(one["count"]),
        )
