"""``data/office.sqlite``: accounts, posts, evidence and audit of one office, readable by its owner
only. A site's pages stay in the site's own file.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from checks.errors import UserError
from checks.media.models import Account, HumanRecord, Post, SourceOutcome
from checks.media.observations import Observation
from crawler.media import office_rows as rows
from crawler.media.office_schema import prepare
from crawler.workflow.stamp import Stamp

FILE = "office.sqlite"


class Office:
    """An open ``office.sqlite``; a context manager. Every change is made in :meth:`change`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
            self.db = sqlite3.connect(path, timeout=30, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise UserError(f"打不开账号库 {path}：{error}。请检查文件夹的权限。") from error
        self.db.row_factory = sqlite3.Row
        try:
            self.db.execute("PRAGMA foreign_keys = ON")
            prepare(self.db, str(path))
        except sqlite3.DatabaseError as error:
            self.db.close()
            raise UserError(
                f"账号库 {path} 读不了（{error}）。请从备份恢复，或把它移走后重新导入台账。"
            ) from error
        except UserError:
            self.db.close()
            raise

    @classmethod
    def beside(cls, sites_path: Path) -> Self:
        """The office's file in the ``data`` folder beside ``sites.toml``, which need not exist."""
        return cls(sites_path.parent / "data" / FILE)

    @property
    def evidence_dir(self) -> Path:
        """Where pictures are kept under the name of their content."""
        return self.path.parent / "evidence"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All or nothing; others wait."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def accounts(self) -> dict[str, Account]:
        """Every account by key, in the ledger's order."""
        found = self.db.execute("SELECT * FROM accounts ORDER BY place, key")
        return {row["key"]: rows.account_of(row) for row in found}

    def missing(self) -> dict[str, str]:
        """Keys of accounts that the last ledger did not have, and since when (UTC)."""
        found = self.db.execute(
            "SELECT key, missing_since FROM accounts WHERE missing_since IS NOT NULL ORDER BY place"
        )
        return {row["key"]: row["missing_since"] for row in found}

    def put_account(self, account: Account, stamp: Stamp) -> None:
        """Add an account, or replace what is known of it; it counts as being in the ledger."""
        row = rows.account_row(account)
        top = self.db.execute("SELECT coalesce(max(place), 0) + 1 FROM accounts").fetchone()[0]
        row |= {"place": top, "added_at": stamp.at, "changed_at": stamp.at, "missing_since": None}
        kept = ("key", "place", "added_at")
        updates = ", ".join(f"{name} = excluded.{name}" for name in row if name not in kept)
        self._insert("accounts", row, f"ON CONFLICT (key) DO UPDATE SET {updates}")

    def mark_missing(self, keys: Iterable[str], stamp: Stamp) -> None:
        """Note that the ledger no longer has these accounts; nothing is deleted."""
        self.db.executemany(
            "UPDATE accounts SET missing_since = ? WHERE key = ? AND missing_since IS NULL",
            [(stamp.at, key) for key in keys],
        )

    def mark_present(self, keys: Iterable[str]) -> None:
        """Note that the ledger has these accounts (again)."""
        self.db.executemany(
            "UPDATE accounts SET missing_since = NULL WHERE key = ? AND missing_since IS NOT NULL",
            [(key,) for key in keys],
        )

    def posts(self, accounts: Iterable[str] | None = None) -> list[Post]:
        """Every post known, by account and source; only those of ``accounts`` when given."""
        if accounts is None:
            return [rows.post_of(row) for row in self.db.execute("SELECT * FROM posts")]
        query = "SELECT * FROM posts WHERE account = ?"
        return [rows.post_of(row) for key in accounts for row in self.db.execute(query, (key,))]

    def post_ids(self, source: str) -> dict[str, frozenset[str]]:
        """Ids of the posts one source has shown, by account."""
        found: dict[str, set[str]] = {}
        rows = self.db.execute("SELECT account, post_id FROM posts WHERE source = ?", (source,))
        for row in rows:
            found.setdefault(row["account"], set()).add(row["post_id"])
        return {account: frozenset(ids) for account, ids in found.items()}

    def newest_post(self, account: str, source: str) -> datetime | None:
        """The date of the newest post one source has shown of an account."""
        found = self.db.execute(
            "SELECT published_at FROM posts WHERE account = ? AND source = ?"
            " AND published_at IS NOT NULL",
            (account, source),
        )
        return max((datetime.fromisoformat(row[0]) for row in found), default=None)

    def put_posts(self, posts: Iterable[Post]) -> None:
        """Add posts; one that is known gets what was seen last."""
        for post in posts:
            row = rows.post_row(post)
            updates = ", ".join(f"{name} = excluded.{name}" for name in row)
            self._insert(
                "posts", row, f"ON CONFLICT (account, source, post_id) DO UPDATE SET {updates}"
            )

    def observations(self) -> list[Observation]:
        """What platforms showed of accounts beside posts, oldest day first."""
        found = self.db.execute("SELECT * FROM observations ORDER BY day, at")
        return [rows.observation_of(row) for row in found]

    def put_observations(self, observed: Iterable[Observation]) -> None:
        """Keep what was seen; of one day the last sight counts."""
        for one in observed:
            updates = "value = excluded.value, at = excluded.at"
            self._insert(
                "observations",
                rows.observation_row(one),
                f"ON CONFLICT (account, source, name, day) DO UPDATE SET {updates}",
            )

    def outcomes(self) -> list[SourceOutcome]:
        """What became of each source of each account the last time it was asked."""
        found = self.db.execute(
            "SELECT * FROM source_runs WHERE id IN "
            "(SELECT max(id) FROM source_runs GROUP BY account, source) ORDER BY id"
        )
        return [rows.outcome_of(row) for row in found]

    def last_asked(self) -> dict[tuple[str, str], datetime]:
        """When each (account, source) was last asked to the end; those never asked are left out."""
        found = self.db.execute(
            "SELECT account, source, max(ended) FROM source_runs WHERE ended IS NOT NULL"
            " GROUP BY account, source"
        )
        return {(row[0], row[1]): datetime.fromisoformat(row[2]) for row in found}

    def put_outcomes(self, walk: str, outcomes: Iterable[SourceOutcome]) -> None:
        """Store the outcomes of one walk (any name of it that is used once)."""
        for outcome in outcomes:
            self._insert("source_runs", {"walk": walk, **rows.outcome_row(outcome)})

    def records(self) -> list[HumanRecord]:
        """Every human record, oldest entry first."""
        found = self.db.execute("SELECT * FROM evidence ORDER BY id")
        return [rows.record_of(row) for row in found]

    def add_record(self, record: HumanRecord, stamp: Stamp) -> bool:
        """Add a record unless the very same one is there; says whether it did."""
        row = rows.record_row(record)
        same = " AND ".join(f"{name} IS ?" for name in row if name != "origin")
        values = [value for name, value in row.items() if name != "origin"]
        if self.db.execute(f"SELECT 1 FROM evidence WHERE {same}", values).fetchone():  # noqa: S608
            return False
        self._insert("evidence", {**row, "at": stamp.at})
        return True

    def proof_links(self) -> dict[str, tuple[str, ...]]:
        """Addresses of posts that units handed in, by account, oldest first."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.db.execute("SELECT account, url FROM proof_links ORDER BY id"):
            found[row["account"]] = (*found.get(row["account"], ()), row["url"])
        return found

    def add_proof_link(self, account: str, url: str, origin: str, stamp: Stamp) -> bool:
        """Keep an address of a post; says whether it is new."""
        done = self.db.execute(
            "INSERT OR IGNORE INTO proof_links (account, url, origin, at) VALUES (?, ?, ?, ?)",
            (account, url, origin, stamp.at),
        )
        return done.rowcount > 0

    def audit(self, stamp: Stamp, action: str, subject: str, detail: object = "") -> None:
        """Write down what was done. ``detail`` becomes JSON unless it is text."""
        text = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
        self._insert(
            "audit",
            {
                "at": stamp.at,
                "who": stamp.who,
                "action": action,
                "subject": subject,
                "detail": text,
            },
        )

    def audited(self) -> list[Mapping[str, Any]]:
        """The whole audit, oldest first."""
        return [dict(row) for row in self.db.execute("SELECT * FROM audit ORDER BY id")]

    def _insert(self, table: str, row: Mapping[str, Any], conflict: str = "") -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.db.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}",  # noqa: S608
            list(row.values()),
        )
