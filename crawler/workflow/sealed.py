"""Papers kept by hash that can never be changed, in numbered issues: 0 first, then corrections.

A site's own papers lie in its file (``snapshots``), the whole office's in its (``papers``); the two
tables have the same columns, and the databases refuse to change either.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from checks.errors import UserError
from crawler.workflow.stamp import Stamp

Table = Literal["snapshots", "papers"]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One kept paper. ``correction`` is 0 for the first issue; ``at`` is UTC in ISO 8601."""

    month: str
    correction: int
    name: str
    sha: str
    at: str
    by: str
    reason: str

    @property
    def title(self) -> str:
        """The name to write it under: a correction lies beside the first issue."""
        return titled(self.name, self.correction)


def titled(name: str, correction: int) -> str:
    """``a.docx``, or ``a（更正1）.docx``."""
    if not correction:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}（更正{correction}）{dot}{ending}"


def sha(body: bytes) -> str:
    """The hash papers are kept by."""
    return hashlib.sha256(body).hexdigest()


def seal(
    db: sqlite3.Connection,
    table: Table,
    month: str,
    number: int,
    papers: Mapping[str, bytes],
    stamp: Stamp,
    reason: str,
) -> list[Sealed]:
    """Keep papers by name as issue ``number`` of a month, inside the caller's transaction.

    UserError when a correction (``number`` above 0) gives no reason.
    """
    reason = reason.strip()
    if number and not reason:
        raise UserError("更正要写明原因，什么也没有记下。")
    made = []
    for name, body in sorted(papers.items()):
        one = Sealed(month, number, name, sha(body), stamp.at, stamp.who, reason)
        db.execute(
            f"INSERT INTO {table} (month, correction, name, sha, at, by, reason, data)"  # noqa: S608
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [month, number, name, one.sha, one.at, one.by, reason, zlib.compress(body)],
        )
        made.append(one)
    return made


def issues(db: sqlite3.Connection, table: Table, month: str) -> list[Sealed]:
    """All papers of a month, the first issue before its corrections."""
    rows = db.execute(
        f"SELECT month, correction, name, sha, at, by, reason FROM {table} WHERE month = ?"  # noqa: S608
        " ORDER BY correction, name",
        [month],
    )
    return [Sealed(*row) for row in rows]


def content(
    db: sqlite3.Connection, table: Table, month: str, name: str, correction: int = 0
) -> bytes:
    """What a paper says, checked against its hash. UserError when it is not there or was altered."""
    row = db.execute(
        f"SELECT data, sha FROM {table} WHERE month = ? AND correction = ? AND name = ?",  # noqa: S608
        [month, correction, name],
    ).fetchone()
    if row is None:
        which = f"第 {correction} 次更正" if correction else "定稿"
        raise UserError(f"{month} 的{which}里没有“{name}”。")
    try:
        body = zlib.decompress(row[0])
    except zlib.error:
        body = b""
    if sha(body) != row[1]:
        raise UserError(f"{month} 的“{name}”与记录的哈希不一致，数据库可能被改动过，请核查备份。")
    return body
