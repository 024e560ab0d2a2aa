"""The whole monthly job on the sample portal finds the known faults, and nothing else."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from checks.results import Result
from crawler.batch import run_all
from crawler.browser.chromium import find
from crawler.sample import faults
from crawler.sample.comparison import differences
from crawler.sample.configuration import SITE_IDS, sites_toml
from crawler.sample.faults import KnownFault
from crawler.sample.portal import GUARDED, SamplePortal, build
from crawler.sample.server import SampleServer, serve
from crawler.sample.structure import DEPARTMENT, PORTAL
from crawler.sites_file import load
from reports.sources import collect
from reports.summary import Report
from reports.summary import build as build_report

AS_OF = date(2026, 11, 25)


@dataclass(frozen=True)
class Month:
    """What a month's job left behind."""

    portal: SamplePortal
    server: SampleServer
    reports: dict[str, Report]
    requests: list[tuple[str, str, str]]

    def results(self, site: str) -> list[Result]:
        return list(self.reports[site].sources.results)

    @property
    def differences(self) -> tuple[list[KnownFault], list[Result]]:
        known = tuple(faults.expected(AS_OF, browser=find() is not None))
        portal = replace(self.portal, faults=known)
        return differences(portal, self.server, self.results(PORTAL))


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    folder = tmp_path_factory.mktemp("month")
    portal = build(folder / "portal", AS_OF)
    with serve(portal.folder, 0) as server:
        (folder / "sites.toml").write_text(sites_toml(server, AS_OF), encoding="utf-8")
        sites = load(Path(folder / "sites.toml"))
        ended = run_all(sites, list(sites.sites), "2026-11", AS_OF, jobs=2)
        assert [(e.code, e.errors) for e in ended] == [(0, ""), (0, "")]
    reports = {
        site: build_report(collect(sites, SITE_IDS[site], "2026-11", None))
        for site in (PORTAL, DEPARTMENT)
    }
    return Month(portal, server, reports, server.requests)


def test_every_known_fault_is_found(month: Month) -> None:
    assert month.differences[0] == []


def test_nothing_else_is_found(month: Month) -> None:
    assert month.differences[1] == []


def test_nothing_is_found_on_the_healthy_site(month: Month) -> None:
    found = [r for r in month.results(DEPARTMENT) if r.check != "site-unreachable"]
    assert [r for r in found if str(r.outcome) not in ("pass", "not_applicable")] == []
    assert list(month.reports[DEPARTMENT].sources.links) == []


def test_a_newcomer_sees_a_report_of_readable_length(month: Month) -> None:
    fails = [r for r in month.results(PORTAL) if str(r.outcome) == "fail"]
    assert 5 <= len(fails) <= 16


def test_challenged_host_is_left_alone_and_called_blocked(month: Month) -> None:
    states = {link.url: str(link.state) for link in month.reports[PORTAL].sources.links}
    assert states[month.server.url(GUARDED)] == "blocked"
    asked = [path for name, _, path in month.requests if name == GUARDED and path != "/robots.txt"]
    assert len(asked) <= 2


def test_robots_rule_is_obeyed(month: Month) -> None:
    assert [r for r in month.requests if r[2] == faults.FORBIDDEN_BY_ROBOTS] == []


def test_no_page_is_asked_for_twice_unless_it_failed(month: Month) -> None:
    suspects = {faults.SERVER_ERROR, faults.DEAD_FROM_HOME, faults.DEAD_TOPIC}
    suspects |= {faults.DEAD_ATTACHMENT, faults.DEAD_OUTSIDE, "/robots.txt"}
    suspects.add("/")  # the other site's crawl opens it once: its home page links there
    gets = [(name, path) for name, method, path in month.requests if method == "GET"]
    repeated = {path for name, path in gets if name == PORTAL and gets.count((name, path)) > 1}
    assert repeated <= suspects


def test_what_falls_due_next_is_said(month: Month) -> None:
    path, days = faults.DUE_SOON
    due = {item.url: item.days_left for item in month.reports[PORTAL].sources.due}
    assert due[month.server.url(PORTAL, path)] == days
