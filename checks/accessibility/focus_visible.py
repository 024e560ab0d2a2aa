from collections.abc import Iterator

from checks.accessibility.keyboard_walk import KeyboardWalk, walk_by_keyboard
from checks.accessibility.standard import wcag
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review


@browser_check("focus-visible", gather=walk_by_keyboard)
def focus_visible(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """键盘焦点看不见。

    依据：WCAG 2.2 成功准则 2.4.7，AA 级；GB/T 37668—2019 没有对应指标；
    《互联网网站适老化通用设计规范》要求组件聚焦有明显的状态提示（未核原文）。
    判定：先按 Tab 键，再让各种链接、按钮依次得到焦点，比较有无焦点时的轮廓、阴影、边框、背景、文字颜色、
    下划线等，连同它的前后内容、里外和相邻的元素；毫无变化的为“发现”，第一处还要截图对比；
    不逐处列出，同一模板只列一项，写明本页有多少处。截图有变化、画面一直在动、有样式表没有取到的，为“需人工复核”。
    输入框有光标，不报；相同写法的元素只抽查一两个，其中有问题再逐个查。
    开放的影子树（shadow root）和同一网站的内嵌框架一并查看，别的网站的框架为“无法核验”。
    误报：由脚本在别处画出焦点标记的，样式比较看不到，靠截图发现。
    整改：不要写 outline: none；写了的，另给 :focus-visible 清楚的轮廓或底色，对比度不低于 3:1。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    if not seen["unmarked"]:
        return
    note = UNSTYLED if is_unstyled(seen) else _doubt(seen)
    first = seen["unmarked"][0]
    named = "".join(f"“{one['text']}”" for one in seen["unmarked"][:3] if one["text"])
    yield (review if note else fail)(
        page.url,
        f"本页可按 Tab 键到达的 {seen['stops']} 处中，有 {seen['unmarkedCount']} 处"
        f"{f'（例如{named}）' if named else ''}得到键盘焦点时看不出任何变化，用键盘的人不知道自己在哪里。"
        f"{note}（{wcag('2.4.7', 'AA')}）",
        rule="no-mark",
        target=f"焦点不可见 {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(seen["unmarkedCount"]),
    )


def _doubt(seen: KeyboardWalk) -> str:
    if seen["drawn"] is False:
        return ""
    if seen["drawn"]:
        return "样式没有变化而截图有变化，可能由脚本画出了标记，请人工确认。"
    return "画面一直在变，截图不能对比，请人工确认。"
