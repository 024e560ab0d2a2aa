"""The public messages of a whole site: what lists and single letters say, put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checks.site import Site


@dataclass(frozen=True, slots=True)
class Letter:
    """One public message. ``url`` is its own page, or the list's when it has none; ``target``
    names it for good. ``state`` is waiting, answered, unclear or "". ``shown`` are the fields seen with a
    value in any place, ``in_full`` whether the letter itself was read, ``page`` where it was seen.
    """

    url: str
    target: str
    page: str
    title: str = ""
    asked: date | None = None
    answered: date | None = None
    latest: date | None = None
    unit: str = ""
    kind: str = ""
    state: str = ""
    shown: frozenset[str] = frozenset()
    in_full: bool = False

    @property
    def name(self) -> str:
        """For messages: “title” or the word for a message."""
        return f"留言“{self.title}”" if self.title else "一条留言"


def letters(site: Site) -> list[Letter]:
    """Every public message of the site's stored pages, each once, newest first."""
    found: dict[str, Letter] = {}
    for summary in site.pages():
        for told in summary.reading.facts.get("messages", ()):
            one = _letter(site, summary.url, told, "letter" in summary.reading.facts)
            known = found.get(one.target)
            found[one.target] = one if known is None else _joined(known, one)
    return sorted(found.values(), key=lambda one: one.latest or date.min, reverse=True)


def _letter(site: Site, page: str, told: dict[str, Any], in_full: bool) -> Letter:
    url, title = told["url"], told["title"]
    if url:
        summary = site.page(url)
        url = summary.url if summary is not None else url
    return Letter(
        url=url or page,
        target=url or f"{page}|{title}|{told['asked']}",
        page=page,
        title=title,
        asked=_day(told["asked"]),
        answered=_day(told["answered"]),
        latest=_day(told["latest"]),
        unit=told["unit"],
        kind=told["type"],
        state=told["state"],
        shown=frozenset(told["shown"]),
        in_full=in_full,
    )


def _joined(one: Letter, other: Letter) -> Letter:
    """Two views of one message: an answer seen anywhere is an answer."""
    full = one if one.in_full or not other.in_full else other
    rest = other if full is one else one
    days = [day for day in (one.latest, other.latest) if day]
    states = {one.state, other.state}
    return replace(
        full,
        title=rest.title if not rest.in_full and rest.title else full.title or rest.title,
        asked=full.asked or rest.asked,
        answered=full.answered or rest.answered,
        latest=max(days, default=None),
        unit=full.unit or rest.unit,
        kind=full.kind or rest.kind,
        state=next((one for one in ("answered", "waiting", "unclear") if one in states), ""),
        shown=one.shown | other.shown,
        page=rest.page,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def none_read(site: Site, found: Sequence[Letter]) -> str:
    """Chinese reason for which nothing can be said of messages; "" when some were read."""
    if found:
        return ""
    scripted = [
        p.url for p in site.pages() if p.reading.script_built and "channel_page" in p.reading.facts
    ]
    if scripted:
        return (
            f"互动栏目（{scripted[0]}）的内容由脚本生成，读不到留言，请用浏览器查看或从后台导出。"
        )
    if site.stop_reason != "finished":
        return "抓取没有完成，没有读到公开的留言，不能判断。"
    return "没有读到公开的留言；未公开的留言抓取不到，请从后台导出或人工查看。"
