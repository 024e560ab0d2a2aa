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
from checks.outline import FOOTER, HEADER, NAV, Outline
from checks.page import Page, PageKind, Reading

_PARAGRAPH = 15
_TOP = 500
"""Characters in which a document names itself; further down it cites others."""
_SUBSTANTIAL = 150
"""Characters of running text from which on two equal ones are no coincidence."""
_LABEL = re.compile(r"(?:发文|文件|公文)?(?:字号|文号|编号)[】\]]?[:：]?\Z")
_WRITTEN = frozenset(("成文", "生成", "印发", "签发", "发文", "制发", "签署", "形成"))
"""What stands before 日期 or 时间 when the date is that of writing."""
_PRINTED = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日印发")
_ORDER = re.compile(
    r"(?:[国省市区府部委局]|政府)令[（(]?第?\d{1,4}号|公告[（(]?(?:20\d\d年)?第\d{1,4}号"
)
"""Orders and announcements are numbered without a year in brackets."""
_SIGNED = re.compile(
    r"[（(]?(?:20\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})年.{1,3}月.{1,3}日[）)]?"
)
_VALIDITY = (
    "有效性", "时效性", "时效：", "时效:", "时效|", "效力", "有效期", "失效", "废止", "现行有效", "是否有效",
    "文件状态",
)  # fmt: skip
_SOURCES = (
    "来源", "稿源", "出处", "发布机构", "发布机关", "发布单位", "发布部门", "发布主体", "发文机关", "发文机构",
    "发文单位", "发文部门", "公开主体", "制定机关", "供稿", "作者", "发布者",
)  # fmt: skip
_SHARES = ("share", "分享", "Share")
_PRINTS = ("print", "打印")


def article_facts(page: Page, seen: Outline, reading: Reading) -> Mapping[str, Any]:
    """The facts of an article; nothing of any other page."""
    if reading.kind is not PageKind.ARTICLE:
        return {}
    main = [t for t in seen.texts if t.zone not in (FOOTER, NAV, HEADER)]
    texts = [t.value.replace(" ", "") for t in main if t.link < 0]
    text = "|".join(texts)
    facts: dict[str, Any] = {}
    prose = "".join(value for value in texts if len(value) >= _PARAGRAPH)
    if len(prose) >= _SUBSTANTIAL:
        facts["print"] = hashlib.blake2b(prose.encode(), digest_size=8).hexdigest()
    mentioned = list(numbers(text)) if "号" in text else []
    if mentioned:
        facts["numbers"] = list(dict.fromkeys(n for _, n in mentioned))[:MOST]
        if own := _own_number(text, mentioned):
            facts["number"] = own
    if "号" in text and "number" not in facts and (order := _ORDER.search(text, 0, _TOP)):
        facts["number"] = order[0]
    if "《" in text and (named := names(text)):
        facts["names"] = named
    if _is_written(text, texts):
        facts["written"] = True
    if ("效" in text or "废止" in text or "文件状态" in text) and any(w in text for w in _VALIDITY):
        facts["validity"] = True
    if _has_source(text, reading.labels.get("ContentSource", "").replace(" ", "")):
        facts["source"] = True
    html = page.html
    if any(word in html for word in _SHARES):
        facts["share"] = True
    if any(word in html for word in _PRINTS):
        facts["printing"] = True
    return facts


def _is_written(text: str, texts: list[str]) -> bool:
    for unit in ("日期", "时间"):
        at = text.find(unit, 2)
        while at >= 0:
            if text[at - 2 : at] in _WRITTEN:
                return True
            at = text.find(unit, at + 2)
    if any(_SIGNED.fullmatch(value) for value in texts[-8:]):
        return True
    return "印发" in text and _PRINTED.search(text) is not None


def _has_source(text: str, label: str) -> bool:
    """Whether a word such as 来源 stands before a colon, or the label's content is shown."""
    for word in _SOURCES:
        at = text.find(word)
        while at >= 0:
            if text[at + len(word) : at + len(word) + 1] in (":", "：", "|", "】"):
                return True
            at = text.find(word, at + 1)
    return len(label) > 2 and label in text


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
