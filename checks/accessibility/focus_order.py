from collections.abc import Iterator

from checks.accessibility.keyboard_walk import KeyboardWalk, walk_by_keyboard
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review

FEWEST = 3


@browser_check("focus-order", gather=walk_by_keyboard)
def focus_order(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """按 Tab 键的顺序与看到的顺序不一致。

    依据：GB/T 37668—2019 3.3.3.6 焦点顺序，一级；WCAG 2.2 成功准则 2.4.3（未核原文）。
    判定：按 Tab 键的先后排列页面上的链接和控件，下一处跳回上面（高出 40 像素以上、左右位置有重叠）的，
    满 3 次为“需人工复核”。浮动、绝对定位的不算；从一栏底部到另一栏顶部的不算；有样式表没有取到的页面不判。
    误报：瀑布流、选项卡等版式可能本来如此，顺序是否合理由人判断。
    整改：让源代码的先后与看到的先后一致，不要用大于 0 的 tabindex 调整。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    if seen["backCount"] < FEWEST or is_unstyled(seen):
        return
    first = seen["back"][0]
    yield review(
        page.url,
        f"按 Tab 键时有 {seen['backCount']} 次跳回上面，与看到的顺序不一致，请人工确认。（{gb('3.3.3.6')}）",
        rule="backwards",
        target=f"焦点顺序 {place_of(first)}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(seen["backCount"]),
    )
