"""Compares what was found on the sample portal with what is known to be wrong there."""

from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from checks.registry import all_checks
from checks.results import Outcome, Result
from crawler.sample.faults import KNOWN_FAULTS, KnownFault
from crawler.sample.portal import SamplePortal
from crawler.sample.server import SampleServer

COMPARED = {fault.check for fault in KNOWN_FAULTS} | {
    "home-stale", "column-missing", "interpretation-ratio", "policy-elements", "duplicate-article",
    "source-and-share", "domain-name", "site-search", "sitemap-page", "ipv6", "https",
    "mixed-content", "print-layout", "soft-404", "wrong-link", "empty-link", "suspicious-date",
    "backdated-batch", "broken-anchor-elsewhere", "personal-data", "tampered-page",
    "injected-error-page", "changed-title", "new-external-host", "cloaking",
}  # fmt: skip
BROWSER_GROUPS = ("accessibility", "aging")
"""Groups whose browser checks are compared, too, those that are yet to be written included."""
_SAYS_NOTHING = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def differences(
    portal: SamplePortal, server: SampleServer, results: Sequence[Result]
) -> tuple[list[KnownFault], list[Result]]:
    """(known faults that no result tells, results that no known fault explains), for the portal.

    Only results of the checks in ``COMPARED`` count; a result about several pages is explained
    when each of them is.
    """
    checks = all_checks().values()
    seen = {
        c.id
        for c in checks
        if c.scope == "browser" and c.group in BROWSER_GROUPS and not c.optional
    }
    told = [r for r in results if r.check in COMPARED | seen]
    missed = [f for f in portal.faults if not any(_tells(r, f, server) for r in told)]
    unexplained = [
        r
        for r in told
        if r.outcome not in _SAYS_NOTHING and not _explained(r, portal.faults, server)
    ]
    return missed, unexplained


def _tells(result: Result, fault: KnownFault, server: SampleServer) -> bool:
    if (result.check, str(result.outcome)) != (fault.check, fault.outcome):
        return False
    if not result.rule.startswith(fault.rule):
        return False
    pages = _paths((result.url, *result.found_on))
    if fault.target:
        is_target = unquote(result.target) == server.url(fault.host, fault.target)
        return is_target and set(fault.found_on or (fault.path,)) <= pages
    return fault.path in pages


def _explained(result: Result, faults: Iterable[KnownFault], server: SampleServer) -> bool:
    tellers = [f for f in faults if _tells(result, f, server)]
    known = {path for f in tellers for path in (f.path, *f.found_on)}
    return bool(tellers) and _paths((result.url, *result.found_on)) <= known


def _paths(urls: Iterable[str]) -> set[str]:
    return {unquote(urlsplit(url).path) or "/" for url in urls}
