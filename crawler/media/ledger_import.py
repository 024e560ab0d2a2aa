"""Join an account ledger to what the office has: added, changed, kept; nothing ever removed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from checks.errors import UserError
from checks.media.models import Account, HumanRecord, LedgerStatus, Platform, SourceConfig
from crawler.ledger_rows import MOST_SHOWN
from crawler.media.ledger_cells import CLEAR
from crawler.media.ledger_fields import BY_NAME
from crawler.media.ledger_read import AccountLedger, Row
from crawler.media.office import Office
from crawler.site_fields import shown
from crawler.workflow.stamp import Stamp

_PLAIN = ("name", "organiser", "supervisor", "filing_no", "platform_id", "home_url", "note")
_DAYS = ("opened_on", "status_on", "claimed_on")


@dataclass
class Imported:
    """What an import did, as counts and as Chinese sentences."""

    added: int = 0
    changed: int = 0
    same: int = 0
    links: int = 0
    records: int = 0
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class _Known:
    """The accounts by what a row may name them with."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self.accounts: dict[str, Account] = {}
        self.placed: dict[str, Row] = {}
        self._by_id: dict[tuple[str, str, str], str] = {}
        self._by_name: dict[tuple[str, str, str], list[str]] = {}
        for account in accounts.values():
            self.put(account)

    def put(self, account: Account) -> None:
        """Know an account by its present id and name; former ones still find it."""
        self.accounts[account.key] = account
        place = _platform(account)
        if account.platform_id:
            self._by_id.setdefault((*place, account.platform_id), account.key)
        keys = self._by_name.setdefault((*place, account.name), [])
        if account.key not in keys:
            keys.append(account.key)

    def find(self, seen: Account) -> Account | None:
        """The account a row means. ValueError (Chinese) when it could be several."""
        place = _platform(seen)
        if seen.platform_id and (key := self._by_id.get((*place, seen.platform_id))):
            return self.accounts[key]
        named = [
            a
            for a in map(self.accounts.__getitem__, self._by_name.get((*place, seen.name), ()))
            if a.name == seen.name
            and (not seen.organiser or not a.organiser or a.organiser == seen.organiser)
            and not (a.platform_id and seen.platform_id)
        ]
        if len(named) > 1:
            raise ValueError(f"有 {len(named)} 个同名账号，分不清是哪个，请填账号ID")
        return named[0] if named else None


def import_ledger(
    office: Office,
    ledger: AccountLedger,
    stamp: Stamp,
    *,
    today: date,
    strict: bool = False,
    part: bool = False,
) -> Imported:
    """Take the good rows over, in one transaction. With ``strict`` anything wrong in the ledger
    leaves the office as it is: UserError with the whole list. ``part``: the ledger is only a part
    of the office's accounts, so that nothing is said of those it lacks.
    """
    done = Imported(notes=list(ledger.notes), problems=list(ledger.problems))
    with office.change():
        known = _Known(office.accounts())
        before = set(known.accounts)
        for row in ledger.rows:
            try:
                _take(office, known, row, stamp, today, done)
            except ValueError as error:
                done.problems.append(f"{row.where}：{error}。这一行没有导入。")
        if strict and done.problems:
            raise UserError(_refusal(ledger.path, done.problems))
        left = [key for key in known.accounts if key in before and key not in known.placed]
        gone = [] if part else left
        office.mark_missing(gone, stamp)
        office.mark_present(known.placed)
        done.missing = [_named(known.accounts[key]) for key in gone]
        if gone and ledger.bad:
            done.notes.append(
                f"有 {len(ledger.bad)} 行有错没有导入；它们的账号如果以前导入过，也列在“台账中没有”里。"
            )
        detail = {
            "文件": ledger.path.name,
            "sha256": hashlib.sha256(ledger.path.read_bytes()).hexdigest(),
            "有内容的行": ledger.seen, "略过": ledger.skipped, "新增": done.added,
            "更新": done.changed, "没有变化": done.same, "没有采用": len(done.problems),
            "台账中没有": len(gone),
        }  # fmt: skip
        office.audit(stamp, "导入台账", ledger.path.name, detail)
    return done


def _take(
    office: Office, known: _Known, row: Row, stamp: Stamp, today: date, done: Imported
) -> None:
    seen = _applied(Account("", "", Platform.OTHER), row.values)
    old = known.find(seen)
    if old is not None and old.key in known.placed:
        first = known.placed[old.key]
        raise ValueError(f"和{first.where}是同一个账号，请删掉一处")
    new = _applied(old, row.values) if old else replace(seen, key=_key(seen, known.accounts))
    known.placed[new.key] = row
    known.put(new)
    if old is None:
        done.added += 1
        done.changes.append(f"新增：{_named(new)}。")
        office.audit(stamp, "新增账号", new.key, row.where)
    elif differences := _differences(old, new):
        done.changed += 1
        done.changes.append(f"更新：{_named(new)}，{'，'.join(differences)}。")
        office.audit(stamp, "修改账号", new.key, "；".join(differences))
    else:
        done.same += 1
    if new != old:
        office.put_account(new, stamp)
    _evidence(office, new, row, stamp, today, done)


def _evidence(
    office: Office, account: Account, row: Row, stamp: Stamp, today: date, done: Imported
) -> None:
    """Addresses for the program to read; a whole record when the row has who, when and what."""
    links = tuple(row.values.get("proof") or ())
    for link in links:
        done.links += office.add_proof_link(account.key, link, row.where, stamp)
    who = row.values.get("who", "")
    seen_on, last = (_day(row.values.get(name)) for name in ("seen_on", "claimed_on"))
    for title, day in (("核查时间", seen_on), ("最近一次更新时间", last)):
        if day and day > today:
            done.problems.append(f"{row.where}：“{title}”{day} 还没有到，没有当作佐证。")
            return
    if not (links and who and seen_on and last):
        return
    if last > seen_on:
        done.problems.append(
            f"{row.where}：最近一次更新时间 {last} 晚于核查时间 {seen_on}，没有当作佐证。"
        )
        return
    record = HumanRecord(
        account.key, who, seen_on, "updated", last, links, origin=f"台账 {row.where}"
    )
    done.records += office.add_record(record, stamp)


def _applied(account: Account, values: Mapping[str, Any]) -> Account:
    """``account`` with a row's cells put over it; blank cells change nothing."""
    changes: dict[str, Any] = {}
    for name in _PLAIN:
        if name in values:
            changes[name] = "" if values[name] is CLEAR else values[name]
    for name in _DAYS:
        if name in values:
            changes[name] = _day(values[name])
    if "platform" in values:
        changes["platform"], changes["platform_text"] = values["platform"]
    if "status" in values:
        changes["status"], changes["status_text"] = values["status"]
    if "update_rule" in values:
        changes["update_rule"] = values["update_rule"]
    if "max_gap_days" in values:
        gap = values["max_gap_days"]
        changes["max_gap_days"] = None if gap is CLEAR else gap
    if "sources" in values:
        changes["sources"] = values["sources"]
    if "feed" in values:
        others = tuple(s for s in account.sources if s.kind != "feed")
        known = {s.params.get("url"): s for s in account.sources if s.kind == "feed"}
        feeds = (known.get(u) or SourceConfig("feed", {"url": u}) for u in values["feed"])
        changes["sources"] = (*others, *feeds)
    return replace(account, **changes)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _key(seen: Account, taken: Mapping[str, Account]) -> str:
    """A name for a new account that later imports will keep."""
    words = [w for w in (seen.platform_text,) if seen.platform is Platform.OTHER and w]
    if seen.platform_id:
        return ":".join([seen.platform, *words, seen.platform_id])
    mark = hashlib.sha256(f"{seen.name}\n{seen.organiser}".encode()).hexdigest()[:8]
    key = ":".join([seen.platform, *words, f"{seen.name}~{mark}"])
    while key in taken:
        key += "+"
    return key


def _platform(account: Account) -> tuple[str, str]:
    other = account.platform is Platform.OTHER
    return account.platform, account.platform_text if other else ""


def _differences(old: Account, new: Account) -> list[str]:
    pairs: list[tuple[str, object, object]] = [
        (BY_NAME[name].header, getattr(old, name), getattr(new, name))
        for name in (*_PLAIN, *_DAYS, "update_rule", "max_gap_days")
    ]
    pairs.append(("平台类型", old.platform_text, new.platform_text))
    pairs.append(("来源", _sources(old), _sources(new)))
    pairs.append(("运行状态", _status(old), _status(new)))
    return [
        f"{title}由“{shown(a if a is not None else '')}”改为“{shown(b if b is not None else '')}”"
        for title, a, b in pairs
        if a != b
    ]


def feeds_of(account: Account) -> tuple[str, ...]:
    """Addresses of an account's feeds."""
    return tuple(s.params.get("url", "") for s in account.sources if s.kind == "feed")


def _sources(account: Account) -> str:
    """Sources in a few words; two that differ are told apart."""
    return "；".join(
        " ".join(
            [
                s.kind,
                *(f"{k}={v}" for k, v in sorted(s.params.items())),
                *([f"凭据 {s.credential}"] if s.credential else []),
                *([s.tz] if s.tz != "Asia/Shanghai" else []),
                *(["完整"] if s.complete else []),
            ]
        )
        for s in account.sources
    )


def _status(account: Account) -> str:
    unknown = account.status is LedgerStatus.UNKNOWN
    return account.status_text if unknown and account.status_text else str(account.status)


def _named(account: Account) -> str:
    organiser = f"（{account.organiser}）" if account.organiser else ""
    return f"{account.platform_name}“{account.name}”{organiser}"


def _refusal(path: Path, problems: list[str]) -> str:
    lines = [f"  {n}. {text}" for n, text in enumerate(problems[:MOST_SHOWN], start=1)]
    if len(problems) > MOST_SHOWN:
        lines.append(f"  ……另有 {len(problems) - MOST_SHOWN} 处，改好这些后再看。")
    return "\n".join([f"{path} 有 {len(problems)} 处错误，没有导入任何内容：", *lines])
