"""Judge an office's accounts by a rubric's account checks, from what is stored: no network."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Protocol

from checks.media.facts import AccountFacts
from checks.media.models import Account, Platform, Verdict
from checks.media.observations import Observation
from checks.media.observed import NOTHING_OBSERVED, Observed, observed
from checks.media.verdict import verdicts
from checks.results import Result
from checks.rubric import Rubric
from checks.run import judge_account, selected
from checks.wordlist import Wordlist, builtin
from crawler.media.held import Known
from crawler.media.settings import MediaSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """One account with its verdict and what every selected check says of it."""

    account: Account
    verdict: Verdict
    results: Sequence[Result]
    in_ledger: bool = True


def judge_office(
    office: Known,
    rubric: Rubric,
    as_of: date,
    *,
    settings: MediaSettings | None = None,
    wordlist: Wordlist | None = None,
    organisers: Collection[str] | None = None,
) -> list[Judged]:
    """Exactly one entry for each account, in the ledger's order, whatever happens to any of them.

    The month assessed is that of ``as_of``, up to that day. ``organisers``: only accounts of these
    units, by name.
    """
    settings = settings or MediaSettings()
    everyone, missing = office.accounts(), office.missing()
    accounts = {
        key: one
        for key, one in everyone.items()
        if organisers is None or one.organiser in organisers
    }
    posts = _grouped(office.posts(None if organisers is None else accounts))
    outcomes, records = _grouped(office.outcomes()), _grouped(office.records())
    seen = _grouped(office.observations())
    present = [a for key, a in everyone.items() if key not in missing]
    peers, chosen = peers_of(present), selected(rubric)
    judged = []
    found = verdicts(
        list(accounts.values()),
        lambda _: settings.window(as_of),
        posts=list(chain.from_iterable(posts.values())),
        outcomes=list(chain.from_iterable(outcomes.values())),
        records=list(chain.from_iterable(records.values())),
    )
    for account, verdict in zip(accounts.values(), found, strict=True):
        key = account.key
        facts = AccountFacts(
            account=account,
            as_of=as_of,
            month_start=as_of.replace(day=1),
            verdict=verdict,
            window_at=settings.window_at(as_of),
            posts=posts.get(key, ()),
            outcomes=outcomes.get(key, ()),
            records=records.get(key, ()),
            peers=peers.get(key, ()),
            observed=_seen(seen.get(key, ()), as_of),
            gap_days=settings.gap_of(account),
            window_days=settings.window_days,
            closed_to=settings.closed_to,
            in_ledger=key not in missing,
            wordlist=wordlist or builtin(),
        )
        results = tuple(judge_account(facts, chosen))
        judged.append(Judged(account, verdict, results, key not in missing))
    return judged


def peers_of(accounts: Iterable[Account]) -> Mapping[str, Sequence[Account]]:
    """For each account the others of its unit and platform that are not over, by key."""
    groups: dict[tuple[str, str], list[Account]] = {}
    for account in accounts:
        if account.organiser and not account.status.is_over:
            other = account.platform is Platform.OTHER
            platform = account.platform_text if other else str(account.platform)
            groups.setdefault((account.organiser, platform), []).append(account)
    return {
        one.key: [other for other in group if other is not one]
        for group in groups.values()
        for one in group
    }


def last_day(month: str, as_of: date) -> date:
    """The monitoring day of a month: ``as_of`` when it lies in it, else the month's last day."""
    first = date.fromisoformat(f"{month}-01")
    if (as_of.year, as_of.month) == (first.year, first.month):
        return as_of
    following = (first + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


def _seen(observations: Sequence[Observation], as_of: date) -> Observed:
    """What is stored in a shape nobody expects is as good as not seen."""
    try:
        return observed(observations, as_of)
    except Exception:
        log.exception("observations of %s", observations[0].account)
        return NOTHING_OBSERVED


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


def _grouped[T: _OfAccount](values: Iterable[T]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for value in values:
        groups.setdefault(value.account, []).append(value)
    return groups
