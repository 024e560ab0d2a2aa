"""A rubric can ask for whole groups of checks, so that new ones need not be listed."""

import pytest

from checks.registry import all_checks
from checks.rubric import RubricError, load, loads, validate_checks
from checks.run import selected

TEXT = """
id = "a11y"
title = "无障碍"
verified = "partial"
subject = "portal"
scored = false
also = ["missing-alt"]
also_groups = ["accessibility"]
"""


def test_every_check_of_the_group_runs_once() -> None:
    chosen = [one.check.id for one in selected(loads(TEXT))]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) == {
        c.id for c in all_checks().values() if c.group == "accessibility" and not c.optional
    }


def test_groups_are_kept_in_the_stored_text() -> None:
    assert loads(loads(TEXT).text).also_groups == ("accessibility",)


def test_an_unknown_group_is_refused_by_name() -> None:
    rubric = loads(TEXT.replace('"accessibility"', '"accessibilty"'))
    with pytest.raises(RubricError, match=r"also_groups.*accessibilty.*accessibility"):
        validate_checks(rubric, all_checks())


@pytest.mark.parametrize("name", ["national-2019-portal", "national-2019-department"])
def test_the_national_rubrics_ask_for_browser_checks(name: str) -> None:
    assert {"axe-violation"} <= {s.check.id for s in selected(load(name))}
