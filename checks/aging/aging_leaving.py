from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result


@browser_check("aging-leaving", gather=use_toolbar)
def aging_leaving(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """退出后能不能恢复，换页后是否保持。

    依据：没有条文规定数值；《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）
    要求操作可逆、流程一致。
    判定：使用之后点“重置”“退出”，比较同一批文字的大小，和平常相差超过 2% 的为“发现”；没有找到退出或重置按钮的为
    “需人工复核”。在模式打开时转到本站的一篇文章，再清空记忆打开同一篇，文字大小和工具条都一样的（没有保持），
    为“需人工复核”。
    误报：要点两次才退出的、问“确定退出吗”的，请人工核对。
    整改：提供看得见的退出按钮，退出后页面恢复原样；用 Cookie 或本地存储记住状态，各页都读取。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    leaving = said.signal("exit")
    if leaving["state"] == "not_met":
        yield said.fail("not-restored", f"{leaving['reason']}。", value=leaving["value"])
    elif leaving["state"] == "unsure":
        yield said.review("no-exit", f"{leaving['reason']}。")
    kept = said.signal("persistence")
    if kept["state"] == "not_met":
        message = f"{kept['reason']}（看的是 {kept['numbers']['next']}）。"
        yield said.review("not-kept", message, value=kept["value"] or "")
