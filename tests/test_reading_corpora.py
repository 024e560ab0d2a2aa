"""Real pages: dates, kinds, labels and error pages, against values read by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks.page import Page, PageKind
from crawler.charset import decode

pytestmark = pytest.mark.shared
KINDS = {"app": "service", "list": "column"}
AS_OF = date(2026, 11, 25)


def rows(shared: Path, bundle: str) -> list[dict[str, Any]]:
    lines = (shared / "corpora" / bundle / "manifest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def page(shared: Path, bundle: str, row: dict[str, Any], *, served: bool = False) -> Page:
    """``served``: with the address it has on a local test server, which gives nothing away."""
    html = decode((shared / "corpora" / bundle / row["file"]).read_bytes()).html
    url = f"http://127.0.0.1:8000/{row['file']}" if served else row.get("source_url", "")
    return Page(url=url, html=html, status=row.get("serve_status", 200), as_of=AS_OF)


def day_of(page: Page) -> str | None:
    return page.reading.published.day.isoformat() if page.reading.published else None


@pytest.mark.parametrize("served", [False, True])
def test_publish_date_of_every_policy_document(shared: Path, served: bool) -> None:
    found = rows(shared, "gov-policy")
    wrong = {
        row["file"]: day
        for row in found
        if (day := day_of(page(shared, "gov-policy", row, served=served))) != row["publish_date"]
    }
    assert len(found) == 30
    assert wrong == {}


@pytest.mark.parametrize("served", [False, True])
def test_publish_date_of_every_article(shared: Path, served: bool) -> None:
    articles = [r for r in rows(shared, "govcn-pages") if r["page_type"] == "article"]
    wrong = {
        row["file"]: day
        for row in articles
        if (day := day_of(page(shared, "govcn-pages", row, served=served)))
        not in (row["publish_date"], *row["publish_date_also_ok"])
    }
    assert len(articles) == 18
    assert wrong == {}


@pytest.mark.parametrize("served", [False, True])
def test_kind_of_at_least_40_of_45_pages(shared: Path, served: bool) -> None:
    found = rows(shared, "govcn-pages")
    right = sum(
        page(shared, "govcn-pages", row, served=served).reading.kind
        == KINDS.get(row["page_type"], row["page_type"])
        for row in found
    )
    assert len(found) == 45
    assert right >= 40


@pytest.mark.parametrize("served", [False, True])
@pytest.mark.parametrize("as_of", [None, AS_OF])
def test_newest_item_of_every_list_and_home_page(
    shared: Path, served: bool, as_of: date | None
) -> None:
    lists = [r for r in rows(shared, "govcn-pages") if r["page_type"] in ("list", "home")]
    wrong = {}
    for row in lists:
        seen = page(shared, "govcn-pages", row, served=served)
        seen.as_of = as_of
        newest = seen.reading.latest_item
        if (newest.isoformat() if newest else None) != row.get("latest_item_date"):
            wrong[row["file"]] = newest
    assert len(lists) == 6
    assert wrong == {}


def test_every_page_label_with_its_value(shared: Path) -> None:
    found = rows(shared, "govcn-pages")
    wrong = {
        row["file"]: labels
        for row in found
        if row["page_type"] != "error"
        and (labels := dict(page(shared, "govcn-pages", row).reading.labels)) != row["meta_labels"]
    }
    assert wrong == {}
    assert sum(len(row["meta_labels"]) for row in found) > 100


def test_error_pages_served_as_content(shared: Path) -> None:
    found = rows(shared, "soft404")
    kinds = [(row["expected"], page(shared, "soft404", row).reading.kind) for row in found]
    errors = [kind for expected, kind in kinds if expected == "error_page"]
    content = [kind for expected, kind in kinds if expected == "content"]
    assert errors.count(PageKind.ERROR) >= 30
    assert content.count(PageKind.ERROR) == 0
    assert content.count(PageKind.BLOCKED) == 0
    assert (len(errors), len(content)) == (34, 24)


def test_challenge_pages_are_blocked(shared: Path) -> None:
    for row in rows(shared, "waf-challenge-pages"):
        reading = page(shared, "waf-challenge-pages", row).reading
        assert reading.kind is PageKind.BLOCKED
        assert reading.reason
        assert (reading.labels, reading.items, reading.published) == ({}, (), None)
