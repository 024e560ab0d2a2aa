"""What a stored month tells of links: who points to what, what leads home, where others lead."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from checks.missing_page import missing_page
from checks.page import SHANGHAI, MissingPage
from checks.page_anchors import names_on
from checks.site import Landing, LinkState
from crawler.roles import BASELINE

if TYPE_CHECKING:
    from crawler.stored_site import StoredSite

_ARTICLE = re.compile(r"\d{4}|\.s?html?$|\.jspx?$", re.IGNORECASE)


def linked_from(site: "StoredSite", urls: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The stored pages that link to each address, home page first."""
    wanted = set(urls)
    ids = {
        number: url
        for url in wanted
        for (number,) in site.store.connection.execute("SELECT id FROM urls WHERE url = ?", [url])
    }
    pages = site.pages_with(set(ids))
    return {ids[number]: tuple(found) for number, found in pages.items()}


def sent_home(site: "StoredSite") -> list[str]:
    """Addresses of articles that redirect to the home page, in crawl order."""
    rows = site.store.connection.execute(
        "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
        " AND f.role = 'page' AND f.external = 0 AND f.state = ? ORDER BY f.fetched_at, u.id",
        [site.run.id, str(LinkState.REDIRECT)],
    )
    return [url for (url,) in rows if _is_article(url) and site.is_home(site.end_of(url))]


def _is_article(url: str) -> bool:
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    last = path.rpartition("/")[2].lower()
    return bool(_ARTICLE.search(path)) and not last.startswith(("index.", "default.", "main."))


def ids_on(site: "StoredSite", url: str) -> frozenset[str] | None:
    """Ids and anchor names on a stored page."""
    for row in site.rows("AND u.url = ?", [url]):
        page = site.load_page(row)
        if page is not None:
            return names_on(page)
    return None


def landings(site: "StoredSite") -> list[Landing]:
    """What was seen of the outside pages that were opened, each under the address linked."""
    rows = {r["url"]: r for r in site.rows("AND f.external = 1 AND f.detail LIKE '%\"landing\"%'")}
    if not rows:
        return []
    by_end = {site.end_of(url): row for url, row in rows.items()}
    moved = site.store.connection.execute(
        "SELECT u.url FROM fetches f JOIN urls u ON u.id = f.url"
        " WHERE f.run = ? AND f.external = 1 AND f.state = ?",
        [site.run.id, str(LinkState.REDIRECT)],
    )
    asked = [*rows, *(url for (url,) in moved if site.end_of(url) in by_end)]
    found = []
    for url, pages in linked_from(site, asked).items():
        row = by_end[site.end_of(url)]
        told = json.loads(row["detail"])["landing"]
        evidence = site.evidence(row)
        found.append(
            Landing(
                url,
                row["url"],
                told.get("title", ""),
                told.get("words", ""),
                tuple(pages),
                evidence,
            )
        )
    return found


def missing_pages(site: "StoredSite") -> tuple[MissingPage, ...]:
    """What each host of the site shows, with status 200, for an address that cannot exist."""
    found = []
    for row in site.rows("AND f.role = ? AND f.body IS NOT NULL", [BASELINE]):
        page = site.load_page(row)
        if page is not None:
            title = page.tree.css_first("title")
            found.append(missing_page(page, " ".join(title.text().split()) if title else ""))
    return tuple(found)


def looked_before(site: "StoredSite") -> date | None:
    """The day of the last crawl of an earlier month that went through to its end."""
    row = site.store.connection.execute(
        "SELECT finished_at FROM runs WHERE month < ? AND stop_reason = 'finished'"
        " ORDER BY finished_at DESC LIMIT 1",
        [site.run.month],
    ).fetchone()
    return _day(row[0]) if row else None


def first_seen(site: "StoredSite") -> Mapping[str, date]:
    """Pages of this run whose address no run of an earlier month had asked for."""
    rows = site.store.connection.execute(
        "SELECT u.url, f.fetched_at FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ?"
        " AND f.role = 'page' AND f.external = 0 AND f.body IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM runs r JOIN fetches e ON e.run = r.id WHERE r.month < ? AND e.url = f.url)",
        [site.run.id, site.run.month],
    )
    return {url: _day(at) for url, at in rows}


def _day(at: str) -> date:
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SHANGHAI).date()
