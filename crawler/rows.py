"""Values to database rows and back, in one place so that writer and reader cannot drift apart."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from checks.masking import mask
from checks.page import Item, Moment, PageKind, Reading
from checks.results import Evidence, Mender, Outcome, Result

ITEMS_KEPT = 400


def reading_row(run: int, url: int, engine: str, r: Reading) -> tuple[object, ...]:
    """A row of ``readings``, in column order, personal data masked: only bodies may hold it."""
    p = r.published
    items = [[i.day.isoformat(), mask(i.title)[:80], i.url] for i in r.items[:ITEMS_KEPT]]
    return (
        run,
        url,
        engine,
        str(r.kind),
        mask(r.title)[:300],
        p.value.isoformat() if p else None,
        p.precision if p else None,
        p.source if p else None,
        p.text if p else None,
        r.latest_item.isoformat() if r.latest_item else None,
        r.item_links,
        r.script_built,
        r.reason,
        json.dumps(masked_json(r.labels), ensure_ascii=False) if r.labels else None,
        json.dumps(items, ensure_ascii=False) if items else None,
        json.dumps(masked_json(r.facts), ensure_ascii=False) if r.facts else None,
    )


def masked_json(value: Any) -> Any:
    """A JSON value with personal data masked in its strings."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {name: masked_json(one) for name, one in value.items()}
    return [masked_json(one) for one in value] if isinstance(value, (list, tuple)) else value


def reading_of(row: Mapping[str, Any]) -> Reading:
    """A :class:`Reading` from a row of ``readings`` given by column name."""
    published = None
    if row["published"]:
        published = Moment(
            datetime.fromisoformat(row["published"]),
            row["precision"],
            row["source"],
            row["published_text"] or "",
        )
    items = tuple(
        Item(date.fromisoformat(day), title, url)
        for day, title, url in json.loads(row["items"] or "[]")
    )
    return Reading(
        PageKind(row["kind"]),
        row["title"] or "",
        published,
        json.loads(row["labels"] or "{}"),
        items,
        date.fromisoformat(row["latest_item"]) if row["latest_item"] else None,
        row["item_links"] or 0,
        bool(row["script_built"]),
        row["reason"] or "",
        json.loads(row["facts"] or "{}"),
    )


def result_row(month: str, rubric: str, r: Result, number: str) -> tuple[object, ...]:
    """A row of ``results``, in column order."""
    evidence = {
        "url": r.evidence.url,
        "seen_at": r.evidence.seen_at,
        "status": r.evidence.status,
        "attempts": list(r.evidence.attempts),
    }
    return (
        month,
        rubric,
        r.key,
        number,
        r.check,
        str(r.outcome),
        r.url,
        r.target,
        r.unit,
        str(r.mender),
        r.column,
        r.rule,
        r.value,
        r.message,
        r.locator,
        r.excerpt,
        r.fix,
        json.dumps(r.found_on, ensure_ascii=False),
        json.dumps(evidence, ensure_ascii=False),
        json.dumps(r.inherited_on, ensure_ascii=False) if r.inherited_on else None,
    )


def result_of(row: Mapping[str, Any]) -> Result:
    """A :class:`Result` from a row of ``results`` given by column name."""
    e = json.loads(row["evidence"])
    return Result(
        Outcome(row["outcome"]),
        row["url"],
        row["message"],
        row["target"],
        row["locator"],
        row["excerpt"],
        row["rule"],
        row["value"],
        row["fix"],
        _texts(row["found_on"]),
        Mender(row["mender"]),
        row["column_name"],
        row["check_id"],
        row["unit"],
        row["key"],
        row["number"],
        Evidence(e["url"], e["seen_at"], e["status"], tuple(e["attempts"])),
        _texts(row["inherited_on"]),
    )


def _texts(told: str | None) -> tuple[str, ...]:
    return tuple(json.loads(told)) if told and told != "[]" else ()


def detail_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The redirects, TLS facts and headers kept with a fetch."""
    return dict(json.loads(row["detail"] or "{}"))
