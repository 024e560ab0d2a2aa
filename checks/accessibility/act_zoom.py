from collections.abc import Iterator
from typing import TypedDict, cast

from checks.accessibility.act import rule
from checks.accessibility.in_page import Driver, look, window
from checks.accessibility.page_tools import Element
from checks.accessibility.standard import gb
from checks.accessibility.unseen import UNSTYLED, is_unstyled, not_seen
from checks.gathering import gatherer
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

RULE = rule("59br37")
WINDOW = window(640, 512, 2)
"""A window of 1280×1024 enlarged to 200 %."""
MOST = 30


class Cut(Element):
    """Text cut off by its own box: ``half`` a line, or ``sideways``. ``elsewhere``: a link or a
    title may lead to the whole text.
    """

    group: str
    text: str
    half: bool
    sideways: bool
    elsewhere: bool


class ZoomLook(TypedDict, total=False):
    """The stored artifact."""

    error: str
    width: int
    cut: list[Cut]
    unstyled: int
    unloaded: int


@gatherer(order=65)
def look_at_cut_text(driver: Driver) -> ZoomLook:
    """Look at the page enlarged to 200 %; afterwards it has its own window again."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", WINDOW)
    try:
        return cast("ZoomLook", look(driver, "act_zoom", {"most": MOST}))
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@browser_check("act-zoom", gather=look_at_cut_text)
def act_zoom(page: Page, seen: ZoomLook) -> Iterator[Result]:
    """放大到 200% 时文字被自己的框切掉。

    依据：GB/T 37668—2019 3.2.2.2 文本字型大小调整（未核原文）；WCAG 2.2 成功准则 1.4.4（ACT 规则 59br37）。
    判定：把 1280×1024 的窗口放大到 200%，文字所在的框写了 overflow: hidden，把一行字横着切去一部分，
    或不换行的一行切去后面的字又没有省略号的，为“发现”，同一种框每页一项；
    旁边有链接或 title、可能看得到全文的，为“需人工复核”。
    误报：整行整行地省略、带省略号的，以及滚动、轮播的区域不报；有样式表没有取到的页面只列为“需人工复核”。
    整改：不要用固定的高度、宽度加 overflow: hidden 装文字；改用 min-height，或允许换行。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    groups: dict[tuple[str, bool], list[Cut]] = {}
    for one in seen["cut"]:
        groups.setdefault((one["group"], one["elsewhere"]), []).append(one)
    for (group, elsewhere), alike in groups.items():
        first = alike[0]
        many = f"本页共 {len(alike)} 处，" if len(alike) > 1 else ""
        how = "一行字只露出一部分" if first["half"] else "不换行，后面的字看不到，也没有省略号"
        say, note = fail, ""
        if elsewhere:
            say, note = review, "旁边的链接或提示里是否有全文，请人工确认。"
        elif is_unstyled(seen):
            say, note = review, UNSTYLED
        yield say(
            page.url,
            f"放大到 200% 时，“{first['text'][:20]}”等文字被自己的框切掉（{many}{how}）。{note}"
            f"（{gb('3.2.2.2')}）",
            rule=RULE,
            target=f"放大切字 {group}",
            locator=first["target"],
            excerpt=first["html"],
            value=str(len(alike)),
        )
