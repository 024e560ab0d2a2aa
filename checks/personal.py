"""Numbers that identify a person, found in text: masked as soon as they are found.

Precision first. What does not pass as an identity number, a bank card called one, or a mobile
number is nothing; so are masked numbers, social credit codes, and document or order numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from checks.identity_numbers import Standing, is_old_number, standing
from checks.masking import (
    ACCOUNT,
    CARD,
    ID,
    IDENTITY,
    MOBILE,
    OLD_ID,
    WIDE,
    luhn,
    mask,
    plain,
    starred,
    starred_mobile,
)

RUN = re.compile("[0-9][0-9 -]{9,}[0-9Xx]")
"""A run of digits long enough to hold any of the numbers: the one scan of a whole page."""
_IN_ADDRESS = re.compile(r"[A-Za-z0-9_./=&?%#-]")

_NEAR = 40
_QUOTED = 30
_LONG = re.compile(r"\d[\d -]{6,}\d")
FIX = (
    "请立即核实：属实的先撤下{what}，按“公开时去标识化处理”的要求把号码中间位数换成 * 后再发布，"
    "并清理缓存、搜索引擎快照和同一内容的其他发布渠道。"
)
_UNIT_ACCOUNT = re.compile(
    "保证金|收款单位|户名[:：]?[^,，。;；\\s]{0,20}(?:公司|局|中心|委员会|财政|所|院|学校|单位|协会|基金会|专户)"
    "|对公|缴款|捐赠|捐款|非税|专户|基本户|基本账户|零余额|国库"
)
_CARD_WORD = re.compile("卡号|银行卡|存折|社保卡|一卡通")
_STRONG = re.compile(
    "身份证|家庭住址|家庭地址|户籍|性别|年龄|出生|低保|残疾|监护人|家长|户主|承租|救助|值班|银行卡|卡号"
)
_WEAK = re.compile("姓名|住址|补贴|补助|申请人|学生|考生|应聘|报名|志愿者|受益人|享受对象|拟聘")
_OFFICE = re.compile(
    "咨询|窗口|受理|办事|网点|热线|投诉|举报|监督|招商|采购|中标|投标|供应商|公司|企业|商户|药店|药房"
    "|酒店|宾馆|景区|旅行社|医院|门诊|卫生院|学校|幼儿园|单位|机构|部门|科室|镇|街道|村|居委|社区"
    "|河长|林长|路长|网格|联络员|联系人|负责人|律师|经营|店名|门店|场所"
)
_OWN = re.compile(
    "(?:本人|我的|我家|我妻子|我丈夫)[^。；;\\d]{0,8}(?:电话|手机|号码|联系方式)[^。；;\\d]{0,6}\\Z"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One number in a text. ``number`` is the clear number, to tell distinct ones apart while
    looking: it must never leave the check.
    """

    kind: str
    shown: str
    start: int
    end: int
    number: str = field(repr=False)


ID_NUMBER, DOUBTFUL, OLD, BANK_CARD, PHONE = (
    "id-number",
    "id-number-doubtful",
    "old-id-number",
    "bank-card",
    "mobile",
)
NAMES = {
    ID_NUMBER: "身份证号",
    DOUBTFUL: "身份证号（区划代码在出生年份还没有使用或已经停用：可能是后来登记的，也可能不是身份证号）",
    OLD: "15 位旧身份证号（没有校验位，把握较低）",
    BANK_CARD: "个人银行卡号",
    PHONE: "个人手机号码",
}


def find(text: str, *, on: date, around: str = "") -> Iterator[Hit]:
    """The numbers in a text, in order. ``around`` is what else says what numbers in it are: the
    head of its table. Whether mobile numbers are private is for :func:`looks_private`.
    """
    text = narrow(text)
    for run in RUN.finditer(text):
        start, end = run.span()
        if _IN_ADDRESS.match(text[start - 1 : start]):
            continue
        taken: list[tuple[int, int]] = []
        for hit in _in_run(text, start, end, on, around):
            if not any(a < hit.end and hit.start < b for a, b in taken):
                taken.append((hit.start, hit.end))
                yield hit


def has_run(text: str | None) -> bool:
    """Whether any of the numbers could be in a text."""
    return text is not None and RUN.search(narrow(text)) is not None


def narrow(text: str) -> str:
    """Full-width digits as plain ones, place by place. Nobody has a number without 0 and 1."""
    return text.translate(WIDE) if "０" in text or "１" in text else text


def _in_run(text: str, start: int, end: int, on: date, around: str) -> Iterator[Hit]:
    for match in ID.finditer(text, start, end):
        number = plain(match[0]).upper()
        sure = standing(number, on=on)
        if sure is not Standing.NONE:
            kind = ID_NUMBER if sure is Standing.CERTAIN else DOUBTFUL
            yield Hit(kind, starred(match[0], 3, 1), *match.span(), number)
    near = text[max(0, start - _NEAR) : start]
    for match in CARD.finditer(text, start, end):
        number = plain(match[0])
        if is_card(number) and _is_personal_account(near, around):
            yield Hit(BANK_CARD, starred(match[0], 4, 4), *match.span(), number)
    for match in OLD_ID.finditer(text, start, end):
        if IDENTITY.search(near + around) and is_old_number(plain(match[0])):
            yield Hit(OLD, starred(match[0], 3, 1), *match.span(), plain(match[0]))
    for match in MOBILE.finditer(text, start, end):
        yield Hit(PHONE, starred_mobile(match[0]), *match.span(), plain(match[0])[-11:])


def quoted(text: str, hit: Hit) -> str:
    """The number as it may be shown, with a few words on both sides. Beside a number of a person
    stand others: every long one is masked, whatever it is, before anything is cut.
    """
    before, after = (_LONG.sub(_star, mask(t)) for t in (text[: hit.start], text[hit.end :]))
    return " ".join(f"{before[-_QUOTED:]}{hit.shown}{after[:_QUOTED]}".split())


def _star(match: re.Match[str]) -> str:
    return starred(match[0], 3, 1)


def is_card(number: str) -> bool:
    """Whether 16 to 19 digits can be a bank card: leading digit of an issuer, check digit."""
    return 16 <= len(number) <= 19 and number[0] in "3456" and luhn(number)


def _is_personal_account(near: str, around: str) -> bool:
    context = near + around
    if _UNIT_ACCOUNT.search(context) and not _CARD_WORD.search(context):
        return False
    return ACCOUNT.search(context) is not None


def looks_private(context: str) -> bool:
    """Whether a list of mobile numbers under this title and table head is one of private people,
    and not of offices, firms or their contact persons.
    """
    if _STRONG.search(context):
        return True
    return _WEAK.search(context) is not None and _OFFICE.search(context) is None


def is_own_phone(before: str) -> bool:
    """Whether the words before a number call it somebody's own, as in letters that are shown."""
    return _OWN.search(before[-_NEAR:]) is not None
