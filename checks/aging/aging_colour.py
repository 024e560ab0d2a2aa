from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result


@browser_check("aging-colour", gather=use_toolbar)
def aging_colour(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """高对比配色、纯文本按钮起不起作用。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求“背景色高对比”，
    没有规定比值；4.5:1 取自 WCAG 2.2 成功准则 1.4.3，7:1 取自 1.4.6。纯文本是工具条通行的做法。
    判定：点配色按钮（最多 3 次），按各处文字和背景的颜色算对比度，取最好的一种配色。点了颜色没有变的为“发现”；
    颜色变了、达到 4.5:1 的文字不到 95% 的为“需人工复核”；用滤镜的、文字多压在图片上的算不出来，为“需人工复核”。
    纯文本按钮点了页面没有变化的为“发现”；图片还在的为“需人工复核”。没有这些按钮的不报。
    误报：要在弹出的色板里再选颜色的，只试前几种。
    整改：至少提供一种黑底黄字之类的配色，覆盖正文、列表、导航和按钮的全部文字。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    scheme = said.signal("contrast_scheme")
    fix = "请供应商让高对比配色覆盖页面上的全部文字和背景。"
    if scheme["state"] == "not_met" and scheme["numbers"].get("offered"):
        changed = bool(scheme["numbers"].get("schemes"))
        say, rule = (said.review, "contrast-low") if changed else (said.fail, "contrast-no-effect")
        yield say(rule, f"高对比配色：{scheme['reason']}。", value=scheme["value"], fix=fix)
    elif scheme["state"] == "unsure":
        message = f"高对比配色：{scheme['reason']}，请人工确认。"
        yield said.review("contrast-unsure", message, value=scheme["value"])
    plain = said.signal("plain_text")
    if plain["state"] == "not_met" and plain["numbers"].get("offered"):
        yield said.fail("plain-no-effect", f"纯文本：{plain['reason']}。", value=plain["value"])
    elif plain["state"] == "unsure":
        yield said.review("plain-unsure", f"纯文本：{plain['reason']}。", value=plain["value"])
    yield from said.unseen("contrast_scheme", "contrast-no-effect")
    yield from said.unseen("plain_text", "plain-no-effect")
