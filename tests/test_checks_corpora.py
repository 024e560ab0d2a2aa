"""The page checks on real pages: nothing that is there is called missing, no error page is blamed."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page
from crawler.charset import decode

pytestmark = pytest.mark.shared

CHECKS = [Selected(check, {}) for check in all_checks().values() if check.scope == "page"]
FOOTER_FLAGS = {
    "conac": "gov-mark",
    "jiucuo": "report-errors",
    "icp": "icp",
    "police": "police",
    "siteid_text": "site-code",
}


def judged(shared: Path, bundle: str) -> Iterator[tuple[dict[str, Any], list[Result]]]:
    folder = shared / "corpora" / bundle
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        html = decode((folder / told["file"]).read_bytes(), "").html
        page = Page(
            f"http://www.example.gov.cn/{told['file']}",
            html,
            status=told.get("serve_status", 200),
            is_home=told.get("page_type") == "home",
            as_of=date(2026, 11, 25),
        )
        yield told, list(judge_page(page, CHECKS))


def test_no_label_that_is_there_is_called_missing(shared: Path) -> None:
    found = 0
    for told, results in judged(shared, "govcn-pages"):
        for result in results:
            if result.check == "page-labels" and result.rule == "missing":
                found += 1
                missing = set(result.value.split("、"))
                assert not missing & set(told["meta_labels"]), told["file"]
    assert found >= 15


def test_no_footer_item_that_is_there_is_called_missing(shared: Path) -> None:
    seen = 0
    for told, results in judged(shared, "govcn-pages"):
        rules = {r.rule for r in results if r.check == "footer-items"}
        there = {FOOTER_FLAGS[name] for name, flag in told["footer"].items() if flag}
        seen += len(there)
        assert not there & rules, told["file"]
        assert len(there) < 2 or "no-footer" not in rules, told["file"]
    assert seen >= 30


def test_every_article_with_a_date_has_one(shared: Path) -> None:
    for told, results in judged(shared, "govcn-pages"):
        if told.get("publish_date"):
            wrong = [r.message for r in results if r.check == "article-without-date"]
            outcomes = {r.outcome for r in results if r.check == "article-without-date"}
            assert Outcome.FAIL not in outcomes, (told["file"], wrong)


@pytest.mark.parametrize("bundle", ["soft404", "waf-challenge-pages"])
def test_an_error_page_is_never_blamed(shared: Path, bundle: str) -> None:
    wrong, looked_at = [], 0
    for told, results in judged(shared, bundle):
        if told["expected"] not in ("error_page", "blocked"):
            continue
        looked_at += 1
        wrong += [(told["file"], r.check, r.message) for r in results if r.outcome is Outcome.FAIL]
    assert looked_at >= 3
    assert not wrong


def test_the_state_council_documents_have_their_dates(shared: Path) -> None:
    results = [r for _, all_ in judged(shared, "gov-policy") for r in all_]
    dated = [r for r in results if r.check == "article-without-date"]
    assert [r.outcome for r in dated] == [Outcome.PASS] * 30
