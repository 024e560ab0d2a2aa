from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, Playing, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review

LONGEST_S = 3


@browser_check("media-autoplay", gather=look_at_page)
def media_autoplay(page: Page, seen: PageLook) -> Iterator[Result]:
    """自动播放的音频、视频停不下来。

    依据：GB/T 37668—2019 3.3.3.10 多媒体播放控制，二级；WCAG 2.2 成功准则 1.4.2、2.2.2（未核原文）。
    判定：打开页面就自己播放、长于 3 秒或循环、又没有播放控件的音频和视频，为“需人工复核”：
    别处可能有自制的停止按钮。页面用 bgsound、embed 放背景音乐的同样列出。有播放控件的不报。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：浏览器可能不许有声音的媒体自动播放，检查时没有响的，换个环境会响；有声媒体另有 axe 的规则检查。
    整改：不要自动播放；要自动播放的，加 controls，或在旁边放一个键盘能用的停止按钮。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for one in seen["media"]:
        if _is_endless(one) and not one["controls"]:
            what = "视频" if one["kind"] == "video" else "声音"
            yield review(
                page.url,
                f"{what}自动播放{_how_long(one)}，没有播放控件，请人工确认能不能停下来。（{gb('3.3.3.10')}）",
                rule="no-controls",
                target=f"自动播放 {one['group']}",
                locator=one["target"],
                excerpt=one["html"],
            )


def _is_endless(one: Playing) -> bool:
    return one["loop"] or not 0 <= one["seconds"] <= LONGEST_S


def _how_long(one: Playing) -> str:
    if one["loop"]:
        return "，循环不停"
    return f" {one['seconds']:.0f} 秒" if one["seconds"] >= 0 else ""
