"""What was measured with a toolbar or elder version, in words."""

from decimal import Decimal
from fractions import Fraction

from checks.aging.signals import Signal
from reports.sums import half_up, plain

_WORDS = {
    "entry_visible": "首屏看得到入口，{0} 个",
    "entry_everywhere": "看过的页面 {1} 有入口",
    "entry_keyboard": "按 {0} 次 Tab 到达",
    "zoom": "文字最多放大到 {0} 倍",
    "elder_size": "正文多数 {0} 像素",
    "elder_size_mobile": "正文多数 {0} 像素",
    "spacing": "行距 {0} 倍",
    "contrast_scheme": "对比度达到 7:1 的文字占 {1}",
    "speech": "指过的 2 处文字读出 {0} 处",
    "speech_off": "关闭后又朗读 {0} 次",
    "speech_rate": "有 {0} 种语速",
    "cursor": "指针图片 {0} 像素",
    "reading_line": "跟着鼠标的线 {0} 条",
    "caption": "字幕 {0} 像素",
    "simplified": "链接是平常页面的 {1}",
    "persistence": "下一页的文字是平常的 {0} 倍",
    "exit": "退出或重置后文字是平常的 {0} 倍",
    "ads": "看到 {0} 处",
    "induced": "看到 {0} 处",
    "floating": "看到 {0} 处",
}


def measured(name: str, signal: Signal) -> str:
    """A sentence with the figure of a signal or, where it has one, with its reason; "" if neither."""
    if signal["reason"]:
        return f"{signal['reason']}。"
    if signal["value"] is None:
        return ""
    value = Fraction(Decimal(str(signal["value"])))  # the number people read, not the binary one
    return (
        _WORDS[name].format(plain(half_up(value, 2)), f"{plain(half_up(value * 100, 1))}%") + "。"
    )
