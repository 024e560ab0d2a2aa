"""Values about accounts to rows of ``office.sqlite`` and back, in one place."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from checks.media.models import (
    Account,
    Coverage,
    HumanRecord,
    LedgerStatus,
    Platform,
    Post,
    PostState,
    SourceConfig,
    SourceOutcome,
)
from checks.media.observations import Observation
from checks.media.reasons import Reason

Row = Mapping[str, Any]


def account_row(a: Account) -> dict[str, Any]:
    """A row of ``accounts`` without what the store adds."""
    return {
        "key": a.key,
        "name": a.name,
        "platform": str(a.platform),
        "platform_text": a.platform_text,
        "platform_id": a.platform_id,
        "organiser": a.organiser,
        "supervisor": a.supervisor,
        "filing_no": a.filing_no,
        "status": str(a.status),
        "status_text": a.status_text,
        "opened_on": _text(a.opened_on),
        "status_on": _text(a.status_on),
        "home_url": a.home_url,
        "claimed_on": _text(a.claimed_on),
        "note": a.note,
        "update_rule": a.update_rule,
        "max_gap_days": a.max_gap_days,
        "sources": json.dumps([asdict(s) for s in a.sources], ensure_ascii=False),
    }


def account_of(row: Row) -> Account:
    """An account from a row of ``accounts``."""
    return Account(
        key=row["key"],
        name=row["name"],
        platform=Platform(row["platform"]),
        platform_text=row["platform_text"],
        platform_id=row["platform_id"],
        organiser=row["organiser"],
        supervisor=row["supervisor"],
        filing_no=row["filing_no"],
        status=LedgerStatus(row["status"]),
        status_text=row["status_text"],
        opened_on=_day(row["opened_on"]),
        status_on=_day(row["status_on"]),
        home_url=row["home_url"],
        claimed_on=_day(row["claimed_on"]),
        note=row["note"],
        update_rule=row["update_rule"],
        max_gap_days=row["max_gap_days"],
        sources=tuple(SourceConfig(**one) for one in json.loads(row["sources"])),
    )


def post_row(p: Post) -> dict[str, Any]:
    """A row of ``posts``."""
    return {
        "account": p.account,
        "source": p.source,
        "post_id": p.post_id,
        "title": p.title,
        "url": p.url,
        "published_at": _text(p.published_at),
        "precision": p.precision,
        "state": str(p.state),
        "pinned": int(p.pinned),
        "edited": int(p.edited),
        "fetched_at": p.fetched_at.isoformat(),
    }


def post_of(row: Row) -> Post:
    """A post from a row of ``posts``."""
    return Post(
        account=row["account"],
        source=row["source"],
        post_id=row["post_id"],
        title=row["title"],
        url=row["url"],
        published_at=_moment(row["published_at"]),
        fetched_at=datetime.fromisoformat(row["fetched_at"]),
        precision=row["precision"],
        state=PostState(row["state"]),
        pinned=bool(row["pinned"]),
        edited=bool(row["edited"]),
    )


def observation_row(o: Observation) -> dict[str, Any]:
    """A row of ``observations``."""
    return {
        "account": o.account,
        "source": o.source,
        "name": o.name,
        "day": o.day.isoformat(),
        "value": json.dumps(o.value, ensure_ascii=False),
        "at": o.at.isoformat(),
    }


def observation_of(row: Row) -> Observation:
    """An observation from a row of ``observations``."""
    return Observation(
        account=row["account"],
        source=row["source"],
        name=row["name"],
        value=json.loads(row["value"]),
        at=datetime.fromisoformat(row["at"]),
    )


def outcome_row(o: SourceOutcome) -> dict[str, Any]:
    """A row of ``source_runs`` without the walk."""
    return {
        "account": o.account,
        "source": o.source,
        "outcome": o.outcome,
        "reason": str(o.reason) if o.reason else None,
        "detail": o.detail,
        "exhaustive": int(o.exhaustive),
        "covered_from": _text(o.covered.start) if o.covered else None,
        "covered_to": _text(o.covered.end) if o.covered else None,
        "started": _text(o.started),
        "ended": _text(o.ended),
    }


def outcome_of(row: Row) -> SourceOutcome:
    """An outcome from a row of ``source_runs``."""
    start, end = _moment(row["covered_from"]), _moment(row["covered_to"])
    return SourceOutcome(
        account=row["account"],
        source=row["source"],
        outcome=row["outcome"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        detail=row["detail"],
        exhaustive=bool(row["exhaustive"]),
        covered=Coverage(start, end) if start and end else None,
        started=_moment(row["started"]),
        ended=_moment(row["ended"]),
    )


def record_row(r: HumanRecord) -> dict[str, Any]:
    """A row of ``evidence`` without its time."""
    return {
        "account": r.account,
        "who": r.who,
        "seen_on": r.seen_on.isoformat(),
        "finding": r.finding,
        "last_post": _text(r.last_post),
        "links": "\n".join(r.links),
        "picture": r.picture,
        "note": r.note,
        "origin": r.origin,
    }


def record_of(row: Row) -> HumanRecord:
    """A record from a row of ``evidence``."""
    return HumanRecord(
        account=row["account"],
        who=row["who"],
        seen_on=date.fromisoformat(row["seen_on"]),
        finding=row["finding"],
        last_post=_day(row["last_post"]),
        links=tuple(row["links"].split()),
        picture=row["picture"],
        note=row["note"],
        origin=row["origin"],
    )


def _text(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
