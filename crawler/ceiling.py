"""What no setting may exceed by accident: all hosts of one site together have one ceiling.

A portal's subdomains are mostly one machine room; a polite pace for each adds up to a rude one.
"""

from dataclasses import dataclass

from crawler.sites import CEILING_AT_ONCE, CEILING_RATE, Politeness


@dataclass(slots=True)
class Ceiling:
    """Shared by the hosts of one site; ``next_at`` is on the walk's clock."""

    limit: int
    delay_s: float
    active: int = 0
    next_at: float = 0.0

    @classmethod
    def of(cls, politeness: Politeness) -> "Ceiling | None":
        """None where no pace is kept at all, as is possible for a site of this computer only."""
        rate = politeness.requests_per_second
        if rate <= 0:
            return None
        return cls(max(CEILING_AT_ONCE, politeness.concurrency), 1 / max(CEILING_RATE, rate))

    def may_start(self, now: float) -> bool:
        """Whether one more request of the site may go out now."""
        return self.active < self.limit and now >= self.next_at

    def started(self, now: float) -> None:
        """A request of one of the hosts goes out."""
        self.active += 1
        self.next_at = max(self.next_at, now) + self.delay_s
