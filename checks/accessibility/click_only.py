from collections.abc import Iterator

from checks.accessibility.page_look import MouseOnly, PageLook, look_at_page
from checks.accessibility.page_tools import lasting_name
from checks.accessibility.standard import gb
from checks.accessibility.unseen import UNSTYLED, frames_unread, is_unstyled, not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

FIX = '改用按钮（button）或带 href 的链接；只能用别的元素时，加 tabindex="0" 和合适的 role，并让回车键、空格键起同样的作用。'
INSIDE_FIX = (
    "把点击事件写到外面的链接（a）上，或让链接的 href 直接写去向，不要写在链接里面的图片、文字上。"
)
_DOUBTS = {
    "click": "能用鼠标点，键盘到不了；程序看不出点了以后会怎样",
    "inside": "的点击写在链接里面，焦点在外面的链接上，按回车不会触发；程序看不出点了以后会怎样",
    "enter": "键盘到不了，旁边的输入框里按回车也许有同样的作用",
    "hover": "鼠标移上去才有反应，键盘到不了",
    "pointer": "鼠标移上去变成手形，键盘到不了；点了有没有反应程序看不出",
}


@browser_check("click-only", gather=look_at_page)
def click_only(page: Page, seen: PageLook) -> Iterator[Result]:
    """只能用鼠标操作的元素。

    依据：GB/T 37668—2019 3.3.3.1 键盘操作，一级；WCAG 2.2 成功准则 2.1.1（未核原文）。
    判定：元素自己有点击事件（onclick、脚本添加的，或由 jQuery 代理的），点击会打开地址、显示隐藏内容或
    改变页面，而它得不到键盘焦点、里外也没有能得到焦点的元素的，为“发现”，同一模板里相同的元素只列一项。
    点击写在没有去处的链接（如 href="javascript:;"）里面的图片、文字上，链接自己没有事件的，也是：按回车点的是链接，里面的事件不会触发。
    页面上另有同样去处的链接，或文字（四个字以上）相同的链接、按钮的，不报。
    文字相同而更短的（如“更多”）、看不出点击有什么作用的、旁边的输入框里按回车也许有同样作用的（如“搜索”）、
    只对鼠标移上去有反应的、只有手形光标的，为“需人工复核”。
    回到顶部、打印、关闭窗口、设为首页等浏览器自己就有的功能不报。
    有样式表没有取到的页面只列“需人工复核”：平时隐藏的元素那时会露出来。
    开放的影子树（shadow root）一并查看；外面或里面有封闭影子树的只列“需人工复核”。
    同一网站的内嵌框架（iframe）也看进去；别的网站的、没有打开的框架为“无法核验”。
    误报：脚本在别处为键盘另做了一套操作的，程序看不到。
    整改：改用按钮或带 href 的链接；只能用别的元素时，加 tabindex="0" 和合适的 role，并响应回车键、空格键。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    yield from frames_unread(page, seen)
    doubted: dict[str, list[MouseOnly]] = {}
    for one in seen["clicks"]:
        if one["certain"]:
            yield _certain(page, one, UNSTYLED if is_unstyled(seen) else "")
        else:
            doubted.setdefault(one["rule"], []).append(one)
    for rule, several in doubted.items():
        yield _doubted(page, rule, several)


def _certain(page: Page, one: MouseOnly, note: str) -> Result:
    alike = f"同样的元素本页共 {one['count']} 个，" if one["count"] > 1 else ""
    inside = one["rule"] == "inside"
    why = "点击写在链接里面，焦点在外面的链接上，按回车不会触发，" if inside else ""
    return (review if note else fail)(
        page.url,
        f"这个元素只能用鼠标点：{alike}{why}键盘用户和读屏用户无法使用。{note}（{gb('3.3.3.1')}）",
        rule=one["rule"],
        target=lasting_name("只能用鼠标", one),
        locator=one["target"],
        excerpt=one["html"],
        value=str(one["count"]),
        fix=INSIDE_FIX if inside else FIX,
    )


def _doubted(page: Page, rule: str, several: list[MouseOnly]) -> Result:
    first = max(several, key=lambda one: (one["count"], one["group"]))
    count = sum(one["count"] for one in several)
    return review(
        page.url,
        f"有 {count} 个元素{_DOUBTS[rule]}，请人工确认能不能用键盘完成同样的操作。（{gb('3.3.3.1')}）",
        rule=rule,
        target=f"{rule} {first['group']}",
        locator=first["target"],
        excerpt=first["html"],
        value=str(count),
        fix=INSIDE_FIX if rule == "inside" else FIX,
    )
