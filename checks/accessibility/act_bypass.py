from collections.abc import Iterator

from checks.accessibility.act import rule
from checks.accessibility.act_facts import ActFacts, look_for_act
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, unverifiable

RULE = rule("cf77f2")
LISTED, CHARACTERS = 2, 30
"""Less than so many entries of a list or so many letters is no block of content."""


@browser_check("act-bypass", gather=look_for_act)
def act_bypass(page: Page, facts: ActFacts) -> Iterator[Result]:
    """没有任何办法跳过各页重复的内容。

    依据：GB/T 37668—2019 3.3.1.2 跳过重复模块（未核原文）；WCAG 2.2 成功准则 2.4.1（ACT 规则 cf77f2）。
    判定：正文之前有与本站另一页相同的一段内容（如导航），而正文没有标题、没有 main 区域，
    也没有能跳过这段内容的页内链接的，为“发现”，并写明与哪一页比较。只比较没有这些办法的页面。
    误报：有内嵌框架、可折叠区域、快捷键，或有无障碍、适老化入口的页面可能另有办法，不报；
    另一页没有取得的为“无法核验”。这一项没有发现，只说明有某种办法，标准要求的快捷方式另行检查。
    整改：在页首加“跳到正文”的链接，用 main 划出正文，并用 h1 写正文标题。
    """
    if (nothing := not_seen(page, facts)) is not None:
        yield nothing
        return
    seen = facts["bypass"]
    if seen.get("unread"):
        yield unverifiable(
            page.url, "要与本站另一页比较才知道哪些内容是各页重复的，另一页没有取得，没有判断。"
        )
        return
    if seen["helped"] or not seen.get("fresh"):
        return
    repeated, listed = seen.get("repeated", 0), seen.get("listed", 0)
    if listed < LISTED and seen.get("characters", 0) < CHARACTERS:
        return
    examples = "、".join(f"“{text}”" for text in seen.get("examples", ()))
    yield fail(
        page.url,
        f"正文之前有 {repeated} 段与 {seen['compared']} 相同的内容（{examples}等），"
        f"页面没有正文标题、main 区域或跳到正文的链接，键盘和读屏用户每打开一页都要从头经过。"
        f"（{gb('3.3.1.2')}）",
        rule=RULE,
        target=seen.get("place") or seen.get("target", ""),
        locator=seen.get("target", ""),
        excerpt=seen.get("html", ""),
        value=str(repeated),
    )
