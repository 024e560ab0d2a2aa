"""Dates as platforms, feeds and bridges write them, to moments that can be compared.

A date without a zone is the source's own local time; ``CST`` is China's, not America's.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

_MONTHS = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}  # fmt: skip
_ZONES = {
    "": None, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "cst": 8, "bjt": 8,
    "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "jst": 9, "hkt": 8, "sgt": 8,
}  # fmt: skip
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
_ZONE = r"\s*((?:gmt|utc)?\s*[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5}|)"
_MAIL = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(\d{{1,2}})[\s-]+([a-z]{{3}})[a-z]*[\s-]+(\d{{4}})(?:\s+{_CLOCK}{_ZONE})?"
)
_WEIBO = re.compile(
    rf"[a-z]{{3}}\s+([a-z]{{3}})\s+(\d{{1,2}})\s+{_CLOCK}\s*([+-]\d{{4}})\s+(\d{{4}})"
)
_ISO = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?(?:[t\s]\s*{_CLOCK}{_ZONE})?")
_EARLIEST, _LATEST = 2005, 2100


@dataclass(frozen=True, slots=True)
class When:
    """An aware moment; with ``precision`` "day" only its day in the source's zone is meant."""

    at: datetime
    precision: Literal["second", "day"] = "second"


def read_when(raw: object, tz: str = "Asia/Shanghai") -> When | None:
    """A moment from text or from Unix seconds or milliseconds; None when it cannot be trusted."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        return _unix(raw)
    text = " ".join(str(raw).split()).casefold()
    if re.fullmatch(r"\d{9,13}", text):
        return _unix(int(text))
    try:
        return _parsed(text, ZoneInfo(tz))
    except (ValueError, KeyError, OverflowError):
        return None


def _unix(number: float) -> When | None:
    seconds = number / 1000 if abs(number) > 1e10 else number
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return When(at) if _EARLIEST <= at.year <= _LATEST else None


def _parsed(text: str, local: tzinfo) -> When | None:
    if m := _WEIBO.fullmatch(text):
        month, day, hour, minute, second, zone, year = m.groups()
        return _when(year, _MONTHS[month], day, (hour, minute, second), zone, local)
    if m := _MAIL.fullmatch(text):
        day, month, year, hour, minute, second, zone = m.groups()
        return _when(year, _MONTHS[month], day, (hour, minute, second), zone, local)
    if m := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, zone = m.groups()
        return _when(year, month, day, (hour, minute, second), zone, local)
    return None


def _when(
    year: str,
    month: str | int,
    day: str,
    clock: tuple[str | None, str | None, str | None],
    zone: str | None,
    local: tzinfo,
) -> When | None:
    hour, minute, second = (int(part or 0) for part in clock)
    at = datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=local)
    if not _EARLIEST <= at.year <= _LATEST:
        return None
    if clock[0] is None:
        return When(at, "day")
    if zone:
        at = at.replace(tzinfo=_offset(zone))
    return When(at)


def _offset(text: str) -> tzinfo:
    """A fixed offset. KeyError for a zone nobody can be sure of."""
    plain = re.sub(r"\s", "", text)
    if m := re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", plain):
        hours, minutes = int(m[2]), int(m[3] or 0)
        if hours > 14 or minutes > 59:
            raise KeyError(text)
        away = timedelta(hours=hours, minutes=minutes)
        return timezone(away if m[1] == "+" else -away)
    known = _ZONES[plain]
    if known is None:
        raise KeyError(text)
    return timezone(timedelta(hours=known))
