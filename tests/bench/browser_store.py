"""A stored crawl of a served list of pages, so that the browser stage can be measured alone."""

import http.client
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.sites import Politeness, SiteConfig
from crawler.store import Fetch, Run, Store, utc_now

RESOURCES = (
    ("link[rel=stylesheet]", "href", "style"),
    ("script[src]", "src", "script"),
    ("img[src]", "src", "image"),
    ("iframe[src]", "src", "frame"),
)
BATCH = 50


def fill(path: Path, urls: Iterable[str]) -> tuple[SiteConfig, Run]:
    """Fetch pages of one host and what they declare into a new store, as a finished run."""
    addresses = list(urls)
    config = SiteConfig(
        "bench",
        "测量",
        addresses[0],
        politeness=Politeness(requests_per_second=1000),
    )
    with Store(path) as store:
        run = store.open_run(
            "2026-11", date(2026, 11, 25), user_agent="bench", engine="", settings="", fresh=True
        )
        batch: list[Fetch] = []
        for fetch in _fetches(addresses):
            batch.append(fetch)
            if len(batch) >= BATCH:
                store.write(run, batch)
                batch = []
        store.write(run, batch)
        store.close_run(run, "finished", {})
    return config, run


def _fetches(addresses: list[str]) -> Iterator[Fetch]:
    own = urlsplit(addresses[0]).netloc
    connection = http.client.HTTPConnection(own)
    known: set[str] = set()
    for url in addresses:
        page = _get(connection, url, "page")
        yield page
        tree = LexborHTMLParser(page.body or b"")
        for selector, attribute, role in RESOURCES:
            for node in tree.css(selector):
                target = urljoin(url, node.attributes.get(attribute) or "")
                if urlsplit(target).netloc == own and target not in known:
                    known.add(target)
                    yield _get(connection, target, role)
    connection.close()


def _get(connection: http.client.HTTPConnection, url: str, role: str) -> Fetch:
    connection.request("GET", urlsplit(url).path)
    answer = connection.getresponse()
    body = answer.read()
    return Fetch(
        url,
        role=role,
        external=False,
        state="ok" if answer.status == 200 else "dead",
        status=answer.status,
        reason="",
        method="GET",
        fetched_at=utc_now(),
        content_type=answer.headers.get("Content-Type", ""),
        length=len(body),
        body=body if answer.status == 200 else None,
    )
