from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, not_applicable


@browser_check("aging-toolbar-keys", gather=use_toolbar)
def aging_toolbar_keys(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """工具条自己的按钮能不能用键盘。

    依据：GB/T 37668—2019 3.3.3.1 键盘操作（一级）；《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，
    条款原文和编号未核）要求计算机网站提供全程键盘。
    判定：工具条打开后，看每个功能按钮能不能获得键盘焦点、有没有名称。鼠标点了有作用、却不能获得焦点的为“发现”；
    其余不能获得焦点或没有名称的为“需人工复核”。没有工具条的不适用。
    误报：工具条另有一套键盘快捷键的，请人工确认在说明里写明了、能用。
    整改：按钮用 <button> 或带 tabindex="0"、role="button" 的元素，响应回车和空格。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    used = said.view["used"]
    if not used or not used["buttons"]:
        yield not_applicable(page.url, "没有看到工具条的按钮。")
        return
    working = {one["label"] for one in used["effects"] if one["landed"] and not one["nothing"]}
    bad = [one for one in used["buttons"] if not one["focusable"]]
    certain = [one["label"] for one in bad if one["label"] in working]
    fix = "把工具条的按钮改成 <button>，或加 tabindex 和 role，并响应回车、空格。"
    if bad:
        names = "、".join(f"“{one['label']}”" for one in bad[:8])
        message = (
            f"工具条 {len(used['buttons'])} 个按钮中有 {len(bad)} 个不能获得键盘焦点：{names}。"
        )
        say = said.fail if certain else said.review
        yield say("not-focusable", message, value=len(bad), fix=fix)
    nameless = sum(not one["named"] for one in used["buttons"])
    if nameless:
        yield said.review(
            "nameless", f"工具条有 {nameless} 个按钮没有名称。", value=nameless, fix=fix
        )
