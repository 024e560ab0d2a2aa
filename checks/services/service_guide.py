"""Guides to services that lack some of the eight elements."""

from collections.abc import Iterator

from checks.guides import names
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, not_applicable, passed, review, unverifiable


@page_check("service-guide")
def service_guide(page: Page, *, many: int = 4) -> Iterator[Result]:
    """办事指南要素不全。

    依据：国办秘函〔2019〕19号单项否决“服务不实用”：事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、
    联系电话、办理流程八类要素缺 4 类及以上的事项 5 个及以上（“5 个”未核原文）；扣分指标“办事指南”。
    判定：标题、栏目或位置写明是办事指南、服务事项的页面，在小标题、表格和列表的标签里按常见写法找八类要素；
    一类都对不上叫法，或表格里对应的格子是空的，算缺。缺 1 至 3 类、缺 4 类及以上分别列出，均为“需人工复核”。
    标题写着办事指南而一类要素都读不到的，为“无法核验”（可能在附件或图片里）。
    误报：写法特别的要素、放在附件里的材料清单、用图片画的流程图读不到，请打开页面确认。
    整改：按八类要素补齐办事指南；叫法特别的，改成通用的名称。
    """
    facts = page.reading.facts
    if "guide_unread" in facts:
        reason = "标题是办事指南，但没有读到任何要素，内容可能在附件、图片里或由脚本生成。"
        yield unverifiable(page.url, reason, rule="missing", target=page.url)
        return
    guide = facts.get("guide")
    if guide is None:
        yield not_applicable(page.url, "不是办事指南页面。")
        return
    missing = [name for name in names() if name not in guide["found"]]
    if not missing:
        yield passed(page.url, rule="missing")
        return
    empty = f"（其中{'、'.join(guide['empty'])}有标签没有内容）" if guide["empty"] else ""
    name = page.reading.title.split("_")[0].strip()[:40]
    yield review(
        page.url,
        f"办事指南“{name}”八类要素缺 {len(missing)} 类：{'、'.join(missing)}{empty}。",
        target=page.url,
        rule="four-missing" if len(missing) >= many else "missing",
        value=str(len(missing)),
    )
