from collections.abc import Iterator

from checks.accessibility.layout_look import SpacingLook, look_at_spacing
from checks.accessibility.standard import wcag
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review


@browser_check("text-spacing", gather=look_at_spacing)
def text_spacing(page: Page, seen: SpacingLook) -> Iterator[Result]:
    """加大文字间距后内容被截断或重叠。

    依据：WCAG 2.2 成功准则 1.4.12，AA 级；GB/T 37668—2019 没有对应指标（未核原文）。
    判定：在首页、一个列表页和一个内容页上，把行距加到 1.5 倍、字距 0.12 倍、词距 0.16 倍、段距 2 倍字号，
    原来完整的文字被截去一部分或与别的文字重叠的，为“需人工复核”，各列一项。轮播、省略号不算。
    同一网站的内嵌框架一并查看，别的网站的为“无法核验”。
    误报：被截的文字可能在别处能看到全文。
    整改：不要写死文字容器的高度，让它随内容增高。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    note = UNSTYLED if is_unstyled(seen) else "请人工确认。"
    for rule, what, count, few in (
        ("clipped", "被截去一部分", seen["clipped"], seen["clippedFew"]),
        ("overlap", "与别的文字重叠", seen["over"], seen["overFew"]),
    ):
        if count:
            first = few[0]
            yield review(
                page.url,
                f"加大文字间距后，有 {count} 处文字（例如“{first['text']}”）{what}。{note}"
                f"（{wcag('1.4.12', 'AA')}）",
                rule=rule,
                target=f"间距 {rule} {first['group']}",
                locator=first["target"],
                excerpt=first["html"],
                value=str(count),
            )
