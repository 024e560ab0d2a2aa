"""What a browser asks of the site itself goes out at the site's pace, as its robots.txt allows."""

import heapq
import http.client
import itertools
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.browser.channel import ChannelError
from crawler.browser.fetching import Fetching
from crawler.browser.scope import PORTS, Scope, place
from crawler.engine import user_agent
from crawler.robots import LARGEST, OPEN, Rules, read
from crawler.sites import Politeness
from crawler.urls import canonical, origin_of
from crawler.way import STRAIGHT, Way

ROBOTS_S = 5.0

Act = Callable[[], object]


class Manners:
    """Decides when a request may go out. ``scope`` tells the site's own hosts from the others.

    ``share`` is how many workers share the site's rate; ``agent`` is how we name ourselves,
    ``way`` how the site is reached.
    """

    def __init__(
        self,
        politeness: Politeness,
        contact: str,
        scope: Scope,
        *,
        share: int = 1,
        way: Way = STRAIGHT,
    ) -> None:
        self.agent = user_agent(contact)
        self._scope, self._politeness, self._way = scope, politeness, way
        rate = politeness.requests_per_second
        self._gap_s = share / rate if rate > 0 else 0.0
        self._free_at: dict[str, float] = {}
        self._rules: dict[tuple[str, int], Rules] = {}
        self._waiting: list[tuple[float, int, str, Act, Act]] = []
        self._number = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="manners", daemon=True)
        self._thread.start()

    def ask(self, url: str, go: Act, refuse: Act) -> None:
        """Call ``go`` when the address may be asked, or ``refuse``; returns at once."""
        if not self._scope.has(url):
            go()  # what pages declare of other hosts: a few files, asked as any reader does
            return
        with self._changed:
            heapq.heappush(self._waiting, (0.0, next(self._number), url, go, refuse))
            self._changed.notify()

    def close(self) -> None:
        """Stop; what still waits is never asked."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while (turn := self._next()) is not None:
            at, url, go, refuse = turn
            rules = self._rules_of(url)
            if not rules.allow(url):
                _try(refuse)
                continue
            host, gap = urlsplit(url).netloc, max(self._gap_s, rules.delay_s)
            now = time.monotonic()
            free = at or max(self._free_at.get(host, 0.0), now)
            if free > now + 0.001:
                with self._changed:
                    self._free_at[host] = free + gap
                    entry = (free, next(self._number), url, go, refuse)
                    heapq.heappush(self._waiting, entry)
                continue
            if not at:
                self._free_at[host] = free + gap
            _try(go)

    def _next(self) -> tuple[float, str, Act, Act] | None:
        """The next request whose time has come; None at the end."""
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                wait_s = self._waiting[0][0] - time.monotonic()
                if wait_s <= 0:
                    at, _, url, go, refuse = heapq.heappop(self._waiting)
                    return at, url, go, refuse
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
        status, body = 0, b""
        if self._way.is_ours(url):
            return self._asked_for_it(url)
        for address in self._scope.addresses(*where)[:1]:
            with suppress(OSError, http.client.HTTPException):
                status, body = _get(url, address, where[1], self.agent)
        return read(status, body)

    def _asked_for_it(self, url: str) -> Rules:
        fetching = Fetching(self._way, self._scope)
        try:
            wanted = f"{origin_of(canonical(url))}/robots.txt"
            got = fetching.get(wanted, "GET", {"User-Agent": self.agent})
        finally:
            fetching.close()
        return read(got.status, got.body[:LARGEST]) if got else read(0, b"")


def _get(url: str, address: str, port: int, agent: str) -> tuple[int, bytes]:
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
        return answer.status, answer.read(LARGEST)
    finally:
        made.close()


def _try(act: Act) -> None:
    with suppress(ChannelError):  # the tab is gone, and with it who asked
        act()
