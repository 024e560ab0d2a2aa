from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result


@browser_check("aging-zoom", gather=use_toolbar)
def aging_zoom(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """工具条放大文字的效果。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求网页有放大设置，
    没有规定倍数；GB/T 37668—2019 3.2.2.2 文本字型大小调整（二级）要求文字能放大到 200% 而不丢内容，
    浏览器自带的缩放也算数，所以不到 2 倍只作提示。
    判定：记下页面上最多 40 处文字开头几个字的实际宽度，反复点放大按钮，直到不再变大、达到 2 倍或点满 10 次，
    取各处增长的中位数（CSS 缩放、变形、逐字重排都量得到）。放大按钮点了文字没有变大（不到 1.25 倍）为“发现”；
    1.25 倍以上不到 2 倍的为“需人工复核”。
    误报：图片里的字放不大；放大要先选字号再确定的工具条会量得偏小。
    整改：让放大作用于正文、列表和导航的全部文字，至少放大到 2 倍，不截断、不重叠。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    zoom = said.signal("zoom")
    fix = "请供应商把放大上限调到 2 倍以上，并确认正文、列表、导航的文字都会变大。"
    clicks = zoom["numbers"].get("clicks", 0)
    ratio = f"{zoom['value'] or 1:.2f}"
    if zoom["numbers"].get("by") == "放大按钮":
        if zoom["state"] == "not_met":
            message = f"点了 {clicks} 次放大，文字只有原来的 {ratio} 倍，等于没有放大。"
            yield said.fail("no-effect", message, value=ratio, fix=fix)
        elif zoom["state"] == "met" and (zoom["grade"] or 0) < 1:
            message = f"最多放大到 {ratio} 倍（点了 {clicks} 次），不到 2 倍。"
            yield said.review("below-double", message, value=ratio, fix=fix)
    if zoom["state"] == "unsure":
        yield said.review("unsure", f"{zoom['reason']}，放大的效果请人工确认。", value=ratio)
    yield from said.unseen("zoom", "no-effect")
