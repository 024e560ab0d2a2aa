"""Crawler traps: addresses that a site can make without end. What is left out has a reason.

Only pages of the site itself are judged here; a reason is Chinese and goes into the report.
"""

import re
from collections import defaultdict
from datetime import date
from urllib.parse import parse_qsl, urlsplit

LONGEST_URL = 2000
DEEPEST = 16
REPEATS = 3
BARREN_PAGES = 10
"""Pages of one series in a row without any new address: it goes on for ever."""
LAST_PAGE = 2000
COMBINATIONS = 200
"""Addresses of one path after which its parameters must not merely be combined anew."""

TOO_LONG = f"网址超过 {LONGEST_URL} 个字符"
PATH_LOOP = "路径循环（同一段路径反复出现）"
TOO_DEEP = f"路径超过 {DEEPEST} 层"
CALENDAR = "日历翻页超出合理日期"
ENDLESS = "翻页没有尽头，已停止"
TOO_FAR = f"翻页超过 {LAST_PAGE} 页"
EXPLOSION = "查询参数组合过多，已停止"

_PAGER = re.compile(
    r"^(?:page|p|pn|pg|pageno|pagenum|pageindex|pagenumber|currentpage|curpage|cur|start|offset)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"^(?:year|month|day|date|y|m|d|ym|nian|yue|rq)$", re.IGNORECASE)
_PAGED_PATH = re.compile(
    r"(?:index|list|page|default)[_-]?(\d+)\.\w+$|/page/(\d+)/?$", re.IGNORECASE
)
_CALENDAR_PATH = re.compile(r"(?:calendar|rili|schedule)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:1[0-9]|2[0-9]|3[0-9])\d\d)(?!\d)")
_DIGITS = re.compile(r"\d+")


class Traps:
    """Remembers what was let through; ask :meth:`why_not` once for each new address."""

    def __init__(self, as_of: date) -> None:
        self._years = range(as_of.year - 40, as_of.year + 2)
        self._values: dict[str, dict[str, set[str]]] = defaultdict(dict)
        self._combinations: dict[str, int] = defaultdict(int)
        self._barren: dict[str, int] = defaultdict(int)

    def why_not(self, url: str) -> str:
        """The reason to leave an address out, "" to ask for it."""
        if len(url) > LONGEST_URL:
            return TOO_LONG
        parts = urlsplit(url)
        segments = [s for s in parts.path.split("/") if s]
        if len(segments) > DEEPEST:
            return TOO_DEEP
        if len(segments) > REPEATS and _loops(segments):
            return PATH_LOOP
        series, number, dated = _series(parts.path, parts.query)
        if series:
            if dated and self._far_away(dated):
                return CALENDAR
            if number > LAST_PAGE:
                return TOO_FAR
            if self._barren[series] >= BARREN_PAGES:
                return ENDLESS
        return self._exploding(parts.path, parts.query) if parts.query else ""

    def fetched(self, url: str, fresh: int) -> None:
        """A page came; ``fresh`` of its links lead to addresses never seen and outside its series.

        Ten pages of a series in a row with none end the series.
        """
        parts = urlsplit(url)
        series, _, _ = _series(parts.path, parts.query)
        if series:
            self._barren[series] = 0 if fresh else self._barren[series] + 1

    def _far_away(self, text: str) -> bool:
        years = [int(y) for y in _YEAR.findall(text)]
        return any(year not in self._years for year in years)

    def _exploding(self, path: str, query: str) -> str:
        """Sorting, filtering and paging multiply: many addresses of few values. An id does not:
        it brings a value of its own with every address.
        """
        pairs = parse_qsl(query, keep_blank_values=True)
        shape = path + "?" + "&".join(sorted(name for name, _ in pairs))
        seen = self._values[shape]
        for name, value in pairs:
            seen.setdefault(name, set()).add(value)
        self._combinations[shape] += 1
        count = self._combinations[shape]
        if count > COMBINATIONS and max(map(len, seen.values()), default=0) < count / 3:
            return EXPLOSION
        return ""


def series_of(url: str) -> str:
    """What pages that differ only in a page number or a date have in common; "" for others."""
    parts = urlsplit(url)
    return _series(parts.path, parts.query)[0]


def _series(path: str, query: str) -> tuple[str, int, str]:
    """(name of the series, page number, the dates it pages through)."""
    if query:
        numbered, kept, dated = 0, [], ""
        for name, value in parse_qsl(query, keep_blank_values=True):
            pager, day = _PAGER.match(name), _DATED.match(name)
            if (pager or day) and _DIGITS.search(value):
                kept.append(f"{name}=#")
                dated += f" {value}" if day else ""
                if pager and value.isdigit() and name.lower() not in ("start", "offset"):
                    numbered = max(numbered, int(value[:9]))
            else:
                kept.append(f"{name}={value}")
        if any(part.endswith("=#") for part in kept):
            return f"{path}?{'&'.join(kept)}", numbered, dated
    if _CALENDAR_PATH.search(path) and _DIGITS.search(path):
        return _DIGITS.sub("#", path), 0, path
    match = _PAGED_PATH.search(path)
    if match:
        digits = match[1] or match[2]
        return path[: match.start()] + _DIGITS.sub("#", match[0]), int(digits[:9]), ""
    return "", 0, ""


def _loops(segments: list[str]) -> bool:
    """The same run of one to four segments, three times one after the other."""
    for size in range(1, 5):
        for start in range(len(segments) - size * REPEATS + 1):
            unit = segments[start : start + size]
            if all(part.isdigit() for part in unit):
                continue  # dates: /2011/11/11/
            if unit * REPEATS == segments[start : start + size * REPEATS]:
                return True
    return False
