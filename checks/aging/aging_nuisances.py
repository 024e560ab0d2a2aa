from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, not_applicable, review

WORDS = {
    "ads": "像广告",
    "induced": "像诱导下载、付款的按键",
    "floating": "是浮动窗口",
}
NEED = 44


@browser_check("aging-nuisances", gather=use_toolbar)
def aging_nuisances(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """长者模式里的广告、诱导按键和关不掉的浮窗。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）：适老化网页严禁出现
    广告内容及插件、临时性广告弹窗，无诱导下载、诱导付款等按键，宣传浮窗可以永久关闭。
    判定：在长者模式（或长者版页面）里找广告平台的框架、写着“广告”“推广”的区域、“立即下载”“领取红包”之类的按键和
    应用商店链接，找固定在窗口上的浮窗。一律为“需人工复核”；浮窗没有关闭按钮，或关闭按钮不到 44 像素（参照值）才报。
    没有长者模式的不适用。
    误报：本部门政务 APP 的下载链接、公益宣传，由人判断是否属于诱导或广告。
    整改：长者模式去掉广告和下载引导；宣传浮窗给出够大的关闭按钮，关了不再出现。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    seen = [view["elder"]["nuisances"] for view in tour["views"] if view["elder"]]
    if not seen:
        yield not_applicable(page.url, "没有长者模式或长者版。")
        return
    for rule, what in WORDS.items():
        known = set[str]()
        for one in (one for nuisances in seen for one in nuisances[rule]):
            close = one.get("close")
            if one.get("target") in known or (close is not None and close >= NEED):
                continue
            known.add(one.get("target", ""))
            detail = f"（{one['why']}）" if one["why"] else ""
            if close is not None:
                button = f"关闭按钮只有 {close:g} 像素" if close else "没有看到关闭按钮"
                detail = f"（{one['width']:.0f}×{one['height']:.0f} 像素，{button}）"
            yield review(
                page.url,
                f"长者模式里有一处{what}{detail}，请人工确认。",
                rule=rule,
                target=_name(one),
                locator=one.get("target", ""),
                excerpt=one.get("html", ""),
            )


def _name(one: Mapping[str, Any]) -> str:
    """What it is called every month: its place in the template and its words."""
    place = one.get("place")
    return f"{place} {one['why']}".strip() if place else str(one.get("target", ""))
