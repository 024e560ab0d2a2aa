"""One host's turn: how many requests at once, how far apart, and whether to leave it alone.

Waiting happens here, before a request exists, so that no time-out can count it.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.blocking import Block
from crawler.asking import Answer, Trouble
from crawler.robots import Rules
from crawler.sites import Politeness

REFUSALS = 5
"""Refusals (403, 429) in a row after which a host has closed itself to us."""
SILENCES = 5
"""Time-outs and refused connections in a row after which a host is taken for down."""
LONGEST_BACK_OFF_S = 120.0


@dataclass(slots=True, eq=False)
class Target:
    """One distinct address to ask for."""

    url: str
    role: str
    external: bool
    round: int = 0
    """0 for the first look, 1 and more for later ones."""
    chain: bool = False
    """Follow redirects to the end in one go (a loop may need the cookies set on the way)."""
    opened: bool = False
    """Outside, linked from the home page or a link list: asked with GET, to see what it is."""


@dataclass(slots=True)
class Host:
    """State of one host name; ``next_at`` is on the loop's clock."""

    name: str
    limit: int
    delay_s: float
    queue: deque[Target] = field(default_factory=deque)
    active: int = 0
    next_at: float = 0.0
    closed: Block | None = None
    """The screen that answered: nothing more is asked of this host in this run."""
    silent: bool = False
    """It stopped answering; what is left waits for the second look."""
    rules: dict[str, Rules] = field(default_factory=dict)
    """robots.txt by origin."""
    locked: bool = False
    """A robots.txt is being read."""
    answered_at: float = float("-inf")
    honest: bool | None = None
    """Whether it answers conditional requests by the content; None until that was tried."""
    _refused: int = 0
    _unanswered: int = 0

    def may_start(self, now: float) -> bool:
        """Whether a request may go out now."""
        if self.locked or not self.queue:
            return False
        return self.active < self.limit and now >= self.next_at

    def started(self, now: float) -> None:
        """A request goes out."""
        self.active += 1
        if self.delay_s:
            self.next_at = max(self.next_at, now) + self.delay_s

    def learn(self, answer: Answer, now: float) -> None:
        """Take the answer's hint: slow down, close, or go on."""
        if answer.trouble in (Trouble.TIMEOUT, Trouble.REFUSED, Trouble.NAME_UNSURE):
            # Others were answered meanwhile: it is this address that hangs, not the host.
            if self.answered_at < now - answer.latency_ms / 1000:
                self._unanswered += 1
                self.silent = self.silent or self._unanswered >= SILENCES
            return
        if answer.status:
            self._unanswered = 0
            self.silent = False
            self.answered_at = now
        if answer.status in (429, 503):
            wait = min(answer.retry_after_s or 2.0 * (answer.status == 429), LONGEST_BACK_OFF_S)
            self.next_at = max(self.next_at, now + wait)
        if answer.block is None:
            self._refused = 0
        elif answer.block.screen:
            self.closed = answer.block
        elif answer.status in (403, 429):
            self._refused += 1
            if self._refused >= REFUSALS:
                self.closed = Block(answer.block.name, screen=True)

    def slow_down(self, rules: Rules) -> None:
        """Honour a Crawl-delay that is longer than our own."""
        if rules.delay_s > self.delay_s:
            self.delay_s = rules.delay_s
            self.limit = 1

    def second_round(self) -> None:
        """A new chance for a host that was silent."""
        self.silent = False
        self._unanswered = 0


class Hosts:
    """All hosts met in this run, and whose turn it is."""

    def __init__(self, politeness: Politeness) -> None:
        rate = politeness.requests_per_second
        self._limit = max(1, politeness.concurrency)
        self._delay_s = 1 / rate if rate > 0 else 0.0
        self._hosts: dict[str, Host] = {}
        self._waiting: deque[Host] = deque()
        self._listed: set[str] = set()
        self.queued = 0

    def of(self, name: str) -> Host:
        """The state of a host, new or known."""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(name, self._limit, self._delay_s)
        return host

    def known(self) -> Mapping[str, Host]:
        """Every host met."""
        return self._hosts

    def add(self, name: str, target: Target) -> None:
        """Put a target at the end of its host's queue."""
        host = self.of(name)
        host.queue.append(target)
        self.queued += 1
        if name not in self._listed:
            self._listed.add(name)
            self._waiting.append(host)

    def take(self, now: float) -> tuple[Host, Target] | None:
        """The next target that may be asked now, hosts in turn; None if all must wait."""
        for _ in range(len(self._waiting)):
            host = self._waiting[0]
            self._waiting.rotate(-1)
            if not host.queue:
                self._waiting.remove(host)
                self._listed.discard(host.name)
                continue
            if host.may_start(now):
                self.queued -= 1
                return host, host.queue.popleft()
        return None

    def put_back(self, host: Host, target: Target) -> None:
        """Return a target that was taken to the head of its queue."""
        host.queue.appendleft(target)
        self.queued += 1

    def next_at(self) -> float | None:
        """When a host that is only pausing may go on; None if nothing is waiting for the clock."""
        times = [
            h.next_at for h in self._waiting if h.queue and not h.locked and h.active < h.limit
        ]
        return min(times) if times else None

    def drop_all(self) -> list[Target]:
        """Empty every queue; the targets that will not be asked."""
        left = [t for h in self._waiting for t in h.queue]
        for host in self._waiting:
            host.queue.clear()
        self.queued = 0
        return left
