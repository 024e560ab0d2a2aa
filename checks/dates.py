"""Chinese dates as people and templates write them, found in text and in addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from checks.page import SHANGHAI

FIRST_YEAR = 1949
_ODD = "０１２３４５６７８９：﹕∶︰꞉ː／．－—–−‐‑　\u00a0\u2002\u2003\u2009〇○Ｏ"
_PLAIN = dict(zip(_ODD, "0123456789::::::/.------     〇〇〇", strict=True))
_IS_ODD = re.compile(f"[{_ODD}]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_HAN_DATE = re.compile(
    r"([一二][〇零一二三四五六七八九]{3})\s*年\s*([一二三四五六七八九十]{1,3})\s*月"
    r"\s*([一二三四五六七八九十]{1,3})\s*[日号]"
)
_CLOCK = (
    r"(?:[T,]|\s{0,6}|\s*[\(（]?(?:星期|周)[一二三四五六日天][\)）]?\s*)"
    r"(?P<half>上午|下午|晚上|中午|凌晨)?\s{0,3}"
    r"(?P<h>\d{1,2})\s?(?::|时|点)\s?(?P<mi>\d{1,2})(?:\s?(?::|分)\s?(?P<s>\d{1,2})(?:\.\d{1,7})?)?"
    r"\s?[秒分]?(?P<zone>Z|[+-]\d{2}:?\d{2})?(?![\d:])"
)
_FULL = re.compile(
    r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})\s?"
    r"(?:年\s?(?P<m1>\d{1,2})\s?月\s?(?P<d1>\d{1,2})\s?(?:日|号)"
    r"|(?P<sep>[-/.])\s?(?P<m2>\d{1,2})\s?(?P=sep)\s?(?P<d2>\d{1,2})(?:\s?日)?(?!\d))"
    rf"(?:{_CLOCK})?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_BARE = re.compile(
    r"(?<![\d年./:\-])(?:(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]|(\d{1,2})([-/])(\d{1,2})|(\d\d)\.(\d\d))"
    r"(?![\d年%:./\-])"
)
_JAVA = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) (?:CST|GMT\+08:00) (\d{4})"
)
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_MONTH_NAMES = tuple(_MONTHS[n : n + 3] for n in range(0, 36, 3))
_PAGE = 120
"""Characters of the text of a page, which may be English but for a sign or two."""
_ENGLISH = re.compile(
    r"(?<![A-Za-z\d])(?:(?P<d1>\d{1,2})\s)?(?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]{0,6}\.?\s?(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?)?,?\s?(?P<y>20\d\d)(?!\d)"
)
"""November 20, 2026; Nov.20,2026; 20 Nov 2026: the English edition of a portal."""
_IN_URL = (
    re.compile(r"/t(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)_\d+"),
    re.compile(r"/(?P<y>20\d\d)[-/]?(?P<m>[01]?\d)[-/](?P<d>[0-3]?\d)/"),
    re.compile(r"/(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)/"),
    re.compile(r"/(?P<y>20\d\d)(?P<m>[01]\d)/(?P<d>[0-3]\d)/"),
    re.compile(r"/(?P<y>20\d\d)-(?P<m>[01]?\d)-(?P<d>[0-3]?\d)(?=[/_.]|$)"),
)
_MONTH_IN_URL = re.compile(r"/(20\d\d)[-/]?([01]\d)(?=[/_])")


@dataclass(frozen=True, slots=True)
class Found:
    """A date at ``start:end`` of the (tidied) text. ``precision`` is day, minute or second."""

    value: datetime
    precision: str
    start: int
    end: int
    numeric: bool
    """Written with figures and -, / or . (not 年月日)."""

    @property
    def day(self) -> date:
        return self.value.date()


def tidy(text: str) -> str:
    """Full-width figures, the many colons and dashes made plain; invisible characters dropped."""
    if text.isascii():
        return text
    # Odd characters are few: replacing those is four times as fast as translating a whole page.
    return _IS_ODD.sub(lambda m: _PLAIN[m[0]], _INVISIBLE.sub("", text))


def find_dates(text: str) -> Iterator[Found]:
    """Dates with a year in ``text``, which must be tidied, in the order they stand."""
    for m in _FULL.finditer(text):
        found = _from_match(m)
        if found:
            yield found
    if text.isascii() or len(text) > _PAGE:
        yield from _english(text)
    if "年" in text:
        for m in _HAN_DATE.finditer(text):
            year = int("".join(str(_NUMERALS[c]) for c in m[1]))
            made = _moment(year, _han_number(m[2]), _han_number(m[3]))
            if made:
                yield Found(made, "day", m.start(), m.end(), numeric=False)


def _english(text: str) -> Iterator[Found]:
    if not any(name in text for name in _MONTH_NAMES):
        return
    for m in _ENGLISH.finditer(text):
        day = m["d1"] or m["d2"]
        made = _moment(int(m["y"]), _MONTHS.find(m["m"]) // 3 + 1, int(day)) if day else None
        if made:
            yield Found(made, "day", m.start(), m.end(), numeric=True)


def parse_date(text: str) -> Found | None:
    """The one date a label or a cell holds, also ``20260613140600`` or a Java ``toString``."""
    plain = tidy(text).strip()
    found = next(find_dates(plain), None)
    if found:
        return found
    if compact := _COMPACT.fullmatch(plain):
        clock = [int(g) for g in compact.groups()[3:] if g is not None]
        return _found(compact, [int(g) for g in compact.groups()[:3]], clock)
    if java := _JAVA.search(plain):
        month = _MONTHS.find(java[1]) // 3 + 1
        return _found(java, [int(java[6]), month, int(java[2])], [int(java[n]) for n in (3, 4, 5)])
    return None


class Bare(NamedTuple):
    """A date without a year, at ``start:end`` of its text."""

    month: int
    day: int
    start: int
    end: int


def find_bare(text: str) -> Bare | None:
    """A month and day without a year, if ``text`` (tidied) has exactly one."""
    hits = list(_BARE.finditer(text))
    if len(hits) != 1:
        return None
    g = hits[0].groups()
    month, day = int(g[0] or g[2] or g[5]), int(g[1] or g[4] or g[6])
    try:
        date(2000, month, day)  # a leap year: 02-29 is possible
    except ValueError:
        return None
    return Bare(month, day, *hits[0].span())


def resolve_bare(month: int, day: int, latest: date) -> date | None:
    """The most recent such day that is not after ``latest``."""
    for year in range(latest.year, latest.year - 9, -1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= latest:
            return candidate
    return None


def date_in_url(url: str) -> date | None:
    """The day in an address: ``t20230608_1.html``, ``/2024/10/21/``, ``/2018-11/09/``."""
    for pattern in _IN_URL:
        if m := pattern.search(url):
            made = _moment(int(m["y"]), int(m["m"]), int(m["d"]))
            if made:
                return made.date()
    return None


def month_in_url(url: str) -> tuple[int, int] | None:
    """The year and month in an address such as ``/202306/``, None if there is none."""
    m = _MONTH_IN_URL.search(url)
    return (int(m[1]), int(m[2])) if m and 1 <= int(m[2]) <= 12 else None


def _from_match(m: re.Match[str]) -> Found | None:
    numbers = [int(m["y"]), int(m["m1"] or m["m2"]), int(m["d1"] or m["d2"])]
    clock = [int(m[name]) for name in ("h", "mi", "s") if m[name] is not None]
    if clock and m["half"] in ("下午", "晚上") and clock[0] < 12:
        clock[0] += 12
    found = _found(m, numbers, clock, numeric=m["sep"] is not None)
    if found and m["zone"]:
        offset = 0 if m["zone"] == "Z" else int(m["zone"][:3]) * 60 + int(m["zone"][-2:])
        local = found.value + timedelta(minutes=480 - offset)
        return Found(local, found.precision, found.start, found.end, found.numeric)
    return found


def _found(
    m: re.Match[str], numbers: list[int], clock: list[int], numeric: bool = True
) -> Found | None:
    made = _moment(*numbers, *clock)
    if made is None:  # 24:00 and other nonsense: the day is still good
        made, clock = _moment(*numbers), []
    if made is None:
        return None
    return Found(made, ("day", "hour", "minute", "second")[len(clock)], m.start(), m.end(), numeric)


def _moment(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    if year < FIRST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    """一 to 三十一; anything else gives a number no calendar has."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _NUMERALS[text] if len(text) == 1 else 99
    if len(tens) > 1 or len(units) > 1:
        return 99
    return (_NUMERALS.get(tens, 9) if tens else 1) * 10 + _NUMERALS.get(units, 0)
