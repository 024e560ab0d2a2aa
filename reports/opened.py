"""How far the browser got: which pages it opened, what is inferred, and how sure that is."""

from collections.abc import Mapping
from typing import Any


def opened(facts: Mapping[str, Any]) -> str:
    """One paragraph from the facts of :func:`crawler.inferring.infer`; "" where no page was opened."""
    if not facts.get("visited"):
        return ""
    reused = f"，其中 {facts['reused']} 个沿用以前月份的结果" if facts["reused"] else ""
    said = f"网站共 {facts['pages']} 个页面，在浏览器里检查了 {facts['visited']} 个{reused}。"
    if facts["inferred"]:
        said += (
            f"其余页面中有 {facts['inferred']} 个没有打开：它们的每一种元素，"
            "同一模板的页面上都已经检查过，问题按同一结构推断，推断的不计入扣分。"
        )
    if facts["failed"]:
        said += f"有 {facts['failed']} 个页面没有打开成功。"
    if facts["left"]:
        said += f"有 {facts['left']} 个页面含有没有检查到的元素，这些元素没有结论。"
    return said + (_audited(facts["audit"]) if facts.get("audit") else "")


def _audited(audit: Mapping[str, Any]) -> str:
    begun = f"为估计漏检，从没有选中的页面里随机抽查了 {audit['pages']} 个，"
    if not audit["found"]:
        return f"{begun}没有发现问题" + (
            f"，而推断有 {audit['wrong']} 处。" if audit["wrong"] else "，推断也没有。"
        )
    return (
        f"{begun}实有 {audit['found']} 种问题，其中 {audit['told']} 种事先已经推断到，"
        f"推断到的比例估计为 {_percent(audit['recall'])}"
        f"（95% 置信区间 {_percent(audit['low'])}～{_percent(audit['high'])}）；"
        f"推断有、实际没有的 {audit['wrong']} 种。"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
