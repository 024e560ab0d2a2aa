"""From a cell of an account ledger to a value.

Readers take a value that is not blank and return the value (``Repaired`` when something was
assumed), ``CLEAR`` for “无”, or raise ValueError with a Chinese reason.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

from checks.masking import mask
from checks.media.addresses import addresses_in
from checks.media.models import LedgerStatus, Platform
from checks.media.words import platform_named, rule_named, status_named
from crawler.ledger_cells import NOTHING, Repaired, narrow, plain, read_day, read_text
from crawler.site_fields import shown


class _Clear:
    """A cell that empties what is known."""


CLEAR = _Clear()
_MANGLED = (
    "像是被 Excel 当成数字改坏了（只有前 15 位是真的）。请把这一列的单元格格式设为“文本”，"
    "再从平台后台复制账号ID重新填写"
)
LONGEST_NOTE = 500
SECRETS = {
    "access_token", "token", "secret", "appsecret", "key", "apikey", "api_key", "password", "code",
    "cookie", "auth",
}  # fmt: skip


def read_name(value: object) -> str:
    return read_text(value)


def read_optional(value: object) -> object:
    text = read_text(value)
    return CLEAR if text in NOTHING else text


def read_note(value: object) -> object:
    """Free text: personal data masked, cut to a length."""
    text = mask(plain(value))
    return CLEAR if text in NOTHING else text[:LONGEST_NOTE]


def read_platform(value: object) -> object:
    """(platform, the ledger's own word)."""
    text = read_text(value)
    known = platform_named(text)
    if known is None:
        note = f"平台“{shown(text)}”不认识，按原文保留，归入“其他平台”"
        return Repaired((Platform.OTHER, text), note)
    return known, text


def read_status(value: object) -> object:
    """(status, the ledger's own word)."""
    text = read_text(value)
    known = status_named(text)
    if known is None:
        note = f"状态“{shown(text)}”不认识，按原文保留，当作“未填”"
        return Repaired((LedgerStatus.UNKNOWN, text), note)
    return known, text


def read_rule(value: object) -> object:
    text = read_text(value)
    if rule := rule_named(text):
        return rule
    raise ValueError("只认识“发布类”和“服务类”")


def read_platform_id(value: object) -> object:
    """An id as text. What a spreadsheet has rounded is refused, never guessed."""
    if isinstance(value, bool | date):
        raise ValueError(_MANGLED)  # noqa: TRY004 - readers raise ValueError
    if isinstance(value, int | float):
        if abs(value) >= 1e15 or (isinstance(value, float) and not value.is_integer()):
            raise ValueError(_MANGLED)
        return Repaired(str(int(value)), "账号ID是数字格式，开头如有 0 已丢失，请核对")
    text = narrow(value).replace(" ", "").lstrip("'’‘`")  # the mark of text cells, typed out
    if text in NOTHING:
        return CLEAR
    if re.fullmatch(r"\d+(\.\d+)?e[+-]?\d+", text, re.IGNORECASE):
        raise ValueError(_MANGLED)
    if re.fullmatch(r"\d{15}\d*?0{3,}", text) and len(text) >= 18:
        raise ValueError(_MANGLED)
    if re.fullmatch(r"\d+\.0+", text):
        return Repaired(text.partition(".")[0], f"账号ID写成了“{text}”，去掉了小数点")
    if len(text) > 200:
        raise ValueError("太长，不像账号ID")
    return text


def read_link(value: object) -> object:
    """One address, taken out of pasted share text."""
    text = plain(value)
    if text in NOTHING:
        return CLEAR
    found = addresses_in(str(value))
    if not found:
        raise ValueError("里面没有以 http:// 或 https:// 开头的网址")
    if found[0] != text:
        return Repaired(found[0], f"从粘贴的文字里取出网址 {shown(found[0])}")
    return found[0]


def read_links(value: object) -> object:
    """Several addresses, taken out of pasted share text."""
    text = plain(value)
    if text in NOTHING:
        return ()
    found = addresses_in(str(value))
    if not found:
        raise ValueError("里面没有以 http:// 或 https:// 开头的网址")
    return found


def read_feeds(value: object) -> object:
    """Addresses of feeds; none that carries a key, because ledgers are passed around."""
    found = read_links(value)
    for url in found if isinstance(found, tuple) else ():
        names = {name.casefold() for name, _ in parse_qsl(urlsplit(url).query)}
        if names & SECRETS:
            raise ValueError("网址里带有密钥或口令，台账里不能写；请让订阅服务对本机免密钥")
    return found


def read_optional_day(value: object) -> object:
    """A day. An hour behind it is left out."""
    if not isinstance(value, date | datetime | int | float):
        text = narrow(value)
        if text in NOTHING:
            return CLEAR
        value = re.sub(r"(?<=[\d日])[ T]\d{1,2}:\d{2}(:\d{2})?$", "", text)
        if re.fullmatch(r"\d{4}[-./年]\d{1,2}月?", value):
            raise ValueError("只有年月，没有日子，请写成 2026-12-31")
    return read_day(value)


def read_gap(value: object) -> object:
    text = narrow(value).removesuffix("天").removesuffix("日").strip()
    if text in NOTHING:
        return CLEAR
    if not text.isdecimal() or not 1 <= int(text) <= 366:
        raise ValueError("请写天数，如 10")
    return int(text)


READERS: Mapping[str, Callable[[object], object]] = {
    "text": read_name,
    "optional": read_optional,
    "note": read_note,
    "platform": read_platform,
    "platform_id": read_platform_id,
    "status": read_status,
    "rule": read_rule,
    "link": read_link,
    "links": read_links,
    "feeds": read_feeds,
    "day": read_optional_day,
    "gap": read_gap,
}
