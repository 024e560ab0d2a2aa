from collections.abc import Iterator
from typing import TypedDict, cast

from checks.accessibility.act import rule
from checks.accessibility.in_page import Driver, look
from checks.accessibility.page_tools import Element, place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import UNSTYLED, is_unstyled, not_seen
from checks.gathering import gatherer
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

RULE = rule("6cfa84")
MOST = 20
SETTLE_MS = 30


class HiddenFocus(TypedDict, total=False):
    """The stored artifact: elements that kept focus though screen readers do not get them."""

    error: str
    stays: list[Element]
    unstyled: int
    unloaded: int


@gatherer(order=45)
def focus_what_is_hidden(driver: Driver) -> HiddenFocus:
    """Try the elements behind an open dialog that are hidden from screen readers."""
    given = {"most": MOST, "settle_ms": SETTLE_MS}
    return cast("HiddenFocus", look(driver, "act_hidden_focus", given))


@browser_check("act-hidden-focus", gather=focus_what_is_hidden)
def act_hidden_focus(page: Page, seen: HiddenFocus) -> Iterator[Result]:
    """对话框打开时，焦点会停在读屏软件读不到的地方。

    依据：GB/T 37668—2019 3.5.1.1 辅助技术（未核原文）；WCAG 2.2 成功准则 4.1.2（ACT 规则 6cfa84）。
    判定：页面上有打开的对话框时，把焦点放到 aria-hidden="true" 区域里能用 Tab 键到达的元素上，
    焦点停住不走的，为“发现”，每页一项；会马上转到别处的（用来让焦点循环）不报。
    没有打开对话框的页面由 axe 的规则检查。
    误报：焦点停下之后过一会儿才由脚本移走的，可能误报；有样式表没有取到的页面只列为“需人工复核”。
    整改：打开对话框时给背后的区域加 inert；只用来让焦点循环的元素，得到焦点时立即移到对话框里。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    stays = seen["stays"]
    if stays:
        first = stays[0]
        many = f"本页共 {len(stays)} 处，" if len(stays) > 1 else ""
        unstyled = is_unstyled(seen)
        yield (review if unstyled else fail)(
            page.url,
            f'{many}元素写了 aria-hidden="true"，用 Tab 键却能到达，焦点也停在上面：'
            f"读屏用户不知道到了哪里。{UNSTYLED if unstyled else ''}（{gb('3.5.1.1')}）",
            rule=RULE,
            target=place_of(first),
            locator=first["target"],
            excerpt=first["html"],
            value=str(len(stays)),
        )
