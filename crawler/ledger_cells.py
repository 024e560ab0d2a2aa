"""From a spreadsheet cell to a value: what Excel and people do to codes, dates and addresses.

Every reader takes the cell's value, which is not blank, and returns the value, or raises
ValueError with a Chinese reason. A value that had to be repaired comes as :class:`Repaired`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.column_kinds import KIND_LIMITS, parse_limit
from crawler.site_fields import check_host, check_id, check_id_code, check_text, check_url
from crawler.sites_columns import check_kind

SITE_KINDS = {
    "门户": "portal", "门户网站": "portal", "政府门户": "portal", "政府门户网站": "portal",
    "portal": "portal", "部门": "department", "部门网站": "department", "政府部门": "department",
    "政府部门网站": "department", "department": "department",
}  # fmt: skip
YES = ("是", "有", "y", "yes", "true", "1", "√", "✓")
NO = ("否", "无", "没有", "n", "no", "false", "0", "×", "x")
NOTHING = ("无", "没有", "-", "—", "/")
"""What empties a field that a blank cell would leave as it is."""
FOREVER = ("长期", "长期有效", "永久", "无", "不限")
_ZERO_WIDTH = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:\s*0{1,2}:00(?::00)?)?")
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A value that is not quite what the cell says; ``note`` tells what was assumed."""

    value: object
    note: str


def plain(value: object) -> str:
    """Text of any cell: no line breaks, no invisible characters, whole numbers without ".0"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    return " ".join(_ZERO_WIDTH.sub("", str(value)).split())


def narrow(value: object) -> str:
    """The same with full-width letters, digits and signs made half-width."""
    return unicodedata.normalize("NFKC", plain(value)).strip()


def read_text(value: object) -> str:
    return check_text(plain(value))


def read_optional(value: object) -> str:
    """Text that “无” empties."""
    text = read_text(value)
    return "" if text in NOTHING else text


def read_identity(value: object) -> str:
    return check_id(narrow(value))


def read_id_code(value: object) -> object:
    advice = "像是被 Excel 当成数字改坏了。请把这一列的单元格格式设为“文本”，再重新填写 10 位标识码"
    if isinstance(value, bool | date):
        raise ValueError(advice)  # noqa: TRY004 - readers raise ValueError
    text = narrow(value)
    if re.fullmatch(r"[\d.]+e[+-]?\d+", text, re.IGNORECASE):
        raise ValueError(advice)
    repaired = re.sub(r"\.0+$", "", text)
    if isinstance(value, int | float) and len(repaired) < 10:
        raise ValueError(f"只有 {len(repaired)} 位，可能丢了开头的 0；{advice}")
    code = check_id_code(repaired.replace(" ", ""))
    if repaired != text:
        return Repaired(code, f"标识码写成了“{text}”，按 {code} 导入")
    return code


def read_url(value: object) -> object:
    text = narrow(value)
    if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE) or text.startswith("/"):
        return check_url(text)
    if "." not in text.partition("/")[0] and not text.startswith("localhost"):
        raise ValueError("不像网址，请从浏览器地址栏复制，如 https://www.example.com/")
    return Repaired(check_url(f"http://{text}"), "没有写 http:// 或 https://，按 http:// 导入")


def read_raw_url(value: object) -> str:
    """A column's address: it can be checked only when its site is known."""
    return narrow(value)


def read_urls(value: object) -> object:
    found = [read_url(part) for part in _parts(value)]
    notes = [part.note for part in found if isinstance(part, Repaired)]
    urls = tuple(dict.fromkeys(p.value if isinstance(p, Repaired) else p for p in found))
    return Repaired(urls, notes[0]) if notes else urls


def read_hosts(value: object) -> tuple[str, ...]:
    def bare(part: str) -> str:
        return re.sub(r"^https?://", "", part, flags=re.IGNORECASE).rstrip("/")

    return tuple(dict.fromkeys(check_host(bare(part)) for part in _parts(value)))


def read_site_kind(value: object) -> str:
    text = narrow(value).lower().replace(" ", "")
    if text not in SITE_KINDS:
        raise ValueError("网站类型只能填“门户”或“部门”")
    return SITE_KINDS[text]


def read_column_kind(value: object) -> str:
    text = narrow(value).replace(" ", "")
    if text.removesuffix("类") in KIND_LIMITS:
        return text.removesuffix("类")
    return check_kind(text)


def read_flag(value: object) -> bool:
    text = narrow(value).lower()
    if text in YES or text in NO:
        return text in YES
    raise ValueError("只能填“有”或“无”")


def read_limit(value: object) -> object:
    """A limit, or None for “无”."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("只有数字，看不出是天还是月，请写成“14天”或“6个月”")  # noqa: TRY004
    return parse_limit(narrow(value))


def read_until(value: object) -> object:
    """A day, or None for “长期”."""
    if isinstance(value, str) and narrow(value) in FOREVER:
        return None
    try:
        return read_day(value)
    except ValueError as error:
        raise ValueError(f"{error}；长期有效的写“长期”") from None


def read_day(value: object) -> date | Repaired:
    """A day as people write it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 36526 <= value < 73051:
        day = _EXCEL_EPOCH + timedelta(days=int(value))
        return Repaired(day, f"日期是数字 {plain(value)}，按 Excel 的日期 {day} 导入")
    text = narrow(value)
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    match = _DAY.fullmatch(text.replace(" ", "") if "年" in text else text)
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError("没有这一天，请检查月份和日子") from None
    raise ValueError("看不懂这个日期，请写成 2026-12-31 或 2026年12月31日")


READERS: Mapping[str, Callable[[object], object]] = {
    "text": read_text,
    "optional": read_optional,
    "identity": read_identity,
    "id_code": read_id_code,
    "url": read_url,
    "raw_url": read_raw_url,
    "urls": read_urls,
    "hosts": read_hosts,
    "site_kind": read_site_kind,
    "column_kind": read_column_kind,
    "flag": read_flag,
    "limit": read_limit,
    "day": read_until,
}


def _parts(value: object) -> list[str]:
    """Members of a cell that holds several: one a line, or parted by blanks, ；、， or ,."""
    text = unicodedata.normalize("NFKC", _ZERO_WIDTH.sub("", str(value)))
    parts = [part for part in re.split(r"[\s;,、]+", text) if part]
    return [] if len(parts) == 1 and parts[0] in NOTHING else parts
