from collections.abc import Iterable, Iterator, Sequence

from checks.accessibility.axe import AxeNode, AxeResult, AxeRule, run_axe
from checks.accessibility.axe_doubts import NO_FAULT, doubt_about
from checks.accessibility.axe_words import basis, detail, doubt, is_required, rule_words
from checks.accessibility.contrast_pixels import Contrast, is_enough
from checks.accessibility.lasting import called, steady
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review, unverifiable

FRAME_RULE = "frame-tested"
UNSTYLED = "检查时有样式表没有取到，页面可能与平时看到的不同，请人工确认。"
ONLY_FOUND = ("css-orientation-lock", "bypass")
"""The first is undecided on every page without a style sheet, which is no reason to bother anybody;
what the second asks, our own checks ask with what they saw (skip-link, act-bypass).
"""
BY_LOOKS = ("color-contrast", "link-in-text-block", "css-orientation-lock", "target-size",
            "scrollable-region-focusable")  # fmt: skip


@browser_check("axe-violation", gather=run_axe)
def axe_violation(page: Page, axe: AxeResult) -> Iterator[Result]:
    """网页不符合无障碍要求（axe-core 检查）。

    依据：GB/T 37668—2019《信息技术 互联网内容无障碍可访问性技术要求与测试方法》各指标
    （未核原文），该标准没有对应指标的规则列入“WCAG 2.2 补充”。
    判定：在真实浏览器里打开页面，由 axe-core 检查。违反 WCAG A、AA 级规则的元素为“发现”：
    缺名称、缺替代文字的图片、链接、输入框等，一个一项；样式、标记造成的（如列表文字颜色太浅），
    模板的同一位置合为一项，写明本页几处。检查程序不能自动判断的（例如文字与别的元素重叠），
    为“需人工复核”并说明原因，每种原因、每个位置一项；违反 AAA 级规则和良好实践的也是“需人工复核”，每页每种只列一项。
    同一问题以后各月编号可以不同，但仍认作同一个：按模板里的位置和它自己的内容认，不看排在第几个；
    压在图片、渐变上的文字，把文字变透明后逐点测量背后的画面：处处不够的为“发现”，处处够的不报，
    有的够有的不够、画面在动的为“需人工复核”。单个汉字不当作图标，按自己的对比度判断。
    有样式表没有取到的页面，与外观有关的（如对比度）发现了也只列为“需人工复核”，没有发现的为“无法核验”。
    进不去的内嵌框架和检查程序没有运行成功的页面为“无法核验”。
    没有发现问题不等于符合标准：自动检查只覆盖标准的一部分。
    只差标点的名称不算不同；缩写、只有符号的文字为“需人工复核”。一像素的统计图不报；还没有地址的图片、
    鼠标移上去会停的滚动文字、名称里写着 disabled 的文字的对比度，为“需人工复核”。
    误报：脚本在页面加载后才补上的名称可能没有看到；用字体把字母画成图标的按钮，
    “看到的文字与读出的名称不同”可能是误报。
    整改：按每项的说明修改；同一位置在多个页面出现的，改模板一次即可。
    """
    if axe["error"]:
        yield unverifiable(page.url, f"无障碍检查程序没有运行成功：{axe['error']}。")
        return
    for rule in axe["violations"]:
        yield from _found(page, rule, unstyled=bool(axe.get("unstyled")))
    if axe.get("unstyled"):
        yield from _not_to_be_seen(page, axe)
    for rule in axe["incomplete"]:
        if rule["id"] not in ONLY_FOUND:
            yield from _measured(page, rule, unstyled=bool(axe.get("unstyled")))
            yield from _undecided(page, rule)


def _not_to_be_seen(page: Page, axe: AxeResult) -> Iterator[Result]:
    """Rules of looks where there was not all to look at: that they hold elsewhere cannot be said."""
    for rule in BY_LOOKS:
        if rule not in ONLY_FOUND and rule not in axe["inapplicable"]:
            yield unverifiable(
                page.url,
                f"{rule_words(rule).title}：检查时有样式表没有取到，没有发现不等于没有，没有判断。",
                rule=f"axe:{rule}",
                target="没有样式表",
            )


def _found(page: Page, rule: AxeRule, *, unstyled: bool) -> Iterator[Result]:
    """Each element, where the rule is a requirement; good practice is told once a page."""
    words = rule_words(rule["id"])
    say, note = fail, ""
    found = called(rule["nodes"])
    told_once = not is_required(rule["tags"])
    if told_once:
        many = f"本页共 {rule['count']} 处，" if rule["count"] > 1 else ""
        say, note = review, f"{many}这不是 A、AA 级的要求，是否整改请人工确认。"
        found = [steady(found)]
    elif unstyled and rule["id"] in BY_LOOKS:
        say, note = review, UNSTYLED
    for name, alike in found:
        for kept, doubted, mark in _by_certainty(rule, alike):
            node = kept[0]
            said = detail(node)
            many = "" if told_once else _alike(len(kept), rule)
            yield (review if doubted else say)(
                page.url,
                f"{words.title}：{words.why}{f'检查程序的说明：{said}。' if said else ''}{note or doubted}"
                f"{many}（{basis(rule['id'], rule['tags'])}）",
                rule=f"axe:{rule['id']}",
                target=name + mark,
                locator=node["target"],
                excerpt=node["html"],
                fix=words.fix,
                alike=_paths(kept),
            )


def _by_certainty(
    rule: AxeRule, nodes: Sequence[AxeNode]
) -> Iterator[tuple[Sequence[AxeNode], str, str]]:
    """Those that axe can be believed, then those that are in doubt, with the first one's doubt, and what
    sets their name apart; no group is empty.
    """
    doubts = [(node, doubt_about(rule["id"], node)) for node in nodes]
    sure = [node for node, doubted in doubts if not doubted]
    unsure = [one for one in doubts if one[1] not in ("", NO_FAULT)]
    if sure:
        yield sure, "", ""
    if unsure:
        yield [node for node, _ in unsure], unsure[0][1], " 待核" if sure else ""


def _alike(number: int, rule: AxeRule) -> str:
    """How many places are meant, a sentence; of very many, only some were kept."""
    least = "至少 " if rule["count"] > len(rule["nodes"]) else "共 "
    return f"本页同样的{least}{number} 处。" if number > 1 else ""


def _paths(nodes: Iterable[AxeNode]) -> tuple[str, ...]:
    return tuple(node["target"] for node in nodes)


def _measured(page: Page, rule: AxeRule, *, unstyled: bool) -> Iterator[Result]:
    """Texts whose contrast we measured ourselves, in every pixel behind them, to be too low."""
    words = rule_words(rule["id"])
    low = [n for n in rule["nodes"] if (c := n.get("contrast")) and is_enough(c) is False]
    for name, alike in called(low):
        for kept, doubted, mark in _by_certainty(rule, alike):
            note = UNSTYLED if unstyled else doubted
            node = kept[0]
            contrast = node["contrast"]
            yield (review if note else fail)(
                page.url,
                f"{words.title}：{words.why}{measured_words(contrast)}{note}"
                f"{_alike(len(kept), rule)}（{basis(rule['id'], rule['tags'])}）",
                rule=f"axe:{rule['id']}",
                target=name + mark,
                locator=node["target"],
                excerpt=node["html"],
                value=f"{contrast['most']:.2f}",
                fix=words.fix,
                alike=_paths(kept),
            )


def measured_words(contrast: Contrast) -> str:
    """The figures for readers, a sentence."""
    needed = f"{contrast['needed']:g}:1"
    if contrast["how"] == "axe":
        return f"这个字的对比度是 {contrast['median']:g}:1，至少要 {needed}。"
    return (
        f"逐点测量文字背后的画面，对比度在 {contrast['least']:g}:1 到 {contrast['most']:g}:1 之间"
        f"（中位 {contrast['median']:g}:1），至少要 {needed}。"
    )


def _undecided(page: Page, rule: AxeRule) -> Iterator[Result]:
    """One result for each reason and place: a list may have hundreds of texts on one background image."""
    words = rule_words(rule["id"])
    by_reason: dict[str, list[AxeNode]] = {}
    for node in rule["nodes"]:
        contrast = node.get("contrast")
        if contrast is not None and is_enough(contrast) is not None:
            continue
        by_reason.setdefault(doubt(node), []).append(node)
    least = "至少" if rule["count"] > len(rule["nodes"]) else ""
    for reason, nodes in by_reason.items():
        for name, alike in called(nodes):
            first = alike[0]
            many = f"本页共{least} {len(alike)} 处，" if len(alike) > 1 else ""
            unseen = rule["id"] == FRAME_RULE
            what = f"可能有问题，需人工确认：{words.title}（{many}{reason}）。"
            if (contrast := first.get("contrast")) is not None:
                what += f"第一处：{measured_words(contrast)}有的地方够、有的地方不够。"
            if unseen:
                what = f"内嵌框架没有检查到：{many}里面的问题没有看到。"
            yield (unverifiable if unseen else review)(
                page.url,
                f"{what}（{basis(rule['id'], rule['tags'])}）",
                rule=f"axe:{rule['id']}",
                target=f"{name} {reason}",
                locator=first["target"],
                excerpt=first["html"],
                value=str(len(alike)),
                fix=words.fix,
                alike=_paths(alike),
            )
