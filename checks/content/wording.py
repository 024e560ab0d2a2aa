from collections.abc import Iterator

from bs4 import Tag

from checks.locators import clip, css_path
from checks.masking import mask
from checks.page import Page
from checks.prose import runs
from checks.registry import page_check
from checks.results import Result, review
from checks.wording import Slip, slips
from checks.wordlist import SEVERE, Wordlist, builtin

RULES = {SEVERE: "severe"}


@page_check("wording", rendered=True)
def wording(page: Page) -> Iterator[Result]:
    """固定用语疑似写错。

    依据：国办秘函〔2019〕19号单项否决“严重表述错误”（没有处数门槛，由人定级）；普通错别字会在通报里点名。
    判定：页面标题和正文里出现内置词表（及 sites.toml 里 wordlist 指明的自有词表）
    所列的错误写法，且相邻的字符合词表的限定，一律为“需人工复核”，不直接扣分；
    规则 severe 是词表定为严重的，common 是一般的。同一个错误写法全站只算一处，列出出现的页面。
    误报：单独用引号引出的错误写法、含有“应为”“误写为”之类说明的句子、网址、代码、删除线里的字、
    标明为外文的段落和书名号里的一般用字不报；人名、地名恰好同字时会误报，可在自有词表里用 off 关掉这一条。
    词表只收几乎不可能正确的写法，查不出语义错误，也不能代替人工校对；领导人姓名职务不在内置词表里。
    整改：核对原文后更正，转载稿同时告知来源；其他页面有同样写法的一并改。
    """
    words = (page.site.wordlist if page.site else None) or builtin()
    body = page.tree.body
    text = body.text(separator="") if body is not None else ""
    if not any(True for seen in (page.reading.title, text) for _ in words.occurrences(seen)):
        return
    said: set[str] = set()
    for element, found in _slips(page, words):
        if found.wrong not in said:
            said.add(found.wrong)
            yield _result(page, element, found)


def _result(page: Page, element: Tag, slip: Slip) -> Result:
    phrase = slip.phrase
    note = f"（{phrase.note}）" if phrase.note else ""
    return review(
        page.url,
        f"“{phrase.wrong}”疑为“{phrase.right}”之误（{phrase.kind}，{phrase.severity}）{note}，"
        f"在所在句子的第 {slip.at + 1} 个字，请核对。",
        target=phrase.wrong,
        rule=RULES.get(phrase.severity, "common"),
        value=phrase.right,
        locator=css_path(element),
        excerpt=clip(slip.sentence),
        fix=f"把“{phrase.wrong}”改为“{phrase.right}”。",
    )


def _slips(page: Page, words: Wordlist) -> Iterator[tuple[Tag, Slip]]:
    """Every slip with the block element that holds it, title first."""
    for element, text in runs(page):
        if any(True for _ in words.occurrences(text)):
            for slip in slips(mask(text), words):  # before a sentence is cut out of it
                yield element, slip
