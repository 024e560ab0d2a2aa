from collections import Counter
from collections.abc import Iterator

from checks.accessibility.act import rule
from checks.accessibility.act_facts import ActFacts, look_for_act
from checks.accessibility.standard import wcag
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, review

RULE = rule("aizyf1")


@browser_check("act-link-purpose", gather=look_for_act)
def act_link_purpose(page: Page, facts: ActFacts) -> Iterator[Result]:
    """链接只写着“更多”“详情”，不知道是什么的。

    依据：WCAG 2.2 成功准则 2.4.4（ACT 规则 aizyf1）；GB/T 37668—2019 没有对应指标。
    判定：链接的名称只是“更多”“详情”“点击这里”一类的话，所在的段落、列表项、单元格里没有别的文字，
    附近也没有标题说明是什么的，为“需人工复核”，每页一项。
    误报：旁边的文字（如栏目名）看得明白、读屏软件也能顺着读到的，由人判断可以接受。
    整改：写成“更多通知公告”，或用 aria-label 写全；栏目名用标题元素写。
    """
    if (nothing := not_seen(page, facts)) is not None:
        yield nothing
        return
    vague = facts.get("vague", [])
    if not vague:
        return
    first = vague[0]
    names = Counter(one["name"] for one in vague)
    said = "、".join(f"“{name[:10]}”{count} 处" for name, count in names.most_common(3))
    yield review(
        page.url,
        f"链接的文字没有说明去向（{said}），附近也没有标题：只听链接名称的人不知道是什么的更多内容。"
        f"（{wcag('2.4.4', 'A')}）",
        rule=RULE,
        target="没有说明去向的链接",
        locator=first["target"],
        excerpt=first["html"],
        value=str(len(vague)),
    )
