from collections.abc import Iterator

from checks.accessibility.input_look import InputLook, try_input
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import frames_unread, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review

_WHAT = {
    "contextmenu": "右键菜单被脚本禁止",
    "selectstart": "选择文字被脚本禁止",
    "user-select": "大部分文字被样式设为不能选择",
    "copy": "复制被脚本禁止",
}


@browser_check("blocked-input", gather=try_input)
def blocked_input(page: Page, seen: InputLook) -> Iterator[Result]:
    """禁止粘贴、选择、复制或右键菜单。

    依据：GB/T 37668—2019 3.3.4.3 并发输入机制，三级；禁止选择文字还关系到 3.5.1.1 辅助技术，一级；
    WCAG 2.2 成功准则 2.5.6（未核原文）。
    判定：页面上有相应的处理程序时，对正文和输入框发出同样的事件，平常该有的结果被阻止，再用真实的鼠标拖选文字、
    按右键，结果也一样的（粘贴、复制不用鼠标，没有这一步），为“需人工复核”，每种一项：阻止本身是确定的，是否确有必要（如安全要求）由人判断。
    输入框粘贴后内容仍进得去的、复制时只是附加来源说明的，不报。
    同一网站的内嵌框架一并查看（每种操作只列一个框架），别的网站的为“无法核验”。
    误报：自带右键菜单的地图、编辑器属正常；不理会程序所发事件的处理程序查不出来。
    整改：去掉 oncontextmenu、onselectstart、onpaste 等阻止操作的脚本和 user-select: none。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    told = set[tuple[str, bool]]()
    for one in seen["blocked"]:
        kind, frame = one["kind"], one.get("frame", "")
        # A real mouse may have met with no hindrance; of several frames one will do.
        if one["real"] is False or (kind, bool(frame)) in told:
            continue
        told.add((kind, bool(frame)))
        tried = "（用真实的鼠标试过）" if one["real"] else ""
        where = "内嵌框架里，" if frame else ""
        yield review(
            page.url,
            f"{where}{_WHAT[kind]}{tried}，用朗读、放大等辅助工具的人可能受影响，请人工确认有没有必要。"
            f"（{gb('3.3.4.3')}）",
            rule=kind,
            target=f"禁止操作 {kind} {frame}".rstrip(),
            locator=frame,
        )
    if seen["refusing"]:
        first = seen["refusingFew"][0]
        yield review(
            page.url,
            f"{seen['refusing']} 个输入框不让粘贴，用语音、手写等方式输入的人可能填不了，"
            f"请人工确认有没有必要。（{gb('3.3.4.3')}）",
            rule="paste",
            target=f"禁止粘贴 {place_of(first)}",
            locator=first["target"],
            excerpt=first["html"],
            value=str(seen["refusing"]),
        )
