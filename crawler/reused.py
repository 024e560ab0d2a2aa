"""How a row that was not fetched anew is marked, and how readers are told.

The mark is ``detail["reused"]`` of a fetch: ``how`` it came to stand, the ``run`` and time
(``taken``) of the request that really brought the content, and when a server last confirmed it
(``seen``). Times are UTC ISO 8601.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from checks.page import SHANGHAI
from crawler.store import Run, Store
from crawler.times import beijing, moment

KEY = "reused"


class How(StrEnum):
    """Why an earlier observation stands."""

    UNCHANGED = "304"
    """The server was asked and said that nothing changed."""
    SITEMAP = "sitemap"
    """Not asked: the site's sitemap names no change since."""
    SAMPLED = "sampled"
    """Asked for in full, as one of the sample that verifies the sitemap: the same content."""
    CYCLE = "cycle"
    """Not asked: it was good, and its turn comes within four months."""


ASKED = (How.UNCHANGED, How.SAMPLED)


@dataclass(frozen=True, slots=True)
class Reused:
    """The mark of one row."""

    how: How
    run: int
    taken: str
    seen: str

    @property
    def asked(self) -> bool:
        """Whether the server was asked in this run."""
        return self.how in ASKED

    def as_detail(self) -> dict[str, Any]:
        """The value that is stored."""
        return {**asdict(self), "how": str(self.how)}

    def line(self, fetched_at: str, status: int) -> str:
        """What stands in the evidence, in Chinese."""
        day = _day(self.taken)
        if self.how is How.UNCHANGED:
            return f"{beijing(fetched_at)} GET HTTP 304 未变，内容取自 {day}"
        if self.how is How.SAMPLED:
            return f"{beijing(self.seen)} GET HTTP {status} 抽查，内容与 {day} 取得的相同"
        if self.how is How.SITEMAP:
            why = f"本月没有再访问（网站地图没有记载变化），内容取自 {day}"
        else:
            why = "本月没有轮到再访问，结论沿用这一次"
        return f"{beijing(self.seen)} HTTP {status}；{why}"


def reused(detail: str | Mapping[str, Any] | None) -> Reused | None:
    """The mark in a row's detail, None for what was really fetched."""
    if not detail or (isinstance(detail, str) and f'"{KEY}"' not in detail):
        return None
    told = (json.loads(detail) if isinstance(detail, str) else detail).get(KEY)
    if not told:
        return None
    return Reused(How(told["how"]), told["run"], told["taken"], told["seen"])


@dataclass(frozen=True, slots=True)
class Ages:
    """What of a run was reused: pages and other addresses by how, and the oldest observation."""

    pages: Mapping[How, int]
    links: Mapping[How, int]
    oldest: str
    """Day (Beijing) on which the longest unconfirmed of them was last confirmed, "" if none."""
    asked: int
    """Addresses that were really asked."""

    def lines(self) -> list[str]:
        """Chinese lines for the report; empty when nothing was reused."""
        if not self.pages and not self.links:
            return []
        named = (
            (self.pages, How.UNCHANGED, "服务器答复未变（304）、沿用已存内容的页面"),
            (self.pages, How.SAMPLED, "按网站地图没有变化、抽查核对无误的页面"),
            (self.pages, How.SITEMAP, "按网站地图没有变化、本月没有访问的页面"),
            (self.links, How.UNCHANGED, "服务器答复未变（304）的附件、图片等"),
            (self.links, How.CYCLE, "上次正常、本月没有轮到再访问的附件、图片和站外链接"),
        )
        lines = [f"本月实际访问的地址：{self.asked:,}"]
        lines += [f"{label}：{n[how]:,}" for n, how, label in named if n.get(how)]
        if self.oldest:
            lines.append(f"没有访问的地址中，最早一个上次核实的日期：{self.oldest}")
            lines.append(
                "没有访问的地址如果在此期间失效或改动，要到抽查或轮到它时（最长 4 个月）才会发现；"
                "要全部重新访问，请加 --fresh。"
            )
        return lines


def ages(store: Store, run: Run) -> Ages:
    """Count what a run reused."""
    pages, links = dict[How, int](), dict[How, int]()
    oldest = ""
    for page, how, n, first in store.connection.execute(
        "SELECT role = 'page' AND external = 0, json_extract(detail, '$.reused.how'), count(*),"
        " min(json_extract(detail, '$.reused.seen')) FROM fetches"
        " WHERE run = ? AND detail LIKE '%\"reused\"%' GROUP BY 1, 2",
        [run.id],
    ):
        if how is None:
            continue
        kind = How(how)
        found = pages if page else links
        found[kind] = found.get(kind, 0) + n
        if kind not in ASKED:
            oldest = min(oldest or first, first)
    (asked,) = store.connection.execute(
        "SELECT count(*) FROM fetches WHERE run = ? AND method != ''", [run.id]
    ).fetchone()
    return Ages(pages, links, _day(oldest) if oldest else "", asked)


def _day(at: str) -> str:
    return f"{moment(at).astimezone(SHANGHAI):%Y-%m-%d}"
