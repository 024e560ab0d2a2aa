"""What a site check may ask of one site's stored month: pages, links, samples and looks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from checks.columns import Column
from checks.documents.extract import Extracted
from checks.page import Page, Reading
from checks.results import NO_EVIDENCE, Evidence


class LinkState(StrEnum):
    """What is known of one link target after all the times it was asked."""

    OK = "ok"
    REDIRECT = "redirect"
    SUSPECT = "suspect"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class PageSummary:
    """A stored page as site checks see it: fetch facts plus its reading, without its body."""

    url: str
    final_url: str
    status: int
    fetched_at: str
    reading: Reading
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One distinct link target that is not ok, and where it was found.

    ``reason`` is Chinese ("HTTP 404", "连接超时", "域名不存在"); ``found_on`` the pages, home page
    first, then in crawl order; ``text``, ``locator``, ``excerpt`` are of its first occurrence.
    ``role`` is page, attachment, image, style, script, media, frame or external.
    """

    url: str
    state: LinkState
    status: int
    reason: str
    role: str = "page"
    external: bool = False
    text: str = ""
    locator: str = ""
    excerpt: str = ""
    found_on: tuple[str, ...] = ()
    on_home: bool = False
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a link to another site leads, of the few that were opened: ``url`` as linked.

    ``title`` and ``words`` (keywords and description) are what the page there says of itself;
    ``found_on`` the pages that link to it, home page first.
    """

    url: str
    final_url: str
    title: str
    words: str = ""
    found_on: tuple[str, ...] = ()
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that pages of the site link to, on the site's own hosts. ``name`` is from its address.

    ``load`` gives the stored bytes, None when they were not kept: ``reason`` says why in Chinese.
    ``text`` reads what the file says, in a child process with limits; ask only while iterating.
    ``found_on`` are the pages that link to it, home page first.
    """

    url: str
    name: str
    state: LinkState
    reason: str
    size: int
    content_type: str
    found_on: tuple[str, ...]
    load: Callable[[], bytes | None]
    text: Callable[[], Extracted]
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class AgentLook:
    """One page as it was shown to somebody who calls himself a search engine (``searcher``) and,
    right before that, to one who calls himself a browser; None with the Chinese ``reason`` when
    either could not be read.
    """

    url: str
    browser: Page | None
    searcher: Page | None
    reason: str = ""
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class ForeignHost:
    """A host outside the site that its pages point to. ``roles`` are those of the targets on it
    (external, script, frame, …), ``example`` one such address, ``script`` one of a script or "".
    """

    host: str
    roles: frozenset[str]
    example: str
    script: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One availability sample. ``ok`` is None when it says nothing about the site: a protection
    screen answered, or we had no network. ``exempt`` is the reason of an announced downtime.
    """

    at: datetime
    ok: bool | None
    seconds: float
    detail: str = ""
    exempt: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a valid sample."""
        return self.ok is not None and not self.exempt


@dataclass(frozen=True, slots=True)
class Downtime:
    """An announced stop (停机报备): both ends are timezone-aware, ``end`` is not included."""

    start: datetime
    end: datetime
    reason: str

    def covers(self, moment: datetime) -> bool:
        """Whether ``moment`` lies in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a host of the site showed for HTTPS. ``until`` is its last day (None when unreadable),
    ``problem`` what was wrong when it was seen, in Chinese, "" if nothing; ``url`` a page of it.
    """

    host: str
    url: str
    until: date | None
    problem: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class SearchLook:
    """One use of the site's search: ``words`` is the title of the stored article ``article``.

    ``found`` says whether the answer links to it; None when that cannot be told, ``reason`` why.
    """

    url: str
    words: str
    article: str
    found: bool | None
    reason: str = ""
    evidence: Evidence = NO_EVIDENCE


class Site(Protocol):
    """What a site check may ask of one site's stored month."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def id_code(self) -> str:
        """The 网站标识码, "" when unknown."""
        ...

    @property
    def kind(self) -> str:
        """``portal`` or ``department``."""
        ...

    @property
    def as_of(self) -> date:
        """The monitoring day (监测时间点), in Shanghai."""
        ...

    @property
    def month_start(self) -> date: ...
    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def public_services(self) -> bool: ...
    @property
    def stop_reason(self) -> str:
        """Why the crawl ended: "finished", or "budget-pages", "home-unreachable", …"""
        ...

    def home(self) -> PageSummary | None: ...
    def page(self, url: str) -> PageSummary | None:
        """The stored page for an address as written or redirected; None if it was not fetched."""
        ...

    def why_missing(self, url: str) -> str:
        """Chinese reason for which ``page(url)`` is None or has no content."""
        ...

    def pages(self) -> Iterator[PageSummary]: ...
    def links_on(self, url: str) -> Sequence[str]:
        """Absolute addresses that a stored page links to, in page order; empty when unknown."""
        ...

    def broken_links(self) -> Sequence[LinkReport]:
        """Every distinct target that is neither ok nor redirect."""
        ...

    def links_checked(self) -> int: ...
    def linked_from(self, urls: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The stored pages that link to each address, home page first; all in one pass."""
        ...

    def sent_home(self) -> Sequence[str]:
        """Addresses of the site itself, not the home page's, that redirect to the home page."""
        ...

    def ids_on(self, url: str) -> frozenset[str] | None:
        """Ids and anchor names on a stored page; None when it was not stored."""
        ...

    def attachments(self) -> Iterator[Attachment]:
        """Every attachment on the site's own hosts, in crawl order, dead ones included."""
        ...

    def error_pages(self) -> Iterator[Page]:
        """Stored pages that only say that something is missing, those of made-up addresses too."""
        ...

    def agent_looks(self) -> Sequence[AgentLook] | None:
        """The few pages asked as a browser and as a search engine; None when the site's owner has
        not agreed to that in the configuration.
        """
        ...

    def foreign_hosts(self) -> Sequence[ForeignHost]:
        """The hosts outside the site that this run's pages point to."""
        ...

    def foreign_hosts_before(self) -> frozenset[str] | None:
        """Those of the last earlier month's finished run; None when there is none."""
        ...

    def titles_before(self) -> Mapping[str, str]:
        """Titles of the pages of that run by address; empty when there is none."""
        ...

    def landings(self) -> Sequence[Landing]:
        """What was seen of other sites' pages that the home page and link lists lead to."""
        ...

    def looked_before(self) -> date | None:
        """The day of the last finished crawl of an earlier month that was not cut short."""
        ...

    def first_seen(self) -> Mapping[str, date]:
        """Pages of this run that no earlier month's run had met, with the day they were fetched."""
        ...

    def probes(self) -> Sequence[Probe]: ...
    def probes_over_ipv6(self) -> Sequence[Probe]:
        """The samples taken by IPv6 alone, oldest first."""
        ...

    def certificates(self) -> Sequence[Certificate]:
        """One for each host of the site that was seen over HTTPS."""
        ...

    def search_look(self) -> SearchLook | None:
        """How the one try of the site's search went; None when none was made."""
        ...
