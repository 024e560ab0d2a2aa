import re
from collections.abc import Iterator

from bs4 import Tag

from checks.locators import css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Result, review

_NOWHERE = re.compile(
    r"#?|javascript\s*:\s*(?:void\s*\(?\s*(?:0|null|''|\"\")?\s*\)?|;|return\s+false)?\s*;?",
    re.IGNORECASE,
)
_SCRIPT_HOOKS = ("on", "data-", "aria-", ":", "@", "v-", "ng-")
_HOOKS = ("id", "class", "role", "name", "rel")
_CONTROL = re.compile(
    r"[\W\d_]*|(?:关闭|展开|收起|上一?[页张篇个]|下一?[页张篇个]|收藏|打印|上移|下移|更多)\W*"
)
"""Texts of buttons: a script nearly always stands behind them."""
_MENU = frozenset(("ul", "ol", "dl", "div"))


@page_check("empty-link")
def empty_link(page: Page) -> Iterator[Result]:
    """空链接：有文字，点了没有去处。

    依据：国办秘函〔2019〕19号“可用性”指标的通常检查做法，空链接与打不开的链接分开列（原文未单列，只作提示）。
    判定：链接的地址为空、只有“#”，或是 javascript:void(0) 之类什么也不做的脚本，而链接本身没有事件、
    id、class、role、data- 属性可供脚本使用，外层和旁边也没有菜单或事件的，为“需人工复核”。
    页面里没有任何脚本时，带 class 或 id 的也算。同样的文字只算一处，另列出现的页面。
    误报：脚本可以按位置给任意链接加上动作，源代码里看不出来，所以从不直接判错。
    整改：补上正确的地址；不是链接的文字去掉 a 标签；用来触发动作的改用 button。
    """
    scripted = bool(page.tags["script"])
    said = set[str]()
    for link in page.tags["a"]:
        href = link.attrs.get("href")
        if not isinstance(href, str) or len(href) > 40 or not _NOWHERE.fullmatch(href.strip()):
            continue
        if scripted and _may_act(link):
            continue
        text = _text(link)
        if (
            (scripted and _CONTROL.fullmatch(text))
            or text in said
            or any(name.startswith("on") for name in link.attrs)
        ):
            continue
        if not text:
            continue
        said.add(text)
        shown = href.strip() or "（空）"
        yield review(
            page.url,
            f"链接“{text}”的地址是“{shown}”，点了没有去处，请用浏览器点一下确认。",
            target=f"空链接：{text}",
            locator=css_path(link),
            excerpt=excerpt(link),
            value=shown,
        )


def _may_act(link: Tag) -> bool:
    """Whether anything about the link, or around it, lets a script find it or opens a menu."""
    if any(name in _HOOKS or name.startswith(_SCRIPT_HOOKS) for name in link.attrs):
        return True
    if link.find(True, recursive=False) is not None:
        return True  # a picture or an icon: a script may hang on that
    beside = link.find_next_sibling()
    if isinstance(beside, Tag) and beside.name in _MENU:
        return True
    around = [parent for parent, _ in zip(link.parents, range(3), strict=False)]
    return any(
        name in ("id", "role") or name.startswith(_SCRIPT_HOOKS)
        for parent in around
        for name in parent.attrs
    ) or any(parent.name in ("li", "dt", "dd") and "class" in parent.attrs for parent in around)


def _text(link: Tag) -> str:
    text = " ".join(link.get_text(" ", strip=True).split())
    if not text:
        image = link.find("img")
        text = str(image.get("alt") or "").strip() if isinstance(image, Tag) else ""
    return text[:40]
