"""What a browser asks of the site itself goes out at the site's pace, as its robots.txt allows.

A host that answers 429 or 503 is not asked for as long as it says.
"""

import heapq
import http.client
import itertools
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.browser.channel import ChannelError
from crawler.browser.fetching import Fetching
from crawler.browser.rests import (
    LONGEST_BACK_OFF_S,
    TOO_MANY,
    UNAVAILABLE,
    Rest,
    Rests,
)
from crawler.browser.scope import PORTS, Scope, place
from crawler.engine import user_agent
from crawler.hours import Hours
from crawler.retry_after import retry_after_s
from crawler.robots import LARGEST, OPEN, Rules, read
from crawler.sites import Politeness
from crawler.urls import canonical, host_of, origin_of
from crawler.way import STRAIGHT, Way

ROBOTS_S = 5.0
HELD_S = 5.0
"""A shorter rest is waited for; for a longer one a page would take too long."""
MOMENT_S = 0.1
OVER = "允许的访问时段已经结束，页面需要的内容没有再请求"
NEEDED = ("Document", "Stylesheet", "Script", "XHR", "Fetch")
"""DevTools resource types without which a page may be another one."""

Act = Callable[[], object]


class Manners:
    """Decides when a request may go out. ``scope`` tells the site's own hosts from the others.

    ``share`` is how many workers share the site's rate; ``agent`` is how we name ourselves,
    ``way`` how the site is reached. ``rests``: what hosts said to others of the same run.
    """

    def __init__(
        self,
        politeness: Politeness,
        contact: str,
        scope: Scope,
        *,
        share: int = 1,
        way: Way = STRAIGHT,
        rests: Rests | None = None,
    ) -> None:
        self.agent = user_agent(contact)
        self._scope, self._politeness, self._way = scope, politeness, way
        rate = politeness.requests_per_second
        self._gap_s = share / rate if rate > 0 else 0.0
        self._free_at: dict[str, float] = {}
        self._rules: dict[tuple[str, int], Rules] = {}
        self._rests = rests or Rests()
        self._hours = Hours.parse(politeness.hours)
        self._lacking: tuple[str, Rest] | None = None
        self._unavailable: dict[str, float] = {}
        """Until when an address counts as broken: one that was only down for a moment is not."""
        self._waiting: list[tuple[float, float, int, str, str, Act, Act, Act]] = []
        """When to look at it, its turn if it has one (else 0), number, address, kind, acts."""
        self._number = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="manners", daemon=True)
        self._thread.start()

    def ask(
        self, url: str, go: Act, refuse: Act, rest: Act | None = None, *, kind: str = ""
    ) -> None:
        """Call ``go`` when the address may be asked, ``refuse`` when it may not, ``rest`` when its
        host wants to be left alone; returns at once. ``kind`` is DevTools' resource type.
        """
        rest = rest or refuse
        if not self._scope.has(url):
            # What pages declare of other hosts: a few files, asked as any reader does.
            resting = self._rests.of(host_of(url), time.monotonic())
            (rest if resting.left_s else go)()
            return
        with self._changed:
            entry = (0.0, 0.0, next(self._number), url, kind, go, refuse, rest)
            heapq.heappush(self._waiting, entry)
            self._changed.notify()

    def answered(self, url: str, status: int, retry_after: str = "", kind: str = "") -> None:
        """The network answered; every answer must be told."""
        if status not in (TOO_MANY, UNAVAILABLE):
            if 200 <= status < 400:
                self._rests.good(host_of(url))
            return
        told_s = retry_after_s(retry_after, datetime.now(UTC).isoformat()) if retry_after else 0.0
        self._rests.strike(host_of(url), status, told_s, time.monotonic())
        if status == UNAVAILABLE and not told_s:
            self._unavailable[_without_query(url)] = time.monotonic() + LONGEST_BACK_OFF_S
            if kind != "Document":
                return  # one address may be broken: it is as if it were not there
        self._note_lack(url, kind)

    def known(self, url: str) -> int:
        """The status of an address that need not be asked again so soon, 0 for any other."""
        until = self._unavailable.get(_without_query(url), 0.0)
        return UNAVAILABLE if time.monotonic() < until else 0

    def begin(self) -> None:
        """Another page."""
        self._lacking = None

    @property
    def lack(self) -> tuple[str, float]:
        """Why the page did not get from the site what it needs, in Chinese, and for how many
        seconds that will stay so, if only a moment; "" and 0 when nothing was withheld.
        """
        if self._lacking is None:
            return "", 0.0
        host, rest = self._lacking
        if not rest.status:
            return OVER, 0.0
        left_s = max(MOMENT_S, self._rests.of(host, time.monotonic()).left_s)
        return (
            f"网站答复 HTTP {rest.status}，要求暂停或减少访问，页面需要的内容没有再请求",
            left_s,
        )

    def close(self) -> None:
        """Stop; what still waits is never asked."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _note_lack(self, url: str, kind: str, rest: Rest | None = None) -> None:
        if kind in NEEDED and self._scope.has(url):
            host = host_of(url)
            self._lacking = host, rest or self._rests.of(host, time.monotonic())

    def _run(self) -> None:
        while (turn := self._next()) is not None:
            at, url, kind, go, refuse, rest = turn
            if self._hours is not None and not self._hours.has(datetime.now(UTC)):
                self._note_lack(url, kind, Rest())
                _try(refuse)
                continue
            rules = self._rules_of(url)
            if not rules.allow(url):
                _try(refuse)
                continue
            host, gap = urlsplit(url).netloc, max(self._gap_s, rules.delay_s)
            now = time.monotonic()
            left_s = self._rests.of(host_of(url), now).left_s
            if left_s > HELD_S:
                self._note_lack(url, kind)
                _try(rest)
                continue
            free = now + left_s if left_s else at or max(self._free_at.get(host, 0.0), now)
            if free > now + 0.001:
                with self._changed:
                    if not left_s:
                        self._free_at[host] = free + gap
                    at = 0.0 if left_s else free
                    entry = (free, at, next(self._number), url, kind, go, refuse, rest)
                    heapq.heappush(self._waiting, entry)
                continue
            if not at:
                self._free_at[host] = free + gap
            _try(go)

    def _next(self) -> tuple[float, str, str, Act, Act, Act] | None:
        """The next request whose time has come; None at the end."""
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                wait_s = self._waiting[0][0] - time.monotonic()
                if wait_s <= 0:
                    _, at, _, url, kind, go, refuse, rest = heapq.heappop(self._waiting)
                    return at, url, kind, go, refuse, rest
                self._changed.wait(wait_s)
        return None

    def _rules_of(self, url: str) -> Rules:
        if not self._politeness.obey_robots:
            return OPEN
        where = place(url)
        if where not in self._rules:
            self._rules[where] = self._learn(url, where)
        return self._rules[where]

    def _learn(self, url: str, where: tuple[str, int]) -> Rules:
        status, retry_after, body = 0, "", b""
        if self._way.is_ours(url):
            return self._asked_for_it(url)
        for address in self._scope.addresses(*where)[:1]:
            with suppress(OSError, http.client.HTTPException):
                status, retry_after, body = _get(url, address, where[1], self.agent)
        self.answered(url, status, retry_after)
        return read(status, body)

    def _asked_for_it(self, url: str) -> Rules:
        fetching = Fetching(self._way, self._scope)
        try:
            wanted = f"{origin_of(canonical(url))}/robots.txt"
            got = fetching.get(wanted, "GET", {"User-Agent": self.agent})
        finally:
            fetching.close()
        if got is None:
            return read(0, b"")
        self.answered(url, got.status, got.header("retry-after"))
        return read(got.status, got.body[:LARGEST])


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _get(url: str, address: str, port: int, agent: str) -> tuple[int, str, bytes]:
    """Status, Retry-After and the beginning of the body of a host's robots.txt."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        # An unverified answer could only forbid more, or allow what any reader may see.
        trust = ssl._create_unverified_context()  # noqa: S323
        made: http.client.HTTPConnection = http.client.HTTPSConnection(
            address, port, timeout=ROBOTS_S, context=trust
        )
    else:
        made = http.client.HTTPConnection(address, port, timeout=ROBOTS_S)
    usual = port == PORTS[parts.scheme]
    named = (parts.hostname or "") if usual else f"{parts.hostname}:{port}"
    try:
        made.request("GET", "/robots.txt", headers={"Host": named, "User-Agent": agent})
        answer = made.getresponse()
        return answer.status, answer.getheader("Retry-After", ""), answer.read(LARGEST)
    finally:
        made.close()


def _try(act: Act) -> None:
    with suppress(ChannelError):  # the tab is gone, and with it who asked
        act()
