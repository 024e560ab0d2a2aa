from collections.abc import Iterator
from urllib.parse import urljoin

from bs4 import Tag

from checks.locators import css_path, excerpt
from checks.page import Page
from checks.page_anchors import base_of, is_same, names_on, place_in
from checks.registry import page_check
from checks.results import Result, review

_HANDLED = ("data-", "on")
"""Attributes with such names: a script acts on the click, the fragment is only a name for it."""


@page_check("broken-anchor")
def broken_anchor(page: Page) -> Iterator[Result]:
    """页内锚点指向的位置不存在。

    依据：国办秘函〔2019〕19号“可用性”指标：链接打不开或错误（锚点是否计错原文未核，只作提示）。
    判定：链接指向本页的某个位置（href="#名称"），而页面源代码里没有这个 id，也没有这个 name 的，
    为“需人工复核”。#top、脚本路由（#/…、#!…）、文字片段（:~:）和带脚本事件的链接不查。
    同一个名称在多个页面上只算一处。
    误报：目标位置由脚本生成的，源代码里看不到，请用浏览器点一下确认。
    整改：给目标位置加上对应的 id，或改正链接里的名称；不需要的“跳到正文”等链接请一并清理。
    """
    links = [(a, place) for a in page.tags["a"] if (place := _place(a, page))]
    if not links:
        return
    names = names_on(page)
    for link, place in links:
        if place not in names and not _is_handled(link):
            text = " ".join(link.get_text(" ", strip=True).split())[:40]
            what = f"链接“{text}”" if text else "链接"
            yield review(
                page.url,
                f"{what}指向本页的“#{place}”，但页面里没有这个位置，请用浏览器点一下确认。",
                target=f"#{place}",
                locator=css_path(link),
                excerpt=excerpt(link),
            )


def _place(link: Tag, page: Page) -> str:
    href = link.attrs.get("href")
    if not isinstance(href, str) or "#" not in href:
        return ""
    head, _, fragment = href.strip().partition("#")
    place = place_in(fragment)
    if not place or "script:" in head[:12].lower():
        return ""
    try:  # a bare fragment, too, is relative to <base>
        target = urljoin(base_of(page), head) if head or page.tags["base"] else page.final_url
    except ValueError:
        return ""
    return place if is_same(target, page) else ""


def _is_handled(link: Tag) -> bool:
    """Whether a script takes the click: tabs, menus and pop-ups are written as fragments too."""
    if "role" in link.attrs or any(name.startswith(_HANDLED) for name in link.attrs):
        return True
    parent = link.parent
    return parent is not None and any(name.startswith("on") for name in parent.attrs)
