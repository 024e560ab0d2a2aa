from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result


@browser_check("aging-size", gather=use_toolbar)
def aging_size(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """长者模式下的字号、行距和段距。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求移动网页至少有
    一种不小于 18 dp 的大字体（在按设备宽度显示的网页里等于 18 像素）；电脑网页没有数值，18 像素为参照。
    行距、段距在附件1里没有数值；GB/T 37668—2019 3.2.2.3 视觉呈现（三级）要求行距不小于 1.5 倍、段距不小于
    行距的 1.5 倍。附件2 的数值只适用于 APP，不作为网站的依据。
    判定：进入长者模式（没有的，放大到最大）后，量全部可见文字的实际像素（字号乘以 CSS 缩放、变形和页面缩放），
    按字数取中位数。手机尺寸不到 18 像素为“发现”，电脑尺寸不到 18 像素为“需人工复核”；行距或段距不到 1.3 倍为
    “需人工复核”。
    误报：手机尺寸是在电脑浏览器里模拟的；专门给手机的网站在别的域名时，请把它另设为一个网站检查。
    整改：长者模式正文用 18 像素以上（电脑建议 24 像素以上），行距 1.5 倍以上，段落之间留出明显空白。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    fix = (
        "把长者模式的正文字号设为 18 像素以上，并给手机页面设 width=device-width，避免整页被缩小。"
    )
    mobile = said.signal("elder_size_mobile")
    if mobile["state"] == "not_met" and mobile["numbers"].get("offered"):
        yield said.fail(
            "mobile-below-18",
            f"手机尺寸的长者模式里{mobile['reason']}。",
            value=mobile["value"],
            fix=fix,
        )
    desktop = said.signal("elder_size")
    if desktop["state"] == "not_met" and desktop["numbers"].get("offered"):
        where = "放大到最大后" if desktop["numbers"].get("by") == "zoom" else "长者模式下"
        message = f"电脑尺寸{where}{desktop['reason']}。"
        yield said.review("desktop-below-18", message, value=desktop["value"], fix=fix)
    spacing = said.signal("spacing")
    if spacing["state"] == "not_met":
        message = f"长者模式下{spacing['reason']}，偏密。"
        yield said.review("spacing", message, value=spacing["value"])
