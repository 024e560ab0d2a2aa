"""The accounts in a weekly run: those near their limit, and proofs that become too old.

Sources are asked into a copy of ``office.sqlite``: what the month rests on stays as it is.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from checks.errors import UserError
from checks.media.models import HumanRecord, Word
from checks.media.verdict import MANUAL
from checks.page import SHANGHAI
from crawler.locking import locked
from crawler.media.assess import Assessed, assess
from crawler.media.decisions import EXEMPT, FALSE_POSITIVE, in_force
from crawler.media.office import FILE, Office
from crawler.media.settings import MediaSettings
from crawler.sites import SitesFile
from crawler.store import utc_now
from crawler.workflow import reminders
from crawler.workflow.reminders import ACCOUNTS, Kind, State
from crawler.workflow.stamp import Stamp
from reports.weekly.lists_due import UPDATED
from reports.weekly.rows import Row
from reports.weekly.site import DONE, Kept, keep

PROVED = "已有新的佐证，期限推后"
HAND_IN = "请更新后提供一条期限内的内容链接，或由人查看后登记（带截图）。"


def look_at(sites: SitesFile, day: date, stamp: Stamp, *, within_days: int) -> Kept:
    """Look at the accounts that may need a reminder, keep what was seen of all of them."""
    started, settings = utc_now(), sites.media
    with Office.beside(sites.path) as office:
        stored = assess(office, day, settings)
        decided = in_force(office, f"{day:%Y-%m}", day)
    dismissed = {
        one.account: one.told
        for one in decided.values()
        if one.check == "media-update" and one.verdict in (EXEMPT, FALSE_POSITIVE)
    }
    ask = [
        one.account.key
        for one in stored
        if one.in_ledger
        and one.account.key not in dismissed
        and _may_need(one, settings, day, within_days)
    ]
    with tempfile.TemporaryDirectory(prefix="govcheck-") as folder:
        copy = Path(folder) / "data" / FILE
        _copied(sites.data_dir / FILE, copy)
        with Office(copy) as scratch:
            if ask:
                _walk(sites, scratch, day, stamp, ask)
            now = {one.account.key: one for one in assess(scratch, day, settings)}
            records = _newest(scratch.records())
    rows = []
    for one in stored:
        if one.in_ledger:
            key = one.account.key
            latest = now.get(key, one)
            rows.append(
                _row(
                    one,
                    latest,
                    records.get(key),
                    settings,
                    day,
                    within_days,
                    dismissed.get(key, ""),
                )
            )
    note = f"查看 {len(ask)} 个账号，其余 {len(rows) - len(ask)} 个离期限还远或不考核更新"
    with Office.beside(sites.path) as office, office.change():
        rows += _gone(office, {row.key for row in rows})
        keep(office, ACCOUNTS, f"{day:%Y-%m}", day, started, DONE, note, rows, stamp)
    return Kept(DONE, note, tuple(rows))


def _may_need(one: Assessed, settings: MediaSettings, day: date, within_days: int) -> bool:
    if one.verdict.word is Word.NOT_APPLICABLE or one.account.status.is_over:
        return False
    last = one.verdict.last_post
    due = last + timedelta(days=settings.window_days) if last else None
    far = due is not None and due > day + timedelta(days=within_days)
    return not (one.verdict.word is Word.UPDATED and far)


def _row(
    stored: Assessed,
    now: Assessed,
    record: HumanRecord | None,
    settings: MediaSettings,
    day: date,
    within_days: int,
    dismissed: str,
) -> Row:
    account, verdict = now.account, now.verdict
    last = verdict.last_post or stored.verdict.last_post
    span = timedelta(days=settings.window_days)
    due = last + span if last else None
    name = f"{account.platform_name}“{account.name}”"
    base = Row(
        key=account.key,
        kind=Kind.ACCOUNT,
        state=State.DONE,
        unit=account.organiser or "未登记单位",
        about=name,
        what=f"{name}已知最近一条是 {last}" if last else f"{name}没有已知的内容",
        url=account.home_url,
        deadline=due,
        rule=f"{settings.window_days} 天内要更新，按自然日",
        todo="请在期限当天或以前发布与政府工作有关的内容。",
        moved=UPDATED,
    )
    if account.status.is_over:
        return _with(base, why=f"台账写“{account.status_text}”，不考核更新", deadline=None)
    if dismissed:
        return _with(base, state=State.REPORTED, why=dismissed)
    match verdict.word:
        case Word.NOT_APPLICABLE:
            return _with(base, why="不考核更新", deadline=None)
        case Word.NOT_UPDATED:
            return _with(base, state=State.REMIND, why=verdict.sentence, todo=verdict.next_step)
        case Word.UPDATED:
            near = due is not None and due <= day + timedelta(days=within_days)
            if not near:
                return _with(base, why=f"{day} 看到最近一条是 {last}，还在期限内")
            todo = HAND_IN if verdict.source == MANUAL else base.todo
            return _with(base, state=State.REMIND, why=verdict.sentence, todo=todo)
        case Word.PENDING if record is not None:
            return _proof(base, record, span, day, within_days)
    known = f"按已存的内容，期限是 {due}。" if due else ""
    return _with(base, state=State.UNSEEN, why=f"{verdict.sentence}{known}", todo=verdict.next_step)


def _proof(base: Row, record: HumanRecord, span: timedelta, day: date, within_days: int) -> Row:
    """Only people look at this account: what they saw says nothing once it is too old."""
    due = record.seen_on + span
    told = f"最近一次人工查看是 {record.seen_on}"
    near = due <= day + timedelta(days=within_days)
    state = "已经过期" if due < day else "快要过期" if near else "还没有得出结论"
    values = {
        "kind": Kind.PROOF,
        "what": f"{base.about}的佐证{state}：{told}",
        "deadline": due,
        "rule": f"佐证 {span.days} 天内有效，按自然日",
        "todo": HAND_IN,
        "moved": PROVED,
    }
    if not near:
        why = "来源没有看成，人工记录不足以判断。"
        return _with(base, **values, state=State.UNSEEN, why=why)
    return _with(base, **values, state=State.REMIND, why=f"{told}（{record.who}）。")


def _with(base: Row, **values: object) -> Row:
    known = base.to_dict() | {
        k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()
    }
    return Row.of(known)


def _newest(records: Sequence[HumanRecord]) -> Mapping[str, HumanRecord]:
    found: dict[str, HumanRecord] = {}
    for one in records:
        if one.account not in found or one.seen_on >= found[one.account].seen_on:
            found[one.account] = one
    return found


def _gone(office: Office, known: set[str]) -> Iterator[Row]:
    for step in reminders.known(office, ACCOUNTS):
        if step["key"] not in known:
            yield Row(
                step["key"], Kind(step["kind"]), State.DONE, step["unit"], step["what"],
                step["what"], why="已不在账号台账里",
            )  # fmt: skip


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _walk(sites: SitesFile, office: Office, day: date, stamp: Stamp, only: Sequence[str]) -> None:
    from crawler.media.__main__ import LOCK, polite
    from crawler.media.walk import walk  # Scrapy takes a second to import

    settings = sites.media
    with locked(sites.data_dir / LOCK, "新媒体账号"):  # two walks would ask at twice the pace
        done = walk(
            office,
            contact=sites.contact,
            stamp=stamp,
            politeness=polite(settings),
            bases=settings.bases,
            days=settings.days_back(day, datetime.now(SHANGHAI).date()),
            only=frozenset(only),
        )
    if done.interrupted:
        raise UserError("账号没有看完（被打断），没有记下。请再运行一次：govcheck weekly。")
