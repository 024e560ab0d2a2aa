"""The published accessible pages are not accused, the inaccessible one is."""

import json
from pathlib import Path

import pytest
from browser_site import OneServer, corpus, needs_browser

from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_page
from crawler.browser.axe_engine import newest
from crawler.browser.session import Gather, Session

pytestmark = [pytest.mark.browser, pytest.mark.shared]
CHECKS = [
    check
    for check in all_checks().values()
    if check.group == "accessibility" and check.gather is not None and check.gather.task == "page"
]
SIZE_AND_AAA = ("target-size", "axe:target-size", "axe:color-contrast-enhanced")
"""What the pages do not claim to keep."""


def test_only_the_page_before_has_certain_findings(shared: Path) -> None:
    needs_browser()
    lines = (shared / "corpora" / "bad-demo" / "manifest.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    wanted = {check.artifact: check.gather for check in CHECKS if check.gather is not None}
    gathers: dict[str, Gather] = dict(sorted(wanted.items(), key=lambda item: item[1].order))
    fails: dict[str, list[str]] = {}
    with (
        corpus(shared, "bad-demo") as base,
        Session(OneServer(base), preload=[newest().preload, preload()]) as session,
    ):
        for row in rows:
            visit = session.visit(base + row["file"], gathers)
            assert visit.reason == ""
            page = Page(visit.url, "<title>t</title><p>x</p>")
            results = list(
                judge_page(page, [Selected(check, {}) for check in CHECKS], visit.gathered)
            )
            found = fails.setdefault(row["variant"], [])
            found += [
                f"{row['file']} {r.rule or r.check} {r.target}"
                for r in results
                if r.outcome is Outcome.FAIL and not {r.check, r.rule} & {*SIZE_AND_AAA}
            ]
    assert fails["after"] == []
    assert len({line.split()[1] for line in fails["before"]}) >= 5
