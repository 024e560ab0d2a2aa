"""What the office has decided of findings about accounts: added, never changed.

What depends on the day (updates, trials) is decided for one month. Of the rest, a confirmation
holds for its month, an exemption up to its last day, and 误报 until it is taken back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.media.office import Office
from crawler.workflow.stamp import Stamp

CONFIRMED, FALSE_POSITIVE, EXEMPT, UNDONE = "确认", "误报", "豁免", "撤销"
VERDICTS = (CONFIRMED, FALSE_POSITIVE, EXEMPT, UNDONE)
OF_THE_MONTH = (
    "media-update", "media-gap", "media-longest-gap", "media-store", "media-interaction",
    "media-zombie", "media-closed-posting", "media-stale-evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on one finding of an account, known by its key."""

    account: str
    check: str
    key: str
    verdict: str
    who: str
    at: str
    note: str
    month: str
    until: date | None = None

    @property
    def told(self) -> str:
        """Who said what, when and why."""
        why = f"：{self.note}" if self.note else ""
        day = datetime.fromisoformat(self.at).astimezone(SHANGHAI).date()
        return f"{self.who} {day} 认定为“{self.verdict}”{why}。"


def decide(
    office: Office,
    account: str,
    findings: Iterable[tuple[str, str]],
    verdict: str,
    stamp: Stamp,
    *,
    month: str,
    note: str = "",
    until: date | None = None,
) -> int:
    """Decide on findings (check, key) of an account; returns how many they are."""
    if verdict not in (CONFIRMED, UNDONE) and not note.strip():
        raise UserError(f"“{verdict}”要写明理由（--note），什么也没有记下。")
    if verdict == EXEMPT and until is None:
        raise UserError("豁免要写明有效期的最后一天（--until），什么也没有记下。")
    rows = list(findings)
    last = until.isoformat() if until and verdict == EXEMPT else None
    with office.change():
        for check, key in rows:
            office.db.execute(
                "INSERT INTO decisions (at, who, month, account, check_id, key, verdict, note, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (stamp.at, stamp.who, month, account, check, key, verdict, note.strip(), last),
            )
        detail = {"检查项": [check for check, _ in rows], "决定": verdict, "理由": note.strip()}
        office.audit(stamp, "认定问题", account, detail)
    return len(rows)


def in_force(office: Office, month: str, as_of: date) -> Mapping[str, Decision]:
    """The decision that holds for each key in a month."""
    found: dict[str, Decision] = {}
    for row in office.db.execute("SELECT * FROM decisions ORDER BY id"):
        until = date.fromisoformat(row["until"]) if row["until"] else None
        one = Decision(
            row["account"], row["check_id"], row["key"], row["verdict"], row["who"], row["at"],
            row["note"], row["month"], until,
        )  # fmt: skip
        monthly = one.check in OF_THE_MONTH or one.verdict == CONFIRMED
        ended = until is not None and until < as_of
        if one.verdict == UNDONE or ended:
            found.pop(one.key, None)
        elif one.month == month or (not monthly and one.month <= month):
            found[one.key] = one
    return found
