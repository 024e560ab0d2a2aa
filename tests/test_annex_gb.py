"""The annex of GB/T 37668—2019: what may be called 通过, and what may not."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from checks.accessibility.axe_words import words
from checks.annexes.accessibility_table import table
from checks.decision import Decision
from checks.registry import all_checks
from checks.results import Outcome, Result
from reports.annex_gb import GbAnnex, Judged, State, judge
from reports.annex_looks import Looks
from reports.score_model import Assessment, ManualResult

SEEN = Looks({"axe-violation": frozenset(f"http://a.example/{n}" for n in range(12))})
SEARCH = {("site-search", "pass"): 1, ("sitemap-page", "pass"): 1}


def found(rule: str = "axe:button-name", outcome: Outcome = Outcome.FAIL, **more: Any) -> Result:
    given = {"check": "axe-violation", "key": f"k-{rule}", "rule": rule}
    return Result(outcome, "http://a.example/", "按钮没有名称。", **(given | more))


def annex(
    *results: Result, looks: Looks = SEEN, tallies: Any = None, manual: Any = None, **decisions: str
) -> GbAnnex:
    decided = {key.replace("_", "-"): verdict for key, verdict in decisions.items()}
    given = Assessment(results, tallies or {}, manual=manual or {}, decisions=decided)
    return judge(given, looks, all_checks())


def row(made: GbAnnex, number: str) -> Judged:
    return next(r for r in made.rows if r.requirement.number == number)


def test_the_table_has_the_known_numbers() -> None:
    rows = table().requirements
    assert len(rows) == len({r.number for r in rows}) == 58
    web = Counter(r.level for r in rows if r.applies != "app")
    assert web == {1: 16, 2: 16, 3: 18}
    assert Counter(r.body_level for r in rows) == {1: 20, 2: 16, 3: 22}
    assert not any(r.verified for r in rows)


def test_every_check_of_the_table_exists_and_every_axe_rule_is_placed() -> None:
    known = all_checks()
    rows = table().requirements
    assert {name for r in rows for name in r.needed} <= set(known)
    placed = [rule for r in rows for rule in r.axe]
    assert sorted(placed) == sorted(name for name, one in words().rules.items() if one.gb)
    for one in words().rules.values():
        if one.gb:
            number, _, rest = one.gb.partition(" ")
            mine = next(r for r in rows if r.number == number)
            level = {1: "一级", 2: "二级", 3: "三级"}[mine.level]
            assert rest == f"{mine.name}，{level}"


def test_only_a_machine_that_can_settle_it_passes_an_indicator() -> None:
    for one in table().requirements:
        assert not one.enough or (one.automation == "a" and one.needed)


def test_nothing_visited_is_open_with_the_reason() -> None:
    made = annex(looks=Looks())
    assert row(made, "3.2.1.3").state is State.OPEN
    assert "未检查：没有用浏览器打开过" in row(made, "3.2.1.3").why
    assert [level.counts[State.PASSED] for level in made.levels] == [0, 0, 0]
    assert [level.total for level in made.levels] == [16, 16, 18]


def test_a_clean_run_passes_only_what_is_settled() -> None:
    made = annex(tallies=SEARCH)
    assert row(made, "3.4.3.2").state is State.PASSED
    assert row(made, "3.2.1.2").state is State.OPEN
    assert "没有发现，机器不能据此判通过" in row(made, "3.2.2.1").why
    assert "只查了一部分" in row(made, "3.5.1.1").why
    assert "不能下结论" in made.conclusion


def test_half_of_the_checks_is_not_enough() -> None:
    made = annex(tallies={("site-search", "pass"): 1, ("sitemap-page", "unverifiable"): 1})
    assert row(made, "3.4.3.2").state is State.OPEN
    assert "只查了一部分" in row(made, "3.4.3.2").why


def test_what_could_not_be_seen_prevents_a_pass() -> None:
    unseen = found("", Outcome.UNVERIFIABLE, check="site-search")
    made = annex(unseen, tallies=SEARCH | {("site-search", "unverifiable"): 1})
    assert row(made, "3.4.3.2").state is State.OPEN


def test_a_certain_finding_fails_its_indicator_and_no_other() -> None:
    made = annex(found())
    assert [r.requirement.number for r in made.rows if r.state is State.FAILED] == ["3.2.1.3"]
    assert made.level(1).counts[State.FAILED] == 1
    assert made.conclusion.startswith("不符合一级")


def test_a_fault_of_a_higher_level_is_told_though_a_lower_one_is_open() -> None:
    made = annex(found("axe:image-alt"))
    assert made.conclusion == (
        "不符合二级：有 1 项不通过。能否达到一级不能下结论：还有 16 项待人工。"
    )


def test_a_doubt_waits_for_a_person_who_may_confirm_or_refute_it() -> None:
    doubt = found("axe:tabindex", Outcome.REVIEW, key="k-t")
    assert row(annex(doubt), "3.3.3.6").state is State.OPEN
    assert row(annex(doubt), "3.3.3.6").candidates == (doubt,)
    assert row(annex(doubt, k_t=Decision.CONFIRMED), "3.3.3.6").state is State.FAILED
    assert not row(annex(doubt, k_t=Decision.FALSE_POSITIVE), "3.3.3.6").candidates


def test_a_false_alarm_fails_nothing_and_an_exemption_hides_nothing() -> None:
    finding = replace(found(), key="k-f")
    assert row(annex(finding, k_f=Decision.FALSE_POSITIVE), "3.2.1.3").state is State.OPEN
    assert row(annex(finding, k_f=Decision.EXEMPT), "3.2.1.3").state is State.FAILED


def test_what_no_indicator_covers_is_a_supplement() -> None:
    contrast = found("axe:color-contrast")
    made = annex(contrast)
    assert made.supplement == (contrast,)
    assert not any(r.state is State.FAILED for r in made.rows)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("pass", State.PASSED), ("fail", State.FAILED), ("not_applicable", State.INAPPLICABLE),
     ("unverifiable", State.OPEN)],
)  # fmt: skip
def test_people_answer_what_machines_cannot(outcome: str, state: State) -> None:
    entered = {"gbt37668-3.2.3.3": ManualResult(Outcome(outcome), by="张三", seen_on="2026-11-20")}
    assert row(annex(manual=entered), "3.2.3.3").state is state


def test_people_do_not_talk_a_certain_finding_away() -> None:
    entered = {"gbt37668-3.2.1.3": ManualResult(Outcome.PASS, by="张三")}
    assert row(annex(found(), manual=entered), "3.2.1.3").state is State.FAILED


def test_app_indicators_do_not_concern_websites() -> None:
    assert row(annex(), "3.3.2.1").state is State.INAPPLICABLE
    assert sum(level.total for level in annex().levels) == 50


NOT_OF_THE_STANDARD = {"aging-size", "aging-zoom", "reflow-320"}
"""They name an indicator to say how it differs: what they find does not fail it."""


def test_checks_speak_for_the_indicators_they_name() -> None:
    """A new check whose 依据 names an indicator belongs into gbt37668-2019.toml."""
    placed: dict[str, set[str]] = {}
    for one in table().requirements:
        for name in one.checks:
            placed.setdefault(name.partition(":")[0], set()).add(one.number)
    for check in all_checks().values():
        if check.group not in ("accessibility", "aging") or check.id == "missing-alt":
            continue
        named = set(re.findall(r"\b3(?:\.\d+){3}\b", check.manual["依据"]))
        assert placed.get(check.id, set()) <= named, check.id
        if named and check.id not in NOT_OF_THE_STANDARD:
            assert placed.get(check.id), f"{check.id} names {named} and speaks for none"
