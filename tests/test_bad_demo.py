"""The published accessible pages are not accused, the inaccessible one is."""

import json
from pathlib import Path

import pytest
from browser_site import OneServer, corpus, needs_browser

from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_page
from crawler.browser.axe_engine import newest
from crawler.browser.session import Gather, Session

pytestmark = [pytest.mark.browser, pytest.mark.shared]
CHECK = all_checks()["axe-violation"]


def test_only_the_page_before_has_certain_findings(shared: Path) -> None:
    needs_browser()
    lines = (shared / "corpora" / "bad-demo" / "manifest.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert CHECK.gather is not None
    gathers: dict[str, Gather] = {CHECK.artifact: CHECK.gather}
    fails: dict[str, list[str]] = {}
    with (
        corpus(shared, "bad-demo") as base,
        Session(OneServer(base), preload=[newest().preload]) as session,
    ):
        for row in rows:
            visit = session.visit(base + row["file"], gathers)
            assert visit.reason == ""
            page = Page(visit.url, "<title>t</title><p>x</p>")
            results = list(judge_page(page, [Selected(CHECK, {})], visit.gathered))
            found = fails.setdefault(row["variant"], [])
            found += [
                f"{row['file']} {r.rule} {r.target}" for r in results if r.outcome is Outcome.FAIL
            ]
    assert fails["after"] == []
    assert len({line.split()[1] for line in fails["before"]}) >= 5
