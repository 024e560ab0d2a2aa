"""What an office knew of its accounts when a month was judged, kept so that it can be judged again."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from checks.masking import mask
from checks.media.models import Account, HumanRecord, Post, SourceOutcome
from checks.media.observations import Observation
from checks.page import SHANGHAI
from crawler.media import office_rows as rows

OLD_DAYS = 62
"""Posts from before the month that are kept whatever they are."""
NEWEST = 5
"""Of a source's older posts so many are kept: they tell since when it is silent."""


class Known(Protocol):
    """What accounts are judged from: the office's file, or what was kept of it."""

    def accounts(self) -> dict[str, Account]: ...
    def missing(self) -> dict[str, str]: ...
    def posts(self, accounts: Iterable[str] | None = None) -> list[Post]: ...
    def outcomes(self) -> list[SourceOutcome]: ...
    def records(self) -> list[HumanRecord]: ...
    def observations(self) -> list[Observation]: ...


@dataclass(frozen=True, slots=True)
class Held:
    """The facts themselves; a :class:`Known`."""

    of_accounts: Mapping[str, Account]
    gone: Mapping[str, str] = field(default_factory=dict)
    of_posts: tuple[Post, ...] = ()
    of_outcomes: tuple[SourceOutcome, ...] = ()
    of_records: tuple[HumanRecord, ...] = ()
    of_observations: tuple[Observation, ...] = ()

    @classmethod
    def of(cls, known: Known) -> "Held":
        """Everything an office knows."""
        return cls(
            known.accounts(),
            known.missing(),
            tuple(sorted(known.posts(), key=lambda p: (p.account, p.source, p.post_id))),
            tuple(known.outcomes()),
            tuple(known.records()),
            tuple(known.observations()),
        )

    def accounts(self) -> dict[str, Account]:
        """Every account by key, in the ledger's order."""
        return dict(self.of_accounts)

    def missing(self) -> dict[str, str]:
        """Keys of accounts that the last ledger did not have, and since when (UTC)."""
        return dict(self.gone)

    def posts(self, accounts: Iterable[str] | None = None) -> list[Post]:
        """Every post, or those of some accounts."""
        wanted = None if accounts is None else set(accounts)
        return [p for p in self.of_posts if wanted is None or p.account in wanted]

    def outcomes(self) -> list[SourceOutcome]:
        """What became of each source of each account."""
        return list(self.of_outcomes)

    def records(self) -> list[HumanRecord]:
        """Every human record, oldest entry first."""
        return list(self.of_records)

    def observations(self) -> list[Observation]:
        """What platforms showed of accounts beside posts."""
        return list(self.of_observations)

    def recent(self, as_of: date) -> "Held":
        """The same without posts that say nothing of the month of ``as_of`` any more."""
        first = datetime.combine(as_of.replace(day=1) - timedelta(OLD_DAYS), time(), SHANGHAI)
        by_source: dict[tuple[str, str], list[Post]] = {}
        for post in self.of_posts:
            by_source.setdefault((post.account, post.source), []).append(post)
        kept = []
        for posts in by_source.values():
            dated = sorted((p.published_at for p in posts if p.published_at), reverse=True)
            since = min([first, *dated[NEWEST - 1 : NEWEST]])
            kept += [p for p in posts if p.published_at is None or p.published_at >= since]
        return replace(self, of_posts=tuple(kept))

    def with_later(self, now: "Held", as_of: date, accounts: Collection[str]) -> "Held":
        """The same with what was found out later about these accounts and the time up to ``as_of``:
        human records, trials, and posts nobody had seen. How a platform answers later says nothing
        of this month, nor what it shows of a post that was seen, nor a new ledger.
        """
        wanted = {key for key in accounts if key in self.of_accounts}
        seen = {(p.account, p.source, p.post_id) for p in self.of_posts}
        posts = [
            p
            for p in now.of_posts
            if p.account in wanted
            and (p.account, p.source, p.post_id) not in seen
            and p.day is not None
            and p.day <= as_of
        ]
        looked = {(o.account, o.source, o.name, o.day): o for o in self.of_observations}
        for one in now.of_observations:
            if one.account in wanted and one.day <= as_of:
                looked[(one.account, one.source, one.name, one.day)] = one
        known = set(self.of_records)
        records = [r for r in now.of_records if r.account in wanted and r not in known]
        everything = (*self.of_posts, *posts)
        return replace(
            self,
            of_posts=tuple(sorted(everything, key=lambda p: (p.account, p.source, p.post_id))),
            of_records=(*self.of_records, *records),
            of_observations=tuple(sorted(looked.values(), key=lambda o: (o.day, o.at))),
        )

    def about(self, account: str) -> tuple[object, ...]:
        """All that is known of one account, to be compared."""
        return (
            [p for p in self.of_posts if p.account == account],
            [r for r in self.of_records if r.account == account],
            [o for o in self.of_observations if o.account == account],
        )

    @property
    def pictures(self) -> set[str]:
        """Names of the stored pictures that people handed in as evidence."""
        shown = {r.picture for r in self.of_records}
        tried = {str(o.value.get("picture", "")) for o in self.of_observations if _is_map(o.value)}
        return {name for name in shown | tried if name}

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, personal data in notes and titles masked: it is kept for good."""
        accounts = (replace(a, note=mask(a.note)) for a in self.of_accounts.values())
        posts = (replace(p, title=mask(p.title)) for p in self.of_posts)
        return {
            "accounts": [rows.account_row(one) for one in accounts],
            "missing": dict(self.gone),
            "posts": [rows.post_row(one) for one in posts],
            "outcomes": [rows.outcome_row(one) for one in self.of_outcomes],
            "records": [rows.record_row(one) for one in self.of_records],
            "observations": [rows.observation_row(one) for one in self.of_observations],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Held":
        """From the JSON form."""
        return cls(
            {row["key"]: rows.account_of(row) for row in told["accounts"]},
            told["missing"],
            tuple(rows.post_of(row) for row in told["posts"]),
            tuple(rows.outcome_of(row) for row in told["outcomes"]),
            tuple(rows.record_of(row) for row in told["records"]),
            tuple(rows.observation_of(row) for row in told["observations"]),
        )


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)


def as_json(value: object) -> bytes:
    """JSON that comes out the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
