"""What a stored month tells of its broken links: how each failed, and where it stands."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checks.site import LinkReport, LinkState
from crawler.closed_hosts import WHY, closed_hosts
from crawler.occurrences import Occurrence, first_occurrences
from crawler.urls import host_of

if TYPE_CHECKING:
    from crawler.stored_site import StoredSite

GOOD = (str(LinkState.OK), str(LinkState.REDIRECT))


def broken_links(site: "StoredSite") -> list[LinkReport]:
    """Every address that some page points to and that was not good, with the pages, home first."""
    rows = {r["id"]: r for r in site.rows(f"AND f.state NOT IN ('{"', '".join(GOOD)}')")}
    found_on = site.pages_with(set(rows))
    seen = _first_seen(site, rows, found_on)
    closed = closed_hosts(site.store, site.run, rows.values())
    reports = []
    for number, row in rows.items():
        pages = found_on.get(number, [])
        if not pages:
            continue  # only the end of a redirect, which is reported where it is linked
        where = seen.get(number, Occurrence())
        state, reason = LinkState(row["state"]), row["reason"]
        if state is LinkState.DEAD and (n := closed.get(host_of(row["url"]))):
            state, reason = LinkState.SUSPECT, reason + WHY.format(n=n)
        reports.append(
            LinkReport(
                url=row["url"],
                state=state,
                status=row["status"],
                reason=reason,
                role=row["role"],
                external=bool(row["external"]),
                text=where.text,
                locator=where.locator,
                excerpt=where.excerpt,
                found_on=tuple(pages),
                on_home=bool(pages) and site.is_home(pages[0]),
                evidence=site.evidence(row),
            )
        )
    return reports


def _first_seen(
    site: "StoredSite", rows: Mapping[int, Mapping[str, Any]], found_on: Mapping[int, list[str]]
) -> dict[int, Occurrence]:
    """Where each target stands in the first page that has it; each page is parsed once."""
    by_page: dict[str, list[int]] = {}
    for target, pages in found_on.items():
        by_page.setdefault(pages[0], []).append(target)
    seen: dict[int, Occurrence] = {}
    for url, targets in by_page.items():
        for row in site.rows("AND u.url = ?", [url]):
            page = site.load_page(row)
            if page is not None:
                page = site.load_rendered(row, page) or page
                wanted = {rows[t]["url"]: t for t in targets}
                spots = first_occurrences(page, set(wanted))
                seen.update({wanted[address]: spot for address, spot in spots.items()})
    return seen
