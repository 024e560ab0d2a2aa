"""Hiding personal data in quoted page text: a report must not leak again what a page leaked.

Conservative on purpose: only strings that pass the check digit of an identity number, stand alone
as a mobile number, or are called an account near by are masked. Addresses (URLs) are left alone.
"""

import re
from datetime import date

_ID = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(
    r"(?<![\dA-Za-z_./=&?%-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\dA-Za-z_/=%-])"
)
_CARD = re.compile(r"(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
_ACCOUNT = re.compile("账号|帐号|卡号|账户|帐户|开户|银行|存折")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mask(text: str) -> str:
    """``text`` with identity numbers, mobile numbers and bank cards partly replaced by ``*``."""
    if not re.search(r"\d{3}", text):
        return text
    text = _ID.sub(lambda m: _starred(m[0], 3, 1) if _is_id(m[0]) else m[0], text)
    text = _CARD.sub(lambda m: _starred(m[0], 4, 4) if _is_card(m, text) else m[0], text)
    return _MOBILE.sub(_mobile, text)


def _starred(number: str, head: int, tail: int) -> str:
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def _is_id(number: str) -> bool:
    digits = [int(d) for d in number[:17]]
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    check = "10X98765432"[sum(d * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]
    last = number[17].upper()
    return born.year >= 1900 and check == (last if last == "X" else str(int(last)))


def _is_card(match: re.Match[str], text: str) -> bool:
    digits = [int(d) for d in match[0] if d.isdigit()]
    if not 16 <= len(digits) <= 19 or not _ACCOUNT.search(text[max(0, match.start() - 40) :][:40]):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _mobile(match: re.Match[str]) -> str:
    """Keep the first three and last four digits, as official lists of names do."""
    digits = [i for i, c in enumerate(match[0]) if c.isdigit()][-11:]
    hidden = set(digits[3:7])
    return "".join("*" if i in hidden else c for i, c in enumerate(match[0]))
