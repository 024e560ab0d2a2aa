from collections.abc import Iterator

from checks.accessibility.motion_watch import Float, Motion, watch_motion
from checks.accessibility.standard import gb
from checks.accessibility.unscripted import scripts_lacking
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review


@browser_check("floating-window", gather=watch_motion)
def floating_window(page: Page, seen: Motion) -> Iterator[Result]:
    """漂浮窗关不掉，或只能用鼠标关。

    依据：GB/T 37668—2019 3.3.3.3 漂浮窗，一级；WCAG 2.2 成功准则 2.2.2（未核原文）。
    判定：在首页、一个列表页和一个内容页上不碰页面，观察 7 秒，自己在内容上移动的浮窗：没有关闭按钮、
    键盘又进不去的，关闭按钮用键盘到不了的，关掉以后自己又出来的，为“发现”；没有关闭按钮而里面的链接键盘能到的，
    点了关闭按钮没有反应的，为“需人工复核”。有样式表没有取到的页面只列“需人工复核”。
    页面的脚本没有取全的，另列“无法核验”。
    误报：关闭按钮没有“关闭”“×”一类名称的认不出来。
    整改：不要用漂浮窗；要用的，放在固定位置，用按钮（button）做关闭，关掉以后不再出现。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    yield from scripts_lacking(page, seen)
    for one in seen["floats"]:
        for certain, rule, what in _faults(one):
            note = UNSTYLED if is_unstyled(seen) else "" if certain else "请人工确认。"
            yield (review if note else fail)(
                page.url,
                f"有一个在内容上移动的漂浮窗，{what}。{note}（{gb('3.3.3.3')}）",
                rule=rule,
                target=f"漂浮窗 {rule} {one['group']}",
                locator=one["target"],
                excerpt=one["html"],
            )


def _faults(one: Float) -> Iterator[tuple[bool, str, str]]:
    """(certain, rule, what)."""
    if one["close"] is None:
        yield not one["reachable"], "no-close", "没有看到关闭按钮"
        return
    if not one["reachable"]:
        yield True, "close-mouse-only", "关闭按钮用键盘到不了"
    if one["gone"] is False:
        yield False, "close-dead", "点了关闭按钮没有反应"
    if one["back"]:
        yield True, "comes-back", "关掉以后自己又出来了"
