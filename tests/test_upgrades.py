"""Databases of every earlier version open at the present one, with all that was in them.

``old_schemas`` holds the schemas as those versions made them.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import schema
from crawler.care.backup import backup
from crawler.media import office_schema
from crawler.media.office import Office
from crawler.store import Store
from crawler.workflow import rechecks
from crawler.workflow.stamp import Stamp

OLD = Path(__file__).parent / "old_schemas"
SITES = [f"site-{n}" for n in range(1, schema.VERSION)]
OFFICES = [f"office-{n}" for n in range(1, office_schema.VERSION)]
GIVEN_UP = {"visits", "structures", "users"}
"""A queue, what is worked out again, and a table nothing had ever been written to."""
BY = Stamp("张三", "2026-11-26T01:00:00+00:00")
Prepare = Callable[[sqlite3.Connection, str], None]


def made(path: Path, name: str) -> dict[str, list[tuple[object, ...]]]:
    """A database of that version with two rows in every table; returns them."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript((OLD / f"{name}.sql").read_text(encoding="utf-8"))
        for table in tables(db):
            for n in (1, 2):
                columns = db.execute(f"PRAGMA table_info({table})").fetchall()
                row = [value(c[1], c[2], n) for c in columns]
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        db.commit()
        return {table: rows(db, table) for table in tables(db)}


def value(name: str, kind: str, n: int) -> object:
    if name == "account":
        return f"key {n}"
    if name in ("until", "due"):
        return f"2026-12-0{n}"
    by_kind = {"INTEGER": n, "REAL": n / 2, "BLOB": b"\0\1" * n}
    return by_kind.get(kind, f"2026-1{n}" if name == "month" else f"{name} {n}")


def tables(db: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    return [name for (name,) in db.execute(query)]


def rows(db: sqlite3.Connection, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    return db.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()


def shape(db: sqlite3.Connection) -> dict[str, object]:
    """Columns in their order, and the text of views, indexes and triggers."""
    found: dict[str, object] = {
        t: [(c[1], c[2], c[3], c[4], c[5]) for c in db.execute(f"PRAGMA table_info({t})")]
        for t in tables(db)
    }
    query = "SELECT name, sql FROM sqlite_master WHERE type != 'table' AND sql IS NOT NULL"
    return found | dict(db.execute(query))


def fresh(prepare: Prepare) -> dict[str, object]:
    with closing(sqlite3.connect(":memory:")) as db:
        prepare(db, "x")
        return shape(db)


@pytest.mark.parametrize("name", SITES + OFFICES)
def test_an_upgraded_file_keeps_every_row_and_is_like_a_new_one(tmp_path: Path, name: str) -> None:
    prepare = schema.prepare if name in SITES else office_schema.prepare
    path = tmp_path / "old.sqlite"
    before = made(path, name)
    for _ in range(2):  # the second time there is nothing to do
        with closing(sqlite3.connect(path)) as db:
            prepare(db, str(path))
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            made_new, new = shape(db), fresh(prepare)
            assert {n: s for n, s in made_new.items() if s != new.get(n)} == {}
            assert new.keys() == made_new.keys()
    with closing(sqlite3.connect(path)) as db:
        for table in before.keys() - GIVEN_UP:
            known = [r[: len(before[table][0])] for r in rows(db, table)]
            assert known == before[table], table


@pytest.mark.parametrize("name", SITES)
def test_an_old_site_can_be_worked_with(tmp_path: Path, name: str) -> None:
    path = tmp_path / "old.sqlite"
    made(path, name)
    with Store(path) as store:
        assert [run.month for run in _months(store)] == ["2026-11", "2026-12"]
        rechecks.ask(store, "2026-11", ["key 1"], BY, "试")
        for view in ("问题", "页面", "链接", "可用性采样", "复核", "申诉", "抓取批次"):
            store.connection.execute(f"SELECT * FROM {view}").fetchall()


def _months(store: Store) -> list[object]:
    with store.connection as db:
        db.execute("UPDATE runs SET as_of = '2026-11-25', counts = '{}'")
    return list(store.runs())


@pytest.mark.parametrize("name", SITES)
def test_an_upgrade_that_was_cut_off_goes_on(tmp_path: Path, name: str) -> None:
    """Killed after each step: the next opening ends where an undisturbed one would."""
    prepare = schema.prepare
    for step in range(1, schema.VERSION):
        path = tmp_path / f"{step}.sqlite"
        before = made(path, name)
        with closing(sqlite3.connect(path)) as db:
            for version in range(int(name[-1]), min(step + 1, schema.VERSION)):
                schema.MIGRATIONS[version](db)
            db.commit()
        with closing(sqlite3.connect(path)) as db:
            prepare(db, str(path))
            assert {n: s for n, s in shape(db).items() if s != fresh(prepare).get(n)} == {}
            assert rows(db, "results", "key, message") == [(r[2], r[13]) for r in before["results"]]


@pytest.mark.parametrize("name", OFFICES)
def test_an_old_office_opens_with_its_evidence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "data" / "office.sqlite"
    path.parent.mkdir()
    made(path, name)
    with Office(path) as office:
        assert [row["who"] for row in office.audited()] == ["who 1", "who 2"]
        with office.change():
            office.audit(BY, "试", "试")  # type: ignore[arg-type]
        assert len(office.audited()) == 3
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            office.db.execute("DELETE FROM audit")


def test_two_processes_may_upgrade_at_once(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    made(path, "site-1")
    opening = "import sys; from crawler.store import Store; Store(__import__('pathlib').Path(sys.argv[1]))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", opening, str(path)], stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert [process.communicate()[1] for process in started] == [""] * 4


def test_an_upgrade_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    made(path, "site-2")
    monkeypatch.setattr(schema, "VIEWS", "CREATE VIEW broken AS SELECT * FROM FROM x;")
    with closing(sqlite3.connect(path)) as db:
        before = shape(db)
        with pytest.raises(sqlite3.OperationalError):
            schema.prepare(db, str(path))
        assert shape(db) == before
        assert db.execute("PRAGMA user_version").fetchone() == (2,)


@pytest.mark.parametrize("name", SITES)
def test_a_backup_takes_an_old_file_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    made(tmp_path / "data" / "old.sqlite", name)
    done = backup(tmp_path / "sites.toml", tmp_path / "b", datetime(2026, 11, 26, tzinfo=UTC))
    with closing(sqlite3.connect(done.path / "data" / "old.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (int(name[-1]),)
        assert len(rows(db, "results")) == 2
