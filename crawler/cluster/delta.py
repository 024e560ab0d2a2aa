"""What one month's run added to a site's database: taken out there, and put in here.

The database at home may have got other rows meanwhile (probes, decisions); those are never sent
back and never touched.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from checks.errors import UserError
from crawler.store import Store
from crawler.workflow.final import refuse_final

BY_RUN = ("fetches", "attempts", "outlinks", "skipped", "artifacts", "visits", "structures",
          "rendered", "screenshots", "readings")  # fmt: skip
BY_MONTH = ("judgements", "results", "sampled", "tallies")
ADDED = {"bodies": "sha", "pictures": "sha", "rubrics": "sha", "numbers": "month, key"}
"""Tables whose rows never change, with what names a row."""
OWN = ("runs", "urls")
AT_HOME = ("probes", "scores", "manual_results", "reviews", "appeals", "rulings", "replies",
           "rechecks", "derived", "frozen", "snapshots")  # fmt: skip
"""Tables that no run over a site writes."""
PRIVATE = tuple(name for name in AT_HOME if name not in ("probes", "frozen"))
"""Tables that are not sent: people's decisions, and what only reports need."""
RUNS_WITH_BODIES = 3


class ChangedError(UserError):
    """The database at home changed under the run; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a database held when it was sent: the last run and the last address; 0 for none."""

    run: int = 0
    url: int = 0


def sent_of(db: sqlite3.Connection) -> Sent:
    """What a database holds now."""
    [run] = db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()
    [url] = db.execute("SELECT coalesce(max(id), 0) FROM urls").fetchone()
    return Sent(run, url)


def slim(path: Path) -> None:
    """Take out of a copy what a run needs not: decisions, pictures and contents of old runs."""
    with closing(sqlite3.connect(path)) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for table in PRIVATE:
            db.execute(f"DELETE FROM {table}")  # noqa: S608
        recent = f"(SELECT id FROM runs ORDER BY id DESC LIMIT {RUNS_WITH_BODIES})"  # noqa: S608
        db.execute(f"DELETE FROM screenshots WHERE run NOT IN {recent}")  # noqa: S608
        db.execute("DELETE FROM pictures WHERE sha NOT IN (SELECT picture FROM screenshots)")
        db.execute(
            "DELETE FROM bodies WHERE sha NOT IN"  # noqa: S608
            f" (SELECT body FROM fetches WHERE body IS NOT NULL AND run IN {recent}"
            f" UNION SELECT body FROM rendered WHERE body IS NOT NULL AND run IN {recent})"
        )
        db.commit()
        db.execute("VACUUM")


def take_out(database: Path, month: str, sent: Sent, old: Path, into: Path) -> None:
    """Write what a run over ``month`` added to ``database`` into a new file. ``old``: the file as
    it had come, or one that is not there.
    """
    with Store(into) as made:  # the same schema
        db = made.connection
        db.execute("ATTACH ? AS site", [str(database)])
        if old.exists():
            db.execute("ATTACH ? AS old", [str(old)])
        with db:
            runs = [n for (n,) in db.execute("SELECT id FROM site.runs WHERE month = ?", [month])]
            chosen = [n for n in runs if n > sent.run or n == max(runs)]
            marks = ", ".join("?" * len(chosen))
            for table, key in (("runs", "id"), *((name, "run") for name in BY_RUN)):
                db.execute(
                    f"INSERT INTO {table} SELECT * FROM site.{table} WHERE {key} IN ({marks})",  # noqa: S608
                    chosen,
                )
            db.execute("INSERT INTO urls SELECT * FROM site.urls WHERE id > ?", [sent.url])
            for table in BY_MONTH:
                query = f"INSERT INTO {table} SELECT * FROM site.{table} WHERE month = ?"  # noqa: S608
                db.execute(query, [month])
            for table, key in ADDED.items():
                known = f" EXCEPT SELECT {key} FROM old.{table}" if old.exists() else ""  # noqa: S608
                db.execute(
                    f"INSERT INTO {table} SELECT * FROM site.{table} WHERE ({key}) IN"  # noqa: S608
                    f" (SELECT {key} FROM site.{table}{known})"
                )
        db.commit()
        db.execute("PRAGMA journal_mode = DELETE")


def put_in(delta: Path, database: Path, month: str, sent: Sent) -> None:
    """Put into a database what a run added, all of it or nothing. Hold the site's lock.

    Raises :class:`ChangedError` when the database has got other runs or addresses meanwhile.
    """
    with Store(database) as store:
        db = store.connection
        refuse_final(db, month, "抓取")
        db.execute("ATTACH ? AS delta", [str(delta)])
        with db:
            db.execute("BEGIN IMMEDIATE")
            if sent_of(db) != sent:
                raise ChangedError(
                    f"{database} 在集群抓取期间被别的程序改动过，取回的结果没有并入。请再运行一次。"
                )
            runs = [n for (n,) in db.execute("SELECT id FROM delta.runs")]
            marks = ", ".join("?" * len(runs))
            _replace(db, "runs", f"id IN ({marks})", runs)
            for table in BY_RUN:
                _replace(db, table, f"run IN ({marks})", runs)
            for table in BY_MONTH:
                _replace(db, table, "month = ?", [month])
            for table in ("urls", *ADDED):
                db.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM delta.{table}")  # noqa: S608


def _replace(db: sqlite3.Connection, table: str, where: str, values: Sequence[object]) -> None:
    db.execute(f"DELETE FROM {table} WHERE {where}", list(values))  # noqa: S608
    db.execute(f"INSERT INTO {table} SELECT * FROM delta.{table}")  # noqa: S608
