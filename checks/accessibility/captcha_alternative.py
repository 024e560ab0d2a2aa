from collections.abc import Iterator

from checks.accessibility.page_look import PageLook, look_at_page
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("captcha-alternative", gather=look_at_page)
def captcha_alternative(page: Page, seen: PageLook) -> Iterator[Result]:
    """图形验证码没有替代方式。

    依据：GB/T 37668—2019 3.2.1.1 验证码，一级；WCAG 2.2 成功准则 1.1.1、3.3.8（未核原文）。
    判定：页面上有图形、滑动一类的验证码，同一表单里没有语音、短信、扫码等其他方式的，为“需人工复核”。
    只凭名称和文字辨认，所以不直接判“发现”；本程序从不填写、也不尝试通过验证码。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：替代方式写在别处（如登录页的另一个标签里）时看不到。
    整改：给验证码加上语音读码，或允许改用短信、扫码等不靠看的方式。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    for one in seen["captchas"]:
        if not one["otherWay"]:
            yield review(
                page.url,
                "这里有图形验证码，附近没有看到语音、短信等替代方式，请人工确认。"
                f"（{gb('3.2.1.1')}）",
                rule="no-other-way",
                target=f"验证码 {one['group']}",
                locator=one["target"],
                excerpt=one["html"],
            )
