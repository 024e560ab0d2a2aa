from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result

LOOKED_AT = {"cursor": "大鼠标", "reading_line": "辅助线", "caption": "大字幕"}


@browser_check("aging-pointer", gather=use_toolbar)
def aging_pointer(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """大鼠标、辅助线、大字幕按钮起不起作用。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求计算机网站至少
    提供全程键盘和特大鼠标，没有规定大小；辅助线（十字光标）、大字幕是工具条通行的做法，不是规范条文。
    判定：点按钮后把鼠标移到两处文字上：看光标图片（或跟着鼠标走的图片）、看跟着鼠标走的细长线条、看屏幕下方的
    大字幕是不是显示了所指的文字。有按钮、点了没有任何变化的为“发现”；光标图片不到 48 像素、字幕不到 32 像素
    （建议值）的为“需人工复核”。没有这个按钮的不报。
    误报：要再选样式才出现的按钮，会显得没有变化，请人工核对。
    整改：确认光标图片能下载；辅助线、字幕要跟着鼠标更新。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    for name, title in LOOKED_AT.items():
        one = said.signal(name)
        rule = name.replace("_", "-")
        value = "" if one["value"] is None else one["value"]
        if one["state"] == "not_met" and one["numbers"].get("offered"):
            if one["value"] is None:
                yield said.fail(
                    f"{rule}-no-effect", f"{title}：{one['reason']}。", fix="请供应商修复这个按钮。"
                )
            else:
                yield said.review(
                    f"{rule}-small", f"{title}：{one['reason']}（建议值）。", value=value
                )
        elif one["state"] == "unsure":
            yield said.review(
                f"{rule}-unsure", f"{title}：{one['reason']}，请人工确认。", value=value
            )
        yield from said.unseen(name, f"{rule}-no-effect")
