"""One try of the site's own search: a plain GET form, one known title, asked once after the walk.

Nothing is sent but what a visitor's browser would send from the form on the home page; POST and
scripted forms are left alone. robots.txt and the pacing of the host hold as for any address.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from checks.page import Item, Page
from checks.tree import tree_of

ROLE = "search"
_SHORTEST, _LONGEST = 8, 40
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_SPACE = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[\W_]+")
_BUILT = ("{{", "v-for=", "ng-repeat", 'id="app"></div>', "正在检索中", "加载中", "正在加载")
_NONE_FOUND = re.compile(
    r"没有(?:找到|检索到|查询到|搜索到|符合|相关)|未(?:找到|检索到|查询到|搜索到)|(?:找到|检索到|共|约)\D{0,8}\b0\s*(?:条|个|篇)|暂无|无相关"
)


@dataclass(frozen=True, slots=True)
class Question:
    """The address to ask, the title that is searched for and the article that has it."""

    url: str
    words: str
    article: str


def question(home: Page, in_scope: Sequence[str] = ()) -> Question | None:
    """What to ask, from the stored home page; None when it has no plain GET form of this site.

    ``in_scope`` are further host names of the site. An older entry of the home page is looked
    for: a search engine may not have met the newest yet.
    """
    form = home.reading.facts.get("search")
    entry = _known_entry(home.reading.items)
    if not form or form["method"] != "get" or entry is None:
        return None
    hosts = {urlsplit(home.final_url).netloc.lower(), *in_scope}
    parts = urlsplit(form["action"])
    if parts.scheme not in ("http", "https") or parts.netloc.lower() not in hosts:
        return None
    words = _SPACE.sub(" ", entry.title).strip()
    pairs = [*((n, v) for n, v in form["hidden"] if n != form["field"]), (form["field"], words)]
    query = urlencode(pairs, encoding=home.charset or "utf-8", errors="replace")
    url = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
    return Question(url, words, entry.url)


def _known_entry(items: Sequence[Item]) -> Item | None:
    """The oldest of the newest twenty entries that has a whole title of usable length."""
    usable = [
        i
        for i in items[:20]
        if i.url and _SHORTEST <= len(i.title) <= _LONGEST and not _CUT.search(i.title)
    ]
    return usable[-1] if usable else None


def finding(html: str, words: str, article: str) -> tuple[bool | None, str]:
    """(whether the answer links to the article, reason when that cannot be told).

    Only links count: most answers repeat the words that were asked.
    """
    tree = tree_of(html)
    wanted, path = _plain(words), _path(article)
    links = tree.css("a[href]")
    for link in links:
        text = _plain(link.text(deep=True))
        shown = _plain(_CUT.sub("", link.text(deep=True).strip()))
        if _path(link.attributes.get("href") or "").endswith(path) and len(path) > 4:
            return True, ""
        if wanted in text or (len(shown) >= _SHORTEST and wanted.startswith(shown)):
            return True, ""
    body = tree.body.text(deep=True, separator=" ") if tree.body else ""
    if _NONE_FOUND.search(body):
        return False, ""
    if any(mark in html for mark in _BUILT) or (len(links) < 8 and "<script" in html.lower()):
        return None, "搜索结果由脚本载入，静态页面里读不到"
    return False, ""


def kept(asked: Question) -> Mapping[str, Any]:
    """What is stored with the answer."""
    return {"searched": asked.words, "article": asked.article}


def _plain(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def _path(url: str) -> str:
    try:
        return urlsplit(url.strip()).path
    except ValueError:
        return ""
