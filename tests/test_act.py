"""axe-core and our own checks against the published test cases of the ACT rules.

``pytest -s`` tells rule by rule what was gained. What is left when 151 of 212 are found, and why no
general check can be sure of it (people are asked where there is something to see):

- meaning of words and pictures: qt1vmo 3 (an alt that names something else), cc0f0a 6 (labels that
  say little), e88epe 5 (pictures marked as decoration), aizyf1 5 (vague links: three are asked);
- what is heard and shown in films and sound, or said about it beside them: afb423 4, e7aa44 2,
  ab4d13 4, f51b46 4, c3232f 4, d7ba54 2, ee13b5 3;
- whether two addresses serve the same purpose: b20e66 6, fd3a94 8. Of the cases that pass many
  have two addresses, too, and the page alone does not tell them apart;
- broken alone, while the criterion is met by other means: aaa1bf 1 (sound with controls), 047fe0 1
  (a heading for readers of screens alone), 80af7b 1 (asked, and a1b64e says it for certain);
- off6ek 2: a few words are too few to tell their language.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browser_site import OneServer, corpus, needs_browser

from checks.accessibility.act import broken
from checks.accessibility.axe import AxeResult
from checks.accessibility.axe_doubts import doubt_about
from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import Check, all_checks
from checks.results import Outcome
from checks.run import Selected, judge_page
from crawler.browser.axe_engine import newest
from crawler.browser.session import Gather, Session

pytestmark = [pytest.mark.browser, pytest.mark.shared]
AXE = "axe-violation"
OWN = ("act-autoplay", "act-bypass", "act-frames", "act-hidden-focus", "act-language",
       "act-link-purpose", "act-zoom", "keyboard-trap")  # fmt: skip
Row = dict[str, Any]


@dataclass
class Case:
    """One test page: the rules broken on it by axe-core and by our own checks; ``failed`` are those
    that results of ours fail, ``asked`` those they put before a person.
    """

    row: Row
    unseen: str
    axe: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    @property
    def fails(self) -> bool:
        return bool(self.row["expected"] == "failed")

    @property
    def by_axe(self) -> bool:
        return bool(self.axe.intersection(self.row["axe_rules"]))

    @property
    def by_us(self) -> bool:
        """By a check of ours, or by our measuring what axe-core could not decide."""
        return self.row["rule"] in self.own or self.is_failed

    @property
    def is_found(self) -> bool:
        return self.by_axe or self.by_us

    @property
    def is_failed(self) -> bool:
        """Found, and of level A or AA: a result says so without asking anybody."""
        return bool(self.failed & {*self.row["axe_rules"], self.row["rule"]})

    @property
    def is_asked(self) -> bool:
        """Found, or put before a person."""
        return self.is_found or bool(self.asked & {*self.row["axe_rules"], self.row["rule"]})


def say(text: str) -> None:
    """For the one who reads the test run (pytest -s, or -rA)."""
    print(text)  # noqa: T201


def cases(shared: Path) -> list[Row]:
    lines = (shared / "corpora" / "act" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def looked(shared: Path, rows: Sequence[Row]) -> Iterator[Case]:
    """Each case as the browser stage sees it."""
    checks = [all_checks()[name] for name in (AXE, *OWN)]
    gathers = in_order(checks)
    with (
        corpus(shared, "act") as base,
        Session(OneServer(base), preload=[newest().preload, preload()], budget_s=15) as session,
    ):
        for row in rows:
            visit = session.visit(base + row["file"], gathers)
            page = Page(visit.url, "<title>t</title><p>x</p>")
            case = Case(row, visit.reason)
            for one in judge_page(page, [Selected(c, {}) for c in checks], visit.gathered):
                names = {one.rule.removeprefix("axe:")} | broken(one.rule)
                if one.outcome is Outcome.FAIL:
                    case.own |= broken(one.rule)
                    case.failed |= names
                elif one.outcome is Outcome.REVIEW:
                    case.asked |= names
            case.axe = violated(visit.gathered.get(all_checks()[AXE].artifact))
            yield case


def violated(axe: AxeResult | None) -> set[str]:
    """axe-core's rules that are broken, of whatever level, but for what it is too strict about."""
    return {
        rule["id"]
        for rule in (axe["violations"] if axe else ())
        if not all(doubt_about(rule["id"], node) for node in rule["nodes"])
    }


def in_order(checks: Sequence[Check]) -> dict[str, Gather]:
    """What is to be run on a page, by the name to keep it under, as the stage does it."""
    wanted = {c.artifact: c.gather for c in checks if c.gather is not None}
    return dict(sorted(wanted.items(), key=lambda item: (item[1].order, item[0])))


def told(seen: Sequence[Case]) -> tuple[int, int]:
    """(failed cases that were found, others that were accused); said aloud, rule by rule."""
    names = {c.row["rule"]: c.row["rule_name"] for c in seen}
    for rule in sorted(names):
        here = [c for c in seen if c.row["rule"] == rule]
        failed = [c for c in here if c.fails]
        axe, us = sum(c.by_axe for c in failed), sum(c.by_us and not c.by_axe for c in failed)
        false = sum(c.is_found for c in here if not c.fails)
        if us or false:
            say(
                f"{rule} failed {len(failed)}, axe {axe}, gained {us}, false {false}: {names[rule]}"
            )
    failed, others = [c for c in seen if c.fails], [c for c in seen if not c.fails]
    found, false = sum(c.is_found for c in failed), sum(c.is_found for c in others)
    say(f"found {found} of {len(failed)}, false {false} of {len(others)}")
    certain = [sum(c.is_failed for c in group) for group in (failed, others)]
    say(f"of level A or AA only: {certain[0]} of {len(failed)}, {certain[1]} of {len(others)}")
    asked = [sum(c.is_asked for c in group) for group in (failed, others)]
    say(f"with what people are asked: {asked[0]} of {len(failed)}, {asked[1]} of {len(others)}")
    say(f"not seen: {Counter(c.unseen for c in seen if c.unseen)}")
    return found, false


def test_a_sample_of_the_cases(shared: Path) -> None:
    """Every eleventh case: the same 60 each time."""
    needs_browser()
    if newest().bundled:
        pytest.skip("needs the axe-core fetched at set-up")
    seen = list(looked(shared, cases(shared)[::11]))
    found, false = told(seen)
    assert sum(c.by_axe for c in seen if c.fails) >= 13  # 14 with axe-core 4.14.1
    assert found >= 16
    assert false == 0
    assert len([c for c in seen if c.unseen]) <= 1


@pytest.mark.full
def test_all_cases(shared: Path) -> None:
    """axe-core 4.14.1 alone finds 117 and accuses 5."""
    needs_browser()
    if newest().bundled:
        pytest.skip("needs the axe-core fetched at set-up")
    seen = list(looked(shared, cases(shared)))
    found, false = told(seen)
    assert len(seen) == 651
    assert sum(c.by_axe for c in seen if c.fails) >= 117
    assert found >= 145  # 152 when last measured
    assert false <= 3  # axe-core alone accuses 5; two of these came with a wrong charset
    assert len([c for c in seen if c.unseen]) <= 2  # two cases leave for another site at once
