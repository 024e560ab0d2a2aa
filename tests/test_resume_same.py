"""A crawl that was killed after any batch ends as one that nobody disturbed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from misbehaving import crawl_site, site
from small_sites import Served, served

from crawler.store import Store

SUSPECTS = ("suspect", "unverifiable")
ROWS = (
    "SELECT u.url, f.role, f.external, f.state, f.status, f.reason, f.final_url, f.body,"
    " json_extract(f.detail, '$.landing') FROM fetches f JOIN urls u ON u.id = f.url"
    " WHERE f.run = 1 ORDER BY u.url"
)


def rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(ROWS).fetchall()


def crawl(sites: Served, path: Path) -> None:
    config = site(sites.url(0), obey_robots=True, incremental=False, recheck_after_s=0.2)
    run = crawl_site(config, path)
    assert run.stop_reason == "finished", run
    assert run.id == 1


@pytest.fixture(scope="module")
def sites() -> Any:
    with served(1) as made:
        yield made


@pytest.fixture(scope="module")
def finished(sites: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("finished") / "t.sqlite"
    crawl(sites, path)
    return path


def cut(finished: Path, path: Path, kept: int) -> set[str]:
    """The file as a kill would have left it after so many rows; the addresses of those."""
    with closing(sqlite3.connect(finished)) as whole, closing(sqlite3.connect(path)) as db:
        whole.backup(db)
        ids = [row[0] for row in db.execute(
            "SELECT url FROM fetches WHERE role NOT IN ('baseline', 'search') ORDER BY url LIMIT ?",
            [kept])]  # fmt: skip
        marks = ", ".join("?" * len(ids))
        for table in ("fetches", "attempts", "outlinks"):
            db.execute(f"DELETE FROM {table} WHERE url NOT IN ({marks})", ids)
        db.execute("UPDATE runs SET finished_at = NULL, stop_reason = NULL")
        urls = {u for (u,) in db.execute(f"SELECT url FROM urls WHERE id IN ({marks})", ids)}
        db.commit()
    with Store(path) as store:
        assert store.runs()[0].finished_at == ""
    return urls


@pytest.mark.parametrize("kept", [1, 9, 24])
def test_the_rest_is_found_as_if_nothing_had_happened(
    sites: Served, finished: Path, tmp_path: Path, kept: int
) -> None:
    path = tmp_path / "t.sqlite"
    before = cut(finished, path, kept)
    assert len(before) == kept
    sites.asked.clear()
    crawl(sites, path)
    assert rows(path) == rows(finished)
    good = {row[0] for row in rows(finished) if row[3] not in SUSPECTS}
    asked = {f"http://{host}:{sites.port}{path}" for host, path in sites.asked}
    again = {url for url in asked & before & good if row_of(finished, url)[3] != "dead"}
    assert again - redirects_to_bad(finished) == set()


def row_of(path: Path, url: str) -> tuple[Any, ...]:
    return next(row for row in rows(path) if row[0] == url)


def redirects_to_bad(path: Path) -> set[str]:
    """They are asked a second time at the end, in an undisturbed run, too."""
    return {row[0] for row in rows(path) if row[4] in (301, 302) and row[3] != "redirect"}


def test_the_small_site_shows_what_a_resumed_crawl_could_get_wrong(finished: Path) -> None:
    """Else the comparison above would prove nothing."""
    found = {(row[1], row[3]) for row in rows(finished)}
    assert {("image", "dead"), ("frame", "ok"), ("external", "ok"), ("page", "suspect")} <= found
    assert {("page", "blocked"), ("page", "redirect"), ("page", "dead")} <= found
    assert any(row[1] == "search" for row in rows(finished))
    assert any(row[1] == "external" and row[8] for row in rows(finished))
