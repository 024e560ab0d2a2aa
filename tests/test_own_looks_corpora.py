"""Published accessible pages and real government pages are not accused by our own looks."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_site import OneServer, corpus, needs_browser, server

from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import Check, all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page
from crawler.browser.session import Gather, Session

pytestmark = [pytest.mark.browser, pytest.mark.shared]

NAMES = (
    "click-only", "new-window", "target-size", "captcha-alternative", "media-autoplay",
    "letter-shortcut", "select-navigates", "focus-stable", "timed-redirect", "blocked-input", "focus-visible",
    "focus-removed", "keyboard-trap", "focus-order", "skip-link", "zoom-200", "reflow-320",
)  # fmt: skip
CHECKS = [all_checks()[name] for name in NAMES]
ADVICE = "target-size"
NOT_BY_LOOKS = ("new-window", "focus-removed", "skip-link")
"""Certain also on pages whose style sheets are not there, as those of the government pages."""


def gathers(checks: list[Check]) -> dict[str, Gather]:
    wanted = sorted({c.gather for c in checks if c.gather}, key=lambda one: (one.order, one.name))
    return {one.name: one for one in wanted}


def judged(session: Session, url: str) -> list[Result]:
    visit = session.visit(url, gathers(CHECKS))
    assert visit.reason == ""
    for value in visit.gathered.values():
        assert not value.get("error"), value
        value["unstyled"] = visit.unstyled
    page = Page(url, "<title>t</title><p>x</p>")
    return list(judge_page(page, [Selected(check, {}) for check in CHECKS], visit.gathered))


def rows(shared: Path, bundle: str) -> Iterator[dict[str, str]]:
    manifest = shared / "corpora" / bundle / "manifest.jsonl"
    for line in manifest.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def test_accessible_pages_have_no_certain_finding(shared: Path) -> None:
    needs_browser()
    fails: dict[str, set[str]] = {}
    with (
        corpus(shared, "bad-demo") as base,
        Session(OneServer(base), preload=[preload()]) as session,
    ):
        for row in rows(shared, "bad-demo"):
            found = [r for r in judged(session, base + row["file"]) if r.outcome is Outcome.FAIL]
            fails.setdefault(row["variant"], set()).update(r.check for r in found)
    assert fails["after"] <= {ADVICE}
    assert {"focus-removed", "new-window"} <= fails["before"]


@pytest.mark.full
def test_government_pages_without_their_styles_are_only_doubted(shared: Path) -> None:
    needs_browser()
    fails: Counter[str] = Counter()
    with (
        corpus(shared, "govcn-pages") as base,
        Session(OneServer(base), preload=[preload()]) as session,
    ):
        for row in rows(shared, "govcn-pages"):
            if row["page_type"] != "error":
                told = judged(session, base + row["file"])
                fails.update({r.check for r in told if r.outcome is Outcome.FAIL})
    assert set(fails) <= set(NOT_BY_LOOKS)
    assert fails["new-window"] >= 20


def test_stops_without_a_mark_of_focus_are_counted(shared: Path) -> None:
    needs_browser()
    html = (shared / "bench" / "browser" / "extra" / "age.html").read_bytes()
    with (
        server(body=html) as served,
        Session(OneServer(served.url), preload=[preload()]) as session,
    ):
        told = [r for r in judged(session, served.url) if r.outcome is Outcome.FAIL]
    found = {(r.check, r.value): r for r in told}
    assert "85 处中，有 8 处" in found["focus-visible", "8"].message
    assert {r.locator for r in told if r.check == "click-only"} == {"#mouseonly", "#ad > span"}
    assert ("target-size", "12×12") in found
