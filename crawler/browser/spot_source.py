"""What a browser may see on a spot check: fetched pages from memory, and what they declare."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from crawler.browser.clicks import STORED, Clicks
from crawler.browser.replay import FAVICON, Answer, Live, Refused, Stored
from crawler.browser.scope import NOWHERE, Scope, place
from crawler.charset import as_read_at_home, decode
from crawler.fetched import Fetched
from crawler.links import Kind, of_page
from crawler.urls import Joiner

MOST_A_VISIT = 300
"""Requests that may go out for one visit: as many as a reader's browser makes on a big home page."""


class SpotSource:
    """Answers for the page that was chosen by :meth:`open`; the others are not there.

    Resources of the page's own host, and of hosts from which it declares some, may be asked for,
    other pages of its host only while ``touring``, because a person would click on them.
    """

    def __init__(self, pages: Sequence[Fetched], hosts: Collection[str] = ()) -> None:
        self._hosts = {
            place(f"{scheme}://{host}/") for host in hosts for scheme in ("http", "https")
        }
        own, others = set[tuple[str, int]](self._hosts), set[tuple[str, int]]()
        for page in pages:
            own |= {place(page.url), place(page.final_url)}
            others |= {place(url) for url in _declared(page)}
        self.scope = Scope(frozenset(own - {NOWHERE}), frozenset(others - own - {NOWHERE}))
        self.touring = False
        self.clicks = Clicks()
        self.asked = 0
        self._page: Fetched | None = None
        self._declared: frozenset[str] = frozenset()
        self._frames: frozenset[str] = frozenset()
        self._places: frozenset[tuple[str, int]] = frozenset()

    def open(self, page: Fetched) -> None:
        """Make this page the one to be looked at."""
        found = _declared(page)
        self._page, self._declared = page, frozenset(found)
        self._frames = frozenset(url for url, kind in found.items() if kind is Kind.FRAME)
        own = {place(page.url), place(page.final_url)} | self._hosts
        self._places = frozenset(own | {place(url) for url in found}) - {NOWHERE}

    def next_page(self) -> None:
        """A new visit begins, with a new allowance."""
        self.asked = 0
        self.clicks.next_page()

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        """What to do about one request. ``kind`` is DevTools' resource type ("Document")."""
        page = self._page
        if method not in ("GET", "HEAD"):
            return Refused("检查时不提交任何数据")
        if page is None or place(url) not in self._places:
            return Refused("不是这个网站的内容，也不是页面声明的资源")
        own = place(url) in (place(page.url), place(page.final_url)) or place(url) in self._hosts
        if kind == "Document" and self.touring and own and self.clicks.take():
            self.asked += 1
            return Live()
        if _bare(url) in (_bare(page.final_url), _bare(page.url)):
            kept = {
                "content-type": as_read_at_home(page.headers.get("content-type", ""), page.body)
            }
            kept |= dict([STORED]) if self.touring else {}
            return Stored(page.status, page.body, kept)
        if kind == "Document" and _bare(url) not in self._frames and not (own and self.touring):
            return Refused("只检查这一个页面")
        if urlsplit(url).path == FAVICON and _bare(url) not in self._declared:
            return Refused("浏览器自己要的图标，页面没有声明")
        if self.asked >= MOST_A_VISIT:
            return Refused("这个页面请求的资源过多")
        self.asked += 1
        return Live()


def _declared(page: Fetched) -> dict[str, Kind]:
    """The resources a page names in its source, by address."""
    decoded = decode(page.body, page.headers.get("content-type", ""))
    found = of_page(decoded.html, page.final_url, decoded.charset, Joiner()).found
    return {_bare(url): kind for url, kind in found.items() if kind is not Kind.ANCHOR}


def _bare(url: str) -> str:
    return url.partition("#")[0]
