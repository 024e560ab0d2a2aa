"""Accounts for tests, from the cases of a fixture file ``fixtures/<account check>/*.toml``.

Each ``[[case]]`` has ``name`` and ``expect`` (a list of "outcome rule"), and what there is of
``account``, ``posts``, ``outcomes``, ``records``, ``peers``, ``observations``, ``params``,
``gap_days``, ``closed_to``, ``as_of``.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from checks.media.facts import AccountFacts
from checks.media.models import (
    Account,
    Coverage,
    HumanRecord,
    LedgerStatus,
    Platform,
    Post,
    PostState,
    SourceOutcome,
    Window,
)
from checks.media.observations import Observation
from checks.media.observed import observed
from checks.media.reasons import Reason
from checks.media.verdict import judge
from checks.page import SHANGHAI

KEY = "weibo:1"
AS_OF = date(2026, 11, 25)


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file."""
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return found


def facts(case: Mapping[str, Any]) -> AccountFacts:
    """One case as a check is given it."""
    as_of = case.get("as_of", AS_OF)
    account = account_of(case.get("account", {}))
    key = account.key
    posts = [_post(key, n, **one) for n, one in enumerate(case.get("posts", ()))]
    outcomes = [_outcome(key, **one) for one in case.get("outcomes", ())]
    records = [_record(key, **one) for one in case.get("records", ())]
    seen = [_observation(key, **one) for one in case.get("observations", ())]
    window_at = partial(Window.on, as_of)
    return AccountFacts(
        account=account,
        as_of=as_of,
        month_start=as_of.replace(day=1),
        verdict=judge(account, window_at(14), posts=posts, outcomes=outcomes, records=records),
        window_at=window_at,
        posts=posts,
        outcomes=outcomes,
        records=records,
        peers=[account_of(one) for one in case.get("peers", ())],
        observed=observed(seen, as_of),
        gap_days=case.get("gap_days"),
        closed_to=case.get("closed_to", ()),
    )


def account_of(told: Mapping[str, Any]) -> Account:
    """An account; what is not told is as usual."""
    given = dict(told)
    platform = Platform(given.pop("platform", "weibo"))
    status = LedgerStatus(given.pop("status", "正常"))
    usual = {"key": KEY, "name": "柳溪发布", "organiser": "柳溪区政府办"}
    return Account(platform=platform, status=status, **{**usual, **given})


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in Shanghai."""
    return datetime.combine(day, time(hour), SHANGHAI)


def _post(key: str, n: int, day: date, **more: Any) -> Post:
    return Post(
        account=key,
        source=more.get("source", "feed"),
        post_id=more.get("id", f"p{n}"),
        title=more.get("title", "工作动态"),
        url=more.get("url", f"https://weibo.example/p{n}"),
        published_at=at(day),
        fetched_at=at(more.get("fetched", AS_OF), 12),
        state=PostState(more.get("state", "live")),
        edited=more.get("edited", False),
    )


def _outcome(key: str, **told: Any) -> SourceOutcome:
    covered = Coverage.of_days(told["first"], told["last"]) if "first" in told else None
    reason = Reason(told["reason"]) if "reason" in told else None
    return SourceOutcome(
        key, told.get("source", "weibo_own"), told.get("outcome", "ok"), reason,
        exhaustive=told.get("exhaustive", True), covered=covered,
    )  # fmt: skip


def _record(key: str, seen: date, finding: str, **more: Any) -> HumanRecord:
    assert finding in ("updated", "not_updated")
    return HumanRecord(
        key, more.get("who", "张某"), seen, finding, more.get("last"),
        tuple(more.get("links", ())), more.get("picture", ""),
    )  # fmt: skip


def _observation(key: str, name: str, value: Any, **more: Any) -> Observation:
    return Observation(
        key, more.get("source", "wechat_menu"), name, value, at(more.get("day", AS_OF))
    )
