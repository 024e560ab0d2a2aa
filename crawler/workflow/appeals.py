"""What a unit says against a finding (申诉) and what the office rules. A claim changes nothing itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from checks.decision import Decision
from checks.errors import UserError
from crawler.store import Store
from crawler.workflow.reviews import add as add_decision
from crawler.workflow.stamp import Stamp


class Claim(StrEnum):
    """What a unit claims."""

    FALSE_POSITIVE = "误报"
    NOT_OURS = "非本单位责任"
    EXEMPT = "申请豁免"
    OTHER = "其他"


class Ruling(StrEnum):
    """What the office rules."""

    ACCEPTED = "采纳"
    PARTLY = "部分采纳"
    REFUSED = "不采纳"


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal with the last ruling on it ("" while none). ``evidence`` names a file in the
    evidence folder or an address; ``origin`` where it came from (a sheet's name, "网页");
    ``covers`` the other findings of the same cause that it speaks of, separated by spaces.
    """

    id: int
    month: str
    key: str
    unit: str
    kind: str
    reason: str
    evidence: str
    at: str
    by: str
    origin: str
    covers: str = ""
    ruling: str = ""
    ruling_note: str = ""
    ruled_by: str = ""
    ruled_at: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every finding a ruling on it decides."""
        return tuple(dict.fromkeys((self.key, *self.covers.split())))


def claim(
    store: Store,
    *,
    month: str,
    key: str,
    unit: str,
    kind: Claim,
    reason: str,
    stamp: Stamp,
    evidence: str = "",
    origin: str = "",
    covers: Iterable[str] = (),
) -> int:
    """Note a unit's appeal against one finding of its own; returns its number.

    The caller knows that the finding is the unit's. The same claim said twice is one.
    """
    if not reason.strip():
        raise UserError("申诉要写明理由，什么也没有记下。")
    for known in of_month(store, month, unit=unit):
        same = (known.key, known.kind, known.reason) == (key, str(kind), reason.strip())
        if same and not known.ruling:
            return known.id
    row = {
        "month": month,
        "key": key,
        "unit": unit,
        "kind": str(kind),
        "reason": reason.strip(),
        "evidence": evidence,
        "at": stamp.at,
        "by": stamp.who,
        "origin": origin,
        "covers": " ".join(other for other in covers if other != key),
    }
    return int(str(store.db.table("appeals").insert(row).last_pk))


def rule(
    store: Store,
    appeal: int,
    ruling: Ruling,
    stamp: Stamp,
    note: str,
    *,
    verdict: Decision | None = None,
    until: date | None = None,
) -> None:
    """Rule on an appeal. Accepting needs the decision that follows from it (误报, 豁免 …).

    Both are kept or none; of two people who rule at once the second is refused.
    """
    with store.connection as db:
        db.execute("BEGIN IMMEDIATE")
        _rule(store, get(store, appeal), ruling, stamp, note, verdict=verdict, until=until)


def _rule(
    store: Store,
    found: Appeal,
    ruling: Ruling,
    stamp: Stamp,
    note: str,
    *,
    verdict: Decision | None,
    until: date | None,
) -> None:
    if found.ruling:
        raise UserError(f"申诉 {found.id} 已经处理过（{found.ruling}）。要改，请再提一次申诉。")
    if ruling is not Ruling.ACCEPTED and not note.strip():
        raise UserError(f"“{ruling}”要写明理由，什么也没有记下。")
    if ruling is Ruling.ACCEPTED and verdict is None:
        raise UserError("采纳申诉时要同时给出决定（误报或豁免），什么也没有记下。")
    if ruling is Ruling.REFUSED and verdict is not None:
        raise UserError("不采纳的申诉不能带来新的决定，什么也没有记下。")
    if verdict is not None:
        reason = note.strip() or f"采纳申诉：{found.reason}"
        add_decision(
            store,
            found.keys,
            verdict,
            stamp,
            reason,
            month=found.month,
            until=until,
            appeal=found.id,
        )
    store.connection.execute(
        "INSERT INTO rulings (appeal, ruling, note, at, by) VALUES (?, ?, ?, ?, ?)",
        [found.id, str(ruling), note.strip(), stamp.at, stamp.who],
    )


def get(store: Store, appeal: int) -> Appeal:
    """One appeal. UserError when there is none of this number."""
    found = _select(store, "a.id = ?", [appeal])
    if not found:
        raise UserError(f"没有编号为 {appeal} 的申诉。")
    return found[0]


def of_month(store: Store, month: str, *, unit: str = "", key: str = "") -> list[Appeal]:
    """A month's appeals (of one unit, on one finding), oldest first."""
    where, values = ["a.month = ?"], [month]
    if unit:
        where, values = [*where, "a.unit = ?"], [*values, unit]
    if key:
        where, values = [*where, "a.key = ?"], [*values, key]
    return _select(store, " AND ".join(where), values)


def _select(store: Store, where: str, values: list[Any]) -> list[Appeal]:
    cursor = store.connection.execute(
        "SELECT a.id, a.month, a.key, a.unit, a.kind, a.reason, a.evidence, a.at, a.by, a.origin, a.covers,"  # noqa: S608 - conditions of ours
        " r.ruling, r.note AS ruling_note, r.by AS ruled_by, r.at AS ruled_at FROM appeals a"
        " LEFT JOIN rulings r ON r.id = (SELECT max(id) FROM rulings WHERE appeal = a.id)"
        f" WHERE {where} ORDER BY a.id",
        values,
    )
    names = [column[0] for column in cursor.description]
    return [_appeal(dict(zip(names, row, strict=True))) for row in cursor]


def _appeal(row: Mapping[str, Any]) -> Appeal:
    filled: dict[str, Any] = {name: "" if v is None else v for name, v in row.items()}
    return Appeal(**filled)
