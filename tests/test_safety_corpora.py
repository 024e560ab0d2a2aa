"""Healthy government pages raise no suspicion: neither a failure nor a candidate."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from checks.page import Page, SiteFacts
from checks.registry import all_checks
from checks.run import Selected, judge_page
from crawler.charset import decode

CHECKS = ("personal-data", "hidden-links", "tampered-page")


def pages(bundle: Path) -> Iterator[Page]:
    for line in (bundle / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        url = told.get("url") or f"http://www.example.gov.cn/{told['file']}"
        html = decode((bundle / told["file"]).read_bytes()).html
        facts = SiteFacts(urlsplit(url).netloc)
        yield Page(url, html, as_of=date(2026, 11, 25), site=facts)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["govcn-pages", "gov-policy"])
def test_ordinary_pages_are_above_suspicion(shared: Path, name: str) -> None:
    selection = [Selected(all_checks()[check], {}) for check in CHECKS]
    looked = 0
    for page in pages(shared / "corpora" / name):
        outcomes = {(r.check, str(r.outcome)): r.message for r in judge_page(page, selection)}
        assert {o for _, o in outcomes} <= {"pass", "unverifiable"}, (page.url, outcomes)
        looked += all(o == "pass" for _, o in outcomes)
    assert looked >= 20
