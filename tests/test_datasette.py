"""The metadata names only views, columns and queries that exist."""

from pathlib import Path

from crawler.schema import VIEWS as SCHEMA_VIEWS
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store
from reports.datasette import QUERIES, VIEWS, metadata, write


def sites(folder: Path) -> SitesFile:
    return SitesFile(
        folder / "sites.toml", {}, {"town": SiteConfig("town", "镇", "http://127.0.0.1/")}
    )


def test_every_view_is_described_and_every_described_column_exists(tmp_path: Path) -> None:
    assert {line.split()[5] for line in SCHEMA_VIEWS.splitlines() if "CREATE VIEW" in line} == set(
        VIEWS
    )
    with Store(tmp_path / "town.sqlite") as store:
        for view, (_, columns) in VIEWS.items():
            found = {d[0] for d in store.connection.execute(f'SELECT * FROM "{view}"').description}
            assert set(columns) <= found, view


def test_every_ready_question_can_be_asked(tmp_path: Path) -> None:
    with Store(tmp_path / "town.sqlite") as store:
        for name, (_, sql) in QUERIES.items():
            rows = store.connection.execute(sql, {"month": "2026-11"}).fetchall()
            assert rows == [], name


def test_the_file_lies_beside_the_databases(tmp_path: Path) -> None:
    loaded = sites(tmp_path)
    loaded.data_dir.mkdir()
    path = write(loaded)
    assert path == tmp_path / "data" / "metadata.json"
    assert "问题" in metadata(loaded)["databases"]["town"]["tables"]
    assert "本月问题" in path.read_text(encoding="utf-8")
