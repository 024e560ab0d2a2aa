"""A copy of a stored month in which only a few answers are new: what a second look is judged on, so
that a check that looks at the whole site can be repeated as well.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from checks.page import Page
from checks.site import LinkState
from crawler.charset import decode
from crawler.engine import ENGINE
from crawler.fetched import Fetched
from crawler.links import Kind, of_page
from crawler.roles import role_of
from crawler.sites import SiteConfig, SitesFile
from crawler.store import Attempt, Fetch, Run, Store
from crawler.stored_site import StoredSite
from crawler.urls import Joiner, canonical
from crawler.workflow.special_reports import with_stops

COPIED = ("fetches", "attempts", "outlinks", "skipped", "readings", "artifacts")


@contextmanager
def scratch_month(
    sites: SitesFile, site_id: str, run: Run, as_of: date, fetched: Sequence[Fetched]
) -> Iterator[tuple[StoredSite, list[Page]]]:
    """A copy of the month in which only these answers are new, as of a day, with the pages that
    were read anew. It is gone when the block ends.
    """
    config = with_stops(sites, site_id)
    with tempfile.TemporaryDirectory(prefix="govcheck-") as folder:
        path = Path(folder) / "scratch.sqlite"
        with Store(path) as scratch:
            _copy(sites.database(site_id), scratch, run)
            scratch.write(run, [_row(one, config, scratch, run) for one in fetched])
            _unlink(scratch, run, [one.url for one in fetched if is_gone(one)])
            site = StoredSite(scratch, config, run, as_of)
            pages = _pages(site, [one.url for one in fetched])
            scratch.replace_readings(run.id, ENGINE, [(n, page.reading) for n, page in pages])
            yield StoredSite(scratch, config, run, as_of), [page for _, page in pages]


def is_gone(one: Fetched) -> bool:
    """Whether the server said that there is no such page any more."""
    return one.state is LinkState.DEAD and one.status in (404, 410)


def _copy(source: Path, scratch: Store, run: Run) -> None:
    """One run's rows without its bodies: only what was asked again is read anew. Style sheets are
    there, for pages are read with them.
    """
    db = scratch.connection
    db.execute("ATTACH DATABASE ? AS month", [f"file:{source}?mode=ro"])
    try:
        names = [row[1] for row in db.execute("PRAGMA month.table_info(runs)")]
        listed = ", ".join(names)
        with db:
            db.execute(
                f"INSERT INTO runs ({listed}) SELECT {listed} FROM month.runs WHERE id = ?",  # noqa: S608
                [run.id],
            )
            db.execute("INSERT INTO urls SELECT * FROM month.urls")
            db.execute("INSERT INTO probes SELECT * FROM month.probes")
            for table in COPIED:
                db.execute(
                    f"INSERT INTO {table} SELECT * FROM month.{table} WHERE run = ?",  # noqa: S608
                    [run.id],
                )
            db.execute(
                "INSERT INTO bodies SELECT * FROM month.bodies WHERE sha IN"
                " (SELECT body FROM month.fetches WHERE run = ? AND role = 'style')",
                [run.id],
            )
    finally:
        db.execute("DETACH DATABASE month")


def _unlink(scratch: Store, run: Run, gone: Sequence[str]) -> None:
    """A page that is gone links to nothing any more."""
    with scratch.connection as db:
        db.executemany(
            "DELETE FROM outlinks WHERE run = ? AND url = (SELECT id FROM urls WHERE url = ?)",
            [(run.id, canonical(url)) for url in gone],
        )


def _row(one: Fetched, config: SiteConfig, scratch: Store, run: Run) -> Fetch:
    url = canonical(one.url)
    external = not config.in_scope(url)
    known = scratch.connection.execute(
        "SELECT f.role FROM fetches f JOIN urls u ON u.id = f.url WHERE f.run = ? AND u.url = ?",
        [run.id, url],
    ).fetchone()
    content_type = one.headers.get("content-type", "")
    is_page = "html" in content_type or one.body[:200].lstrip()[:1] == b"<"
    targets: tuple[str, ...] | None = None
    charset = source = ""
    if one.is_good and is_page and not external:
        decoded = decode(one.body, content_type)
        charset, source = decoded.charset, decoded.source
        targets = tuple(of_page(decoded.html, one.final_url, charset, Joiner()).found)
    return Fetch(
        url=url,
        role=known[0] if known else role_of(url, Kind.ANCHOR, external),
        external=external,
        state=str(one.state),
        status=one.status,
        reason=one.reason,
        method="GET",
        fetched_at=one.fetched_at,
        final_url=one.final_url,
        content_type=content_type,
        charset=charset,
        charset_source=source,
        length=len(one.body),
        body=one.body if one.is_good and not external else None,
        targets=targets,
        attempts=(Attempt(one.fetched_at, "GET", one.status, one.reason),),
    )


def _pages(site: StoredSite, urls: Sequence[str]) -> list[tuple[int, Page]]:
    marks = ", ".join("?" * len(urls))
    found = []
    for row in site.rows(
        f"AND u.url IN ({marks}) AND f.role = 'page'", [canonical(u) for u in urls]
    ):
        page = site.load_page(row)
        if page is not None:
            found.append((row["id"], page))
    return found
