"""From a cell of a list of reported errors to a value.

Readers take a value that is not blank and return the value (``Repaired`` when something was
assumed), None for “无”, or raise ValueError with a Chinese reason. Nothing a complainant may have
written about themselves gets through: addresses lose long digits, words are masked and cut.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from checks.masking import mask
from crawler.ledger_cells import NOTHING, narrow, plain, read_id_code, read_text
from crawler.media.ledger_cells import CLEAR, read_optional_day
from crawler.reported.records import State

LONGEST_KIND = 20
LONGEST_PAGE = 300
_LONG = re.compile(r"\d{11,}[xX]?")
_MAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w.-]+")
_STATES: Mapping[State, str] = {
    State.OUT: "不计入|不予受理|不受理|未受理|无效|重复|退回|转出|不属|非本|作废|撤销|撤回|误报",
    State.OPEN: "办理中|处理中|未办|未答|未回复|未处理|待办|待处理|待答|待回复|在办|受理中|已受理|已转办|逾期未|超期未|否",
    State.DONE: "办结|已办|已答|已回复|答复|回复|已处理|已解决|完成|是|已整改",
}
"""In this order: 未办结 also holds 办结."""


def read_number(value: object) -> str | None:
    """The platform's number as text; what a spreadsheet has rounded is refused."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    text = narrow(value).replace(" ", "").lstrip("'’‘`")
    if text in NOTHING:
        return None
    rounded = not isinstance(value, str) and (not whole or abs(float(str(value))) >= 1e15)
    if rounded or re.fullmatch(r"\d+(\.\d+)?e[+-]?\d+", text, re.IGNORECASE):
        raise ValueError("像是被 Excel 当成数字改坏了。请把这一列设为文本格式，从平台重新复制编号")
    if mask(text) != text:
        raise ValueError("像是手机号或证件号，不是留言编号")
    if len(text) > 60:
        raise ValueError("太长，不像留言编号")
    return text


def read_page(value: object) -> str | None:
    """An address without what may be a person's number or mailbox."""
    text = narrow(value)
    if text in NOTHING:
        return None
    hidden = _MAIL.sub("***", _LONG.sub(lambda m: m[0][:3] + "*" * (len(m[0]) - 3), text))
    return hidden[:LONGEST_PAGE] if re.match(r"https?://", hidden, re.IGNORECASE) else None


def read_kind(value: object) -> str | None:
    text = mask(plain(value))
    return None if text in NOTHING else text[:LONGEST_KIND]


def read_day(value: object) -> date | None:
    found = read_optional_day(value)
    if found is CLEAR:
        return None
    if not isinstance(found, date):  # a number that Excel shows as a date
        found = getattr(found, "value", None)
    if not isinstance(found, date):
        raise ValueError("看不懂这个日期，请写成 2026-12-31")  # noqa: TRY004
    return found


def read_state(value: object) -> State:
    text = narrow(value).replace(" ", "")
    for state, words in _STATES.items():
        if re.search(words, text):
            return state
    raise ValueError("只认识已办结、办理中、不计入（无效、重复、不属本单位）一类的写法")


READERS: Mapping[str, Callable[[object], object]] = {
    "text": read_text,
    "number": read_number,
    "id_code": read_id_code,
    "page": read_page,
    "kind": read_kind,
    "day": read_day,
    "state": read_state,
}
