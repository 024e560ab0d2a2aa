"""Every check against its fixtures; both runners find the files themselves.

Element fixtures: ``fixtures/<check-id>/*.html`` in which every element whose id starts with fail,
review or pass says what must be reported of it. Whole-page fixtures: ``fail_*.html``,
``review_*.html``, ``pass_*.html``, ``not_applicable_*.html``, ``unverifiable_*.html``. Either may
start with a comment ``<!-- fixture`` that holds TOML: url, is_home, column, host, id_code, as_of,
and ``expect``, the exact list of "outcome rule". Site fixtures: ``*.toml``, see ``fake_site``;
those of account checks are read by ``test_account_fixtures``.
Browser fixtures: ``*.json`` with ``gathered``, what the gather function gave, ``expect``, the
exact list of "outcome rule target", and, if true, ``is_home``.
"""

import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import fake_site
import pytest

from checks.columns import Column
from checks.locators import element_at
from checks.page import Page, SiteFacts
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.run import Selected, judge_page, judge_site

FIXTURES = Path(__file__).parent / "fixtures"
HEADER = re.compile(r"\A\s*<!-- fixture\n(.*?)-->", re.DOTALL)
VERDICTS = ("fail", "review", "unverifiable", "not_applicable", "pass")
PAGES = sorted(FIXTURES.glob("*/*.html"))
SITES = sorted(p for p in FIXTURES.glob("*/*.toml") if all_checks()[p.parent.name].scope == "site")
GATHERED = sorted(FIXTURES.glob("*/*.json"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def page_of(path: Path) -> tuple[Page, dict[str, Any]]:
    html = path.read_text(encoding="utf-8")
    header = HEADER.match(html)
    told = tomllib.loads(header[1]) if header else {}
    html = html[header.end() :] if header else html
    url = told.get("url", "http://www.example.gov.cn/xw/202611/t20261103_1.html")
    column = Column(told["column"], url) if "column" in told else None
    facts = SiteFacts(told["host"], told.get("id_code", "")) if "host" in told else None
    page = Page(
        url,
        html,
        is_home=told.get("is_home", False),
        column=column,
        as_of=told.get("as_of", date(2026, 11, 25)),
        site=facts,
    )
    return page, told


def judged(path: Path) -> tuple[list[Result], Page, dict[str, Any]]:
    page, told = page_of(path)
    check = all_checks()[path.parent.name]
    results = list(judge_page(page, [Selected(check, told.get("params", {}))]))
    return results, page, told


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_fixture(path: Path) -> None:
    results, page, told = judged(path)
    whole = next((v for v in VERDICTS if path.stem.startswith(v)), "")
    if "expect" in told:
        assert sorted(f"{r.outcome} {r.rule}".strip() for r in results) == sorted(told["expect"])
    if whole:
        outcomes = {str(r.outcome) for r in results}
        assert outcomes == {whole} or (whole == "fail" and outcomes == {"fail", "review"})
    else:
        assert by_element(results, page) == declared(page)
    for result in results:
        if result.outcome is not Outcome.PASS:
            complete(result)


def by_element(results: list[Result], page: Page) -> dict[str, str]:
    """Element id -> outcome, through the locator, which must find exactly one element."""
    found = {}
    for result in results:
        if result.outcome in (Outcome.FAIL, Outcome.REVIEW):
            element = element_at(page.soup, result.locator)
            assert element is not None, result.locator
            found[str(element["id"])] = str(result.outcome)
    return found


def declared(page: Page) -> dict[str, str]:
    elements = page.soup.find_all(id=re.compile("^(fail|review|pass)"))
    assert elements, "an element fixture needs ids that start with fail, review or pass"
    said = {str(e["id"]): str(e["id"]).split("-")[0] for e in elements}
    return {key: verdict for key, verdict in said.items() if verdict != "pass"}


@pytest.mark.parametrize("path", SITES, ids=name)
def test_site_fixture(path: Path) -> None:
    site, params, expected = fake_site.load(path)
    check = all_checks()[path.parent.name]
    results = list(judge_site(site, [Selected(check, params)]))
    said = [r for r in results if r.outcome is not Outcome.PASS]
    wanted = Counter(
        (e["outcome"], e.get("rule", ""), e.get("column", ""), e.get("target", ""))
        for e in expected
    )
    got = Counter((str(r.outcome), r.rule, r.column, r.target) for r in said)
    assert got == wanted, [r.message for r in said]
    fine = {(r.column, r.rule) for r in results if r.outcome is Outcome.PASS and r.column}
    assert not fine & {(r.column, r.rule) for r in said}, "said to be fine and not fine"
    for result in said:
        complete(result)
        expectation = next(
            e
            for e in expected
            if (e.get("column", ""), e.get("target", ""), e.get("rule", ""))
            == (result.column, result.target, result.rule)
        )
        for words in expectation.get("says", []):
            assert words in result.message
        if "mender" in expectation:
            assert result.mender == expectation["mender"]


@pytest.mark.parametrize("path", GATHERED, ids=name)
def test_browser_fixture(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    check = all_checks()[path.parent.name]
    home = told.get("is_home", False)
    page = Page("http://www.example.gov.cn/xw/", "<title>新闻</title><p>正文</p>", is_home=home)
    artifacts = {check.artifact: told["gathered"]}
    results = list(judge_page(page, [Selected(check, told.get("params", {}))], artifacts))
    said = [f"{r.outcome} {r.rule} {r.target}".strip() for r in results]
    assert sorted(said) == sorted(told["expect"])
    for result in results:
        if result.outcome is not Outcome.PASS:
            complete(result)


def complete(result: Result) -> None:
    """What every result owes its reader."""
    assert result.check
    assert result.key.startswith("k1-")
    assert result.message.endswith(("。", "）", "”）")), result.message
    assert len(result.excerpt) <= 300
