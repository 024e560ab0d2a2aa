from collections.abc import Iterator, Mapping
from typing import Any

from checks.aging.telling import nothing_to_use, told
from checks.aging.tour import use_toolbar
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result


@browser_check("aging-speech", gather=use_toolbar)
def aging_speech(page: Page, tour: Mapping[str, Any]) -> Iterator[Result]:
    """语音朗读起不起作用，能不能关。

    依据：《互联网网站适老化通用设计规范》（工信厅信管函〔2021〕67号附件1，条款原文和编号未核）要求界面组件、文本
    可以语音阅读（至少正文页），并有开关。
    判定：在页面脚本之前装上记录：语音合成的调用和文字、声音的播放。打开工具条后把鼠标移到两处文字上，
    再点语音按钮重复一遍；朗读的文字要和所指的文字相符。有语音按钮、点了也指了、没有一次朗读的为“发现”；
    只读了一处、只在点按钮时读一段、关不掉的为“需人工复核”。声音要从别处下载而没有取到的为“无法核验”。
    没有语音按钮、也不朗读的不报。
    误报：要选中文字才读、要按快捷键才读的看不出来，请人工核对；音质和读得对不对要人听。
    整改：用浏览器自带的语音合成，或保证语音服务器能访问；指到链接、按钮、正文都要读，再点一次要能关掉。
    """
    said = told(page, tour)
    if (nothing := nothing_to_use(said)) is not None:
        yield nothing
        return
    speech, off = said.signal("speech"), said.signal("speech_off")
    fix = "请供应商确认语音服务能访问，指到正文、链接、按钮时都会朗读。"
    if speech["state"] == "not_met" and speech["numbers"].get("offered"):
        yield said.fail("no-effect", f"{speech['reason']}。", value=speech["value"], fix=fix)
    elif speech["state"] == "unsure":
        message = f"{speech['reason']}，朗读的效果请人工确认。"
        yield said.review("unsure", message, value=speech["value"], fix=fix)
    if off["state"] == "unsure":
        yield said.review("not-off", f"{off['reason']}，能不能关掉请人工确认。", value=off["value"])
    yield from said.unseen("speech", "no-effect")
