"""Calls for opinions and questionnaires (征集调查): their period, state, result and way to answer.

Fact ``survey_result_of``: the title of a page that is a result. Fact ``survey``: title, start, end (ISO days, "" unknown), state (open, over, ""), ``result``
whether the page shows or links a result, ``online`` whether one can answer here, ``mail`` whether
an address for letters is given.
"""

import re
from collections.abc import Mapping
from typing import Any

from checks.dates import Found, find_dates, tidy
from checks.outline import FOOTER, HEADER, NAV, Outline, Text
from checks.page import Page, PageKind, Reading

SURVEY = re.compile(r"征集|征求意见|公开征求|问卷|调查(?!处理|报告|结果|组|研究)|民意测评")
RESULT_OF = re.compile(
    r"(?:采纳|结果|情况)的?(?:反馈|公布|公告|通报)$|(?:意见|征集|调查)的?(?:反馈|公布|通报)$"
    r"|采纳情况|结果(?:反馈|公布|公示)|(?:征集|调查|反馈)结果"
)
"""Titles of results."""
_OTHER = re.compile(r"事故调查|统计调查|普查|中标|供应商征集|征集供应商")
_RESULT = re.compile(
    r"(?:征集|调查|意见|采纳|结果)[^，。]{0,4}(?:反馈|结果|采纳情况|公布|公示)|结果反馈|反馈结果|采纳情况|查看结果|征集结果|调查结果|反馈情况"
)
_NO_RESULT = re.compile(
    r"(?:暂?无|尚未|未|没有|待)[^，。]{0,6}(?:反馈|结果|公布)|(?:反馈|结果)[^，。]{0,4}(?:暂无|待)"
)
_PERIOD = re.compile(
    r"(?:征集|调查|征求意见|活动|问卷|公示|起止|有效|开放|参与)(?:起止)?(?:时间|日期|期限|期间)?|起止(?:时间|日期)|时间"
)
_START = re.compile(r"开始(?:时间|日期)|起始(?:时间|日期)")
_END = re.compile(
    r"(?:结束|截止|截至|终止)(?:时间|日期)|截[止至](?:到)?|(?:意见|反馈|建议).{0,30}?(?:于|在)\s?(?=20\d\d)"
)
_BEFORE = re.compile(r"(?:于|在|请于|截[止至到]{1,2})\s?$")
_AFTER = re.compile(r"^\s?(?:\d{1,2}[:时点]\d{0,2}分?)?\s?(?:之?前|以前|止|截止)")
_BETWEEN = re.compile(r"\s?(?:起|开始)?\s?(?:至|到|~|～|—+|-{1,2}|–)+\s?")
_DASH = re.compile(r"\s?(?:[—–－]+|(?<=日)-+)\s?(?=20\d\d)")
_OPEN = re.compile(r"进行中|征集中|调查中|正在(?:进行|征集|调查)|未结束|参与中")
_OVER = re.compile(r"已结束|已截止|已完成|征集结束|调查结束|已过期|已关闭|已反馈")
_ONLINE = re.compile(
    r"我要(?:参与|提意见|建议|留言|投票|参加|发言|答题)|在线(?:提交|填写|征集|参与|答题|留言)|提交(?:意见|建议|问卷|答卷)?$|发表(?:意见|评论|建议)"
    r"|参与(?:调查|征集|问卷|投票)|(?:点击|立即|网上)参与|意见提交|填写问卷|网上提交"
)
_MAIL = re.compile(r"电子(?:邮件|邮箱|信箱)|邮箱|[\w.]+@[\w.]+|E-?mail", re.IGNORECASE)
_CALL = re.compile(r"征集|征求|问卷")
"""Titles that are surveys whatever stands around; 调查 alone may be statistics."""
_COLUMN = re.compile(r"(?:/|/(?:index|list|default)\w*\.\w{3,5}|/col\d+/?)$", re.IGNORECASE)
_TITLE, _HEADING = 60, 40


def survey_facts(page: Page, seen: Outline, reading: Reading, place: str) -> Mapping[str, Any]:
    """The survey a page is; nothing of other pages."""
    if reading.kind in (PageKind.HOME, PageKind.COLUMN) or page.column is not None:
        return {}
    title = reading.labels.get("ArticleTitle") or reading.title.split("_")[0].strip()
    if RESULT_OF.search(title):
        return {"survey_result_of": title[:_TITLE]}
    own_column = bool(SURVEY.search(place[len(reading.title) :]))
    if _OTHER.search(title) or not (SURVEY.search(title) or own_column):
        return {}
    texts = [t.value for t in seen.texts if t.zone not in (HEADER, NAV, FOOTER)]
    start, end = _period(texts)
    text = "\n".join(texts)
    state = "over" if _OVER.search(text) else "open" if _OPEN.search(text) else ""
    online = any(len(t) <= 20 and _ONLINE.search(t) for t in texts) or _has_fields(page, seen)
    if not (_CALL.search(title) or own_column or end or state or online):
        return {}
    return {
        "survey": {
            "title": title[:_TITLE],
            "start": start,
            "end": end,
            "state": state,
            "result": any(_is_result(seen, t) for t in seen.texts),
            "online": online,
            "mail": bool(_MAIL.search(text)),
        }
    }


def _is_result(seen: Outline, text: Text) -> bool:
    """A heading or a link that is the result; not a menu's entry, nor words that there is none."""
    words = text.value
    if len(words) > _HEADING or not _RESULT.search(words) or _NO_RESULT.search(words):
        return False
    if text.zone in (HEADER, NAV, FOOTER):
        return False
    return text.link < 0 or not _COLUMN.search(seen.links[text.link].href.split("?")[0])


def _has_fields(page: Page, seen: Outline) -> bool:
    kinds = [kind for kind, name in seen.inputs if "search" not in name.lower()]
    return "<textarea" in page.html or any(k in ("radio", "checkbox") for k in kinds)


def _period(texts: list[str]) -> tuple[str, str]:
    """(first day, last day) of the survey as written, "" when not found."""
    start = end = ""
    pending = ""
    for text in texts:
        plain = tidy(_DASH.sub("至", text))
        days = list(find_dates(plain)) if len(plain) <= 600 else []
        if not days:
            pending = plain if len(plain) <= 14 else ""
            continue
        for index, day in enumerate(days):
            before = (plain[: day.start] or pending)[-40:]
            after = plain[day.end : day.end + 12]
            follows = index > 0 and _BETWEEN.fullmatch(plain[days[index - 1].end : day.start])
            if follows and not end:
                start, end = _iso(days[index - 1]), _iso(day)
            elif not end and (_END.search(before[-14:]) or _ends(before, after)):
                end = _iso(day)
            elif not start and _START.search(before[-14:]):
                start = _iso(day)
        pending = ""
    return start, end


def _ends(before: str, after: str) -> bool:
    return bool(_AFTER.match(after) and _BEFORE.search(before))


def _iso(found: Found) -> str:
    return found.day.isoformat()
