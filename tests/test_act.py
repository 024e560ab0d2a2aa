"""axe-core against the published test cases of the ACT rules, as the browser stage runs it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from browser_site import OneServer, corpus, needs_browser

from checks.accessibility.axe import run_axe
from crawler.browser.axe_engine import newest
from crawler.browser.session import Session

pytestmark = [pytest.mark.browser, pytest.mark.shared]
Row = dict[str, Any]


def say(text: str) -> None:
    """For the one who reads the test run (pytest -s, or -rA)."""
    print(text)  # noqa: T201


def cases(shared: Path) -> list[Row]:
    lines = (shared / "corpora" / "act" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def violated(shared: Path, rows: Sequence[Row]) -> tuple[list[set[str]], list[str], int]:
    """(ids of the violated rules per case, what could not be looked at, browsers started)."""
    found, unseen = [], []
    with (
        corpus(shared, "act") as base,
        Session(OneServer(base), preload=[newest().preload], budget_s=15) as session,
    ):
        for row in rows:
            visit = session.visit(base + row["file"], {"axe": run_axe})
            result = visit.gathered.get("axe")
            if result is None or result["error"]:
                unseen.append(f"{row['rule']} {row['title']}: {visit.reason}")
            found.append({r["id"] for r in result["violations"]} if result else set())
        starts = session.starts
    return found, unseen, starts


def counted(rows: Sequence[Row], found: Sequence[set[str]]) -> tuple[int, int]:
    """(failed cases that were found, cases that were wrongly accused)."""
    hits = [bool(ids.intersection(row["axe_rules"])) for row, ids in zip(rows, found, strict=True)]
    failed = [row["expected"] == "failed" for row in rows]
    both = sum(hit and fails for hit, fails in zip(hits, failed, strict=True))
    return both, sum(hits) - both


def test_a_sample_of_the_cases(shared: Path) -> None:
    """Every eleventh case: the same 60 each time."""
    needs_browser()
    if newest().bundled:
        pytest.skip("needs the axe-core fetched at set-up")
    rows = cases(shared)[::11]
    found, unseen, _ = violated(shared, rows)
    hit, false = counted(rows, found)
    failed = sum(row["expected"] == "failed" for row in rows)
    say(f"ACT sample: {hit} of {failed} found, {false} of {len(rows) - failed} false")
    assert len(unseen) <= 1, unseen
    assert hit >= 13  # 14 with axe-core 4.14.1
    assert false == 0


@pytest.mark.full
def test_all_cases(shared: Path) -> None:
    """117 of 212 found and 5 of 439 false is what axe-core 4.14.1 does."""
    needs_browser()
    if newest().bundled:
        pytest.skip("needs the axe-core fetched at set-up")
    rows = cases(shared)
    found, unseen, starts = violated(shared, rows)
    hit, false = counted(rows, found)
    say(f"ACT: {hit} of 212 found, {false} of 439 false; not seen: {unseen}; {starts} browsers")
    assert len(rows) == 651
    assert hit >= 117
    assert false <= 5
    assert len(unseen) <= 2  # two cases leave for another site at once
