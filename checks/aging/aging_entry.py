from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, not_applicable, unverifiable


@browser_check("aging-entry", gather=use_toolbar)
def aging_entry(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """没有无障碍、长者版入口，或入口不显眼、键盘打不开。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求提供适老
    服务的便捷入口；GB/T 37668—2019 3.5.1.3 辅助工具条（三级）、3.3.3.1 键盘操作（一级）。
    判定：像人一样看页头、页尾和浮动位置，电脑、手机两种尺寸都找不到叫“无障碍”“长者版”“关怀版”等的入口，
    首页为“发现”，其他页面为“需人工复核”；有没有名称的图片按钮、页头是别的网站的内嵌框架、或生成入口的脚本没有取到的，为“无法核验”。
    源代码里有而没有显示的、在菜单里把鼠标移上去才出现的、像是普通栏目的、不在首屏的、只在一种尺寸下有的，为“需人工复核”。鼠标打得开的入口，键盘不能聚焦或按回车没有反应，为“发现”。
    误报：只写在图片里的入口认不出来时按“无法核验”，不报；“无障碍环境建设”之类的新闻词不算入口。
    整改：在各页页头固定位置放文字入口，标准名称“长辈版”（或“无障碍”），用链接或按钮元素写，能用 Tab 走到、回车打开。
    """
    said = told(page, tour)
    verdict, why = said.measures["verdict"], said.measures["why"]
    if tour["is_elder"] and not said.view["entries"]:
        yield not_applicable(page.url, "页面本身就是长者版。")
        return
    if verdict == "none":
        if page.is_home:
            yield said.fail("none", f"首页{why}。", value=0)
        else:
            yield said.review("none", f"这个页面{why}。", value=0)
        return
    if verdict == "unseen" and not said.measures["entries"] and "没有显示" in why:
        # In the source, but not where a person could see it.
        yield said.review("hidden", f"没有看到入口：{why}，请人工确认。", value=0)
        return
    if verdict == "unseen" and not said.measures["entries"]:
        yield unverifiable(page.url, f"没有看成：{why}。", rule="none")
        return
    away = [o for view in tour["views"] for o in view["openings"] if o["outcome"] == "elsewhere"]
    if verdict == "unseen" and away:
        yield said.review("column", f"没有看到长者模式或工具条：{why}，请人工确认。")
        return
    visible = said.signal("entry_visible")
    if any(one.get("revealed") for one in said.view["entries"]):
        yield said.review("hidden", f"{visible['reason']}，请人工确认。", value=0)
    if page.is_home and visible["state"] == "not_met" and said.view["entries"]:
        yield said.review("not-in-sight", f"{visible['reason']}。", value=visible["value"])
    yield from _sizes(said.tour["views"], said)
    keyboard = said.signal("entry_keyboard")
    if keyboard["state"] == "not_met":
        certain = "走不到" not in keyboard["reason"]
        say = said.fail if certain else said.review
        yield say(
            "keyboard",
            f"{keyboard['reason']}。",
            value=keyboard["value"] or "",
            fix="把入口写成 <a href> 或 <button>，不要只给图片或 span 绑点击事件；用脚本绑定的还要响应回车键。",
        )


def _sizes(views: Any, said: Any) -> Iterator[Result]:
    having = [one["name"] for one in views if one["entries"]]
    if len(views) > 1 and views[1]["trouble"]:
        why = views[1]["trouble"]
        yield unverifiable(said.page.url, f"手机尺寸没有看成：{why}。", rule="none-mobile")
        return
    if len(views) > 1 and len(having) == 1:
        names = {"desktop": "电脑", "mobile": "手机"}
        missing = next(one["name"] for one in views if not one["entries"])
        yield said.review(
            f"none-{missing}", f"{names[missing]}尺寸下没有入口，{names[having[0]]}尺寸下有。"
        )
