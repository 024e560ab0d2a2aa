from collections.abc import Iterator

from checks.accessibility.motion_watch import Motion, Mover, watch_motion
from checks.accessibility.standard import gb
from checks.accessibility.unscripted import scripts_lacking
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

ONE_STEP_MS = 1200


@browser_check("moving-content", gather=watch_motion)
def moving_content(page: Page, seen: Motion, *, longest_s: float = 5) -> Iterator[Result]:
    """自动滚动、轮播的内容停不下来。

    依据：GB/T 37668—2019 3.3.3.12 充足操作时间，三级（测试方法列举了滚动通知栏、滚动图片栏）；
    WCAG 2.2 成功准则 2.2.2（未核原文）。
    判定：在首页、一个列表页和一个内容页上不碰页面，观察 7 秒：自己移动、轮换超过 5 秒，旁边没有“暂停”“停止”按钮，
    把鼠标移上去、把键盘焦点放进去都不停的，为“发现”。鼠标和焦点都能让它停的不报；只有一种能让它停的、
    只看到动了一次的、没有试过的，为“需人工复核”，每页最多列最大的一处和其余各一项。
    不足 40×40 像素的小图标、只变文字的时钟不算，marquee 另有 axe 的规则检查；有样式表没有取到的页面只列“需人工复核”。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    页面的脚本没有取全的，另列“无法核验”。
    误报：停止按钮没有“暂停”“停止”“播放”一类名称的认不出来。
    整改：加一个键盘能用的“暂停”按钮，并在鼠标移上去和得到焦点时停下；能不动的就不动。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    yield from scripts_lacking(page, seen)
    unstyled = is_unstyled(seen)
    for one in seen["movers"]:
        if one["last"] < longest_s * 1000 or one["control"]:
            continue
        doubt = UNSTYLED if unstyled else _doubt(one)
        if doubt is None:
            continue
        every = f"，大约每 {one['interval'] / 1000:.1f} 秒一次" if one["interval"] else ""
        yield (review if doubt else fail)(
            page.url,
            f"这里的内容自己移动或轮换{every}，超过 {longest_s:g} 秒不停，旁边没有暂停按钮"
            f"{'。' + doubt if doubt else '，鼠标移上去、键盘焦点进去也不停。'}（{gb('3.3.3.12')}）",
            rule="no-pause",
            target=f"自动移动 {one['group']}",
            locator=one["target"],
            excerpt=one["html"],
        )


def _doubt(one: Mover) -> str | None:
    """Why it is not certain, "" when it is; None: it can be stopped."""
    if one["lasted"] < ONE_STEP_MS:
        return "只看到它动了一次，请人工确认。"
    if one["hover"] and one["focus"]:
        return None
    if one["hover"]:
        return "鼠标移上去会停，键盘没有办法，请人工确认。"
    if one["focus"]:
        return "键盘焦点进去会停，鼠标移上去不停，请人工确认。"
    if one["hover"] is None:
        return "没有试过鼠标移上去会不会停，请人工确认。"
    return ""
