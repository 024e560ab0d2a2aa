import re
from collections.abc import Iterator

from checks.accessibility.act import rule
from checks.accessibility.act_facts import ActFacts, Sounding, look_for_act
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail, review

RULE = rule("80f0bf")
LONGEST_S = 3.0
HEARD = 500
"""So many bytes of sound at the beginning are more than a silent track has."""
_SECTION = re.compile(r"#(?:.*&)?t=(?:npt:)?([\d.]*)(?:,([\d.]+))?$")


@browser_check("act-autoplay", gather=look_for_act)
def act_autoplay(page: Page, facts: ActFacts) -> Iterator[Result]:
    """自动播放的声音停不下来。

    依据：GB/T 37668—2019 3.3.3.10 多媒体播放控制（未核原文）；WCAG 2.2 成功准则 1.4.2（ACT 规则 80f0bf）。
    判定：audio、video 带 autoplay、没有静音、确有声音、超过 3 秒，而页面上没有任何播放控件的，为“发现”；
    没有原生控件，但页面上有像是“暂停、静音、播放”的按钮的，为“需人工复核”。
    误报：新的浏览器常常先拦下有声音的自动播放，用户点过页面之后才会出声；旧浏览器、应用内置浏览器不拦。
    没有声轨、无声的视频和取不到长度的不报。
    整改：去掉 autoplay，由用户点击播放；确需自动播放的加 muted，或加 controls 并放在看得见的位置。
    """
    if (nothing := not_seen(page, facts)) is not None:
        yield nothing
        return
    for media in facts["autoplay"]:
        if media["controls"] or not _is_heard(media):
            continue
        what = "音频" if media["kind"] == "audio" else "视频"
        how_long = "没有尽头" if media["endless"] else f"长 {media['duration']:.0f} 秒"
        say, note = fail, "页面上没有能停止、暂停或静音的控件"
        if media["custom"]:
            say, note = review, "没有浏览器自带的播放控件，页面上的按钮能不能让它停下来，请人工确认"
        yield say(
            page.url,
            f"{what}会自动播放声音，{how_long}，{note}：声音会盖住读屏软件的朗读。"
            f"（{gb('3.3.3.10')}）",
            rule=RULE,
            target=f"{place_of(media)} {media['source'].partition('?')[0][-80:]}".strip(),
            locator=media["target"],
            excerpt=media["html"],
            value=f"{media['duration']:.1f}",
            fix="去掉 autoplay；确需自动播放的加 muted，或加 controls。",
        )


def _is_heard(media: Sounding) -> bool:
    """Whether sound is certain to last longer than three seconds."""
    if not media["known"] or media["sound"] < HEARD:
        return False
    if media["endless"]:
        return True
    start, end = 0.0, media["duration"]
    section = _SECTION.search(media["source"])
    if section and not media["loop"]:
        start = float(section[1] or 0)
        end = min(end, float(section[2])) if section[2] else end
    return media["loop"] or end - start > LONGEST_S
