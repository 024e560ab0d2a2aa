"""The queue of pages a browser is to visit: survives an interruption, shared by the workers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.gathering import Task
from crawler.store import Run, Store

ALL: tuple[Task, ...] = ("page", "render", "tour")
TRIES = 2
"""A page that ended the worker itself so often is not tried again."""
GIVEN_UP = "检查程序在这个页面上中断了两次，没有再试"


@dataclass(frozen=True, slots=True)
class Turn:
    """One page to visit, by id and address, and why."""

    id: int
    url: str
    task: Task


def fill(store: Store, run: Run, pages: Iterable[int], chosen: str, task: Task = "page") -> None:
    """Put pages into the queue; those that are in it stay as they are. ``chosen`` says why, in
    Chinese.
    """
    with store.connection as db:
        db.executemany(
            "INSERT OR IGNORE INTO visits (run, url, task, chosen) VALUES (?, ?, ?, ?)",
            [(run.id, page, task, chosen) for page in pages],
        )


def reclaim(store: Store, run: Run) -> list[Turn]:
    """Give back what workers that are gone had taken; the pages that are given up on are returned.

    Only when no worker is running.
    """
    with store.connection as db:
        db.execute(
            "UPDATE visits SET state = 'waiting' WHERE run = ? AND state = 'taken' AND tries < ?",
            [run.id, TRIES],
        )
        lost = db.execute(
            "UPDATE visits SET state = 'failed', reason = ? WHERE run = ? AND state = 'taken'"
            " RETURNING url, (SELECT u.url FROM urls u WHERE u.id = visits.url), task",
            [GIVEN_UP, run.id],
        ).fetchall()
    return [Turn(*row) for row in lost]


def take(store: Store, run: Run, tasks: Sequence[Task] = ALL) -> Turn | None:
    """The next page, now the caller's; None when nothing waits for any of these tasks.

    Tours come first: they are mostly waiting, and the other workers do the rest meanwhile.
    """
    marks = ", ".join("?" * len(tasks))
    with store.connection as db:
        rows = db.execute(
            "UPDATE visits SET state = 'taken', tries = tries + 1"  # noqa: S608
            " WHERE run = ? AND (url, task) ="
            f" (SELECT url, task FROM visits WHERE run = ? AND task IN ({marks})"
            " AND state = 'waiting' ORDER BY task DESC, url LIMIT 1)"
            " RETURNING url, (SELECT u.url FROM urls u WHERE u.id = visits.url), task",
            [run.id, run.id, *tasks],
        ).fetchall()
    return Turn(*rows[0]) if rows else None


def finish(store: Store, run: Run, turn: Turn, reason: str, seconds: float) -> None:
    """Mark a page as visited; with a Chinese ``reason`` as not (fully) looked at."""
    with store.connection as db:
        db.execute(
            "UPDATE visits SET state = ?, reason = ?, seconds = ?"
            " WHERE run = ? AND url = ? AND task = ?",
            ["failed" if reason else "done", reason, seconds, run.id, turn.id, turn.task],
        )


def put_back(store: Store, run: Run, turn: Turn) -> None:
    """The page was not at fault: there is no browser."""
    with store.connection as db:
        db.execute(
            "UPDATE visits SET state = 'waiting', tries = tries - 1 WHERE run = ?"
            " AND url = ? AND task = ?",
            [run.id, turn.id, turn.task],
        )


def counts(store: Store, run: Run, tasks: Sequence[Task] = ALL) -> dict[str, int]:
    """How many visits for these tasks are waiting, taken, done and failed."""
    marks = ", ".join("?" * len(tasks))
    rows = store.connection.execute(
        f"SELECT state, count(*) FROM visits WHERE run = ? AND task IN ({marks}) GROUP BY state",  # noqa: S608
        [run.id, *tasks],
    )
    return {"waiting": 0, "taken": 0, "done": 0, "failed": 0} | dict(rows.fetchall())
