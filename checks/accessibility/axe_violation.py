from collections.abc import Iterator

from checks.accessibility.axe import AxeNode, AxeResult, AxeRule, run_axe
from checks.accessibility.axe_words import basis, detail, doubt, is_required, rule_words
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review, unverifiable

FRAME_RULE = "frame-tested"
ONLY_FOUND = "css-orientation-lock"
"""Undecided on every page without a style sheet, which is no reason to bother anybody."""
BY_LOOKS = ("color-contrast", "link-in-text-block", "css-orientation-lock", "target-size",
            "scrollable-region-focusable")  # fmt: skip


@browser_check("axe-violation", gather=run_axe)
def axe_violation(page: Page, axe: AxeResult) -> Iterator[Result]:
    """网页不符合无障碍要求（axe-core 检查）。

    依据：GB/T 37668—2019《信息技术 互联网内容无障碍可访问性技术要求与测试方法》各指标
    （未核原文），该标准没有对应指标的规则列入“WCAG 2.2 补充”。
    判定：在真实浏览器里打开页面，由 axe-core 检查。违反 WCAG A、AA 级规则的元素为“发现”，
    每条规则、每个位置一项；违反 AAA 级规则和良好实践的，以及检查程序不能自动判断的
    （例如文字压在图片上，无法计算对比度），为“需人工复核”并说明原因，每页每种只列一项；
    有样式表没有取到的页面，与外观有关的（如对比度）也只列为“需人工复核”。
    进不去的内嵌框架和检查程序没有运行成功的页面为“无法核验”。
    没有发现问题不等于符合标准：自动检查只覆盖标准的一部分。
    误报：脚本在页面加载后才补上的名称可能没有看到；控件的名称与看到的文字写法不同（如缩写）时，
    “看到的文字与读出的名称不同”可能是误报。
    整改：按每项的说明修改；同一位置在多个页面出现的，改模板一次即可。
    """
    if axe["error"]:
        yield unverifiable(page.url, f"无障碍检查程序没有运行成功：{axe['error']}。")
        return
    for rule in axe["violations"]:
        yield from _found(page, rule, unstyled=bool(axe.get("unstyled")))
    for rule in axe["incomplete"]:
        if rule["id"] != ONLY_FOUND:
            yield from _undecided(page, rule)


def _found(page: Page, rule: AxeRule, *, unstyled: bool) -> Iterator[Result]:
    """Each element, where the rule is a requirement; good practice is told once a page."""
    words = rule_words(rule["id"])
    say, note = fail, ""
    nodes = rule["nodes"]
    if not is_required(rule["tags"]):
        many = f"本页共 {rule['count']} 处，" if rule["count"] > 1 else ""
        say, note = review, f"{many}这不是 A、AA 级的要求，是否整改请人工确认。"
        nodes = nodes[:1]
    elif unstyled and rule["id"] in BY_LOOKS:
        say, note = review, "检查时有样式表没有取到，页面可能与平时看到的不同，请人工确认。"
    for node in nodes:
        said = detail(node)
        yield say(
            page.url,
            f"{words.title}：{words.why}{f'检查程序的说明：{said}。' if said else ''}{note}"
            f"（{basis(rule['id'], rule['tags'])}）",
            rule=f"axe:{rule['id']}",
            target=node["target"],
            locator=node["target"],
            excerpt=node["html"],
            fix=words.fix,
        )


def _undecided(page: Page, rule: AxeRule) -> Iterator[Result]:
    """One result for each reason: a page may have hundreds of texts on one background image."""
    words = rule_words(rule["id"])
    by_reason: dict[str, list[AxeNode]] = {}
    for node in rule["nodes"]:
        by_reason.setdefault(doubt(node), []).append(node)
    for reason, nodes in by_reason.items():
        first = nodes[0]
        many = f"共 {len(nodes)} 处，" if len(nodes) > 1 else ""
        unseen = rule["id"] == FRAME_RULE
        what = f"可能有问题，需人工确认：{words.title}（{many}{reason}）。"
        if unseen:
            what = f"内嵌框架没有检查到：{many}里面的问题没有看到。"
        yield (unverifiable if unseen else review)(
            page.url,
            f"{what}（{basis(rule['id'], rule['tags'])}）",
            rule=f"axe:{rule['id']}",
            target=f"{first['target']} {reason}",
            locator=first["target"],
            excerpt=first["html"],
            value=str(len(nodes)),
            fix=words.fix,
        )
