"""A spot check of single pages: the same reading and the same checks, without a site around."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from checks.masking import mask, masked
from checks.page import Page, PageKind, Reading, SiteFacts
from checks.registry import all_checks
from checks.results import Result
from checks.run import Selected, judge_page
from checks.site import LinkState
from crawler.charset import decode
from crawler.engine import ENGINE
from crawler.sites import SiteConfig
from reports.json_form import result_dict
from reports.safe_text import one_line

if TYPE_CHECKING:
    from crawler.single import Fetched  # brings Scrapy, which a saved page does not need


@dataclass(frozen=True, slots=True)
class Spot:
    """One page looked at. ``page`` is None when nothing could be read; ``reading`` says why."""

    url: str
    final_url: str
    status: int
    page: Page | None
    reading: Reading
    results: tuple[Result, ...]

    @property
    def reached(self) -> bool:
        """Whether there was a page to judge."""
        return self.page is not None and self.reading.kind.is_content


def page_of(fetched: "Fetched", as_of: date, site: SiteConfig | None = None) -> Page | None:
    """A :class:`Page` from a fetched response; None when nothing to read came back."""
    if not fetched.body and not fetched.is_good:
        return None
    decoded = decode(fetched.body, fetched.headers.get("content-type", ""))
    return Page(
        url=fetched.url,
        html=decoded.html,
        final_url=fetched.final_url,
        status=fetched.status,
        charset=decoded.charset,
        charset_source=decoded.source,
        headers=fetched.headers,
        fetched_at=datetime.fromisoformat(fetched.fetched_at),
        is_home=site is not None and fetched.url.rstrip("/") == site.url.rstrip("/"),
        as_of=as_of,
        site=facts_of(site),
    )


def page_of_file(body: bytes, url: str, as_of: date, site: SiteConfig | None = None) -> Page:
    """A :class:`Page` from saved bytes; ``url`` is where it will stand or was found."""
    decoded = decode(body)
    return Page(
        url=url,
        html=decoded.html,
        status=0,
        charset=decoded.charset,
        charset_source=decoded.source,
        as_of=as_of,
        site=facts_of(site),
    )


def facts_of(site: SiteConfig | None) -> SiteFacts | None:
    """What page checks may know of the site."""
    if site is None:
        return None
    return SiteFacts(site.host, site.id_code, site.name, site.platform, wordlist=site.wordlist)


def look(page: Page, selection: Sequence[Selected] | None = None) -> Spot:
    """Judge one page with every page check (or the given ones)."""
    chosen = selection or [
        Selected(check, {}) for check in all_checks().values() if check.scope == "page"
    ]
    results = tuple(judge_page(page, [s for s in chosen if s.check.scope == "page"]))
    return Spot(page.url, page.final_url, page.status, page, page.reading, results)


def unseen(fetched: "Fetched") -> Spot:
    """A page that did not come back: every check says that it could not look, and why."""
    refused = fetched.state in (LinkState.BLOCKED, LinkState.UNVERIFIABLE)
    kind = PageKind.BLOCKED if refused else PageKind.ERROR
    page = Page(fetched.url, "", fetched.final_url, fetched.status)
    page.reading = Reading(kind=kind, reason=fetched.reason)
    return replace(look(page), page=None)


def to_dict(
    spot: Spot, browser: Mapping[str, Any] | None = None, versions: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The documented JSON of ``govcheck page``; ``browser`` is what was done there."""
    page, reading = spot.page, spot.reading
    published = reading.published
    return {
        "page": {
            "url": spot.url,
            "final_url": spot.final_url,
            "status": spot.status,
            "charset": page.charset if page else None,
            "charset_source": page.charset_source if page else None,
            "title": mask(reading.title),
            "kind": str(reading.kind),
            "reason": reading.reason,
            "published_at": published.value.isoformat() if published else None,
            "published_precision": published.precision if published else None,
            "published_source": published.source if published else None,
            "latest_item_date": reading.latest_item.isoformat() if reading.latest_item else None,
            "labels": dict(reading.labels),
        },
        "results": [result_dict(masked(r)) for r in spot.results],
        **({"browser": dict(browser)} if browser is not None else {}),
        "versions": {"engine": ENGINE, **(versions or {})},
    }


def lines(spot: Spot) -> Iterator[str]:
    """For a terminal."""
    reading = spot.reading
    yield f"{spot.url}"
    yield f"  {one_line(mask(reading.title)) or '（无标题）'} · {reading.kind.label}"
    if reading.reason:
        yield f"  {reading.reason}"
    if reading.published:
        at, text = f"{reading.published.value:%Y-%m-%d %H:%M}", reading.published.text
        yield f"  发布时间 {at}" + (f"（页面上写 {text}）" if text != at else "")
    if reading.latest_item:
        yield f"  列表最新条目 {reading.latest_item}"
    yield from result_lines(map(masked, spot.results))


def result_lines(results: Iterable[Result]) -> Iterator[str]:
    """Masked results for a terminal."""
    for result in results:
        title = all_checks()[result.check].title
        message = f"：{one_line(result.message)}" if result.message else ""
        yield f"  [{result.outcome.label}] {title}{message}"
        if result.locator:
            yield f"      位置 {one_line(result.locator)}"
