"""The links of stored pages that were never settled, offered again as the pages offered them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crawler.charset import decode
from crawler.links import Kind, of_css, of_page
from crawler.receiving import BAD, LISTS_LINKS
from crawler.reused import KEY
from crawler.roles import extension, kind_of
from crawler.store import Run, Store
from crawler.traps import series_of
from crawler.urls import Joiner
from crawler.walk import Walk

_PAGES = (
    "SELECT f.url, f.role, f.content_type, f.final_url, f.body, f.detail, f.charset IS NOT NULL"
    " FROM outlinks o JOIN fetches f USING (run, url) WHERE o.run = ? ORDER BY f.fetched_at, f.url"
)


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    role: str
    content_type: str
    final_url: str
    sha: str
    detail: Mapping[str, Any]
    is_page: bool
    targets: tuple[str, ...]


class Reopening:
    """How a link was made is not stored (a picture, a frame, a page to open?), but the page is:
    it is read again where one of its links was left open.
    """

    def __init__(self, walk: Walk, store: Store, run: Run) -> None:
        self._walk, self._store, self._run = walk, store, run
        self._joiner = Joiner()

    @cached_property
    def opened(self) -> set[str]:
        """Links of the home page and of link lists, with where they redirect to: outside, they
        are looked at more closely.
        """
        found = {url for page in self._pages if self._opens(page) for url in page.targets}
        moved: dict[str, str] = dict(
            self._store.connection.execute(
                "SELECT u.url, f.final_url FROM fetches f JOIN urls u ON u.id = f.url"
                " WHERE f.run = ? AND f.state = 'redirect'",
                [self._run.id],
            )
        )
        todo = list(found)
        while todo:
            final = moved.get(todo.pop())
            if final and final not in found:
                found.add(final)
                todo.append(final)
        return found

    def offer(self) -> None:
        """Plan every link that was never settled; restore what the traps knew."""
        frontier, earlier = self._walk.frontier, self._walk.earlier
        met: set[str] = set()
        for page in self._pages:
            self._walk.counts.malformed.update(page.detail.get(BAD, ()))
            series = series_of(page.url) if page.is_page else ""
            if series:
                fresh = [t for t in page.targets if t not in met and series_of(t) != series]
                frontier.traps.fetched(page.url, len(fresh))
            met.update(page.targets)
            left = [url for url in page.targets if url not in frontier.seen]
            if not left:
                continue
            kinds = self._kinds(page)
            opens = self._opens(page)
            for url in left:
                guess = kind_of(extension(url))
                if earlier is not None and KEY in page.detail:
                    guess = earlier.kind_of(url) or guess
                opened = opens and url in kinds
                frontier.offer(url, kinds.get(url) or guess or Kind.ANCHOR, opened=opened)

    def _opens(self, page: _Page) -> bool:
        home = self._walk.later.end_of(self._walk.frontier.home)
        return page.is_page and (bool(page.detail.get(LISTS_LINKS)) or page.url == home)

    def _kinds(self, page: _Page) -> Mapping[str, Kind]:
        """How the page links to each address; empty where it is not stored, or was not read in
        this run.
        """
        body = self._store.body(page.sha) if page.sha and KEY not in page.detail else None
        if body is None:
            return {}
        if not page.is_page:
            return of_css(body.decode("utf-8", "replace"), page.final_url, self._joiner).found
        decoded = decode(body, page.content_type)
        return of_page(decoded.html, page.final_url, decoded.charset, self._joiner).found

    @cached_property
    def _pages(self) -> list[_Page]:
        names = dict(self._store.connection.execute("SELECT id, url FROM urls"))
        targets = dict(self._store.outlinks(self._run.id))
        return [
            _Page(
                names[number],
                role,
                kind or "",
                final or names[number],
                sha or "",
                json.loads(detail) if detail else {},
                bool(is_page),
                tuple(names[target] for target in targets[number]),
            )
            for number, role, kind, final, sha, detail, is_page in self._store.connection.execute(
                _PAGES, [self._run.id]
            )
        ]
