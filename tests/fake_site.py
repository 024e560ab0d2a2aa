"""A site held in memory, described by TOML: what the site checks' fixtures are run on."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from checks.columns import Column, Exemption, Limit
from checks.documents.extract import Extracted
from checks.page import SHANGHAI, Item, Moment, Page, PageKind, Reading
from checks.site import (
    AgentLook,
    Attachment,
    Certificate,
    ForeignHost,
    Landing,
    LinkReport,
    LinkState,
    PageSummary,
    Probe,
    SearchLook,
)

HOME = "http://www.example.gov.cn/"


@dataclass
class FakeSite:
    """Implements :class:`checks.site.Site`."""

    as_of: date
    name: str = "某区人民政府"
    url: str = HOME
    host: str = "www.example.gov.cn"
    id_code: str = ""
    kind: str = "portal"
    public_services: bool = True
    stop_reason: str = "finished"
    columns: Sequence[Column] = ()
    stored: list[PageSummary] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    broken: list[LinkReport] = field(default_factory=list)
    sampled: list[Probe] = field(default_factory=list)
    sampled_over_ipv6: list[Probe] = field(default_factory=list)
    shown_certificates: list[Certificate] = field(default_factory=list)
    searched: SearchLook | None = None
    moved_home: list[str] = field(default_factory=list)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    opened: list[Landing] = field(default_factory=list)
    before: date | None = None
    files: list[Attachment] = field(default_factory=list)
    looks: list[AgentLook] | None = None
    errors: list[Page] = field(default_factory=list)
    strangers: list[ForeignHost] = field(default_factory=list)
    strangers_before: frozenset[str] | None = None
    old_titles: dict[str, str] = field(default_factory=dict)
    new: dict[str, date] = field(default_factory=dict)

    @property
    def month_start(self) -> date:
        return self.as_of.replace(day=1)

    def home(self) -> PageSummary | None:
        return self.page(self.url)

    def page(self, url: str) -> PageSummary | None:
        url = self.moved.get(url, url)
        return next((p for p in self.stored if url in (p.url, p.final_url)), None)

    def why_missing(self, url: str) -> str:
        return self.missing.get(url, "抓取时没有遇到指向这个地址的链接")

    def pages(self) -> Iterator[PageSummary]:
        yield from self.stored

    def links_on(self, url: str) -> Sequence[str]:
        return self.links.get(url, [])

    def broken_links(self) -> Sequence[LinkReport]:
        return self.broken

    def linked_from(self, urls: Sequence[str]) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for page, targets in self.links.items():
            for url in set(urls).intersection(targets):
                found.setdefault(url, []).append(page)
        return found

    def sent_home(self) -> Sequence[str]:
        return self.moved_home

    def ids_on(self, url: str) -> frozenset[str] | None:
        return self.ids.get(url)

    def landings(self) -> Sequence[Landing]:
        return self.opened

    def attachments(self) -> Iterator[Attachment]:
        yield from self.files

    def error_pages(self) -> Iterator[Page]:
        yield from self.errors

    def agent_looks(self) -> Sequence[AgentLook] | None:
        return self.looks

    def foreign_hosts(self) -> Sequence[ForeignHost]:
        return self.strangers

    def foreign_hosts_before(self) -> frozenset[str] | None:
        return self.strangers_before

    def titles_before(self) -> Mapping[str, str]:
        return self.old_titles

    def looked_before(self) -> date | None:
        return self.before

    def first_seen(self) -> Mapping[str, date]:
        return self.new

    def links_checked(self) -> int:
        return len(self.stored) + len(self.broken)

    def probes(self) -> Sequence[Probe]:
        return self.sampled

    def probes_over_ipv6(self) -> Sequence[Probe]:
        return self.sampled_over_ipv6

    def certificates(self) -> Sequence[Certificate]:
        return self.shown_certificates

    def search_look(self) -> SearchLook | None:
        return self.searched


def load(path: Path) -> tuple[FakeSite, dict[str, Any], list[dict[str, Any]]]:
    """(site, check parameters, expected results) of a fixture."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    site = FakeSite(told["as_of"], stop_reason=told.get("stop_reason", "finished"))
    site.public_services = told.get("public_services", True)
    site.columns = [_column(c) for c in told.get("column", [])]
    for one in told.get("page", []):
        summary = _page(one, told["as_of"])
        site.stored.append(summary)
        site.links[summary.url] = one.get("links", [])
        if "ids" in one:
            site.ids[summary.url] = frozenset(one["ids"])
        if one.get("new"):
            site.new[summary.url] = told["as_of"]
    for one in told.get("filler", []):
        pages = [f"{HOME}filler/{n}.html" for n in range(one["pages"])]
        site.stored += [_page({"url": url, "kind": "article"}, told["as_of"]) for url in pages]
    site.missing = {one["url"]: one["reason"] for one in told.get("missing", [])}
    site.moved = {one["url"]: one["to"] for one in told.get("moved", [])}
    site.broken = [_link(one) for one in told.get("link", [])]
    site.moved_home = told.get("moved_home", [])
    site.before = told.get("looked_before")
    site.files = [_file(one) for one in told.get("file", [])]
    site.errors = [Page(one["url"], one["html"]) for one in told.get("error_page", [])]
    if "look" in told:
        site.looks = [_look(one) for one in told["look"]]
    site.strangers = [
        ForeignHost(one["host"], frozenset(one["roles"]), one["example"], one.get("script", ""))
        for one in told.get("stranger", [])
    ]
    if "strangers_before" in told:
        site.strangers_before = frozenset(told["strangers_before"])
    site.old_titles = told.get("titles_before", {})
    site.opened = [_landing(one) for one in told.get("landing", [])]
    site.sampled = [probe for one in told.get("probes", []) for probe in _probes(one)]
    site.sampled_over_ipv6 = [
        Probe(datetime.combine(one["day"], time(9), SHANGHAI), one.get("ok"), 0.4, one["detail"])
        for one in told.get("ipv6", [])
    ]
    site.shown_certificates = [Certificate(**one) for one in told.get("certificate", [])]
    if "search_look" in told:
        site.searched = SearchLook(**{"found": None, **told["search_look"]})
    for name in ("name", "url", "host", "id_code", "kind"):
        if name in told.get("site", {}):
            setattr(site, name, told["site"][name])
    return site, told.get("params", {}), told.get("expect", [])


def _column(told: dict[str, Any]) -> Column:
    exemption = None
    if "exempt" in told:
        exemption = Exemption(told["exempt"], told.get("exempt_until"))
    limit = Limit(**told["limit"]) if "limit" in told else None
    return Column(
        told["name"],
        told["url"],
        told.get("kind", "其他"),
        limit,
        exemption=exemption,
        guessed=told.get("guessed", False),
    )


def _page(told: dict[str, Any], as_of: date) -> PageSummary:
    items = [_item(one, told["url"]) for one in told.get("items", [])]
    items.sort(key=lambda item: item.day, reverse=True)
    published = None
    if "published" in told:
        value = datetime.combine(told["published"], time(), SHANGHAI)
        published = Moment(value, "day", "visible")
    reading = Reading(
        PageKind(told.get("kind", "column")),
        told.get("title", ""),
        labels=told.get("labels", {}),
        facts=told.get("facts", {}),
        published=published,
        items=tuple(items),
        latest_item=items[0].day if items else None,
        item_links=told.get("item_links", len(items)),
        script_built=told.get("script_built", False),
        reason=told.get("reason", ""),
    )
    fetched = told.get("fetched", as_of)
    seen = datetime.combine(fetched, time(10), SHANGHAI).isoformat()
    final = told.get("final_url", told["url"])
    return PageSummary(told["url"], final, 200, seen, reading, told["url"] == HOME)


def _item(told: date | dict[str, Any], page: str) -> Item:
    if isinstance(told, dict):
        return Item(told["day"], told.get("title", ""), told.get("url", ""))
    return Item(told, "", f"{page.rpartition('/')[0]}/{told:%Y%m}/t{told:%Y%m%d}_1.html")


def _look(told: dict[str, Any]) -> AgentLook:
    """``browser`` and ``searcher`` are the HTML each was shown."""
    shown = {name: told.get(name) for name in ("browser", "searcher")}
    pages = {n: Page(told["url"], html) if html else None for n, html in shown.items()}
    return AgentLook(told["url"], pages["browser"], pages["searcher"], told.get("reason", ""))


def _file(told: dict[str, Any]) -> Attachment:
    """``text`` are lines "where|words"; a file with a ``reason`` was not read."""
    blocks = tuple(tuple(line.split("|", 1)) for line in told.get("text", []))
    found = Extracted(blocks, told.get("problem", ""), told.get("is", ""))
    reason = told.get("reason", "")
    return Attachment(
        told["url"],
        told["url"].rpartition("/")[2],
        LinkState(told.get("state", "ok")),
        reason,
        told.get("size", 1000),
        told.get("content_type", ""),
        tuple(told.get("found_on", [HOME])),
        load=lambda: None if reason else told.get("bytes", "").encode(),
        text=lambda: found,
    )


def _link(told: dict[str, Any]) -> LinkReport:
    found_on = told.get("found_on", [])
    if "found_on_filler" in told:
        found_on = [f"{HOME}filler/{n}.html" for n in range(told["found_on_filler"])]
    return LinkReport(
        told["url"],
        LinkState(told["state"]),
        told.get("status", 0),
        told.get("reason", ""),
        told.get("role", "page"),
        told.get("external", False),
        told.get("text", ""),
        found_on=tuple(found_on),
        on_home=HOME in found_on,
    )


def _landing(told: dict[str, Any]) -> Landing:
    return Landing(
        told["url"],
        told.get("final_url", told["url"]),
        told["title"],
        told.get("words", ""),
        tuple(told.get("found_on", [HOME])),
    )


def _probes(told: dict[str, Any]) -> Iterator[Probe]:
    """``per_day`` samples on each day ``start``..``end``; the first ``bad`` of them all fail."""
    day, left = told["start"], told.get("bad", 0)
    while day <= told["end"]:
        for n in range(told["per_day"]):
            at = datetime.combine(day, time(0, 30), SHANGHAI) + timedelta(minutes=60 * n % 1380)
            blocked = told.get("blocked", False)
            fine = left <= 0
            left -= 1
            ok = None if blocked else fine or "seconds" in told
            seconds = 0.4 if fine else told.get("seconds", 0.4)
            yield Probe(at, ok, seconds, told.get("detail", ""), told.get("exempt", ""))
        day += timedelta(days=1)
