"""Every check is complete, and every built-in rubric names checks and parameters that exist."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from checks.page import Page
from checks.registry import SECTIONS, RegistryError, all_checks, page_check
from checks.results import Result
from checks.rubric import builtin, load
from checks.run import selected

FIXTURES = Path(__file__).parent / "fixtures"
CHECKS = sorted(all_checks())


def test_the_first_checks_are_there() -> None:
    expected = {
        "article-without-date",
        "broken-link-home",
        "broken-link-inner",
        "column-stale",
        "empty-column",
        "footer-items",
        "home-stale",
        "missing-alt",
        "page-labels",
        "site-unreachable",
    }
    assert expected <= set(CHECKS)


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_check_has_manual_and_fixtures(check_id: str) -> None:
    check = all_checks()[check_id]
    assert all(check.manual.get(section) for section in SECTIONS)
    kinds = {p.stem.split("_")[0] for p in (FIXTURES / check_id).iterdir()}
    assert kinds, "no fixture"
    pattern = {"page": "*.html", "browser": "*.json"}.get(check.scope, "*.toml")
    text = "".join(p.read_text(encoding="utf-8") for p in (FIXTURES / check_id).glob(pattern))
    # A check that only finds candidates says review and never fail.
    # One that only asks for newer evidence says unverifiable.
    assert re.search("fail|review|unverifiable", text + " ".join(kinds))
    assert "pass" in text + " ".join(kinds)


@pytest.mark.parametrize("check_id", CHECKS)
def test_id_module_and_function_agree(check_id: str) -> None:
    run = all_checks()[check_id].run
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", check_id)
    assert run.__name__ == check_id.replace("-", "_")
    assert run.__module__.rpartition(".")[2] == run.__name__


@pytest.mark.parametrize("check_id", CHECKS)
def test_parameters_are_keyword_only_and_typed(check_id: str) -> None:
    check = all_checks()[check_id]
    given = 2 if check.gather else 1  # the page and what was gathered on it, or the page or site
    for parameter in list(inspect.signature(check.run).parameters.values())[given:]:
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert parameter.annotation is not inspect.Parameter.empty


@pytest.mark.parametrize("rubric_id", builtin())
def test_builtin_rubrics_select_checks_that_exist(rubric_id: str) -> None:
    rubric = load(rubric_id)
    for one in selected(rubric):
        given = {**one.params}
        required = [n for n, d in one.check.params.items() if d is inspect.Parameter.empty]
        assert set(required) <= set(given)


def test_a_check_without_manual_is_refused() -> None:
    def no_manual(page: Page) -> Iterable[Result]:
        """只有标题。"""
        return []

    with pytest.raises(RegistryError, match="依据"):
        page_check("no-manual")(no_manual)


def test_an_id_cannot_be_taken_twice() -> None:
    def missing_alt(page: Page) -> Iterable[Result]:
        """标题。

        依据：甲。
        判定：乙。
        误报：丙。
        整改：丁。
        """
        return []

    with pytest.raises(RegistryError, match="twice"):
        page_check("missing-alt")(missing_alt)
