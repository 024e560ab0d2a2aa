"""What browsers gathered is kept by page and name, in old files, too."""

from pathlib import Path

from browser_site import page, stored

from crawler import artifacts
from crawler.schema import VERSION
from crawler.store import Store

HOME = "http://www.example.gov.cn/"


def test_artifacts_are_replaced_by_name_and_masked(tmp_path: Path) -> None:
    made = stored(tmp_path / "a.sqlite", HOME, [page(HOME, "a"), page(HOME + "b", "b")])
    with Store(made.path) as store:
        artifacts.keep(store, made.run, HOME, {"x": {"n": 1}, "y": ["11010519491231002X"]}, "e")
        artifacts.keep(store, made.run, HOME, {"x": {"n": 2}}, "e")
        ids = [row[0] for row in store.connection.execute("SELECT id FROM urls ORDER BY id")]
        found = artifacts.of_pages(store, made.run, ids)
        assert list(found) == ids[:1]
        assert found[ids[0]]["x"] == {"n": 2}
        assert "11010519491231002X" not in str(found)
        assert [*map(len, artifacts.looked_at(store, made.run, "x"))] == [1, 0]
        assert [*map(len, artifacts.looked_at(store, made.run, "z"))] == [0, 0]


def test_a_file_of_version_3_gets_the_table(tmp_path: Path) -> None:
    made = stored(tmp_path / "a.sqlite", HOME, [page(HOME, "a")])
    with Store(made.path) as store:
        store.connection.execute("DROP TABLE artifacts")
        store.connection.execute("PRAGMA user_version = 3")
    with Store(made.path) as store:
        artifacts.keep(store, made.run, HOME, {"x": 1}, "e")
        assert [*map(len, artifacts.looked_at(store, made.run, "x"))] == [1, 0]
        assert store.connection.execute("PRAGMA user_version").fetchone()[0] == VERSION
