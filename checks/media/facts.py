"""Everything known of one account on the monitoring day: what account checks are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from checks.media.models import (
    Account,
    HumanRecord,
    Post,
    PostState,
    SourceOutcome,
    Verdict,
    Window,
)
from checks.media.observed import NOTHING_OBSERVED, Observed, Trial
from checks.media.verdict import AHEAD, judge
from checks.wordlist import Wordlist, builtin


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One account, what was seen of it, and what the office asks of it.

    ``window_at`` gives the window of so many days before the monitoring point. ``month_start`` is
    the first day assessed. ``peers`` are other accounts of the same unit on the same platform that
    are not over. ``gap_days`` is a local rule stricter than the usual window. ``closed_to`` are
    words in the names of units that may not have accounts here.
    """

    account: Account
    as_of: date
    month_start: date
    verdict: Verdict
    window_at: Callable[[int], Window]
    posts: Sequence[Post] = ()
    outcomes: Sequence[SourceOutcome] = ()
    records: Sequence[HumanRecord] = ()
    peers: Sequence[Account] = ()
    observed: Observed = NOTHING_OBSERVED
    gap_days: int | None = None
    window_days: int = 14
    closed_to: Sequence[str] = ()
    in_ledger: bool = True
    wordlist: Wordlist = field(default_factory=builtin)

    @property
    def url(self) -> str:
        """An address to look at: the account's own, or that of its newest post."""
        newest = max(
            (p for p in self.posts if p.url and p.published_at),
            key=lambda p: p.published_at or p.fetched_at,
            default=None,
        )
        return self.account.home_url or (newest.url if newest else "")

    @property
    def window(self) -> Window:
        """The window everybody is judged by."""
        return self.window_at(self.window_days)

    def verdict_of(self, days: int) -> Verdict:
        """What may be said of another number of days before the same monitoring point."""
        return judge(
            self.account,
            self.window_at(days),
            posts=self.posts,
            outcomes=self.outcomes,
            records=self.records,
        )

    def trials(self, days: int) -> Sequence[Trial]:
        """What people found who tried it out within so many days, newest first."""
        return [one for one in self.observed.trials if (self.as_of - one.day).days <= days]

    def post_days(self) -> list[date]:
        """Believable days on which something was published up to the monitoring day, oldest first."""
        days = {
            post.day
            for post in self.posts
            if post.state is PostState.LIVE and post.published_at and post.day
            and post.published_at <= post.fetched_at + AHEAD
        }  # fmt: skip
        days |= {
            r.last_post
            for r in self.records
            if r.last_post and r.last_post <= r.seen_on and (r.links or r.picture)
        }
        return sorted(day for day in days if day <= self.as_of)
