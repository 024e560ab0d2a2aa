from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.signals import VERDICT_LABELS
from checks.aging.telling import told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, not_applicable, passed, unverifiable


@browser_check("aging-works", gather=use_toolbar)
def aging_works(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """工具条、长者模式能不能真用。

    依据：GB/T 37668—2019 3.5.1.3 辅助工具条（三级）；《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号
    附件1，条款原文和编号未核）。这两份文件没有规定工具条要有哪些按钮，这里只看有的按钮起不起作用。
    判定：用真实的鼠标点入口，没有反应的在原处再点一次（弹出的菜单、按钮也点），
    仍打不开的清空记忆、重新打开页面再点一次，还试键盘；打开后逐项使用。
    页面要的脚本都取到了、两次都没有反应，或打开后所有按钮都没有作用，为“发现”（疑似走过场）。
    工具条要的脚本没有取到，可能是网络原因，为“需人工复核”；没有取到是因为本程序没有放行，为“无法核验”。
    长者版的页面与平常的页面量不出差别的、只弹出提示的、有变化但认不出是什么的，为“需人工复核”。打得开、一部分功能没有作用，为“需人工复核”（部分有效），各项功能另有检查。
    误报：供应商的服务器临时不通、按访问来源限制使用的工具条，换一个网络再试；要登录或扫码才能用的看不到。
    整改：联系工具条供应商，确认授权没有过期、脚本地址能访问；上线后逐个按钮点一遍。
    """
    said = told(page, tour)
    verdict, why = said.measures["verdict"], said.measures["why"]
    label = VERDICT_LABELS[verdict]
    if verdict == "none":
        yield not_applicable(page.url, "没有入口，另有检查。", value=label)
    elif verdict == "unseen" and "认不出" in why:
        yield said.review("unclear", f"{why}，请人工确认。", value=label)
    elif verdict == "unseen":
        yield unverifiable(page.url, f"无法核验工具条：{why}。", value=label)
    elif verdict == "dead":
        fix = "先确认工具条脚本和授权服务器能访问、授权没有过期，再请供应商逐个按钮核对。"
        if said.measures["hosts"]:
            message = f"工具条失效：{why}。换一个网络再试仍不行的才算失效。"
            yield said.review("dead", message, value=label, fix=fix)
        elif not said.measures["attempts"]:
            yield said.review("dead", f"工具条失效：{why}，请人工确认。", value=label, fix=fix)
        else:
            message = f"疑似走过场：{why}。页面要的脚本都取到了。"
            yield said.fail("dead", message, value=label, fix=fix)
    elif verdict == "partial":
        yield said.review("partial", f"部分有效：{why}。", value=label)
    else:
        yield passed(page.url, f"有效：{why}。", value=label)
