from collections.abc import Iterator, Sequence

from checks.accessibility.layout_look import LayoutLook, Text, look_at_layout
from checks.accessibility.standard import gb
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

CERTAIN_LOST = 3


@browser_check("zoom-200", gather=look_at_layout)
def zoom_200(page: Page, seen: LayoutLook) -> Iterator[Result]:
    """放大到 200% 后内容看不全，或一行字要左右滚动才能读完。

    依据：GB/T 37668—2019 3.2.2.2 文本字型大小调整，二级；3.2.2.3 视觉呈现，三级；
    WCAG 2.2 成功准则 1.4.4、1.4.8（未核原文）。
    判定：用宽 683 像素的窗口（1366 像素的屏幕放大到 200%）重新排版，和放大前比较。
    一行文字比窗口还宽、读一行就要左右滚动的，按 3.2.2.3 为“发现”；页面禁止横向滚动而有 3 处以上文字伸到窗口外的，
    按 3.2.2.2 为“发现”，不足 3 处为“需人工复核”；原来完整的文字被截去一部分或与别的文字重叠的，为“需人工复核”。
    同一模板每种只列一项。滚动条、轮播、省略号、代码、自带滚动条的区域不算；有样式表没有取到的页面只列“需人工复核”。
    同一网站的内嵌框架里的文字一并比较，别的网站的框架为“无法核验”。
    误报：被截的文字可能在别处能看到全文。
    整改：不要把版面宽度写死，用百分比或弹性布局；不要写死文字容器的高度；去掉 body 的 overflow-x: hidden。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    note = UNSTYLED if is_unstyled(seen) else ""
    now = seen["double"]
    if now["long"]:
        yield _told(
            page, "long-lines", note, certain=not note, count=now["long"], few=now["longFew"],
            what="的一行比窗口还宽，读一行就要左右滚动", where=gb("3.2.2.3"),
        )  # fmt: skip
    if now["lost"]:
        yield _told(
            page, "lost", note, certain=not note and now["lost"] >= CERTAIN_LOST,
            count=now["lost"], few=now["lostFew"],
            what="伸到窗口外面，页面又不能左右滚动，看不到", where=gb("3.2.2.2"),
        )  # fmt: skip
    if now["clipped"]:
        yield _told(
            page, "clipped", note, certain=False, count=now["clipped"], few=now["clippedFew"],
            what="被截去一部分", where=gb("3.2.2.2"),
        )  # fmt: skip
    if now["over"]:
        yield _told(
            page, "overlap", note, certain=False, count=now["over"], few=now["overFew"],
            what="与别的文字重叠", where=gb("3.2.2.2"),
        )  # fmt: skip


def _told(
    page: Page, rule: str, note: str, *, certain: bool, count: int, few: Sequence[Text], what: str,
    where: str,
) -> Result:  # fmt: skip
    first = few[0]
    if not certain and not note:
        note = "请人工确认。"
    return (fail if certain else review)(
        page.url,
        f"放大到 200% 后，有 {count} 处文字（例如“{first['text']}”）{what}。{note}（{where}）",
        rule=rule,
        target=f"放大 {rule} {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(count),
    )
