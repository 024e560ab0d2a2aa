from collections.abc import Iterator

from checks.accessibility.keyboard_walk import KeyboardWalk, Skip, walk_by_keyboard
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

MANY = 10


@browser_check("skip-link", gather=walk_by_keyboard)
def skip_link(page: Page, seen: KeyboardWalk) -> Iterator[Result]:
    """没有能跳过重复内容的链接，或它不起作用。

    依据：GB/T 37668—2019 3.3.1.2 跳过重复模块，一级：测试方法要求有能移动焦点的快捷方式（未核原文）；
    WCAG 2.2 成功准则 2.4.1。
    判定：打开页面后按 Tab，前几处里有“跳到正文”一类的页内链接的，用回车键按它，再按一次 Tab：
    焦点没有移动、还停在紧接着的下一处，或它指向的位置不存在的，为“发现”；到了别处的，为“需人工复核”。
    没有这样的链接、而页面上有 10 处以上可按 Tab 到达的，为“需人工复核”：可能另有快捷键或读屏专用的区域跳转。
    误报：链接文字没有写“跳”“正文”“主要内容”等字样的，认不出来。
    整改：在页面最前面放一个“跳到正文”的链接，指向正文区的 id，并给该区域加 tabindex="-1"。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    skip = seen["skip"]
    if skip is None:
        if seen["stops"] >= MANY:
            yield review(
                page.url,
                f"页面开头没有“跳到正文”一类的链接，键盘用户要从头走过 {seen['stops']} 处，"
                f"请人工确认有没有别的快捷方式。（{gb('3.3.1.2')}）",
                rule="none",
                target="跳过重复模块：没有链接",
                value=str(seen["stops"]),
            )
        return
    found = _judge(skip)
    if found is not None:
        say, what = found
        yield (fail if say else review)(
            page.url,
            f"{what}（{gb('3.3.1.2')}）",
            rule="broken",
            target=f"跳过链接 {place_of(skip)}",
            locator=skip["target"],
            excerpt=skip["html"],
        )


def _judge(skip: Skip) -> tuple[bool, str] | None:
    """(certain, sentence), None when the link works."""
    if skip["goal"] and (skip["moved"] or not skip["between"]):
        return None
    if skip["stayed"]:
        why = (
            "它要跳到的位置存在，但焦点没有移过去"
            if skip["goal"]
            else "它要跳到的位置在页面上不存在"
        )
        return True, f"“跳到正文”一类的链接不起作用：{why}。"
    return False, "按了“跳到正文”一类的链接以后，焦点没有到它所说的位置，请人工确认。"
