"""Reading and writing one site's SQLite file.

The crawl writes facts in batches through :meth:`Store.write`; judging replaces derived rows.
:class:`crawler.stored_site.StoredSite` is the reading side for checks.
"""

import hashlib
import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from checks.page import Reading
from checks.results import Result
from crawler.packing import packed
from crawler.rows import reading_row, result_row
from crawler.schema import prepare
from crawler.workflow.final import refuse_final


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time a target was asked. ``at`` is UTC ISO 8601; ``status`` 0 when none came back."""

    at: str
    method: str
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is known of one distinct URL of a run. Addresses are strings here, ids in the file.

    ``body`` is the decoded-from-transfer, still charset-encoded content, kept for same-site pages,
    style sheets, scripts and images (``kept`` instead names one that is stored already); ``targets`` the distinct absolute URLs (no fragment) the page
    points to, in document order, for pages only. ``attempts`` are recorded when the target was
    not ok, or was asked more than once. ``detail`` holds redirects (list of URLs), tls, headers.
    """

    url: str
    role: str
    external: bool
    state: str
    status: int
    reason: str
    method: str
    fetched_at: str
    final_url: str = ""
    content_type: str = ""
    charset: str = ""
    charset_source: str = ""
    length: int = 0
    latency_ms: int = 0
    body: bytes | None = None
    targets: tuple[str, ...] | None = None
    attempts: tuple[Attempt, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one month. ``resumed``: it had been interrupted and goes on."""

    id: int
    month: str
    as_of: date
    started_at: str
    finished_at: str = ""
    stop_reason: str = ""
    user_agent: str = ""
    engine: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    resumed: bool = False


class Store:
    """One site's file, opened for writing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        self.path = path
        self.connection = sqlite3.connect(path, timeout=60)
        if new:
            path.chmod(0o600)  # page bodies are the site's own bytes, personal data included
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        prepare(self.connection, str(path))
        self.db = Database(self.connection)
        self._ids: dict[str, int] | None = None

    def close(self) -> None:
        """Close the file; a later use is an error."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ---- runs

    def runs(self, month: str | None = None) -> list[Run]:
        """Every run (of one month), oldest first."""
        where = "month = ?" if month else "1"
        rows = self.db.table("runs").rows_where(where, [month] if month else [], order_by="id")
        return [_run(row) for row in rows]

    def open_run(
        self, month: str, as_of: date, *, user_agent: str, engine: str, settings: str, fresh: bool
    ) -> Run:
        """The month's unfinished run to go on with, or a new one (always new if ``fresh``)."""
        refuse_final(self.connection, month, "抓取")
        unfinished = [r for r in self.runs(month) if not r.finished_at]
        if unfinished and not fresh:
            last = unfinished[-1]
            return Run(
                last.id,
                month,
                last.as_of,
                last.started_at,
                "",
                "",
                last.user_agent,
                last.engine,
                last.counts,
                resumed=True,
            )
        now = utc_now()
        row = {
            "month": month,
            "as_of": as_of.isoformat(),
            "started_at": now,
            "user_agent": user_agent,
            "engine": engine,
            "settings": settings,
            "counts": "{}",
        }
        number = self.db.table("runs").insert(row).last_pk
        return Run(int(str(number)), month, as_of, now, user_agent=user_agent, engine=engine)

    def close_run(self, run: Run, stop_reason: str, counts: Mapping[str, Any]) -> None:
        """Mark a run as finished."""
        self.db.table("runs").update(
            run.id,
            {
                "finished_at": utc_now(),
                "stop_reason": stop_reason,
                "counts": json.dumps(counts, ensure_ascii=False),
            },
        )

    # ---- facts

    def _known(self) -> dict[str, int]:
        if self._ids is None:
            self._ids = dict(self.connection.execute("SELECT url, id FROM urls"))
            self._fresh: list[tuple[int, str]] = []
            self._next = max(self._ids.values(), default=0) + 1
        return self._ids

    def known_id(self, url: str) -> int | None:
        """The id of an address that has one."""
        return self._known().get(url)

    def names(self) -> list[str]:
        """Every address, at the place of its id."""
        found = [""] * self._next if self._known() else []
        for url, number in self._known().items():
            found[number] = url
        return found

    def url_id(self, url: str) -> int:
        """The id of an address, assigned now if it is new (written with the next batch)."""
        ids = self._known()
        number = ids.get(url)
        if number is None:
            number = ids[url] = self._next
            self._next += 1
            self._fresh.append((number, url))
        return number

    def write(
        self, run: Run, fetches: Sequence[Fetch], skipped: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Store a batch in one transaction: all of it or, on an error, nothing."""
        rows, attempts, outlinks, bodies = [], [], [], []
        for f in fetches:
            number = self.url_id(f.url)
            sha = f.kept or None
            if f.body is not None:
                sha = body_sha(f.body)
                bodies.append((sha, packed(f.body), len(f.body)))
            if f.targets is not None:
                ids = array("I", [self.url_id(t) for t in f.targets])
                outlinks.append((run.id, number, ids.tobytes()))
            detail = json.dumps(f.detail, ensure_ascii=False) if f.detail else None
            rows.append(
                (
                    run.id,
                    number,
                    f.role,
                    f.external,
                    f.state,
                    f.status,
                    f.reason,
                    f.method,
                    f.final_url or None,
                    f.content_type or None,
                    f.charset or None,
                    f.charset_source or None,
                    f.length,
                    f.latency_ms,
                    f.fetched_at,
                    sha,
                    detail,
                )
            )
            attempts += [(run.id, number, a.at, a.method, a.status, a.reason) for a in f.attempts]
        fresh = self._fresh if self._ids is not None else []
        with self.connection as db:
            db.executemany("INSERT OR IGNORE INTO urls VALUES (?, ?)", fresh)
            db.executemany("INSERT OR IGNORE INTO bodies VALUES (?, ?, ?)", bodies)
            db.executemany(f"INSERT OR REPLACE INTO fetches VALUES ({_marks(17)})", rows)  # noqa: S608
            db.executemany(f"INSERT INTO attempts VALUES ({_marks(6)})", attempts)  # noqa: S608
            db.executemany("INSERT OR REPLACE INTO outlinks VALUES (?, ?, ?)", outlinks)
            db.executemany(
                "INSERT INTO skipped VALUES (?, ?, ?)", [(run.id, u, why) for u, why in skipped]
            )
        if fresh:
            self._fresh = []

    def fetched(self, run: Run) -> Iterator[tuple[str, str, str]]:
        """(url, role, state) of everything the run already has."""
        yield from self.connection.execute(
            "SELECT u.url, f.role, f.state FROM fetches f JOIN urls u ON u.id = f.url"
            " WHERE f.run = ?",
            [run.id],
        )

    def outlinks(self, run_id: int) -> Iterator[tuple[int, array[int]]]:
        """(page id, target ids in document order) of every page of a run, in crawl order."""
        for page, blob in self.connection.execute(
            "SELECT o.url, o.targets FROM outlinks o JOIN fetches f USING (run, url)"
            " WHERE o.run = ? ORDER BY f.fetched_at, o.url",
            [run_id],
        ):
            targets = array("I")
            targets.frombytes(blob)
            yield page, targets

    def urls_by_id(self, ids: Iterable[int]) -> dict[int, str]:
        """Addresses of ids."""
        found: dict[int, str] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            query = f"SELECT id, url FROM urls WHERE id IN ({_marks(len(part))})"  # noqa: S608
            found.update(self.connection.execute(query, part))
        return found

    def body(self, sha: str) -> bytes | None:
        """A stored body, or None when it has been pruned."""
        row = self.connection.execute("SELECT data FROM bodies WHERE sha = ?", [sha]).fetchone()
        return zlib.decompress(row[0]) if row else None

    # ---- judgements

    def replace_readings(self, run: int, engine: str, rows: Iterable[tuple[int, Reading]]) -> None:
        """Store what was read from pages; earlier readings of the same pages go."""
        with self.connection as db:
            db.executemany(
                f"INSERT OR REPLACE INTO readings VALUES ({_marks(16)})",  # noqa: S608
                (reading_row(run, url, engine, reading) for url, reading in rows),
            )

    def replace_results(
        self,
        month: str,
        rubric: str,
        judgement: Mapping[str, Any],
        results: Sequence[Result],
        tallies: Mapping[tuple[str, str], int],
    ) -> list[Result]:
        """Replace a month's results under one rubric, in one transaction; numbers are assigned.

        A key keeps its number in that month for ever, so "11-0041" means the same thing in every
        output and after every re-judging.
        """
        known = dict(self.connection.execute("SELECT key, n FROM numbers WHERE month = ?", [month]))
        top = max(known.values(), default=0)
        refuse_final(self.connection, month, "重新判定")
        numbered, new = [], []
        for result in results:
            if result.key not in known:
                top += 1
                known[result.key] = top
                new.append((month, result.key, top))
            numbered.append((result, f"{month[5:]}-{known[result.key]:04d}"))
        with self.connection as db:
            db.execute("DELETE FROM results WHERE month = ? AND rubric = ?", [month, rubric])
            db.execute("DELETE FROM tallies WHERE month = ? AND rubric = ?", [month, rubric])
            db.executemany("INSERT INTO numbers VALUES (?, ?, ?)", new)
            db.executemany(
                f"INSERT INTO results VALUES ({_marks(20)})",  # noqa: S608
                [result_row(month, rubric, r, number) for r, number in numbered],
            )
            db.executemany(
                "INSERT INTO tallies VALUES (?, ?, ?, ?, ?)",
                [(month, rubric, check, outcome, n) for (check, outcome), n in tallies.items()],
            )
            db.execute(
                "INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    month,
                    rubric,
                    judgement["rubric_sha"],
                    judgement["as_of"],
                    judgement["engine"],
                    judgement["run"],
                    utc_now(),
                ],
            )
        return [r for r, _ in numbered]

    def save_sampled(self, month: str, rubric: str, facts: Mapping[str, Any]) -> None:
        """Keep how the sampling of the browser's pages went, see :mod:`crawler.inferring`."""
        with self.connection as db:
            db.execute(
                "INSERT OR REPLACE INTO sampled VALUES (?, ?, ?)",
                [month, rubric, json.dumps(facts, ensure_ascii=False)],
            )

    def sampled(self, month: str, rubric: str) -> dict[str, Any]:
        """What :meth:`save_sampled` kept; empty when there is nothing."""
        row = self.connection.execute(
            "SELECT facts FROM sampled WHERE month = ? AND rubric = ?", [month, rubric]
        ).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def save_rubric(self, sha: str, rubric_id: str, text: str) -> None:
        """Keep the full text a score was made with."""
        self.db.table("rubrics").insert(
            {"sha": sha, "id": rubric_id, "text": text}, pk="sha", ignore=True
        )

    def save_score(self, month: str, rubric: str, score: Mapping[str, Any]) -> None:
        """Keep the score that was shown."""
        refuse_final(self.connection, month, "重新计分")
        self.db.table("scores").insert(
            {
                "month": month,
                "rubric": rubric,
                "scored_at": utc_now(),
                "score": json.dumps(score, ensure_ascii=False),
            },
            pk=("month", "rubric"),
            replace=True,
        )


def utc_now() -> str:
    """The time of an observation, UTC ISO 8601 with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def body_sha(body: bytes) -> str:
    """The name a body is stored under."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        row["id"],
        row["month"],
        date.fromisoformat(row["as_of"]),
        row["started_at"],
        row["finished_at"] or "",
        row["stop_reason"] or "",
        row["user_agent"] or "",
        row["engine"] or "",
        json.loads(row["counts"] or "{}"),
    )


def _marks(n: int) -> str:
    return ", ".join("?" * n)
