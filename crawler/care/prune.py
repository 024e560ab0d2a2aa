"""Pruning: what only served to judge old months goes, what was found and decided stays.

Page bodies of months before the last few go unless a kept month has the same content, together with
what the browser's sampling noted of pages, pictures nothing refers to, and availability samples
outside the week each month was told by. Rows of months that are final are never touched; a pruned
month is never judged again.
"""

import shutil
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from checks.page import SHANGHAI
from crawler.care import trouble
from crawler.care.backup import said_size
from crawler.locking import locked
from crawler.store import Store

LEAST_MONTHS = 2
"""The last month is what the present one is compared with."""
WEEK = timedelta(days=6)
VETO = "site-unreachable"
BATCH = 200
WORTH_BYTES, WORTH_SHARE = 8_000_000, 0.25
"""A file is rewritten when so much of it is free, in bytes and as a share."""

_GOING = """
CREATE TEMP TABLE going AS
  SELECT b.sha, length(b.data) AS bytes FROM bodies b WHERE b.sha IN (
    SELECT body FROM fetches WHERE run IN (SELECT id FROM old_runs)
    UNION SELECT body FROM rendered WHERE run IN (SELECT id FROM old_runs))
  AND b.sha NOT IN (
    SELECT body FROM fetches WHERE body IS NOT NULL AND run NOT IN (SELECT id FROM old_runs)
    UNION SELECT body FROM rendered
      WHERE body IS NOT NULL AND run NOT IN (SELECT id FROM old_runs))
"""
OPEN_APPEALS = (
    "SELECT count(*) FROM appeals a WHERE month = ?"
    " AND NOT EXISTS (SELECT 1 FROM rulings r WHERE r.appeal = a.id)"
)
WAITING_RECHECKS = "SELECT count(*) FROM rechecks WHERE month = ? AND state = 'waiting'"
_LOOSE = "pictures WHERE sha NOT IN (SELECT picture FROM screenshots)"
_STRUCTURES = (
    "structures WHERE run IN (SELECT id FROM old_runs WHERE month NOT IN"
    " (SELECT month FROM frozen))"
)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What goes, or went, of one site. ``kept``: old months that must stay, with the reason.

    ``freed`` is what the file became smaller by, in bytes; ``note`` says why it did not.
    """

    site_id: str
    months: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    bodies: int = 0
    body_bytes: int = 0
    pictures: int = 0
    picture_bytes: int = 0
    probes: int = 0
    structures: int = 0
    freed: int = 0
    note: str = ""

    @property
    def bytes(self) -> int:
        """Of bodies and pictures."""
        return self.body_bytes + self.picture_bytes

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to prune."""
        return not (self.bodies or self.pictures or self.probes or self.structures)


def prune(
    path: Path, keep: int, as_of: date, *, unfinished: Collection[str] = (), do: bool = False
) -> Pruned:
    """Prune one site's file to the last ``keep`` months; only tell what would go unless ``do``.

    The months are counted back from the newest one stored, or from ``as_of`` where that is earlier:
    a clock that runs ahead costs nothing. ``unfinished`` are months whose work is not done yet.
    UserError while somebody works on the site, or when the disk refuses.
    """
    site_id = path.stem
    try:
        if not do:
            with Store(path) as store:
                return _plan(store.connection, site_id, keep, as_of, unfinished)
        with locked(path.with_suffix(".lock"), f"网站“{site_id}”"), Store(path) as store:
            plan = _plan(store.connection, site_id, keep, as_of, unfinished)
            if not plan.is_nothing:
                _delete(store.connection)
            freed, note = _rewrite(store.connection, path)
            return replace(plan, freed=freed, note=note)
    except (OSError, sqlite3.Error) as error:
        rest = "已有的结果都还在，没有清理完的下次继续。"
        raise trouble.told(error, "清理", path, rest) from error


def _plan(
    db: sqlite3.Connection, site_id: str, keep: int, as_of: date, unfinished: Collection[str]
) -> Pruned:
    stored = [m for (m,) in db.execute("SELECT DISTINCT month FROM runs ORDER BY month")]
    first = _first_kept(stored, max(keep, LEAST_MONTHS), as_of)
    old = [month for month in stored if month < first]
    kept = [(month, why) for month in old if (why := _why_kept(db, month, unfinished))]
    months = [month for month in old if month not in dict(kept)]
    _mark(db, months)
    bodies, size = _one(db, "SELECT count(*), coalesce(sum(bytes), 0) FROM going")
    pictures, pixels = _one(db, f"SELECT count(*), coalesce(sum(length(data)), 0) FROM {_LOOSE}")  # noqa: S608
    [structures] = _one(db, f"SELECT count(*) FROM {_STRUCTURES}")  # noqa: S608
    gone = _old_probes(db, min([first, *dict(kept)], default=first), months)
    db.execute("CREATE TEMP TABLE old_probes (id INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO old_probes VALUES (?)", [(n,) for n in gone])
    db.commit()
    return Pruned(
        site_id,
        tuple(months),
        tuple(kept),
        bodies,
        size,
        pictures,
        pixels,
        len(gone),
        structures,
    )


def _one(db: sqlite3.Connection, query: str) -> Sequence[int]:
    row: Sequence[int] = db.execute(query).fetchone()
    return row


def _first_kept(stored: Sequence[str], keep: int, as_of: date) -> str:
    newest = min([f"{as_of:%Y-%m}", *stored[-1:]])
    year, month = map(int, newest.split("-"))
    back = year * 12 + month - 1 - (keep - 1)
    return f"{back // 12:04d}-{back % 12 + 1:02d}"


def _why_kept(db: sqlite3.Connection, month: str, unfinished: Collection[str]) -> str:
    """Why an old month still needs its pages, in Chinese; "" when it does not."""
    if month in unfinished:
        return "月度流程还没有定稿"
    for query, why in (
        (OPEN_APPEALS, "有申诉还没有处理"),
        (WAITING_RECHECKS, "有重新检测还在排队"),
    ):
        if db.execute(query, [month]).fetchone()[0]:
            return why
    return ""


def _mark(db: sqlite3.Connection, months: Iterable[str]) -> None:
    db.execute("CREATE TEMP TABLE old_runs (id INTEGER PRIMARY KEY, month TEXT)")
    for month in months:
        db.execute("INSERT INTO old_runs SELECT id, month FROM runs WHERE month = ?", [month])
    db.execute(_GOING)


def _old_probes(db: sqlite3.Connection, first: str, months: Collection[str]) -> list[int]:
    """Samples before the kept months' weeks that no pruned month rests on."""
    start = date.fromisoformat(f"{first}-01") - WEEK
    weeks = []
    for month in months:
        [(text,)] = db.execute("SELECT max(as_of) FROM runs WHERE month = ?", [month]).fetchall()
        as_of = date.fromisoformat(text)
        vetoed = db.execute(
            "SELECT 1 FROM results WHERE month = ? AND check_id = ? AND outcome = 'fail'",
            [month, VETO],
        ).fetchone()
        weeks.append(((as_of.replace(day=1) if vetoed else as_of) - WEEK, as_of))
    gone = []
    for number, at in db.execute("SELECT rowid, at FROM probes"):
        day = datetime.fromisoformat(at).astimezone(SHANGHAI).date()
        if day < start and not any(a <= day <= b for a, b in weeks):
            gone.append(number)
    return gone


def _delete(db: sqlite3.Connection) -> None:
    """Small transactions: each needs little room, and what was done stays right if one fails."""
    db.execute("PRAGMA wal_autocheckpoint = 200")
    shas = [sha for (sha,) in db.execute("SELECT sha FROM going")]
    for start in range(0, len(shas), BATCH):
        with db:
            db.executemany(
                "DELETE FROM bodies WHERE sha = ?", [(s,) for s in shas[start : start + BATCH]]
            )
    with db:
        db.execute(f"DELETE FROM {_LOOSE}")  # noqa: S608
        db.execute(f"DELETE FROM {_STRUCTURES}")  # noqa: S608
        db.execute("DELETE FROM probes WHERE rowid IN (SELECT id FROM old_probes)")


def _rewrite(db: sqlite3.Connection, path: Path) -> tuple[int, str]:
    """VACUUM where it is worth it: bytes won, and in Chinese why it was not done ("")."""
    pages, free, size = (
        _one(db, f"PRAGMA {name}")[0] for name in ("page_count", "freelist_count", "page_size")
    )
    if free * size < WORTH_BYTES or free < pages * WORTH_SHARE:
        return 0, ""
    before = path.stat().st_size
    need = (pages - free) * size * 2
    room = shutil.disk_usage(path.parent).free
    words = f"文件里有 {said_size(free * size)} 空闲，以后会再用上；要把文件改小，需要 {{}}。"
    if need > room:
        return 0, words.format(f"{said_size(need)} 磁盘空间，现在只有 {said_size(room)}")
    try:
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:  # the file is as it was
        return 0, words.format("更多磁盘空间，或者等别的程序用完它")
    return max(0, before - path.stat().st_size), ""
