"""No row of publishing and design is left blank: a check feeds it, or its text says that people do."""

import pytest
from score_samples import found, line, made

from checks.registry import all_checks
from checks.results import Outcome
from checks.rubric import load
from reports.score import ManualResult

ROWS = [
    i
    for i in load("national-2019-portal").indicators
    if i.kind == "deduct" and i.level1 in ("发布解读", "功能设计")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_judged_prepared_or_said_to_be_manual(row) -> None:
    assert row.checks or "由人" in row.text
    if row.auto == "b":
        assert "候选" in row.text or "由人" in row.text or "无法核验" in row.text


def test_candidates_only_ever_put_up_for_review() -> None:
    """Checks of this issue that find candidates have no way to say that something is certain."""
    names = {check for row in ROWS if row.auto == "b" for check in row.checks} - {"column-stale"}
    for name in sorted(names):
        code = all_checks()[name].run.__globals__
        assert "fail" not in code, name
        assert Outcome.FAIL not in code.values(), name


def test_there_are_as_many_rows_as_the_reference_lists() -> None:
    assert len([r for r in ROWS if r.level1 == "发布解读"]) == 8
    assert len([r for r in ROWS if r.level1 == "功能设计"]) == 7


def test_a_column_that_is_there_is_not_yet_full_marks() -> None:
    """The row also asks whether it is accurate; only a person can say so."""
    portal = load("national-2019-portal")
    tallies = {("column-missing", "pass"): 6, ("column-missing:leaders", "pass"): 1}
    silent = line(made(portal, tallies=tallies), "D-leaders")
    assert silent.state == "not_assessed"
    assert silent.reason.startswith("机器没有找到待确认的候选；")
    entered = {"D-leaders": ManualResult(Outcome.PASS)}
    assert line(made(portal, tallies=tallies, manual=entered), "D-leaders").state == "manual"
    absent = found("column-missing", 1, rule="leaders", outcome=Outcome.REVIEW)
    waiting = line(made(portal, absent), "D-leaders")
    assert (waiting.state, waiting.lost, waiting.worst) == ("scored", 0, 1)
