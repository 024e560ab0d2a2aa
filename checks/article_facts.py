"""Facts of an article that the publishing checks compare across pages.

Names: ``print`` fingerprint of the running text, ``number`` its own document number, ``numbers``
and ``names`` the documents it mentions, ``written`` and ``validity`` whether it states the date of
writing and whether it is in force, ``source`` and ``share`` whether it says where it comes from
and offers sharing, ``printing`` whether it is prepared for printing.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from checks.documents_named import MOST, names, numbers
from checks.models import Page, PageKind, Reading
from checks.outline import FOOTER, HEADER, NAV, Outline

_PARAGRAPH = 15
_SUBSTANTIAL = 150
"""Characters of running text from which on two equal ones are no coincidence."""
_LABEL = re.compile(r"(?:发文|文件|公文)?(?:字\s*号|文\s*号|编\s*号)\s*[】\]]?\s*[:：]?\s*\Z")
_WRITTEN = re.compile(
    r"(?:成文|生成|印发|签发|发文|制发|签署|形成)\s*(?:日\s*期|时\s*间)|20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发"
)
_SIGNED = re.compile(
    r"[（(]?(?:20\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})年.{1,3}月.{1,3}日[）)]?"
)
_VALIDITY = re.compile(
    r"有\s*效\s*性|时\s*效\s*性?\s*[:：】|]|效\s*力|有\s*效\s*期|失\s*效|废\s*止|现行有效|是否有效|文件状态"
)
_SOURCE = re.compile(
    r"(?:来\s*源|稿\s*源|出\s*处|发[布文]\s*(?:机[构关]|单位|部门|主体)|公开主体|制定机关|供\s*稿|作\s*者|发布者)"
    r"[^:：|]{0,4}[:：|】]"
)
_SHARES = ("分享", "share", "Share", "SHARE", "jiathis", "转发")
_PRINTS = ("打印", "window.print", 'media="print"', "media='print'", "@media print", "doPrint")
_NOT_WORDS = re.compile(r"[\W_]+")


def article_facts(page: Page, seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """The facts of an article; nothing of any other page."""
    if reading.kind is not PageKind.ARTICLE:
        return {}
    main = [t for t in seen.texts if t.zone not in (FOOTER, NAV, HEADER)]
    text = "|".join(t.value for t in main if t.link < 0)
    facts: dict[str, Any] = {}
    prose = _NOT_WORDS.sub("", "".join(t.value for t in main if _is_prose(t.value, t.link)))
    if len(prose) >= _SUBSTANTIAL:
        facts["print"] = hashlib.blake2b(prose.encode(), digest_size=8).hexdigest()
    mentioned = list(numbers(text))
    if mentioned:
        facts["numbers"] = list(dict.fromkeys(n for _, n in mentioned))[:MOST]
        if own := _own_number(text, mentioned):
            facts["number"] = own
    if named := names(text):
        facts["names"] = named
    if _WRITTEN.search(text) or any(_SIGNED.fullmatch(t.value.replace(" ", "")) for t in main[-8:]):
        facts["written"] = True
    if _VALIDITY.search(text):
        facts["validity"] = True
    source = reading.labels.get("ContentSource", "")
    if _SOURCE.search(text) or (len(source) > 2 and source in text):
        facts["source"] = True
    html = page.html
    if any(word in html for word in _SHARES):
        facts["share"] = True
    if any(word in html for word in _PRINTS):
        facts["printing"] = True
    return facts


def _is_prose(value: str, link: int) -> bool:
    return link < 0 and len(value) >= _PARAGRAPH


def _own_number(text: str, mentioned: list[tuple[int, str]]) -> str:
    """The number behind a label such as 文号, or the first that stands alone."""
    for start, number in mentioned:
        before = text[max(0, start - 14) : start].replace("|", "")
        if _LABEL.search(before):
            return number
    for start, number in mentioned:
        alone = start == 0 or text[start - 1] == "|"
        end = text.find("号", start) + 1
        if alone and text[end : end + 1] in ("|", "") and len(number) <= 24:
            return number
    return ""
