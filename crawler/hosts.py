"""One host's turn: how many requests at once, how far apart, and whether to leave it alone.

Waiting happens here, before a request exists, so that no time-out can count it.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from checks.blocking import Block
from crawler.asking import LONGEST_WAIT_S, Answer, Trouble
from crawler.ceiling import Ceiling
from crawler.clock import REAL, Clock
from crawler.robots import Rules
from crawler.sites import Politeness
from crawler.strain import BREAK, STRAINED, Strain

REFUSALS = 5
"""Refusals (403) in a row after which a host has closed itself to us."""
SILENCES = 5
"""Time-outs and refused connections in a row after which a host is taken for down."""
SCREEN_PAUSE_S = 600.0
"""After a protection screen in the middle of a site that answered well until then."""
MOST_PAUSES = 2
SETTLED = 10
"""Good answers before a screen; with fewer, the host is closed at once."""
MOST_QUESTIONS = 20
OVERLOADED = "服务器持续答复过载（HTTP {status}）"


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
    question: bool = False
    """A good page, asked again to see whether its host is overloaded or only some addresses fail."""
    hops: int = 0
    """Redirects that led here."""


@dataclass(slots=True)
class Host:
    """State of one host name; ``next_at`` is on the walk's clock. ``limit`` and ``delay_s`` are
    those kept now: what was configured, or less while the host is under strain.
    """

    name: str
    limit: int
    delay_s: float
    ours: bool = False
    clock: Clock = REAL
    ceiling: Ceiling | None = None
    queue: deque[Target] = field(default_factory=deque)
    active: int = 0
    next_at: float = 0.0
    closed: Block | None = None
    """Why nothing more is asked of this host in this run: the screen that answered, or (not a
    screen) that its server is overloaded.
    """
    silent: bool = False
    """It stopped answering; what is left waits for the second look."""
    rules: dict[str, Rules] = field(default_factory=dict)
    """robots.txt by origin."""
    locked: bool = False
    """A robots.txt is being read."""
    answered_at: float = float("-inf")
    honest: bool | None = None
    """Whether it answers conditional requests by the content; None until that was tried."""
    strain: Strain = field(default_factory=Strain)
    doubt: str = ""
    """Why the host is to be questioned before anything else is asked."""
    good_url: str = ""
    """The page that was answered well last."""
    pauses: int = 0
    _usual: tuple[int, float] = (0, 0.0)
    _paused_at: float = float("-inf")
    _good: int = 0
    _questions: int = 0
    _questioning: bool = False
    _refused: int = 0
    _unanswered: int = 0

    def __post_init__(self) -> None:
        self._usual = (self.limit, self.delay_s)

    def may_start(self, now: float) -> bool:
        """Whether a request may go out now."""
        if self.locked or not self.queue or self.active >= self.limit or now < self.next_at:
            return False
        return self.ceiling is None or self.ceiling.may_start(now)

    def started(self, now: float) -> None:
        """A request goes out."""
        self.active += 1
        if self.delay_s:
            self.next_at = max(self.next_at, now) + self.delay_s
        if self.ceiling is not None:
            self.ceiling.started(now)

    def ended(self) -> None:
        """What went out has come back."""
        self.active -= 1
        if self.ceiling is not None:
            self.ceiling.active -= 1

    async def rest(self) -> None:
        """Let the distance to the next request pass; for what is asked outside the queue."""
        if self.delay_s or self.next_at:
            await self.clock.sleep(max(self.delay_s, self.next_at - self.clock.now()))

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
            self.heed(answer, now)
        if answer.block is None:
            self._refused = 0
            if answer.status == 200 and answer.method == "GET" and "html" in answer.content_type:
                self.good_url = answer.url
        elif answer.block.screen:
            self._screened(answer, answer.block, now)
        elif answer.status == 403:
            self._refused += 1
            if self._refused >= REFUSALS:
                self.closed = Block(answer.block.name, screen=True)

    def heed(self, answer: Answer, now: float) -> None:
        """Of what :meth:`learn` does only the pace."""
        if answer.status not in STRAINED or (answer.block is not None and answer.block.screen):
            if answer.status < 400 and answer.block is None:
                self._good += 1
            if self.strain.answered(answer, self.delay_s):
                self._keep_pace()
            return
        wait_s = self.strain.struck(answer, now, self._usual[1])
        self.next_at = max(self.next_at, now + wait_s)
        self._keep_pace()
        if self.strain.heat < BREAK or self.closed is not None:
            return
        refused = answer.block is not None
        self.doubt = answer.block.name if answer.block else OVERLOADED.format(status=answer.status)
        if not self.good_url or self._questions >= MOST_QUESTIONS:
            self.closed = Block(self.doubt, screen=refused)

    def question(self) -> Target | None:
        """What to ask next to settle a doubt, once."""
        if not self.doubt or self._questioning or self.closed is not None:
            return None
        self._questioning = True
        return Target(self.good_url, "page", external=not self.ours, question=True)

    def questioned(self, answer: Answer, now: float) -> None:
        """Take the answer of a page that was good before: is it the host that fails?"""
        doubt, self.doubt = self.doubt, ""
        self._questioning = False
        self._questions += 1
        if answer.status == 200 and answer.block is None:
            self.strain.cleared()
            self._keep_pace()
            self.queue.rotate(len(self.queue) // 2)  # neighbours tend to fail together
            self.learn(answer, now)
        else:
            refused = answer.block is not None or answer.status == 429
            self.closed = answer.block if refused and answer.block else Block(doubt, refused)

    def _screened(self, answer: Answer, block: Block, now: float) -> None:
        """Stop at a screen for good, or once or twice for a while if all went well so far: it may
        only have found us too quick. It is never solved, and never asked as somebody else.
        """
        if now - answer.latency_ms / 1000 < self._paused_at:
            return  # it was under way when the pause began
        long = answer.retry_after_s > LONGEST_WAIT_S
        if not self.ours or self._good < SETTLED or self.pauses >= MOST_PAUSES or long:
            self.closed = block
            return
        self.pauses += 1
        self._good = 0
        self._paused_at = now
        self.next_at = max(self.next_at, now + max(SCREEN_PAUSE_S, answer.retry_after_s))
        self.strain.slow()
        self._keep_pace()

    def _keep_pace(self) -> None:
        limit, delay_s = self._usual
        self.limit = max(1, limit >> self.strain.level)
        self.delay_s = self.strain.delay_s(delay_s)

    def slow_down(self, rules: Rules) -> None:
        """Honour a Crawl-delay that is longer than our own."""
        if rules.delay_s > self._usual[1]:
            self._usual = (1, rules.delay_s)
            self._keep_pace()

    def second_round(self) -> None:
        """A new chance for a host that was silent."""
        self.silent = False
        self._unanswered = 0

    def told(self) -> dict[str, object]:
        """Chinese figures of how it had to be spared, empty if not at all."""
        told = dict(self.strain.told(self._usual[1]))
        if self.pauses:
            told["遇到防护、停下等待的次数"] = self.pauses
        return told


class Hosts:
    """All hosts met in this run, and whose turn it is."""

    def __init__(
        self,
        politeness: Politeness,
        is_ours: Callable[[str], bool] = lambda name: False,
        clock: Clock = REAL,
    ) -> None:
        rate = politeness.requests_per_second
        self._limit = max(1, politeness.concurrency)
        self._delay_s = 1 / rate if rate > 0 else 0.0
        self._is_ours = is_ours
        self.clock = clock
        self._ceiling = Ceiling.of(politeness)
        self._hosts: dict[str, Host] = {}
        self._waiting: deque[Host] = deque()
        self._listed: set[str] = set()
        self.queued = 0

    def of(self, name: str) -> Host:
        """The state of a host, new or known."""
        host = self._hosts.get(name)
        if host is None:
            ours = self._is_ours(name)
            ceiling = self._ceiling if ours else None
            host = self._hosts[name] = Host(
                name, self._limit, self._delay_s, ours, self.clock, ceiling
            )
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
        if host.name not in self._listed:
            self._listed.add(host.name)
            self._waiting.append(host)

    def next_at(self) -> float | None:
        """When a host that is only pausing may go on; None if nothing is waiting for the clock."""
        times = [
            max(h.next_at, h.ceiling.next_at) if h.ceiling is not None else h.next_at
            for h in self._waiting
            if h.queue and not h.locked and h.active < h.limit
        ]
        return min(times) if times else None

    def drop_all(self) -> list[Target]:
        """Empty every queue; the targets that will not be asked."""
        left = [t for h in self._waiting for t in h.queue]
        for host in self._waiting:
            host.queue.clear()
        self.queued = 0
        return left
