"""Facts of the home page that the publishing and design checks ask for.

Names: ``columns`` the words of its short links by kind of column, as [words, address];
``sitemap`` the address of its site map; ``search`` its search form; ``named`` where the site's
full name stands (title, text, image or ""); ``viewport`` whether it adapts to small screens.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from checks.outline import Outline
from checks.page import Page, PageKind, Reading

COLUMN_WORDS: Mapping[str, re.Pattern[str]] = {
    "概况信息": re.compile(
        r"概况|概览|简介|走[进近]|^[区县市省镇]情|印象|魅力|^(?:认识|了解).{2,5}$"
    ),
    "机构职能": re.compile(
        r"机构|职能|职责|部门(?:信息|设置|介绍|职责)|政府(?:部门|组成)|内设|组成部门|本[局委办]介绍"
    ),
    "领导信息": re.compile(r"领导(?!小组|讲话|活动)|[区县市省州]长(?!信箱)|班子"),
    "动态要闻": re.compile(r"要闻|动态|新闻(?!发言|发布会)|快讯|资讯|头条|时政"),
    "政策文件": re.compile(
        r"政策(?!解读|问答)|规范性文件|行政规范|(?:政府|公开|规章)文件|法规|文件库|规章|公文"
    ),
    "政策解读": re.compile(r"解读|图解|政策问答"),
}
"""What links to a column of each kind is usually called."""
_LONGEST_NAME = 12
_SITEMAP = re.compile(r"(?:网站|站点)地图|sitemap", re.IGNORECASE)
_SEARCH = re.compile(r"search|搜\s*索|检\s*索|query|keyword|站内", re.IGNORECASE)
_TEXT_FIELDS = ("", "text", "search")


def home_facts(page: Page, seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """The facts of a home page; nothing of any other page."""
    if reading.kind is not PageKind.HOME or not page.is_home:
        return {}
    columns: dict[str, list[str]] = {}
    sitemap = ""
    for link in seen.links:
        words = "".join((link.text or link.title).split())
        if not words or len(words) > _LONGEST_NAME:
            continue
        if not sitemap and _SITEMAP.search(words):
            sitemap = _join(page.final_url, link.href)
        for kind, pattern in COLUMN_WORDS.items():
            if kind not in columns and pattern.search(words):
                columns[kind] = [words, _join(page.final_url, link.href)]
    facts: dict[str, Any] = {"columns": columns, "named": _named(page, seen, reading)}
    if sitemap:
        facts["sitemap"] = sitemap
    if form := search_form(page):
        facts["search"] = form
    return facts


def _named(page: Page, seen: Outline, reading: Reading) -> str:
    name = "".join((page.site.name if page.site else "").split())
    if not name:
        return ""
    if name in "".join(reading.title.split()):
        return "title"
    if any(name in "".join(t.value.split()) for t in seen.texts):
        return "text"
    images = page.tree.css("img[alt], img[title]")
    words = (f"{i.attributes.get('alt') or ''} {i.attributes.get('title') or ''}" for i in images)
    return "image" if any(name in "".join(w.split()) for w in words) else ""


def search_form(page: Page) -> dict[str, Any]:
    """The site's search form: ``method``, ``action`` (absolute), ``field`` and ``hidden`` pairs.

    ``method`` is get, post or script (nothing is sent without a script). Empty without a form.
    """
    best: dict[str, Any] = {}
    for form in page.tree.css("form"):
        fields = [i for i in form.css("input") if _type(i) in _TEXT_FIELDS]
        if len(fields) != 1 or form.css_first("input[type=password], textarea") is not None:
            continue
        attributes = form.attributes
        marks = " ".join(str(v or "") for v in attributes.values())
        own = " ".join(str(v or "") for v in fields[0].attributes.values())
        if not _SEARCH.search(f"{marks} {own} {form.text()}"):
            continue
        action = (attributes.get("action") or "").strip()
        method = (attributes.get("method") or "get").strip().lower()
        name = (fields[0].attributes.get("name") or "").strip()
        scripted = not name or action.startswith(("#", "javascript:")) or "onsubmit" in attributes
        if scripted or not action:
            method = "script"
        found = {
            "method": method,
            "action": _join(page.final_url, action),
            "field": name,
            "hidden": [
                [i.attributes["name"], i.attributes.get("value") or ""]
                for i in form.css("input[name]")
                if _type(i) == "hidden"
            ],
        }
        if method == "get":
            return found
        best = best or found
    return best


def _type(node: LexborNode) -> str:
    return (node.attributes.get("type") or "").strip().lower()


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
