"""Comparing findings with the sample's known faults notices what is missing and what is too much."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from checks.page import Page, SiteFacts
from checks.results import Outcome, Result, fail, passed
from checks.rubric import load
from checks.run import judge_page, selected
from crawler.sample import faults
from crawler.sample.comparison import differences
from crawler.sample.configuration import SITE_IDS, sites
from crawler.sample.faults import KnownFault
from crawler.sample.pages import writer
from crawler.sample.portal import SamplePortal, build
from crawler.sample.server import SampleServer, serve
from crawler.sample.structure import DEPARTMENT, PORTAL

AS_OF = date(2026, 11, 25)
PAGE_CHECKS = {"article-without-date", "footer-items", "missing-alt", "page-labels"}


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SamplePortal, SampleServer]]:
    portal = build(tmp_path_factory.mktemp("sample"), AS_OF)
    with serve(portal.folder) as server:
        yield portal, server


def told(fault: KnownFault, server: SampleServer) -> Result:
    target = server.url(fault.host, quote(fault.target)) if fault.target else ""
    return Result(
        Outcome(fault.outcome),
        server.url(PORTAL, fault.path),
        "…",
        target=target,
        rule=f"{fault.rule}-news" if fault.rule else "",
        found_on=tuple(server.url(PORTAL, p) for p in fault.found_on),
        check=fault.check,
    )


def test_exactly_the_known_faults_leave_nothing(running) -> None:
    portal, server = running
    assert differences(portal, server, [told(f, server) for f in portal.faults]) == ([], [])


def test_every_fault_that_is_not_told_is_named(running) -> None:
    portal, server = running
    results = [told(f, server) for f in portal.faults]
    for n, fault in enumerate(portal.faults):
        missed, unexplained = differences(portal, server, results[:n] + results[n + 1 :])
        assert (missed, unexplained) == ([fault], [])


def test_a_false_alarm_is_named(running) -> None:
    portal, server = running
    results = [told(f, server) for f in portal.faults]
    elsewhere = fail(server.url(PORTAL, "/zwgk/tzgg/post_3002.html"), "…", check="missing-alt")
    stale_home = fail(server.portal, "…", check="home-stale")
    fine = passed(server.url(PORTAL, "/zwgk/tzgg/post_3002.html"), check="page-labels")
    alarms = [elsewhere, stale_home]
    assert differences(portal, server, [*results, *alarms, fine]) == ([], alarms)


def test_a_page_too_many_in_a_merged_finding_is_named(running) -> None:
    portal, server = running
    results = [told(f, server) for f in portal.faults if f.check != "footer-items"]
    pages = [*faults.PORTAL_PAGES_WITHOUT_POLICE_RECORD, "/bsfw/"]
    found_on = tuple(server.url(PORTAL, p) for p in pages)
    merged = fail(found_on[0], "…", check="footer-items", found_on=found_on)
    assert differences(portal, server, [*results, merged]) == ([], [merged])


def judged(site: str, server: SampleServer) -> list[Result]:
    """Every result of the page checks, on pages given to them directly."""
    config = sites(server, AS_OF, Path("sites.toml")).sites[SITE_IDS[site]]
    selection = selected(load(config.rubric_id))
    columns = {c.url: c for c in config.columns}
    results = []
    for path, html in writer(site, AS_OF).pages():
        page = Page(
            server.url(site, path),
            html.replace("%%HOSTNAME%%", config.host.partition(":")[0]),
            as_of=AS_OF,
            is_home=path == "/",
            column=columns.get(server.url(site, path)),
            site=SiteFacts(config.host, config.id_code, config.name),
        )
        results += judge_page(page, selection)
    return results


def test_page_checks_find_the_known_faults_and_nothing_else(running) -> None:
    portal, server = running
    missed, unexplained = differences(portal, server, judged(PORTAL, server))
    assert [f for f in missed if f.check in PAGE_CHECKS] == []
    assert unexplained == []


def test_page_checks_find_nothing_on_the_healthy_site(running) -> None:
    _, server = running
    results = [r for r in judged(DEPARTMENT, server) if r.check in PAGE_CHECKS]
    assert {str(r.outcome) for r in results} <= {"pass", "not_applicable"}
    assert len(results) > 100
