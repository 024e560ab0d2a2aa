"""One site's stored month as checks see it: implements :class:`checks.site.Site`."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from checks.columns import Column
from checks.page import Page, SiteFacts
from checks.results import Evidence
from checks.scripted import seen_at
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
from crawler import design_facts, stored_broken, stored_files, stored_links, stored_rendered
from crawler.charset import decode
from crawler.observations import evidence_of
from crawler.rows import reading_of
from crawler.sites import SiteConfig
from crawler.store import Run, Store
from crawler.stored_sheets import Sheets
from crawler.urls import written

PROBES_BEFORE = timedelta(days=40)
"""How far before the month availability samples can still matter."""
FETCH = (
    "SELECT u.id, u.url, f.role, f.external, f.state, f.status, f.reason, f.method, f.final_url,"
    " f.content_type, f.charset, f.charset_source, f.length, f.fetched_at, f.body, f.detail"
    " FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
)


class StoredSite:
    """Reads one run of one site. Nothing here is written, nothing is fetched."""

    def __init__(self, store: Store, config: SiteConfig, run: Run, as_of: date) -> None:
        self.store = store
        self.config = config
        self.run = run
        self.as_of = as_of
        self.name = config.name
        self.url = config.url
        self.host = config.host
        self.id_code = config.id_code
        self.kind = config.kind
        self.columns: Sequence[Column] = config.columns
        self.public_services = config.public_services
        self.stop_reason = run.stop_reason or "unfinished"
        self.month_start = date.fromisoformat(run.month + "-01")

    @cached_property
    def facts(self) -> SiteFacts:
        """What page checks may know of the site."""
        config = self.config
        about = SiteFacts(
            config.host, config.id_code, config.name, config.platform, wordlist=config.wordlist,
            sheet=Sheets(self.store, self.run.id),
        )  # fmt: skip
        self.__dict__["facts"] = about  # the answers to made-up addresses are pages, too
        return replace(about, missing=stored_links.missing_pages(self))

    # ---- facts

    def rows(self, where: str = "", parameters: Sequence[object] = ()) -> Iterator[dict[str, Any]]:
        """Fetch rows of the run as dictionaries, in crawl order."""
        cursor = self.store.connection.execute(
            f"{FETCH} {where} ORDER BY f.fetched_at, u.id", [self.run.id, *parameters]
        )
        names = [d[0] for d in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

    def page_ids(self) -> list[int]:
        """Ids of the stored pages that can be judged, in crawl order."""
        return [
            row[0]
            for row in self.store.connection.execute(
                "SELECT url FROM fetches WHERE run = ? AND role = 'page' AND external = 0"
                " AND body IS NOT NULL ORDER BY fetched_at, url",
                [self.run.id],
            )
        ]

    def load_page(self, row: Mapping[str, Any]) -> Page | None:
        """A :class:`Page` from a fetch row, or None when its body is not (or no longer) there."""
        body = self.store.body(row["body"]) if row["body"] else None
        if body is None:
            return None
        content_type = row["content_type"] or ""
        decoded = decode(body, content_type)
        final = row["final_url"] or row["url"]
        return Page(
            url=row["url"],
            html=decoded.html,
            final_url=final,
            status=row["status"],
            charset=decoded.charset,
            charset_source=decoded.source,
            headers={"content-type": content_type},
            fetched_at=datetime.fromisoformat(row["fetched_at"]),
            is_home=self.is_home(row["url"]) or self.is_home(final),
            column=self.column_at(row["url"]) or self.column_at(final),
            as_of=self.as_of,
            site=self.facts,
        )

    def load_rendered(self, row: Mapping[str, Any], page: Page) -> Page | None:
        """The page as scripts left it in a browser; None when it was not opened there for that."""
        return stored_rendered.rendered_page(self, row["id"], page)

    def is_home(self, url: str) -> bool:
        """Whether an address is the home page's."""
        return _plain(url) in (_plain(self.config.url), self.end_of(self.config.url))

    def column_at(self, url: str) -> Column | None:
        """The configured column whose list page this is."""
        return self._columns_by_url.get(_plain(url))

    @cached_property
    def _columns_by_url(self) -> dict[str, Column]:
        columns = {self.end_of(c.url): c for c in self.columns}
        return {**columns, **{_plain(c.url): c for c in self.columns}}

    @cached_property
    def home_url(self) -> str:
        """The home page's address as it was stored."""
        for (url,) in self.store.connection.execute(
            "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
            " AND u.url IN (?, ?)",
            [self.run.id, self.config.url, self.config.url.rstrip("/") + "/"],
        ):
            return str(url)
        return self.config.url

    # ---- what checks ask

    def home(self) -> PageSummary | None:
        return self.page(self.config.url)

    def page(self, url: str) -> PageSummary | None:
        return self._summaries.get(_plain(url))

    def pages(self) -> Iterator[PageSummary]:
        seen: set[str] = set()
        for summary in self._summaries.values():
            if summary.url not in seen:
                seen.add(summary.url)
                yield summary

    def links_on(self, url: str) -> Sequence[str]:
        row = self.store.connection.execute(
            "SELECT o.targets FROM outlinks o JOIN urls u ON u.id = o.url"
            " WHERE o.run = ? AND u.url = ?",
            [self.run.id, url],
        ).fetchone()
        if row is None:
            return ()
        ids = array("I")
        ids.frombytes(row[0])
        addresses = self.store.urls_by_id(ids)
        return [addresses[number] for number in ids if number in addresses]

    @cached_property
    def _summaries(self) -> dict[str, PageSummary]:
        cursor = self.store.connection.execute(
            "SELECT u.url, f.final_url, f.status, f.fetched_at, g.* FROM readings g"
            " JOIN fetches f ON f.run = g.run AND f.url = g.url JOIN urls u ON u.id = g.url"
            " WHERE g.run = ? ORDER BY f.fetched_at, u.id",
            [self.run.id],
        )
        names = [d[0] for d in cursor.description]
        found: dict[str, PageSummary] = {}
        redirected: dict[str, PageSummary] = {}
        for values in cursor:
            url, final = values[0], values[1] or values[0]
            row = dict(zip(names[4:], values[4:], strict=True))
            reading = reading_of(row)
            at = seen_at(reading) or values[3]
            summary = PageSummary(url, final, values[2], at, reading, self.is_home(url))
            found[_plain(url)] = summary
            redirected.setdefault(_plain(final), summary)
        # An address that redirects has a row without a body; its page is where it leads.
        for url in self._redirects:
            end = found.get(self.end_of(url))
            if end is not None:
                redirected.setdefault(url, end)
        return {**redirected, **found}

    @cached_property
    def _redirects(self) -> dict[str, str]:
        """Where each redirecting address of the run leads next, both as people compare them."""
        rows = self.store.connection.execute(
            "SELECT u.url, f.final_url FROM fetches f JOIN urls u ON u.id = f.url"
            " WHERE f.run = ? AND f.state = ? AND f.body IS NULL AND f.final_url IS NOT NULL",
            [self.run.id, str(LinkState.REDIRECT)],
        )
        return {_plain(url): _plain(final) for url, final in rows}

    def end_of(self, url: str) -> str:
        """Where an address leads after all its redirects, as people compare addresses."""
        url, passed = _plain(url), set[str]()
        while url in self._redirects and url not in passed:
            passed.add(url)
            url = self._redirects[url]
        return url

    def linked_from(self, urls: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return stored_links.linked_from(self, urls)

    def sent_home(self) -> Sequence[str]:
        return stored_links.sent_home(self)

    def ids_on(self, url: str) -> frozenset[str] | None:
        return stored_links.ids_on(self, url)

    def landings(self) -> Sequence[Landing]:
        return stored_links.landings(self)

    def attachments(self) -> Iterator[Attachment]:
        return stored_files.attachments(self)

    def error_pages(self) -> Iterator[Page]:
        return stored_files.error_pages(self)

    def agent_looks(self) -> Sequence[AgentLook] | None:
        return stored_files.agent_looks(self)

    def foreign_hosts(self) -> Sequence[ForeignHost]:
        return stored_files.foreign_hosts(self)

    def foreign_hosts_before(self) -> frozenset[str] | None:
        return stored_files.foreign_hosts_before(self)

    def titles_before(self) -> Mapping[str, str]:
        return stored_files.titles_before(self)

    def looked_before(self) -> date | None:
        return stored_links.looked_before(self)

    def first_seen(self) -> Mapping[str, date]:
        return stored_links.first_seen(self)

    def why_missing(self, url: str) -> str:
        url = written(url)
        wanted = {url, url.rstrip("/"), url.rstrip("/") + "/"}
        marks = ", ".join("?" * len(wanted))
        for row in self.rows(f"AND u.url IN ({marks})", sorted(wanted)):
            state = LinkState(row["state"])
            if state in (LinkState.OK, LinkState.REDIRECT):
                return "页面内容没有保存，无法读取"
            return f"未能取得页面（{row['reason'] or state}）"
        for _, reason in self.skipped(url):
            return f"未抓取：{reason}"
        if self.stop_reason != "finished":
            return f"抓取未完成（{self.stop_reason}），没有轮到这个页面"
        return "抓取时没有遇到指向这个地址的链接"

    def skipped(self, url: str = "") -> list[tuple[str, str]]:
        """(url, Chinese reason) of what was discovered and not asked for."""
        where, parameters = ("AND url = ?", [url]) if url else ("", [])
        return list(
            self.store.connection.execute(
                f"SELECT url, reason FROM skipped WHERE run = ? {where}",  # noqa: S608
                [self.run.id, *parameters],
            )
        )

    def links_checked(self) -> int:
        row = self.store.connection.execute(
            "SELECT count(*) FROM fetches WHERE run = ? AND method != ''"
            " AND role NOT IN ('baseline', 'as-browser', 'as-searcher')",
            [self.run.id],
        ).fetchone()
        return int(row[0])

    def probes(self) -> Sequence[Probe]:
        """Samples by the network people use (IPv4, else IPv6); announced stops are marked."""
        by_visit: dict[str, Probe] = {}
        for at, ok, seconds, detail in self.store.connection.execute(
            "SELECT at, ok, seconds, detail FROM probes WHERE at >= ? ORDER BY at, family",
            [f"{min(self.month_start, self.as_of) - PROBES_BEFORE}"],
        ):
            moment = datetime.fromisoformat(at)
            said = None if ok is None else bool(ok)
            by_visit.setdefault(at, Probe(moment, said, seconds, detail, self._stopped(moment)))
        return list(by_visit.values())

    def _stopped(self, moment: datetime) -> str:
        """The reason of the announced stop that covers a moment, "" if none does."""
        return next((d.reason for d in self.config.downtimes if d.covers(moment)), "")

    def probes_over_ipv6(self) -> Sequence[Probe]:
        return [
            Probe(moment, None if ok is None else bool(ok), seconds, detail, self._stopped(moment))
            for moment, ok, seconds, detail in design_facts.ipv6_samples(self)
        ]

    def certificates(self) -> Sequence[Certificate]:
        return design_facts.certificates(self)

    def search_look(self) -> SearchLook | None:
        return design_facts.search_look(self)

    def broken_links(self) -> Sequence[LinkReport]:
        return self._broken

    @cached_property
    def _broken(self) -> list[LinkReport]:
        return stored_broken.broken_links(self)

    def pages_with(self, targets: set[int]) -> dict[int, list[str]]:
        """Target id -> pages that point to it, the home page first, then in crawl order."""
        pages: dict[int, list[int]] = {}
        for page, ids in self.store.outlinks(self.run.id):
            for target in targets.intersection(ids):
                pages.setdefault(target, []).append(page)
        addresses = self.store.urls_by_id({p for ids in pages.values() for p in ids})
        return {
            target: sorted((addresses[p] for p in ids), key=lambda url: not self.is_home(url))
            for target, ids in pages.items()
        }

    def evidence(self, row: Mapping[str, Any]) -> Evidence:
        """When and how an address was seen, with every attempt."""
        return evidence_of(self.store, self.run.id, row)

    def evidence_for(self, url: str) -> Evidence:
        """The same for an address; empty when it was not asked."""
        for row in self.rows("AND u.url = ?", [url]):
            return self.evidence(row)
        return Evidence()


def _plain(url: str) -> str:
    """An address as people compare them: no trailing slash, no index page, no fragment."""
    url = url.split("#", 1)[0]
    if not url.isascii():  # as an office writes it; stored is what a browser asks for
        url = written(url)
    for index in ("/index.html", "/index.htm", "/index.shtml", "/index.jsp"):
        url = url.removesuffix(index)
    return url.rstrip("/")
