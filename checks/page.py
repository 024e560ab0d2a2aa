"""One fetched page and what was read from it. Parsed at most once each way, shared by all checks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from checks.columns import Column
from checks.tree import tree_of
from checks.wordlist import Wordlist

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from checks.soup import TagIndex

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    sheet: Callable[[str], str] | None = field(default=None, compare=False, repr=False)
    """The text of a stored style sheet by its absolute address, "" when there is none."""


WHOLE_PAGE, LIST, FOOTER, LABELS, DATE = "整个页面", "列表", "页脚", "页面标签", "发布时间"
"""Parts of a page that scripts can make."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a page was opened in a browser (``at``, UTC) to let its scripts work.

    All reasons are Chinese. ``trouble``: what of the site itself did not come; ``aside``: what of
    other sites did not; ``error``: how a script of the page failed.
    ``failed``: nothing was seen, ``trouble`` says why. ``before`` is what the bare page said, and
    ``parts`` what of it only scripts seem to make, see :func:`checks.scripted.parts`.
    """

    at: datetime
    trouble: str = ""
    aside: str = ""
    error: str = ""
    failed: bool = False
    before: Reading | None = None
    parts: tuple[str, ...] = ()

    @property
    def missed(self) -> str:
        """Whatever went wrong first, in Chinese; "" if nothing."""
        return self.trouble or self.error or self.aside

    def doubt(self, part: str) -> str:
        """Chinese reason for which a part that is not shown may be there all the same; "" if none.

        A part that the bare page has does not come by scripts, whatever went wrong with them.
        """
        concerned = self.failed or part in self.parts or WHOLE_PAGE in self.parts
        missed = self.missed if concerned else ""
        return f"在浏览器里打开时有内容没有取到（{missed}）" if missed else ""


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
    rendering: Rendering | None = None
    """Given when it was opened in a browser; ``html`` is then what scripts had made of it."""

    @property
    def is_rendered(self) -> bool:
        """Whether ``html`` is the document as scripts left it."""
        return self.rendering is not None and not self.rendering.failed

    def __post_init__(self) -> None:
        self.final_url = self.final_url or self.url

    @cached_property
    def soup(self) -> "BeautifulSoup":
        """The one BeautifulSoup parse of this page, shared by all checks (about 8 ms/100 KB)."""
        from checks.soup import parse  # a crawl reads no tree: it starts without what makes one

        return parse(self.html)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The one lexbor parse (about 0.2 ms/20 KB): parses like a browser, for fast reading."""
        return tree_of(self.html)

    @cached_property
    def tags(self) -> Mapping[str, Sequence["Tag"]]:
        """All elements by lower-case tag name; a missing name gives an empty list."""
        return self._nodes[0]

    @cached_property
    def text(self) -> str:
        """All text but that of scripts and styles, as it stands: ``soup.get_text()``."""
        return "".join(self._nodes[1])

    @cached_property
    def _nodes(self) -> tuple["TagIndex", list[str]]:
        from checks.soup import walked

        return walked(self.soup)

    @cached_property
    def reading(self) -> Reading:
        """Kind, dates, labels and list items, read once."""
        from checks.reading import read  # reading imports models; the name is needed only here

        return read(self)
