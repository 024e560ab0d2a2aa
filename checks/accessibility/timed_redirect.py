from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("timed-redirect", gather=look_at_page)
def timed_redirect(page: Page, seen: PageLook) -> Iterator[Result]:
    """脚本定时跳转或刷新页面。

    依据：GB/T 37668—2019 3.4.3.6 变更请求，三级；WCAG 2.2 成功准则 2.2.1、3.2.5（未核原文）。
    判定：页面里的脚本用定时器转到别的地址或重新载入本页的，为“需人工复核”。程序只读脚本，不等它跳转；
    用 meta 标签刷新的另有 axe 的规则检查。同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：定时器可能只在某种操作之后才启动（如提交成功后返回），请人工确认。
    整改：改为给出链接，由用户自己点；必须自动跳转的，由服务器直接重定向。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for code in seen["redirects"]:
        yield review(
            page.url,
            f"页面里的脚本会定时跳转或刷新，阅读慢的人来不及看完，请人工确认。（{gb('3.4.3.6')}）",
            rule="timer",
            excerpt=code,
        )
    for one in seen.get("framedRedirects", ())[:1]:
        yield review(
            page.url,
            "内嵌框架里的脚本会定时跳转或刷新框架或整个页面，阅读慢的人来不及看完，请人工确认。"
            f"（{gb('3.4.3.6')}）",
            rule="timer",
            target=f"框架定时跳转 {one['frame']}",
            locator=one["frame"],
            excerpt=one["code"],
        )
