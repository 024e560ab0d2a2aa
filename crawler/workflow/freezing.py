"""Making a month final (定稿): its papers are kept by hash, its rows can no longer be changed.

What turns out later is a numbered correction (更正) beside it, never in its place.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from checks.errors import UserError
from crawler.store import Store
from crawler.workflow.final import frozen_at, refuse_final
from crawler.workflow.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One paper as it was made final. ``correction`` is 0 for the first issue."""

    month: str
    correction: int
    name: str
    sha: str
    at: str
    by: str
    reason: str


def freeze(store: Store, month: str, papers: Mapping[str, bytes], stamp: Stamp) -> list[Snapshot]:
    """Make a month final with these papers by name. FinalError when it already is."""
    refuse_final(store.connection, month, "定稿一次")
    with store.connection as db:
        made = _keep(db, month, 0, papers, stamp, "")
        db.execute("INSERT INTO frozen VALUES (?, ?, ?)", [month, stamp.at, stamp.who])
    return made


def correct(
    store: Store,
    month: str,
    papers: Mapping[str, bytes],
    stamp: Stamp,
    reason: str,
    *,
    number: int = 0,
) -> list[Snapshot]:
    """Add a numbered correction of a final month: the papers as they are now, and why.

    ``number`` is the office's number of the correction, which passes over the sites it leaves as
    they are; 0 for the next one of this site.
    """
    if not frozen_at(store.connection, month):
        raise UserError(f"{month} 还没有定稿，直接修改即可，不用更正。")
    if not reason.strip():
        raise UserError("更正要写明原因，什么也没有记下。")
    number = max(number, max(s.correction for s in snapshots(store, month)) + 1)
    with store.connection as db:
        return _keep(db, month, number, papers, stamp, reason.strip())


def snapshots(store: Store, month: str) -> list[Snapshot]:
    """All papers of a final month, the first issue before its corrections."""
    rows = store.connection.execute(
        "SELECT month, correction, name, sha, at, by, reason FROM snapshots WHERE month = ?"
        " ORDER BY correction, name",
        [month],
    )
    return [Snapshot(*row) for row in rows]


def paper(store: Store, month: str, name: str, correction: int = 0) -> bytes:
    """The content of one paper, checked against its hash. UserError when it is not there."""
    row = store.connection.execute(
        "SELECT data, sha FROM snapshots WHERE month = ? AND correction = ? AND name = ?",
        [month, correction, name],
    ).fetchone()
    if row is None:
        raise UserError(f"{month} 的定稿里没有“{name}”。")
    body = zlib.decompress(row[0])
    if hashlib.sha256(body).hexdigest() != row[1]:
        raise UserError(
            f"{month} 定稿的“{name}”与记录的哈希不一致，数据库可能被改动过，请核查备份。"
        )
    return body


def _keep(
    db: sqlite3.Connection,
    month: str,
    correction: int,
    papers: Mapping[str, bytes],
    stamp: Stamp,
    reason: str,
) -> list[Snapshot]:
    made = []
    for name, body in sorted(papers.items()):
        sha = hashlib.sha256(body).hexdigest()
        made.append(Snapshot(month, correction, name, sha, stamp.at, stamp.who, reason))
        row = [month, correction, name, sha, zlib.compress(body), stamp.at, stamp.who, reason]
        db.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return made
