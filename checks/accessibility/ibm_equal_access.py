from collections.abc import Iterator

from checks.accessibility.ibm import IbmResult, IbmRule, run_ibm
from checks.accessibility.ibm_words import IbmWords, ibm_words
from checks.accessibility.page_tools import place_of
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

ONLY_AGREED = ("text_contrast_sufficient",)
"""It knows no difference for large text, so that alone it says too much."""


@browser_check("ibm-equal-access", gather=run_ibm, optional=True)
def ibm_equal_access(page: Page, seen: IbmResult) -> Iterator[Result]:
    """第二检查程序（IBM Equal Access）的意见。

    依据：GB/T 37668—2019 各指标（未核原文），该标准没有对应指标的规则列入“WCAG 2.2 补充”。
    判定：平时不运行；口径里写了 also = ["ibm-equal-access"]，或按检查项抽查时才运行。
    它与 axe-core 在同一个元素上发现同样的问题，为“发现”，把握比只有一种检查程序时大；
    只有它发现的，和它自己也不能肯定的，为“需人工复核”；每条规则每页一项。
    颜色对比度只在两者一致时才列出，因为它对大号文字的要求与标准不同。
    误报：它的规则多而严，单独的意见约有一部分站不住，所以不直接判为“发现”。
    整改：按每项的说明修改；与 axe-core 的同一项问题，改一次即可。
    """
    if (nothing := not_seen(page, seen)) is not None:
        yield nothing
        return
    for rule in seen["rules"]:
        words = ibm_words().get(rule["id"])
        if words is not None:
            yield from _told(page, rule, words, compared=seen["compared"])


def _told(page: Page, rule: IbmRule, words: IbmWords, *, compared: bool) -> Iterator[Result]:
    """What both engines found, and what only this one did."""
    agreed = [node for node in rule["nodes"] if rule["certain"] and words.axe & {*node["axe"]}]
    alone = [node for node in rule["nodes"] if node not in agreed]
    if rule["id"] in ONLY_AGREED:
        alone = []
    for nodes, say in ((agreed, fail), (alone, review)):
        if not nodes:
            continue
        first = min(nodes, key=place_of)
        many = f"本页共 {len(nodes)} 处，" if len(nodes) > 1 else ""
        if say is fail:
            note = f"{many}axe-core 与 IBM Equal Access 都发现了这个问题，把握较大。"
        elif not rule["certain"]:
            note = f"{many}IBM Equal Access 认为可能有问题，请人工确认。"
        else:
            why = "axe-core 没有判它不合格" if compared else "没有与 axe-core 比较"
            note = f"{many}IBM Equal Access 发现，{why}，请人工确认。"
        yield say(
            page.url,
            f"{words.title}：{note}（{words.basis}）",
            rule=f"ibm:{rule['id']}",
            target=f"{place_of(first)} {'一致' if say is fail else ''}".strip(),
            locator=first["target"],
            excerpt=first["html"],
            value=str(len(nodes)),
            fix=words.fix,
        )
