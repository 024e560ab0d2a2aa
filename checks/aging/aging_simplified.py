from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, not_applicable


@browser_check("aging-simplified", gather=use_toolbar)
def aging_simplified(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """长者模式有没有简化，主要服务还在不在。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求提供简约界面版本，
    没有规定简化到什么程度。
    判定：比较平常页面和长者模式（或长者版页面）里看得见的链接。链接没有减到平常的 60%（建议值）的，为“需人工复核”；
    减少了，但平常页面上的主要服务（办事、查询、政策、互动等，按链接名称比较）剩下不到 5 项的，为“需人工复核”。
    没有长者模式的不适用。
    误报：平常页面本来就很简单的不必再简化；改了名称的服务会被当成没有了。
    整改：长者版只留老年人常用的服务，大图标、单列排列，名称和平常页面一致。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    one = said.signal("simplified")
    if not one["numbers"].get("offered"):
        yield not_applicable(page.url, f"{one['reason']}。")
    elif one["state"] == "not_met":
        message = f"长者模式里{one['reason']}（建议值：不超过平常的 60%）。"
        yield said.review("not-simpler", message, value=one["value"])
    elif one["state"] == "unsure":
        message = f"长者模式里{one['reason']}，请人工确认主要服务还在。"
        yield said.review("services-missing", message, value=one["numbers"].get("kept", ""))
