"""Parts of pages that only scripts make: read in the browser, and their links followed."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from checks.page import LIST, WHOLE_PAGE
from checks.scripted import parts
from crawler import browser_counts, rendered_links
from crawler.browser import visits
from crawler.browser.workers import Job, empty
from crawler.sites import BrowserSettings, SiteConfig
from crawler.store import Run, Store
from crawler.stored_site import StoredSite

ROUNDS = 3
"""Links found in the browser may lead to pages that scripts make, too."""
MOST = 300
MOST_DETAILS = 60
"""Pages opened for their footer, labels or date alone: templates repeat themselves."""
WHOLE = (LIST, WHOLE_PAGE)
SCANNED = "查看过是否由脚本生成的页面"
OPENED = "脚本生成、在浏览器里读取的页面"
LEFT = "脚本生成、没有在浏览器里读取的页面"


def render(
    config: SiteConfig,
    path: Path,
    run: Run,
    *,
    settings: BrowserSettings,
    contact: str,
    told: Callable[[int, int], None] | None = None,
) -> str:
    """Open the pages of which scripts make a part; a Chinese note, "" if all is well.

    What was done before is not done again. Addresses that only scripts link to are then asked for
    like all others, and pages among them that scripts make are opened, too.
    """
    job = Job(path, config, run, ("render",), (), settings, contact)
    for _ in range(ROUNDS):
        with Store(path) as store:
            choose(StoredSite(store, config, run, run.as_of))
        if note := empty(job, told):
            return note
        with Store(path) as store:
            if run.stop_reason not in rendered_links.FINISHED or not rendered_links.record(
                store, run
            ):
                return ""
        if note := rendered_links.follow(config, path, run, contact):
            return note
    return ""


def choose(site: StoredSite) -> None:
    """Put the pages that scripts make into the queue: configured ones, whole pages, details.

    Pages looked through before are not looked through again; what was fetched since comes last.
    """
    known = browser_counts.of(site.store, site.run)
    scanned = known.get(SCANNED, 0)
    configured: list[tuple[int, str]] = []
    whole: list[tuple[int, str]] = []
    details: list[tuple[int, str]] = []
    rows = site.rows(
        "AND f.role = 'page' AND f.external = 0 AND f.body IS NOT NULL AND f.status < 400"
    )
    for row in islice(rows, scanned, None):
        scanned += 1
        page = site.load_page(row)
        if page is None:
            continue
        is_configured = page.is_home or page.column is not None
        if found := parts(page, configured=is_configured):
            group = configured if is_configured else whole if found[0] in WHOLE else details
            group.append((row["id"], "、".join(found) + "由脚本生成"))
    most = MOST - known.get(OPENED, 0)
    chosen = [*configured, *whole][: max(most, 0)]
    chosen += details[: max(min(MOST_DETAILS, most - len(chosen)), 0)]
    for number, why in chosen:
        visits.fill(site.store, site.run, [number], why, "render")
    left = len(configured) + len(whole) + len(details) - len(chosen)
    figures = {
        SCANNED: scanned,
        OPENED: known.get(OPENED, 0) + len(chosen),
        LEFT: known.get(LEFT, 0) + left,
    }
    browser_counts.add(site.store, site.run, figures)
