"""Hiding personal data in quoted page text: a report must not leak again what a page leaked.

Conservative on purpose: only strings that pass the check digit of an identity number, stand alone
as a mobile number, or are called an account or identity number near by are masked. Addresses
(URLs) are left alone.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from checks.identity_numbers import fits, is_old_number
from checks.results import Result

ID = re.compile(r"(?<![\dA-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸｘ](?![\dA-Za-z])")
OLD_ID = re.compile(r"(?<![\dA-Za-z_./=&?%-])\d{15}(?![\dA-Za-z])")
MOBILE = re.compile(
    r"(?<![\dA-Za-z_./=&?%-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z_/=%-])"
)
CARD = re.compile(r"(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
ACCOUNT = re.compile("账号|帐号|卡号|账户|帐户|开户|银行|存折")
IDENTITY = re.compile("身份证|证件号")
_DIGITS = re.compile(r"\d{3}")
_UNION_PAY = re.compile("62(?:[ -]?\\d){14}")
_NEAR = 40
WIDE = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789XX")


def mask(text: str) -> str:
    """``text`` with identity numbers, mobile numbers and bank cards partly replaced by ``*``."""
    if not text or not _DIGITS.search(text):
        return text
    text = ID.sub(lambda m: starred(m[0], 3, 1) if fits(plain(m[0])) else m[0], text)
    text = _near(CARD, ACCOUNT, text, lambda n: luhn(plain(n)), 4, 4)
    text = _near(OLD_ID, IDENTITY, text, lambda n: is_old_number(plain(n)), 3, 1)
    return MOBILE.sub(lambda m: starred_mobile(m[0]), text)


def masked(result: Result) -> Result:
    """A result in whose texts personal data is masked; addresses stay as they are."""
    texts = (result.message, result.excerpt, result.value, result.fix)
    hidden = [mask(text) for text in texts]
    if tuple(hidden) == texts:
        return result
    message, excerpt, value, fix = hidden
    return replace(result, message=message, excerpt=excerpt, value=value, fix=fix)


def plain(number: str) -> str:
    """Only the digits and X, as ASCII."""
    return re.sub("[ +-]", "", number.translate(WIDE))


def starred(number: str, head: int, tail: int) -> str:
    """All but the first ``head`` and the last ``tail`` characters replaced."""
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def starred_mobile(number: str) -> str:
    """Keep the first three and last four digits, as official lists of names do."""
    digits = [i for i, c in enumerate(number) if c.isdigit()][-11:]
    hidden = set(digits[3:7])
    return "".join("*" if i in hidden else c for i, c in enumerate(number))


def luhn(number: str) -> bool:
    """Whether the last digit is the check digit of a card number (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed([int(d) for d in number])):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _near(
    pattern: re.Pattern[str],
    word: re.Pattern[str],
    text: str,
    fitting: Callable[[str], bool],
    head: int,
    tail: int,
) -> str:
    def hide(match: re.Match[str]) -> str:
        called = word.search(text, max(0, match.start() - _NEAR), match.start())
        called = called or _UNION_PAY.match(match[0])  # the head of the table may say what it is
        return starred(match[0], head, tail) if called and fitting(match[0]) else match[0]

    return pattern.sub(hide, text)
