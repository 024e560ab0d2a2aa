"""One source of one account asked from beginning to end: its posts stored, one outcome, no more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from checks.media.models import Post, SourceOutcome
from checks.media.observations import Observation
from crawler.media.api.calls import FailureError, Session, Span, Told
from crawler.media.api.spider import ApiSpider
from crawler.media.api.weixin import Tokens
from crawler.media.bases import Bases
from crawler.media.manners import Manners
from crawler.media.office import Office
from crawler.media.secrets import Redactor
from crawler.media.sources import Job

MOST_HELD = 500
"""Posts that are held before they are stored."""


@dataclass
class _Held:
    """What one source has shown and is not stored yet."""

    office: Office
    posts: list[Post] = field(default_factory=list)
    observed: list[Observation] = field(default_factory=list)
    stored: int = 0

    def keep(self, posts: Sequence[Post]) -> None:
        """Hold posts; store them when they are many."""
        self.posts += posts
        if len(self.posts) >= MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Store everything held."""
        if not self.posts and not self.observed:
            return
        posts, observed = self.posts, self.observed
        self.posts, self.observed = [], []
        with self.office.change():
            self.office.put_posts(posts)
            self.office.put_observations(observed)
        self.stored += len(posts)


@dataclass
class Asking:
    """All interfaces of one walk. ``now`` fixes the time for tests; else the clock is read as each
    source is begun. ``keep`` stores an outcome at once: a walk may be killed.
    """

    office: Office
    redactor: Redactor
    bases: Bases
    manners: Manners
    days: int
    keep: Callable[[SourceOutcome], None]
    now: datetime | None = None
    tokens: Tokens = field(default_factory=Tokens)
    outcomes: list[SourceOutcome] = field(default_factory=list)
    crashes: dict[tuple[str, str], str] = field(default_factory=dict)
    posts: int = 0
    calls: int = 0

    async def run(self, spider: ApiSpider, job: Job) -> None:
        """Ask one source. What goes wrong is its own outcome and reaches no other."""
        held = _Held(self.office)
        session = self._session(spider, job, held)
        try:
            try:
                outcome = await self._asked(session, job)
            finally:
                held.flush()
                self.posts += held.stored
                self.calls += session.calls
            self.keep(outcome)
        except Exception as error:  # noqa: BLE001 - told as this source's outcome
            self.crashes[job.account.key, job.source] = type(error).__name__
        else:
            self.outcomes.append(outcome)

    def _session(self, spider: ApiSpider, job: Job, held: _Held) -> Session:
        return Session(
            account=job.account,
            source=job.source,
            config=job.config,
            span=Span(self.now or datetime.now(UTC), self.days),
            bases=self.bases,
            redactor=self.redactor,
            send=spider.send,
            pause=spider.pause,
            keep=held.keep,
            put=held.observed.append,
            tokens=self.tokens,
            keys=job.keys,
        )

    async def _asked(self, session: Session, job: Job) -> SourceOutcome:
        if job.kind is None:
            raise AssertionError("only jobs that ask an interface come here")
        started = session.span.now
        try:
            told = await job.kind.look(session)
        except FailureError as error:
            if error.stops:
                self.manners.stop(session.host, error.reason)
            told = Told(reason=error.reason, detail=error.detail)
        session.observe_comments()
        return SourceOutcome(
            account=job.account.key,
            source=job.source,
            outcome="ok" if told.reason is None else "partial" if session.kept else "failed",
            reason=told.reason,
            detail=self.redactor.clean(told.detail),
            exhaustive=told.exhaustive,
            covered=told.covered,
            started=started,
            ended=self.now or datetime.now(UTC),
        )
