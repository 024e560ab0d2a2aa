"""The words every stage shares: outcomes, pages, columns, results, and what a site check may ask.

Everything here is a plain value. Nothing in this package opens a socket, a browser or a database.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from checks.documents.extract import Extracted
from checks.soup import parse
from checks.wordlist import Wordlist

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Outcome(StrEnum):
    """What a check says of one thing it looked at. "Could not look" is never pass or fail."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    REVIEW = "review"
    UNVERIFIABLE = "unverifiable"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The Chinese word readers see."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.PASS: "未发现",
    Outcome.FAIL: "发现",
    Outcome.REVIEW: "需人工复核",
    Outcome.UNVERIFIABLE: "无法核验",
    Outcome.NOT_APPLICABLE: "不适用",
}


class PageKind(StrEnum):
    """What a page is. ``service`` is a login, query or transaction page."""

    HOME = "home"
    COLUMN = "column"
    ARTICLE = "article"
    SERVICE = "service"
    ERROR = "error"
    BLOCKED = "blocked"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name readers see."""
        return _KIND_LABELS[self]

    @property
    def is_content(self) -> bool:
        """Whether content checks may say anything about it."""
        return self not in (PageKind.ERROR, PageKind.BLOCKED)


_KIND_LABELS = {
    PageKind.HOME: "首页",
    PageKind.COLUMN: "栏目页",
    PageKind.ARTICLE: "内容页",
    PageKind.SERVICE: "办事页",
    PageKind.ERROR: "出错页",
    PageKind.BLOCKED: "被拦截的页面",
    PageKind.OTHER: "其他页面",
}


class Mender(StrEnum):
    """Who can mend a finding. PLATFORM and UNKNOWN never cost a unit points by themselves."""

    UNIT = "本单位"
    PLATFORM = "平台"
    SUPERIOR = "上级"
    UNKNOWN = "未定"


class LinkState(StrEnum):
    """What is known of one link target after all the times it was asked."""

    OK = "ok"
    REDIRECT = "redirect"
    SUSPECT = "suspect"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date read from a page, with how exact it is and where it stood.

    ``value`` is timezone-aware (+08:00). ``precision`` is day, minute or second.
    ``source`` is one of label, visible, url, list; ``text`` the characters it was read from.
    """

    value: datetime
    precision: str
    source: str
    text: str = ""

    @property
    def day(self) -> date:
        """The calendar day in Shanghai."""
        return self.value.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Item:
    """One dated entry of a list page. ``url`` is absolute, or empty when the entry has no link."""

    day: date
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one page by :func:`checks.reading.read`. Derived, never a fact.

    ``labels`` maps the ten standard page labels (SiteName … ContentSource, standard spelling) that
    are present to their content, "" when present but empty. ``items`` are the dated entries of
    a home or column page, newest first, future days left out; ``latest_item`` the newest of them.
    ``item_links`` counts list-like entries with or without a date (0: nothing listed at all).
    ``script_built`` says that the list seems to be filled in by scripts, so it cannot be judged.
    """

    kind: PageKind
    title: str = ""
    published: Moment | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    latest_item: date | None = None
    item_links: int = 0
    script_built: bool = False
    reason: str = ""
    """Why the kind is error or blocked, in Chinese; empty otherwise."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else :mod:`checks.facts` read for site checks, by name: plain JSON values, small."""


@dataclass(frozen=True, slots=True)
class MissingPage:
    """What a host answered, with status 200, to an address that cannot exist on it.

    ``texts`` are its distinct runs of text without figures, ``own`` those outside links and frame.
    """

    host: str
    title: str
    texts: frozenset[str]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a page check may know of the page's site. ``host`` is that of the home page; ``id_code``
    and ``platform`` are "" when unknown.
    """

    host: str = ""
    id_code: str = ""
    name: str = ""
    platform: str = ""
    missing: tuple[MissingPage, ...] = ()
    wordlist: Wordlist | None = None
    """Slips to look for: the built-in list with the office's own over it; None for the former."""


@dataclass
class Page:
    """One fetched page, decoded. ``url`` is what was asked, ``final_url`` where it ended.

    ``status`` is the HTTP status, 0 when the page came from a file. ``headers`` have lower-case
    names. ``fetched_at`` is UTC. ``is_home`` and ``column`` come from the site's configuration.
    """

    url: str
    html: str
    final_url: str = ""
    status: int = 200
    charset: str = "utf-8"
    charset_source: str = "default"
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    is_home: bool = False
    column: "Column | None" = None
    as_of: date | None = None
    site: SiteFacts | None = None

    def __post_init__(self) -> None:
        self.final_url = self.final_url or self.url

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The one BeautifulSoup parse of this page, shared by all checks (about 8 ms/100 KB)."""
        return parse(self.html)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The one lexbor parse (about 0.2 ms/20 KB): parses like a browser, for fast reading."""
        return LexborHTMLParser(self.html)

    @cached_property
    def tags(self) -> Mapping[str, Sequence[Tag]]:
        """All elements by lower-case tag name; a missing name gives an empty list."""
        return self._nodes[0]

    @cached_property
    def text(self) -> str:
        """All text but that of scripts and styles, as it stands: ``soup.get_text()``."""
        return "".join(self._nodes[1])

    @cached_property
    def _nodes(self) -> tuple["_TagIndex", list[str]]:
        """Elements by name, and the strings that are text: one walk for both."""
        index, strings = _TagIndex(), list[str]()
        node = self.soup.contents[0] if self.soup.contents else None
        while node is not None:
            if isinstance(node, Tag):
                name = node.name.lower()
                if name in index:
                    index[name].append(node)
                else:
                    index[name] = [node]
            elif type(node) in Tag.MAIN_CONTENT_STRING_TYPES:
                strings.append(str.__str__(node))
            node = node.next_element
        return index, strings

    @cached_property
    def reading(self) -> Reading:
        """Kind, dates, labels and list items, read once."""
        from checks.reading import read  # reading imports models; the name is needed only here

        return read(self)


class _TagIndex(dict[str, list[Tag]]):
    def __missing__(self, key: str) -> list[Tag]:
        return []


@dataclass(frozen=True, slots=True)
class Limit:
    """How often a column must be updated: at most ``days`` or ``months`` of silence, or ``count``
    entries each ``per`` (workday, week, month). Exactly one of the three is set. Inclusive:
    exactly N days after the newest entry still counts as updated.
    """

    days: int | None = None
    months: int | None = None
    count: int | None = None
    per: str = ""

    @property
    def text(self) -> str:
        """In Chinese, for readers."""
        if self.days is not None:
            return f"{self.days} 天"
        if self.months is not None:
            return f"{self.months} 个月"
        return f"每{ {'workday': '工作日', 'week': '周', 'month': '月'}[self.per] } {self.count} 条"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A declared reason for which a column need not be updated, valid until ``until`` inclusive."""

    reason: str
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it covers ``day``."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Column:
    """One column (栏目) of a site. ``kind`` is a name such as 动态要闻, 通知公告, 政策文件.

    ``guessed`` columns were proposed from the navigation: they never cost a point.
    ``unit`` is the id of the unit that owns it, "" for the site's organiser.
    """

    name: str
    url: str
    kind: str = "其他"
    limit: Limit | None = None
    unit: str = ""
    exemption: Exemption | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """When and how the thing was seen. ``attempts`` holds every observation, oldest first, as
    Chinese one-liners ("2026-11-25 10:03:11 HEAD 404"). ``seen_at`` is UTC ISO 8601.
    """

    url: str = ""
    seen_at: str = ""
    status: int = 0
    attempts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One thing a check has to say. ``message`` is a full Chinese sentence with the number in it.

    ``url`` is the page it concerns; ``target`` the thing that is wrong when it is not the page
    (a dead link's address, a column's name): one result per distinct target, with the pages that
    show it in ``found_on``. ``locator`` is a CSS path, ``excerpt`` the source around it (at most
    300 characters). ``rule`` refines the check ("stale-news"); rubrics may select by it.
    ``value`` is the measured value as text, ``fix`` what to do when the manual's 整改 is not
    specific enough. ``check``, ``unit``, ``key`` and ``evidence`` are filled in by the runner.
    """

    outcome: Outcome
    url: str
    message: str
    target: str = ""
    locator: str = ""
    excerpt: str = ""
    rule: str = ""
    value: str = ""
    fix: str = ""
    found_on: tuple[str, ...] = ()
    mender: Mender = Mender.UNIT
    column: str = ""
    check: str = ""
    unit: str = ""
    key: str = ""
    number: str = ""
    evidence: Evidence = Evidence()


def fail(url: str, message: str, **more: object) -> Result:
    """A certain finding."""
    return Result(Outcome.FAIL, url, message, **more)  # type: ignore[arg-type]


def review(url: str, message: str, **more: object) -> Result:
    """A candidate that a person must confirm."""
    return Result(Outcome.REVIEW, url, message, **more)  # type: ignore[arg-type]


def unverifiable(url: str, reason: str, **more: object) -> Result:
    """Could not look; ``reason`` says why."""
    return Result(Outcome.UNVERIFIABLE, url, reason, **more)  # type: ignore[arg-type]


def not_applicable(url: str, reason: str, **more: object) -> Result:
    """The rule does not concern this thing."""
    return Result(Outcome.NOT_APPLICABLE, url, reason, **more)  # type: ignore[arg-type]


def passed(url: str, message: str = "", **more: object) -> Result:
    """Looked and found nothing. A check that yields nothing for a page is recorded as this."""
    return Result(Outcome.PASS, url, message, **more)  # type: ignore[arg-type]


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
    evidence: Evidence = Evidence()


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
    evidence: Evidence = Evidence()


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
    evidence: Evidence = Evidence()


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
    evidence: Evidence = Evidence()


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
    evidence: Evidence = Evidence()


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
