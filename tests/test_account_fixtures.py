"""Every account check against the cases of its fixtures."""

from pathlib import Path
from typing import Any

import fake_account
import pytest

from checks.media.facts import AccountFacts
from checks.registry import all_checks
from checks.results import Outcome
from checks.run import Selected, judge_account

FIXTURES = Path(__file__).parent / "fixtures"
ACCOUNT_CHECKS = sorted(c.id for c in all_checks().values() if c.scope == "account")
CASES = [
    pytest.param(check, case, id=f"{check}: {case['name']}")
    for check in ACCOUNT_CHECKS
    for path in sorted((FIXTURES / check).glob("*.toml"))
    for case in fake_account.cases(path)
]


@pytest.mark.parametrize(("check", "case"), CASES)
def test_account_fixture(check: str, case: dict[str, Any]) -> None:
    facts = fake_account.facts(case)
    results = list(judge_account(facts, [Selected(all_checks()[check], case.get("params", {}))]))
    said = sorted(f"{r.outcome} {r.rule}".strip() for r in results)
    assert said == sorted(case["expect"]), [r.message for r in results]
    for words in case.get("says", ()):
        assert any(words in r.message for r in results), [r.message for r in results]
    for result in results:
        assert result.target.startswith(facts.account.key)
        assert result.unit == facts.account.organiser
        assert (result.message and result.message[-1] in "。，；") or result.outcome is Outcome.PASS
    keys = [r.key for r in results if r.key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("check", ACCOUNT_CHECKS)
def test_fixtures_show_what_a_check_finds_and_what_it_leaves_alone(check: str) -> None:
    outcomes = {
        one.partition(" ")[0]
        for path in (FIXTURES / check).glob("*.toml")
        for case in fake_account.cases(path)
        for one in case["expect"]
    }
    told = {"fail", "review"} if check != "media-stale-evidence" else {"unverifiable"}
    assert outcomes & told
    assert "pass" in outcomes
    assert "not_applicable" in outcomes


def test_a_faulty_check_says_that_it_could_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    check = all_checks()["media-name"]

    def broken(account: AccountFacts) -> list[Any]:
        raise RuntimeError("x")

    object.__setattr__(check, "run", broken)
    try:
        (result,) = judge_account(fake_account.facts({}), [Selected(check, {})])
    finally:
        from checks.media.media_name import media_name

        object.__setattr__(check, "run", media_name)
    assert result.outcome is Outcome.UNVERIFIABLE
    assert "检查程序出错" in result.message


def test_findings_keep_their_keys_and_differ_by_account() -> None:
    check = Selected(all_checks()["media-filing"], {})
    one = {"account": {"platform": "app"}}
    other = {"account": {"platform": "app", "key": "app:2"}}
    (first,) = judge_account(fake_account.facts(one), [check])
    (again,) = judge_account(fake_account.facts(one), [check])
    (second,) = judge_account(fake_account.facts(other), [check])
    assert first.key == again.key != second.key
