from collections.abc import Iterator
from functools import partial
from urllib.parse import urljoin

from bs4 import Tag

from checks.accessibility.alt_texts import (
    is_ignored,
    is_meaningless,
    names_its_file,
    other_name,
)
from checks.accessibility.shown_pictures import BUT, shown_on
from checks.locators import css_path, excerpt
from checks.page import Page
from checks.registry import page_check
from checks.results import Outcome, Result
from checks.style_rules import Shown

LAZY = ("data-src", "data-original", "lay-src", "data-lazy-src", "data-lazy", "data-echo")
"""Where scripts that load a picture late find its address; many then share one stopgap as ``src``."""


@page_check("missing-alt")
def missing_alt(page: Page) -> Iterator[Result]:
    """图片缺少替代文本。

    依据：GB/T 37668—2019《信息技术 互联网内容无障碍可访问性技术要求与测试方法》非文本内容；
    WCAG 2.1 成功准则 1.1.1（未核原文条款号）。
    判定：img、图像热区 area（有链接的）和图像按钮 input type="image" 没有 alt 属性，
    也没有 aria-label、aria-labelledby、title 等其他名称的，为“发现”；
    alt 是文件名（自己的文件名另有检查）、“图片1”之类没有意义的文字，或链接里只有一张 alt 为空的图片，为“需人工复核”。
    样式表（网页里的，和本站已抓取的）写着在屏幕上不显示的，例如只在打印时显示的，为“需人工复核”；
    用浏览器打开过这一页、当时它显示着的，仍为“发现”。
    没有 alt 也还没有地址、由脚本填入的图片为“需人工复核”。
    alt="" 的装饰图、role="presentation"、aria-hidden 的图片和 1×1 统计图不报。
    误报：图片含义已由相邻文字完整说明时，应写 alt=""，写了就不再报；由脚本后补 alt 的图片，静态页面里看不到；
    别的主机上的样式表和用 @import 引入的不读，只由它们隐藏的图片仍会报。
    整改：给有信息的图片写上能代替它的文字；链接图片写明去向；纯装饰图片写 alt=""。
    """
    doubts = []
    shown: Shown | None = None
    for tag in ("img", "input", "area"):
        for element in page.tags[tag]:
            if tag == "input" and str(element.get("type", "")).lower() != "image":
                continue
            if tag == "area" and not element.get("href"):
                continue
            said = _judge(element)
            if said is None:
                continue
            certain, message, rule = said
            found = partial(
                Result,
                url=page.url,
                rule=rule,
                target=_target(page, element),
                locator=css_path(element),
                excerpt=excerpt(element),
            )
            if certain:
                shown = shown or shown_on(page)
                if selector := shown.hidden_by(element):
                    but = f"{BUT}它在屏幕上不显示（{selector[:60]}），请打开页面确认。"
                    doubts.append(found(Outcome.REVIEW, message=message.rstrip("。") + but))
                    continue
            yield found(Outcome.FAIL if certain else Outcome.REVIEW, message=message)
    yield from doubts  # a picture that is also seen elsewhere on the page is certain: the first counts


def _judge(element: Tag) -> tuple[bool, str, str] | None:
    """(certain, message, rule), or None when there is nothing to say."""
    if is_ignored(element):
        return None
    what = {"img": "图片", "area": "图像热区", "input": "图像按钮"}[element.name]
    alt = element.get("alt")
    if alt is None:
        if other_name(element):
            return None
        if element.name == "img" and not _has_source(element):
            return (
                False,
                "图片没有 alt 属性，也还没有地址，可能由脚本填入；填入时要同时写上 alt，请人工确认。",
                "no-picture",
            )
        return True, f"{what}没有 alt 属性，读屏软件读不出它的内容。", "no-alt"
    text = str(alt).strip()
    if not text:
        if element.name != "img" and not other_name(element):
            return True, f"{what}的 alt 为空，用户不知道它的作用。", "empty-alt"
        if _is_only_content_of_link(element):
            return False, "链接里只有这一张图片而 alt 为空，读屏用户不知道链接去向。", "empty-link"
        return None
    if is_meaningless(text) and not names_its_file(element):
        return (
            False,
            f"{what}的替代文本“{text[:40]}”像是文件名或占位文字，没有说明图片内容。",
            "poor-alt",
        )
    return None


def _has_source(image: Tag) -> bool:
    """Whether something says where the picture is, for a script or for the browser."""
    named = (
        str(value).strip()
        for name, value in image.attrs.items()
        if name in ("src", "srcset", "original") or name.startswith(("data-", "lay-"))
    )
    return any(named) or image.find_parent("picture") is not None


def _is_only_content_of_link(element: Tag) -> bool:
    link = element.find_parent("a", href=True)
    if link is None or other_name(element) or other_name(link):
        return False
    if link.get_text(strip=True):
        return False
    return not any(str(i.get("alt") or "").strip() or other_name(i) for i in link.find_all("img"))


def _target(page: Page, element: Tag) -> str:
    """The image's address, so that one image on many pages is one finding; "" for inline data."""
    names = (*LAZY, "src", "href")
    source = next((s for name in names if (s := str(element.get(name) or "").strip())), "")
    if not source or source.startswith("data:") or element.name == "area":
        return ""
    try:
        return urljoin(page.final_url, source)
    except ValueError:
        return ""
