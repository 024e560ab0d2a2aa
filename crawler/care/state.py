"""Where each site and the office stand: what ran, how it ended, what waits. Files are only read."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from checks.page import SHANGHAI
from crawler import schema
from crawler.care.prune import OPEN_APPEALS, WAITING_RECHECKS
from crawler.locking import is_locked
from crawler.media import office_schema
from crawler.workflow.reminders import REMINDED

PROBE_DAYS = 7
"""Full days the availability rule looks at."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl of a site; times are UTC ISO 8601, "" while it has not ended."""

    month: str
    as_of: str
    started_at: str
    finished_at: str
    stop_reason: str


@dataclass(frozen=True, slots=True)
class Probes:
    """Valid samples of the last seven full days, oldest day first; ``last_at`` of any."""

    days: tuple[int, ...] = ()
    last_at: str = ""


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site. ``problem``: in Chinese why its file could not be read ("" if it could).

    ``crawl`` is the asked month's last one, ``latest`` the last of any month. ``running``: another
    process works on it now. ``judged_at`` and ``scored_at`` are of the asked month, "" if never.
    """

    site_id: str
    exists: bool = False
    problem: str = ""
    crawl: Crawl | None = None
    latest: Crawl | None = None
    running: bool = False
    judged_at: str = ""
    is_judged_newest: bool = False
    scored_at: str = ""
    frozen_at: str = ""
    waiting_rechecks: int = 0
    open_appeals: int = 0
    probes: Probes = field(default_factory=Probes)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class MonthState:
    """A month of the office's work. ``due``: last day of what its state asks for, if any."""

    month: str
    state: str
    since: str
    due: date | None


@dataclass(frozen=True, slots=True)
class WeeklyLook:
    """The last weekly look of one site ("" for the accounts). ``outcome`` is done, unreached,
    failed or waiting (for the hours of the site), ``at`` when it ended (UTC), ``note`` Chinese.
    """

    site: str
    day: str
    at: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class WeeklyState:
    """The last look of each site, and on ``day``, the last of all, how many things were reminded of
    and the highest count among them.
    """

    day: str
    looks: tuple[WeeklyLook, ...]
    reminded: int
    most: int


@dataclass(frozen=True, slots=True)
class OfficeState:
    """The office's file. ``outcomes`` counts what became of the accounts' sources when last asked."""

    exists: bool = False
    problem: str = ""
    months: tuple[MonthState, ...] = ()
    accounts: int = 0
    walked_at: str = ""
    outcomes: dict[str, int] = field(default_factory=dict)
    weekly: WeeklyState | None = None


def site_state(path: Path, month: str, now: datetime) -> SiteState:
    """How one site stands."""
    site_id = path.stem
    if not path.exists():
        return SiteState(site_id)
    running = is_locked(path.with_suffix(".lock"))
    try:
        with read_only(path) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if problem := _version_problem(version, schema.VERSION):
                return SiteState(site_id, True, problem, running=running)
            return _site(db, path, month, now, running)
    except sqlite3.Error as error:
        problem = f"数据库读不了（{error}）。请运行 govcheck doctor，必要时从备份恢复"
        return SiteState(site_id, True, problem, running=running)


def office_state(path: Path) -> OfficeState:
    """How the office's own file stands."""
    if not path.exists():
        return OfficeState()
    try:
        with read_only(path) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if problem := _version_problem(version, office_schema.VERSION):
                return OfficeState(True, problem)
            steps = db.execute(
                "SELECT month, state, at, due FROM month_steps WHERE id IN"
                " (SELECT max(id) FROM month_steps GROUP BY month) ORDER BY month"
            )
            months = tuple(
                MonthState(m, state, at, date.fromisoformat(due) if due else None)
                for m, state, at, due in steps
            )
            found = db.execute(
                "SELECT outcome, coalesce(ended, '') FROM source_runs WHERE id IN"
                " (SELECT max(id) FROM source_runs GROUP BY account, source)"
            ).fetchall()
            accounts = db.execute("SELECT count(*) FROM accounts").fetchone()[0]
            weekly = _weekly(db)
    except sqlite3.Error as error:
        return OfficeState(True, f"账号库读不了（{error}）。请从备份恢复")
    walked = max((ended for _, ended in found), default="")
    counted = dict(Counter(o for o, _ in found))
    return OfficeState(True, "", months, accounts, walked, counted, weekly)


def _weekly(db: sqlite3.Connection) -> WeeklyState | None:
    day = db.execute("SELECT max(day) FROM weekly_looks").fetchone()[0]
    if day is None:
        return None
    looks = db.execute(
        "SELECT site, day, at, outcome, note FROM weekly_looks WHERE id IN"
        " (SELECT max(id) FROM weekly_looks GROUP BY site) ORDER BY site"
    )
    reminded, most = db.execute(
        "SELECT count(*), coalesce(max(count), 0) FROM reminder_steps WHERE day = ? AND step = ?",
        [day, REMINDED],
    ).fetchone()
    return WeeklyState(day, tuple(WeeklyLook(*row) for row in looks), reminded, most)


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing, not even where the folder cannot be written."""
    log = path.with_name(path.name + "-wal")
    still = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    address = f"{path.absolute().as_uri()}?{'immutable=1' if still else 'mode=ro'}"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as db:
        yield db


def _version_problem(found: int, known: int) -> str:
    if found > known:
        return f"数据库是更新版本的 govcheck 写的（结构版本 {found}，本程序认识到 {known}）"
    if found < known:
        return f"数据库是旧版本的（结构版本 {found}），下一次运行 govcheck run 时自动升级"
    return ""


def _site(
    db: sqlite3.Connection, path: Path, month: str, now: datetime, running: bool
) -> SiteState:
    query = (
        "SELECT month, as_of, started_at, coalesce(finished_at, ''), coalesce(stop_reason, ''), id"
    )
    runs = db.execute(f"{query} FROM runs ORDER BY id").fetchall()
    here = [run for run in runs if run[0] == month]
    judged_at, judged_run = db.execute(
        "SELECT max(judged_at), max(run) FROM judgements WHERE month = ?", [month]
    ).fetchone()
    [scored_at] = db.execute(
        "SELECT max(scored_at) FROM scores WHERE month = ?", [month]
    ).fetchone()
    frozen = db.execute("SELECT at FROM frozen WHERE month = ?", [month]).fetchone()
    months = [
        m for (m,) in db.execute("SELECT month FROM rechecks UNION SELECT month FROM appeals")
    ]
    return SiteState(
        path.stem,
        True,
        "",
        Crawl(*here[-1][:5]) if here else None,
        Crawl(*runs[-1][:5]) if runs else None,
        running,
        judged_at or "",
        bool(here) and judged_run == here[-1][5],
        scored_at or "",
        frozen[0] if frozen else "",
        sum(db.execute(WAITING_RECHECKS, [m]).fetchone()[0] for m in months),
        sum(db.execute(OPEN_APPEALS, [m]).fetchone()[0] for m in months),
        _probes(db, now),
        path.stat().st_size,
    )


def _probes(db: sqlite3.Connection, now: datetime) -> Probes:
    [last] = db.execute("SELECT max(at) FROM probes").fetchone()
    if last is None:
        return Probes()
    today = now.astimezone(SHANGHAI).date()
    days = [today - timedelta(days=n) for n in range(PROBE_DAYS, 0, -1)]
    since = (now - timedelta(days=PROBE_DAYS + 2)).isoformat(timespec="seconds")
    counted: Counter[tuple[date, str]] = Counter(
        (datetime.fromisoformat(at).astimezone(SHANGHAI).date(), family)
        for at, family in db.execute(
            "SELECT at, family FROM probes WHERE at >= ? AND ok IS NOT NULL", [since]
        )
    )
    # a site that only has IPv6 addresses is told by those
    families = [tuple(counted[day, family] for day in days) for family in ("ipv4", "ipv6")]
    return Probes(max(families, key=sum), last)
