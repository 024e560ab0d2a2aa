"""What the stored month knows of certificates, IPv6 samples and the site's search."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.sites import SiteConfig
from crawler.store import Fetch, Store
from crawler.stored_site import StoredSite

DAY = date(2026, 11, 25)
SEEN = "2026-11-25T02:00:00+00:00"
TLS = {"issuer": "某某认证", "until": "2027-03-01", "problem": ""}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "t.sqlite") as opened:
        yield opened


def stored(store: Store, *fetches: Fetch) -> StoredSite:
    run = store.open_run("2026-11", DAY, user_agent="x", engine="e", settings="{}", fresh=False)
    store.write(run, list(fetches))
    config = SiteConfig("a", "某区", "https://www.example.gov.cn/", hosts=("old.example.gov.cn",))
    return StoredSite(store, config, run, DAY)


def fetch(url: str, tls: dict[str, str], **more: Any) -> Fetch:
    made = Fetch(url, "page", False, "ok", 200, "", "GET", SEEN, detail={"tls": tls})
    return replace(made, **more)


def test_each_host_shows_one_certificate_the_worse_one(store: Store) -> None:
    wrong = {**TLS, "problem": "HTTPS 证书与域名不符"}
    site = stored(
        store,
        fetch("https://www.example.gov.cn/", TLS),
        fetch("https://www.example.gov.cn/a.html", wrong),
        fetch("https://www.example.gov.cn/b.html", TLS),
        fetch("https://old.example.gov.cn:8443/", {**TLS, "until": "2026-11-01"}),
        fetch("https://elsewhere.example/", wrong, external=True),
        fetch("http://plain.example.gov.cn/", {}),
    )
    seen = {c.host: (c.problem, c.until) for c in site.certificates()}
    assert seen == {
        "www.example.gov.cn": ("HTTPS 证书与域名不符", date(2027, 3, 1)),
        "old.example.gov.cn": ("", date(2026, 11, 1)),
    }


def test_only_ipv6_samples_are_asked_for(store: Store) -> None:
    site = stored(store)
    rows = [
        ("2026-11-20T01:00:00+00:00", 1, 0.4, "HTTP 200", "ipv4"),
        ("2026-11-20T01:00:00+00:00", None, 0.0, "监测点没有 IPv6 网络", "ipv6"),
        ("2026-11-21T01:00:00+00:00", 0, 0.1, "域名没有 IPv6 地址", "ipv6"),
    ]
    store.connection.executemany(
        "INSERT INTO probes (at, ok, seconds, detail, family) VALUES (?, ?, ?, ?, ?)", rows
    )
    assert [(p.ok, p.detail) for p in site.probes_over_ipv6()] == [
        (None, "监测点没有 IPv6 网络"),
        (False, "域名没有 IPv6 地址"),
    ]


def test_the_search_that_was_tried(store: Store) -> None:
    kept = {
        "searched": "我区召开河长制工作现场会",
        "article": "https://www.example.gov.cn/yw/123.html",
    }
    body = "<a href='/yw/123.html'>河长制</a>".encode()
    answer = Fetch(
        "https://www.example.gov.cn/s?q=1", "search", False, "ok", 200, "", "GET", SEEN,
        content_type="text/html", body=body, detail=kept,
    )  # fmt: skip
    look = stored(store, answer).search_look()
    assert look
    assert (look.found, look.words, look.evidence.status) == (True, kept["searched"], 200)
    store.connection.execute("DELETE FROM bodies")
    look = stored(store).search_look()
    assert look
    assert look.found is None
    assert "没有保存" in look.reason


def test_no_search_was_tried(store: Store) -> None:
    assert stored(store).search_look() is None
