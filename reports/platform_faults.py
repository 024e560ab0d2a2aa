"""One fault of a shared platform, seen in several of its sites, is one finding of the platform."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from checks.keys import normal_snippet, normal_url
from checks.results import Mender, Outcome, Result
from crawler.sites import SiteConfig

PAGES = 3
"""A fault on fewer pages of a site may be an article's, which sites copy from one another."""

type Mark = tuple[str, str, str]
"""Check, rule, and the target or the normalised snippet, without the site's own host."""


@dataclass(frozen=True, slots=True)
class SiteResults:
    """What one site's month brought."""

    site: SiteConfig
    results: Sequence[Result]


@dataclass(frozen=True, slots=True)
class PlatformFault:
    """One fault of a platform. ``results`` are its results by site id, two sites at least."""

    platform: str
    check: str
    rule: str
    mark: str
    message: str
    results: Mapping[str, tuple[Result, ...]]

    @property
    def sites(self) -> tuple[str, ...]:
        """Ids of the sites that show it."""
        return tuple(self.results)


def group(reports: Iterable[SiteResults]) -> list[PlatformFault]:
    """The faults that at least two sites of one platform share, each on several pages.

    Only findings and candidates that the unit or the platform must mend; what a column's owner
    leaves undone (no target, no snippet) is nobody else's. In the order of first sight.
    """
    seen: dict[tuple[str, Mark], dict[str, list[Result]]] = {}
    for report in reports:
        if not report.site.platform:
            continue
        for mark, results in _shared_within(report).items():
            by_site = seen.setdefault((report.site.platform, mark), {})
            by_site.setdefault(report.site.id, []).extend(results)
    return [
        PlatformFault(
            platform,
            *mark,
            next(iter(by_site.values()))[0].message,
            {site: tuple(results) for site, results in by_site.items()},
        )
        for (platform, mark), by_site in seen.items()
        if len(by_site) > 1
    ]


def given_to_platform(
    site_id: str, results: Sequence[Result], faults: Iterable[PlatformFault]
) -> list[Result]:
    """The site's results, those of shared faults with the platform as mender."""
    keys = {r.key for fault in faults for r in fault.results.get(site_id, ())}
    return [
        replace(r, mender=Mender.PLATFORM) if r.key in keys and r.mender is Mender.UNIT else r
        for r in results
    ]


def sentence(fault: PlatformFault, names: Mapping[str, str]) -> str:
    """For readers: the platform, its sites, and what one of them says."""
    shown = "、".join(names.get(site, site) for site in fault.sites)
    return (
        f"平台“{fault.platform}”的共性问题（{len(fault.sites)} 个网站：{shown}）：{fault.message}"
    )


def _shared_within(report: SiteResults) -> dict[Mark, list[Result]]:
    """Faults that stand on several pages of one site: in a template, not in an article."""
    marks: dict[Mark, list[Result]] = {}
    for result in report.results:
        if result.outcome not in (Outcome.FAIL, Outcome.REVIEW) or result.column:
            continue
        if result.mender not in (Mender.UNIT, Mender.PLATFORM):
            continue
        if mark := _mark(result, report.site):
            marks.setdefault(mark, []).append(result)
    return {
        mark: results
        for mark, results in marks.items()
        if len({page for r in results for page in (*r.found_on, r.url)}) >= PAGES
    }


def _mark(result: Result, site: SiteConfig) -> Mark | None:
    what = _without_host(result.target, site) if result.target else normal_snippet(result.excerpt)
    return (result.check, result.rule, what) if what else None


def _without_host(target: str, site: SiteConfig) -> str:
    """The same path on each site's own host is the same template's link."""
    url = normal_url(target)
    parts = urlsplit(url) if "://" in url else None
    if parts is None or parts.netloc not in (site.host, *site.hosts):
        return url
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
