import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from checks.accessibility.act import rule
from checks.accessibility.act_facts import ActFacts, NamedFrame, look_for_act
from checks.accessibility.page_tools import place_of
from checks.accessibility.standard import gb
from checks.accessibility.unseen import not_seen
from checks.page import Page
from checks.registry import browser_check
from checks.results import Result, fail

RULE = rule("4b1c6c")
_ADVERT = re.compile(r"广告|advert|sponsor|banner", re.IGNORECASE)


@browser_check("act-frames", gather=look_for_act)
def act_frames(page: Page, facts: ActFacts) -> Iterator[Result]:
    """几个内嵌框架名称相同而内容不同。

    依据：GB/T 37668—2019 3.2.1.3 非文本控件（未核原文）；WCAG 2.2 成功准则 4.1.2（ACT 规则 4b1c6c）。
    判定：两个看得见的 iframe 名称（title、aria-label、aria-labelledby）相同，里面打开的是不同的页面，
    标题不同，也没有一处文字相同的，为“发现”。
    误报：广告框架，以及名称就写在两个页面里的（名称对两者都合适），不报；其他域名的框架看不到内容，不判。
    整改：给内容不同的框架写不同的 title，说明各自是什么。
    """
    if (nothing := not_seen(page, facts)) is not None:
        yield nothing
        return
    by_name: dict[str, list[NamedFrame]] = {}
    for frame in facts["frames"]:
        by_name.setdefault(frame["name"].casefold(), []).append(frame)
    for frames in by_name.values():
        pair = _different(frames)
        if pair is None:
            continue
        first, second = pair
        yield fail(
            page.url,
            f"内嵌框架“{first['name'][:40]}”有 {len(frames)} 个，内容却不同"
            f"（“{_about(first)}”与“{_about(second)}”）：读屏用户分不清哪个是哪个。"
            f"（{gb('3.2.1.3')}）",
            rule=RULE,
            target=f"{place_of(second)} {second['name'][:40]}",
            locator=second["target"],
            excerpt=second["html"],
            value=str(len(frames)),
            fix="给这几个框架写上各不相同、说明内容的 title。",
        )


def _different(frames: Sequence[NamedFrame]) -> tuple[NamedFrame, NamedFrame] | None:
    """The first two that have nothing in common but the name."""
    for one, other in combinations(frames, 2):
        if _ADVERT.search(one["name"]) or not (one["texts"] and other["texts"]):
            continue
        if one["url"] == other["url"] and not one["url"].startswith("about:"):
            continue
        if one["title"] == other["title"] or set(one["texts"]) & set(other["texts"]):
            continue
        if not (_names_itself(one) and _names_itself(other)):
            return one, other
    return None


def _names_itself(frame: NamedFrame) -> bool:
    """Whether the frame's name is said in its document too."""
    said = " ".join([frame["title"], *frame["texts"]]).casefold()
    return frame["name"].casefold() in said


def _about(frame: NamedFrame) -> str:
    return (frame["title"] or frame["texts"][0])[:20]
