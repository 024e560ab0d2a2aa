"""Addresses as an office writes them in its configuration find the pages a crawl has stored."""

from datetime import date
from pathlib import Path

from misbehaving import DAY, crawl_site, page, redirect, serving, site

from checks.columns import Column, Limit
from crawler.sites import Unit, owner_by_prefix
from crawler.store import Store
from crawler.stored_site import StoredSite

HAN = "/通知公告/"
ESCAPED = "/%E9%80%9A%E7%9F%A5%E5%85%AC%E5%91%8A/"


def test_han_characters_in_a_column_address(tmp_path: Path) -> None:
    with serving() as server:
        server.routes["/"] = page(HAN, "/moved")
        server.routes[ESCAPED] = page("/")
        server.routes["/moved"] = redirect("/moved/")
        server.routes["/moved/"] = page("/")
        notices = Column("通知公告", server.url + HAN, limit=Limit(months=6))
        moved = Column("要闻", server.url + "/moved", limit=Limit(days=14))
        config = site(server.url + "/", notices, moved)
        path = tmp_path / "t.sqlite"
        run = crawl_site(config, path)
        with Store(path) as store:
            stored = StoredSite(store, config, run, date(2026, 11, 25))
            readings = []
            columns = {}
            for row in stored.rows("AND f.role = 'page' AND f.body IS NOT NULL"):
                loaded = stored.load_page(row)
                assert loaded is not None
                readings.append((row["id"], loaded.reading))
                columns[loaded.url.removeprefix(server.url)] = loaded.column
            assert columns == {"/": None, ESCAPED: notices, "/moved/": moved}
            assert "没有保存" in stored.why_missing(notices.url)
            store.replace_readings(run.id, "e", readings)
            again = StoredSite(store, config, run, DAY)
            assert again.page(notices.url) is not None
            assert again.page(moved.url) is not None


def test_han_characters_in_a_unit_prefix() -> None:
    units = [Unit("u1", "教育局", ("http://www.example.gov.cn/教育局",))]
    url = "http://www.example.gov.cn/%E6%95%99%E8%82%B2%E5%B1%80/1.html"
    assert owner_by_prefix(units, url) == "u1"
    assert owner_by_prefix(units, "http://www.example.gov.cn/xw/") == ""
