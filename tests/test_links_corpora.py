"""The checks of links and dates on real pages: error pages are recognised, healthy ones left be."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import fake_site
import pytest

from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page, judge_site
from checks.site import PageSummary
from checks.unrelated import unrelated
from crawler.asking import Answer
from crawler.charset import decode
from crawler.landing import landing

pytestmark = pytest.mark.shared
AS_OF = date(2026, 11, 25)
PAGE_CHECKS = ("broken-anchor", "empty-link", "suspicious-date")


def pages(shared: Path, bundle: str) -> Iterator[tuple[dict[str, Any], Page]]:
    folder = shared / "corpora" / bundle
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        html = decode((folder / told["file"]).read_bytes(), "").html
        url = f"http://www.example.gov.cn/{told['file']}"
        yield told, Page(url, html, status=told.get("serve_status", 200), as_of=AS_OF)


def soft_404(shared: Path, bundle: str) -> tuple[dict[str, dict[str, Any]], list[Result]]:
    """What is told of each address, and what the check says of all of them as one site."""
    site = fake_site.FakeSite(AS_OF)
    told_of = {}
    for told, page in pages(shared, bundle):
        told_of[page.url] = told
        site.stored.append(PageSummary(page.url, page.url, page.status, "", page.reading))
    found = judge_site(site, [Selected(all_checks()["soft-404"], {})])
    return told_of, [r for r in found if r.outcome is not Outcome.PASS]


def test_error_pages_sent_as_content_are_candidates(shared: Path) -> None:
    told_of, found = soft_404(shared, "soft404")
    assert {r.outcome for r in found} == {Outcome.REVIEW}
    kinds = Counter(told_of[r.target]["expected"] for r in found)
    assert kinds["error_page"] >= 30
    assert kinds["content"] == 0
    assert Counter(t["expected"] for t in told_of.values())["error_page"] == 34


@pytest.mark.parametrize("bundle", ["govcn-pages", "gov-policy"])
def test_no_healthy_page_is_called_a_soft_404(shared: Path, bundle: str) -> None:
    told_of, found = soft_404(shared, bundle)
    assert len(told_of) >= 30
    assert [r.target for r in found if told_of[r.target].get("page_type") != "error"] == []


@pytest.mark.parametrize("bundle", ["govcn-pages", "gov-policy"])
def test_links_and_dates_of_healthy_pages_are_never_blamed(shared: Path, bundle: str) -> None:
    chosen = [Selected(all_checks()[name], {}) for name in PAGE_CHECKS]
    outcomes = Counter[tuple[str, Outcome]]()
    for _, page in pages(shared, bundle):
        outcomes.update((r.check, r.outcome) for r in judge_page(page, chosen))
    assert not [key for key in outcomes if key[1] is Outcome.FAIL]
    reviewed = {check: outcomes[check, Outcome.REVIEW] for check in PAGE_CHECKS}
    assert reviewed["suspicious-date"] <= 2, "two articles of the corpora do disagree"
    assert reviewed["broken-anchor"] == 0
    assert reviewed["empty-link"] <= 6, "six links of two pages have no address at all"


@pytest.mark.parametrize("bundle", ["govcn-pages", "gov-policy", "soft404"])
def test_no_government_page_reads_like_gambling_or_a_parked_domain(
    shared: Path, bundle: str
) -> None:
    seen = 0
    for told, page in pages(shared, bundle):
        answer = Answer(page.url, "GET", "", 200, body=page.html.encode())
        said = landing(answer)
        if told.get("expected") != "error_page":
            seen += 1
            assert unrelated(said.get("title", ""), said.get("words", "")) is None, told["file"]
    assert seen >= 20
