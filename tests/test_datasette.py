"""The metadata names only views, columns and queries that exist."""

from pathlib import Path

from crawler.media.office import Office
from crawler.media.office_schema import VIEWS as OFFICE_SCHEMA
from crawler.schema import VIEWS as SCHEMA_VIEWS
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Store
from crawler.workflow import site_tables
from reports.datasette import OFFICE_VIEWS, QUERIES, VIEWS, metadata, write


def sites(folder: Path) -> SitesFile:
    return SitesFile(
        folder / "sites.toml", {}, {"town": SiteConfig("town", "镇", "http://127.0.0.1/")}
    )


def test_every_view_is_described_and_every_described_column_exists(tmp_path: Path) -> None:
    assert views_of(SCHEMA_VIEWS + site_tables.VIEWS) == set(VIEWS)
    with Store(tmp_path / "town.sqlite") as store:
        for view, (_, columns) in VIEWS.items():
            found = {d[0] for d in store.connection.execute(f'SELECT * FROM "{view}"').description}
            assert set(columns) <= found, view


def test_the_offices_file_is_described_and_hides_who_may_sign_in(tmp_path: Path) -> None:
    assert set(OFFICE_VIEWS) <= views_of(OFFICE_SCHEMA)
    with Office(tmp_path / "office.sqlite") as office:
        for view, (_, columns) in OFFICE_VIEWS.items():
            found = {d[0] for d in office.db.execute(f'SELECT * FROM "{view}"').description}
            assert set(columns) <= found, view
    tables = metadata(sites(tmp_path))["databases"]["office"]["tables"]
    assert tables["users"] == tables["web_sessions"] == {"hidden": True}


def views_of(schema: str) -> set[str]:
    return {line.split()[5] for line in schema.splitlines() if "CREATE VIEW" in line}


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
