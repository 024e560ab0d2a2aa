"""Answer the browser's requests from a run's stored bodies, so that the site is not asked again."""

import base64
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from crawler.browser.channel import Channel, ChannelError, Params
from crawler.browser.clicks import STORED, Clicks
from crawler.browser.fetching import Fetching, Got
from crawler.browser.manners import Manners
from crawler.browser.scope import Scope, of_site, place
from crawler.charset import as_read_at_home
from crawler.sites import SiteConfig
from crawler.urls import MalformedError, canonical

DECLARED = ("style", "script", "image", "frame", "font", "media")
CACHED = ("Stylesheet", "Script", "Image", "Font")
"""DevTools resource types of what pages of a site share."""
FAVICON = "/favicon.ico"
LIVE_A_PAGE = 40
"""At most so many resources that are not stored are asked of the network for one page."""
LIVE_A_TOUR = 150
"""The same for a page that is used like a person uses it, which loads it several times."""
PAGES_A_TOUR = 4
"""At most so many pages of the site that are not stored are asked for on such a tour."""
RESTING = "AccessDenied"
"""How a request fails whose host wants to be left alone: not like what was refused for good."""
KEPT = ("Cache-Control", "max-age=86400")
"""Header of a stored answer that every page of the run gets alike: the browser need not ask again."""
_ROW = (
    "SELECT f.status, f.state, f.final_url, f.content_type, f.role, b.data, f.external"
    " FROM urls u JOIN fetches f ON f.url = u.id AND f.run = ? LEFT JOIN bodies b ON b.sha = f.body"
    " WHERE u.url = ?"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer to give. ``headers`` by name."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """Not to be asked. ``reason`` is Chinese."""

    reason: str


class Live:
    """Ask the network; the guard still decides where a connection may go."""


Answer = Stored | Refused | Live


class Source(Protocol):
    """What decides about requests."""

    scope: Scope
    clicks: Clicks

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer: ...
    def next_page(self) -> None: ...


class Replay:
    """The stored bodies of one run of one site.

    ``live``: resources of the site, and those its pages declare, may be asked for when they are
    not stored; pages never are. While ``touring``, whatever is not a page may be asked of the hosts
    of declared scripts, too: toolbars load their parts from there when they are opened. And a few
    pages of the site itself: an entry may lead to an elder version that no crawl has seen.
    """

    def __init__(self, store: Path, run: int, config: SiteConfig, *, live: bool = True) -> None:
        # Used by the thread that reads the channel only, but made in another one.
        self._db = sqlite3.connect(f"file:{store}?mode=ro", uri=True, check_same_thread=False)
        self._run, self._live = run, live
        marks = ", ".join("?" * len(DECLARED))
        rows = self._db.execute(
            "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"  # noqa: S608
            f" AND f.external = 1 AND f.role IN ({marks})",
            [run, *DECLARED],
        )
        self._declared = frozenset(url for (url,) in rows)
        scripts = self._db.execute(
            "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
            " AND f.external = 1 AND f.role = 'script'",
            [run],
        )
        self._of_scripts = frozenset(place(url) for (url,) in scripts)
        self.scope = of_site(config, self._declared)
        self.touring = False
        self.clicks = Clicks()
        self.stored = self.asked = self.refused = 0
        self._page_asked = 0
        self._pages_asked = set[str]()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def next_page(self) -> None:
        """A new page begins, with a new allowance."""
        self._page_asked = 0
        self._pages_asked = set()
        self.clicks.next_page()

    def answer(self, url: str, method: str = "GET", kind: str = "") -> Answer:
        """What to do about one request. ``kind`` is DevTools' resource type ("Document")."""
        said = self._decide(url, method, kind)
        if isinstance(said, Stored):
            self.stored += 1
        elif isinstance(said, Live):
            self.asked += 1
            self._page_asked += 1
            if kind == "Document":
                self._pages_asked.add(_bare(url))
        else:
            self.refused += 1
        return said

    def _decide(self, url: str, method: str, kind: str) -> Answer:
        if method not in ("GET", "HEAD"):
            return Refused("检查时不提交任何数据")
        page = kind == "Document" and self.touring and self._live and self.scope.has(url)
        if page and self.clicks.take():
            return Live()
        row = self._row(url)
        if row is not None:
            status, state, final, content_type, role, data, external = row
            if data is not None:
                data = zlib.decompress(data)
                headers = {"Content-Type": content_type} if content_type else {}
                if kind == "Document":
                    headers = {"Content-Type": as_read_at_home(content_type or "", data)}
                if self.touring:
                    headers |= dict([STORED])
                elif kind in CACHED and status == 200:
                    headers |= dict([KEPT])
                return Stored(status or 200, data, headers)
            if state == "redirect" and final and _bare(final) != _bare(url):
                return Stored(302, b"", {"Location": final})
            if state not in ("ok", "redirect"):
                if status >= 400:
                    return Stored(status, b"", {"Content-Type": "text/plain"})
                return Refused("抓取时已经取不到")
            if external and role not in DECLARED and not self._is_tools(url):
                return Refused("不是本网站的内容，也不是页面声明的资源")
        if kind == "Document" and row is None and not self._is_elsewhere_on_tour(url):
            return Refused("这个页面没有抓取过")
        if row is None and urlsplit(url).path == FAVICON:
            return Refused("浏览器自己要的图标，页面没有声明")
        if not self._live:
            return Refused("没有保存，也不再向网站请求")
        known = self.scope.has(url) or _bare(url) in self._declared or self._is_tools(url)
        if not known:
            return Refused("不是本网站的内容，也不是页面声明的资源")
        if self._page_asked >= (LIVE_A_TOUR if self.touring else LIVE_A_PAGE):
            return Refused("这个页面向网站请求的资源过多")
        return Live()

    def _is_tools(self, url: str) -> bool:
        return self.touring and place(url) in self._of_scripts

    def _is_elsewhere_on_tour(self, url: str) -> bool:
        known = len(self._pages_asked) < PAGES_A_TOUR or _bare(url) in self._pages_asked
        return self.touring and self.scope.has(url) and known

    def _row(self, url: str) -> Any:
        url = _bare(url)
        try:
            spellings = dict.fromkeys((url, canonical(url)))
        except (MalformedError, ValueError):
            return None
        for one in spellings:
            row = self._db.execute(_ROW, [self._run, one]).fetchone()
            if row is not None:
                return row
        return None


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _kind(params: Params) -> str:
    """DevTools' resource type; who wants nothing but HTML wants a page, by whatever means."""
    page_wanted = params["request"].get("headers", {}).get("Accept") == "text/html"
    return "Document" if page_wanted else str(params.get("resourceType", ""))


def _header(params: Params, name: str) -> str:
    found = params.get("responseHeaders") or ()
    return next((str(one["value"]) for one in found if one["name"].lower() == name), "")


def _hand_in(
    channel: Channel,
    session: str,
    number: str,
    refuse: Callable[[], Any],
    told: Callable[[int, str], None] | None,
    got: Got | None,
) -> None:
    if got is not None and told is not None:
        told(got.status, got.header("retry-after"))
    with suppress(ChannelError):  # the tab is gone, and with it who asked
        if got is None:
            refuse()
            return
        channel.send(
            "Fetch.fulfillRequest",
            session,
            requestId=number,
            responseCode=got.status,
            responseHeaders=[{"name": k, "value": v} for k, v in got.headers],
            body=base64.b64encode(got.body).decode(),
        )


def intercept(
    channel: Channel,
    source: Source,
    manners: Manners | None = None,
    *,
    online: bool = True,
    fetching: Fetching | None = None,
) -> None:
    """Let ``source`` answer every request of the tab, its frames and its workers.

    ``manners`` decide when what may be asked of the network goes out, ``fetching`` asks for what the
    browser cannot. Not ``online``: the browser
    is elsewhere and not behind our guard, so that nothing may go out at all.
    """

    def paused(params: Params, session: str) -> None:
        request, number, kind = params["request"], params["requestId"], _kind(params)
        url = request["url"]
        if "responseStatusCode" in params or "responseErrorReason" in params:
            if manners is not None and (status := params.get("responseStatusCode", 0)):
                manners.answered(url, status, _header(params, "retry-after"), kind)
            channel.send("Fetch.continueRequest", session, requestId=number)
            return
        said = source.answer(url, request["method"], kind)
        fail = partial(channel.send, "Fetch.failRequest", session, requestId=number)
        refuse = partial(fail, errorReason="BlockedByClient")
        rest = partial(fail, errorReason=RESTING)
        if isinstance(said, Live) and manners is not None and (status := manners.known(url)):
            said = Stored(status, b"", {"Content-Type": "text/plain"})
        if isinstance(said, Stored):
            channel.send(
                "Fetch.fulfillRequest",
                session,
                requestId=number,
                responseCode=said.status,
                responseHeaders=[{"name": k, "value": v} for k, v in said.headers.items()],
                body=base64.b64encode(said.body).decode(),
            )
        elif not isinstance(said, Live) or not online:
            refuse()
        elif fetching is not None and fetching.way.is_ours(url):
            agent = {"User-Agent": manners.agent} if manners else {}
            headers = {**request["headers"], **agent}
            fetch = partial(fetching.ask, url, request["method"], headers)
            told = partial(manners.answered, url, kind=kind) if manners else None
            hand_in = partial(_hand_in, channel, session, number, refuse, told)
            if manners is None:
                fetch(hand_in)
            else:
                manners.ask(url, partial(fetch, hand_in), refuse, rest, kind=kind)
        elif manners is None:
            channel.send("Fetch.continueRequest", session, requestId=number)
        else:
            headers = {
                name: value
                for name, value in request["headers"].items()
                if name.lower() != "user-agent"
            }
            go = partial(
                channel.send,
                "Fetch.continueRequest",
                session,
                requestId=number,
                interceptResponse=True,
                headers=[
                    {"name": k, "value": v}
                    for k, v in {**headers, "User-Agent": manners.agent}.items()
                ],
            )
            manners.ask(url, go, refuse, rest, kind=kind)

    channel.on("Fetch.requestPaused", paused)
    channel.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
