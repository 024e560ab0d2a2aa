"""Pages as scripts left them in a browser: reading what the browser stage stored."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from checks.page import Page, Rendering
from checks.results import Evidence
from checks.scripted import parts, seen_at
from crawler.times import beijing

if TYPE_CHECKING:
    from crawler.stored_site import StoredSite


def rendered_page(site: "StoredSite", number: int, page: Page) -> Page | None:
    """The page ``number`` as scripts left it; where the browser failed, the bare page that says so.

    None when it was not opened for its scripts.
    """
    row = site.store.connection.execute(
        "SELECT body, final_url, rendered_at, trouble, aside, error FROM rendered"
        " WHERE run = ? AND url = ?",
        [site.run.id, number],
    ).fetchone()
    if row is None:
        return None
    sha, final, at, trouble, aside, error = row
    body = site.store.body(sha) if sha else None
    if sha and body is None:
        return None  # no longer stored
    moment = datetime.fromisoformat(at)
    if final and not page.is_home and _path(final) != _path(page.final_url):
        trouble = trouble or f"页面的脚本转到了 {final}"
    told = Rendering(moment, trouble, aside, error, failed=body is None)
    if body is None:
        return replace(page, rendering=told)
    configured = page.is_home or page.column is not None
    return replace(
        page,
        html=body.decode(),
        final_url=final or page.final_url,
        charset="utf-8",
        charset_source="browser",
        fetched_at=moment,
        is_home=page.is_home,
        rendering=replace(told, before=page.reading, parts=parts(page, configured=configured)),
    )


def _path(url: str) -> str:
    return urlsplit(url).netloc + urlsplit(url).path.rstrip("/")


def with_browser(site: "StoredSite", url: str, evidence: Evidence) -> Evidence:
    """The same evidence, saying when a browser opened the page and let its scripts run."""
    page = site.page(url)
    at = seen_at(page.reading) if page is not None else ""
    if not at:
        return evidence
    line = f"{beijing(at)} 用浏览器打开，脚本运行后读取"
    return replace(evidence, attempts=(*evidence.attempts, line))
