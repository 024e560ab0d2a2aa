from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review, unverifiable


@browser_check("new-window", gather=look_at_page)
def new_window(page: Page, seen: PageLook) -> Iterator[Result]:
    """打开新窗口没有事先提示。

    依据：GB/T 37668—2019 3.3.3.9 新窗口，二级；WCAG 2.2 成功准则 3.2.5 的技术 G201（未核原文）。
    判定：链接会打开新窗口（target="_blank"、打不到的框架名，或 onclick 里有 window.open），而文字、title、
    aria-label、图标的替代文本都没有说明的，为“发现”；不逐条列出，同一模板只列一项，写明本页有多少条。
    页面上统一写了“本站链接在新窗口打开”之类说明的，为“需人工复核”。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：由脚本在点击时才补上提示的，程序看不到。
    整改：能在原窗口打开的去掉 target；确需新窗口的，在链接文字或 title 里写明“在新窗口打开”。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    windows = seen["windows"]
    if windows is None:
        yield unverifiable(page.url, "查看链接时出错，没有检查打开新窗口的提示。")
        return
    if not windows["silent"]:
        return
    first = windows["examples"][0]
    say, note = fail, ""
    if windows["told"]:
        say, note = review, "页面上有统一的说明，请人工确认它在这些链接之前、容易看到。"
    named = f"“{first['text']}”" if first["text"] else "（没有文字的链接）"
    yield say(
        page.url,
        f"本页 {windows['links']} 条链接中有 {windows['silent']} 条打开新窗口而没有提示，"
        f"例如{named}。{note}（{gb('3.3.3.9')}）",
        rule="no-notice",
        target=f"新窗口 {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(windows["silent"]),
    )
