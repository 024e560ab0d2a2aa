"""The last finished run: what of it may stand in this one, and under which conditions.

Only what was good is ever reused; whatever was not good last time is asked again. What stands is
marked, see :mod:`crawler.reused`.
"""

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Self

from checks.page import PageKind
from checks.site import LinkState
from crawler.asking import Answer
from crawler.engine import ENGINE
from crawler.hosts import Target
from crawler.links import Kind
from crawler.receiving import BAD, LASTMOD, LISTS_LINKS, Received
from crawler.reused import KEY, How, Reused, reused
from crawler.sites import SiteConfig
from crawler.store import Attempt, Fetch, Run, Store, utc_now
from crawler.times import moment
from crawler.urls import MalformedError, canonical, origin_of

CYCLE = 4
"""Good attachments, images and outside links are asked again every so many months."""
LONGEST = timedelta(days=120)
"""Nothing stands longer than this without being asked."""
MARGIN = timedelta(days=1)
"""How long before our look the last change must lie: clocks differ, dates have no hours."""
SAMPLE = 0.02
FEWEST = 5
_ENDED = ("finished", "budget-pages", "budget-time")
_SAME = ("attachments", "max_body_mb", "obey_robots", "way")
"""Settings that decide what is read: a run under others is no base."""
_KINDS = {"style": Kind.STYLE, "script": Kind.SCRIPT, "image": Kind.IMAGE, "media": Kind.MEDIA,
          "frame": Kind.FRAME}  # fmt: skip
_ROW = (
    "SELECT f.role, f.external, f.state, f.status, f.reason, f.method, f.final_url, f.content_type,"
    " f.charset, f.charset_source, f.length, f.latency_ms, f.fetched_at, f.body, f.detail,"
    " o.targets, b.sha IS NOT NULL, g.kind FROM fetches f"
    " LEFT JOIN outlinks o ON o.run = f.run AND o.url = f.url"
    " LEFT JOIN bodies b ON b.sha = f.body"
    " LEFT JOIN readings g ON g.run = f.run AND g.url = f.url WHERE f.run = ? AND f.url = ?"
)
_ARTICLES = (
    "SELECT u.url, coalesce(json_extract(f.detail, '$.reused.seen'), f.fetched_at),"
    " json_extract(f.detail, '$.lastmod') FROM fetches f JOIN urls u ON u.id = f.url"
    " JOIN readings g ON g.run = f.run AND g.url = f.url JOIN bodies b ON b.sha = f.body"
    " WHERE f.run = ? AND f.role = 'page' AND f.state = ? AND g.kind = ?"
    " AND json_extract(f.detail, '$.incomplete') IS NULL"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One good row of the earlier run."""

    fetch: Fetch
    sha: str
    targets: bytes | None
    stored: bool
    """Its body is (still) there."""
    kind: str
    taken: str
    seen: str
    run: int


@dataclass(slots=True)
class Earlier:
    """What the last finished run of a site knows. One for each walk."""

    store: Store
    run: Run
    base: Run
    moved: Mapping[str, datetime] = field(default_factory=dict)
    """When pages last changed by the site's sitemap; empty while it is not (or no longer) trusted."""
    told: dict[str, Any] = field(default_factory=dict)
    """Chinese figures for the run record."""
    verified: dict[str, str] = field(default_factory=dict)
    """Pages of the sample that were the same, with the time."""
    _always: set[str] = field(default_factory=set)
    _names: list[str] = field(default_factory=list)
    _now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def find(cls, store: Store, run: Run, config: SiteConfig) -> Self | None:
        """The base for a run, None when there is none that could be reused."""
        for base in reversed(store.runs()):
            if base.id < run.id and base.finished_at and base.stop_reason in _ENDED:
                break
        else:
            return None
        settings = [_settings(store, one) for one in (run, base)]
        fits = all(settings[0].get(k) == settings[1].get(k) for k in _SAME)
        if base.engine != ENGINE or "incremental" not in settings[1] or not fits:
            return None
        if not settings[0].get("incremental"):
            return None
        always = set()
        for url in (config.url, *(c.url for c in config.columns)):
            try:
                always.add(canonical(url))
            except MalformedError:
                continue
        return cls(store, run, base, _always=always)

    # ---- asking only whether something changed

    def conditions(self, target: Target) -> dict[bytes, bytes]:
        """Headers that ask for the content only if it changed; empty when it must come."""
        row = self._content(target)
        if row is None or target.url in self._always:
            return {}
        told = row.fetch.detail.get("headers", {})
        headers = {}
        for name, header in (("etag", b"If-None-Match"), ("last-modified", b"If-Modified-Since")):
            if told.get(name) and told[name].isascii() and told[name].isprintable():
                headers[header] = told[name].encode()
        return headers

    def unchanged(self, target: Target, answer: Answer) -> Received | None:
        """What a 304 stands for; None when it does not fit what we have."""
        row = self._content(target)
        if row is None:
            return None
        ours = row.fetch.detail.get("headers", {}).get("etag", "")
        theirs = answer.headers.get("etag", "")
        if theirs and ours.removeprefix("W/") != theirs.removeprefix("W/"):
            return None
        moved = self.moved.get(target.url)
        if moved is not None and moved > moment(row.seen):
            return None  # its own sitemap says otherwise
        mark = Reused(How.UNCHANGED, row.run, row.taken, answer.at)
        return self._stand_in(target, row, mark, answer)

    def _content(self, target: Target) -> Row | None:
        if target.external or target.round or target.role in ("media", "external"):
            return None
        row = self.row(target.url)
        if row is None or not row.stored or row.fetch.state != LinkState.OK:
            return None
        if row.fetch.external or not _same_role(target, row) or row.kind in _BAD_KINDS:
            return None
        return row

    # ---- not asking at all

    def trusted(self, target: Target, answered: bool) -> Received | None:
        """What stands without a request. ``answered``: the target's host did, in this run."""
        if target.round or target.opened or target.url in self._always:
            return None
        if not target.external and not answered:
            return None
        row = self.row(target.url)
        if row is None or row.fetch.external != target.external or not _same_role(target, row):
            return None
        if target.role == "page" and row.fetch.role == "page":
            how = self._page_stands(target.url, row)
        else:
            how = self._link_stands(target.url, row)
        if how is None:
            return None
        seen = self.verified.get(target.url, row.seen)
        return self._stand_in(target, row, Reused(how, row.run, row.taken, seen), None)

    def _page_stands(self, url: str, row: Row) -> How | None:
        if url in self.verified:
            return How.SAMPLED
        return How.SITEMAP if self._unmoved(url, row) else None

    def _unmoved(self, url: str, row: Row) -> bool:
        return (
            row.kind == PageKind.ARTICLE
            and row.fetch.state == LinkState.OK
            and row.stored
            and self._still(url, row.fetch.detail.get(LASTMOD), row.seen)
        )

    def _still(self, url: str, told: object, seen: str) -> bool:
        """Whether the sitemap still says of a page what it ``told`` when that was ``seen`` last."""
        moved = self.moved.get(url)
        return (
            moved is not None
            and told == moved.isoformat()
            and moved + MARGIN <= moment(seen)
            and self._now - moment(seen) <= LONGEST
        )

    def _link_stands(self, url: str, row: Row) -> How | None:
        if row.fetch.role not in ("attachment", "image", "media", "external"):
            return None
        if row.sha and not row.stored:
            return None
        if self._now - moment(row.seen) > LONGEST or self._turn(url):
            return None
        return How.CYCLE

    def _turn(self, url: str) -> bool:
        year, month = (int(part) for part in self.run.month.split("-"))
        return (zlib.crc32(url.encode()) + year * 12 + month) % CYCLE == 0

    def gone(self, url: str) -> Attempt | None:
        """The last look of the earlier run at an address that it found dead, None if it did not.

        A third look that says the same is a second time already, and the further apart.
        """
        found = self.store.connection.execute(
            "SELECT fetched_at, method, status, reason FROM fetches WHERE run = ? AND url = ?"
            " AND state = ? AND method != ''",
            [self.base.id, self.store.known_id(url), str(LinkState.DEAD)],
        ).fetchone()
        if found is None or not MARGIN <= self._now - moment(found[0]) <= LONGEST:
            return None
        return Attempt(*found)

    # ---- the sample

    def sample(self, origin: str) -> Sequence[tuple[str, Row]]:
        """The pages to be verified: a random part of those that would not be asked at all, always
        the same in one run.
        """
        pages = sorted(
            url
            for url, seen, told in self.store.connection.execute(
                _ARTICLES, [self.base.id, str(LinkState.OK), str(PageKind.ARTICLE)]
            )
            if url in self.moved
            and url not in self._always
            and origin_of(url) == origin
            and self._still(url, told, seen)
        )
        wanted = max(FEWEST, round(SAMPLE * len(pages)))
        chance = Random(f"{self.run.month}/{self.run.id}")  # noqa: S311 - a sample
        chosen = chance.sample(pages, min(wanted, len(pages)))
        return [(url, row) for url in chosen if (row := self.row(url)) is not None]

    def remember(self) -> None:
        """Keep the figures with the run, so that a resumed one decides the same."""
        with self.store.connection as db:
            db.execute(
                "UPDATE runs SET counts = json_set(coalesce(counts, '{}'), '$.incremental',"
                " json(?)) WHERE id = ?",
                [json.dumps(self.told, ensure_ascii=False), self.run.id],
            )

    def recalled(self) -> dict[str, Any]:
        """What an interrupted run had remembered."""
        (text,) = self.store.connection.execute(
            "SELECT counts FROM runs WHERE id = ?", [self.run.id]
        ).fetchone()
        return dict(json.loads(text or "{}").get("incremental", {}))

    # ---- rows

    def row(self, url: str) -> Row | None:
        """The earlier row of an address if it was good."""
        number = self.store.known_id(url)
        if number is None:
            return None
        found = self.store.connection.execute(_ROW, [self.base.id, number]).fetchone()
        if found is None or found[2] not in (LinkState.OK, LinkState.REDIRECT):
            return None
        role, external, state, status, reason, method, final, kind, charset, source, length = found[
            :11
        ]
        latency, at, sha, detail, targets, stored, page_kind = found[11:]
        told = json.loads(detail) if detail else {}
        if told.get("incomplete"):
            return None
        mark = reused(told)
        told.pop(KEY, None)
        fetch = Fetch(
            url=url,
            role=role,
            external=bool(external),
            state=state,
            status=status,
            reason=reason,
            method=method,
            fetched_at=at,
            final_url=final or "",
            content_type=kind or "",
            charset=charset or "",
            charset_source=source or "",
            length=length or 0,
            latency_ms=latency or 0,
            detail=told,
        )
        return Row(
            fetch,
            sha or "",
            targets,
            bool(stored),
            page_kind or "",
            mark.taken if mark else at,
            mark.seen if mark else at,
            mark.run if mark else self.base.id,
        )

    def _stand_in(self, target: Target, row: Row, mark: Reused, answer: Answer | None) -> Received:
        """The row of this run, with the links that the content brings."""
        old = row.fetch
        detail = {k: v for k, v in old.detail.items() if k not in ("tls", "landing")}
        if mark.how is How.UNCHANGED:
            detail.pop(LASTMOD, None)
        is_page = bool(old.charset) and old.role in ("page", "frame")
        if answer is not None and answer.tls and (is_page or answer.tls.get("problem")):
            detail["tls"] = dict(answer.tls)
        detail[KEY] = mark.as_detail()
        urls = self._addresses(row.targets) if row.targets is not None else None
        links = dict.fromkeys(urls or (), Kind.ANCHOR)
        fetch = Fetch(
            url=target.url,
            role=old.role,
            external=old.external,
            state=old.state,
            status=old.status,
            reason=old.reason,
            method="GET" if mark.asked else "",
            fetched_at=answer.at if answer else utc_now(),
            final_url=old.final_url,
            content_type=old.content_type,
            charset=old.charset,
            charset_source=old.charset_source,
            length=old.length,
            latency_ms=answer.latency_ms if answer else 0,
            targets=tuple(urls) if urls is not None else None,
            detail=detail,
            kept=row.sha,
        )
        lists = bool(detail.get(LISTS_LINKS))
        return Received(fetch, links, detail.get(BAD, {}), is_page, lists)

    def kind_of(self, url: str) -> Kind | None:
        """How the earlier run took an address, None when it did not have it."""
        number = self.store.known_id(url)
        row = self.store.connection.execute(
            "SELECT role FROM fetches WHERE run = ? AND url = ?", [self.base.id, number]
        ).fetchone()
        return _KINDS.get(row[0], Kind.ANCHOR) if row else None

    def _addresses(self, targets: bytes) -> list[str]:
        if not self._names:
            self._names = self.store.names()
        numbers = array("I")
        numbers.frombytes(targets)
        return [self._names[number] for number in numbers]


_BAD_KINDS = (PageKind.ERROR, PageKind.BLOCKED)


def _same_role(target: Target, row: Row) -> bool:
    role = row.fetch.role
    return role == target.role or (target.role == "page" and role in ("attachment", "image"))


def _settings(store: Store, run: Run) -> dict[str, Any]:
    (text,) = store.connection.execute(
        "SELECT settings FROM runs WHERE id = ?", [run.id]
    ).fetchone()
    return dict(json.loads(text or "{}"))
