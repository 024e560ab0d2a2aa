"""Read one page: what kind it is, its labels, its publish date, its list items."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from checks.blocking import blocked_by
from checks.error_pages import error_status, soft_error
from checks.facts import read_facts
from checks.items import Listing, read_listing
from checks.labels import read_labels
from checks.outline import outline
from checks.page import SHANGHAI, Moment, Page, PageKind, Reading
from checks.page_kind import content_kind
from checks.published import published
from checks.scripted import settled

_LISTS = (PageKind.HOME, PageKind.COLUMN)


def read(page: Page) -> Reading:
    """Everything the checks and reports want to know of a page, read once.

    A blocked or an error page has a ``reason`` and no labels, dates or items: nothing may be said
    about content that did not come.
    """
    title = _title(page)
    if name := blocked_by(page.status, page.headers, page.html):
        return Reading(PageKind.BLOCKED, title, reason=f"没有取得页面内容：{name}")
    if reason := error_status(page.status):
        return Reading(PageKind.ERROR, title, reason=reason)

    seen = outline(page.tree)
    labels = read_labels(page.tree)
    url = page.final_url
    when = published(seen, labels, title, url, _last_publishing_day(page))
    dated = when is not None and when.source != "url"
    if not dated and (reason := soft_error(seen, title)):
        return Reading(PageKind.ERROR, title, reason=reason)

    latest = _last_day(page)
    own_name = f"{page.column.name} {title}" if page.column is not None else None
    listing = settled(page, seen, read_listing(seen, page.html, url, latest, own_name))
    kind = _configured(page) or content_kind(
        seen, labels, title, url, when, listing, _own_address(page)
    )
    if kind is PageKind.COLUMN and page.column is None:
        listing = settled(page, seen, read_listing(seen, page.html, url, latest, title))
    reading = _reading(kind, title, labels, listing, when)
    facts = read_facts(page, seen, reading)
    if reading.items and listing.years_guessed:
        facts["years_guessed"] = True
    if reading.items and listing.later and _is_later(page):
        facts["later"] = True
    return replace(reading, facts=facts)


def _reading(
    kind: PageKind,
    title: str,
    labels: Mapping[str, str],
    listing: Listing,
    when: Moment | None,
) -> Reading:
    items = listing.items if kind in _LISTS else ()
    return Reading(
        kind,
        title,
        published=when if kind is PageKind.ARTICLE else None,
        labels=labels,
        items=items,
        latest_item=items[0].day if items else None,
        item_links=listing.link_count,
        script_built=listing.script_built,
    )


def _configured(page: Page) -> PageKind | None:
    if page.is_home:
        return PageKind.HOME
    return PageKind.COLUMN if page.column is not None else None


def _title(page: Page) -> str:
    node = page.tree.css_first("title")
    return " ".join(node.text().split()) if node else ""


def _own_address(page: Page) -> str:
    """The address the page gives for itself: canonical link, or what a JCMS template writes."""
    node = page.tree.css_first(
        'link[rel="canonical"], meta[property="og:url"], meta[name="server"]'
    )
    if node is None:
        return ""
    return node.attributes.get("href") or node.attributes.get("content") or ""


def _last_publishing_day(page: Page) -> date | None:
    """The day the page was fetched: nothing on it was published later. None when unknown."""
    return page.fetched_at.astimezone(SHANGHAI).date() if page.fetched_at else page.as_of


def _is_later(page: Page) -> bool:
    """Whether the page was fetched after the monitoring day."""
    fetched = _last_publishing_day(page)
    return bool(fetched and page.as_of and fetched > page.as_of)


def _last_day(page: Page) -> date | None:
    """The last day an item can count for: the monitoring day, or the fetch when that is earlier."""
    days = (page.as_of, _last_publishing_day(page))
    return min((day for day in days if day), default=None)
