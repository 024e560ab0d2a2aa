"""The second engine beside axe-core: what both find is certain, what one finds is for people."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_site import needs_browser, page, stored

from checks.accessibility import ibm
from checks.accessibility.ibm_engine import second_engine
from checks.accessibility.ibm_words import ibm_words
from checks.accessibility.page_tools import preload
from checks.page import Page
from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import load, loads
from checks.run import Selected, judge_page, selected
from crawler.browser.axe_engine import newest
from crawler.browser.replay import Replay
from crawler.browser.session import Session

AXE, IBM = (all_checks()[name] for name in ("axe-violation", "ibm-equal-access"))
HOME = "http://www.example.gov.cn/"
HEAD = '<html lang="zh-CN"><head><title>示例</title></head><body><main><h1>标题</h1>'
PAGES = {
    "": HEAD + "<p>正文</p></main>",
    "both": HEAD + '<img id=bare src="data:,"><input id=field><p style="color:#ccc">浅色文字</p></main>',
    "alone": HEAD + "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr>"
    "<tr><td>3</td><td>4</td></tr></table><div id=op onclick='f()'>展开</div></main>",
    "large": HEAD + '<p style="font-size:24px;color:#8a8a8a">大号文字</p></main>',
}  # fmt: skip
RUBRIC = """
id = "a11y"
title = "无障碍"
verified = "partial"
subject = "portal"
scored = false
"""


def test_it_runs_only_where_a_rubric_names_it() -> None:
    by_group = selected(loads(RUBRIC + 'also_groups = ["accessibility"]'))
    assert "axe-violation" in {one.check.id for one in by_group}
    assert "ibm-equal-access" not in {one.check.id for one in by_group}
    by_name = selected(loads(RUBRIC + 'also = ["ibm-equal-access"]'))
    assert [one.check.id for one in by_name] == ["ibm-equal-access"]
    assert "ibm-equal-access" not in {
        one.check.id for one in selected(load("national-2019-portal"))
    }


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibm, "second_engine", lambda: None)

    class NoDriver:
        def execute_async_script(self, script: str, *args: object) -> object:
            raise AssertionError("nothing to run")

    seen = ibm.run_ibm(NoDriver())
    (result,) = judge_page(
        Page(HOME, PAGES[""]), [Selected(IBM, {})], {IBM.artifact: json.loads(json.dumps(seen))}
    )
    assert result.outcome is Outcome.UNVERIFIABLE
    assert "npm ci" in result.message


@pytest.mark.parametrize("rule", sorted(ibm_words()))
def test_words_are_complete(rule: str) -> None:
    said = ibm_words()[rule]
    assert 4 <= len(said.title) <= 30
    assert not said.title.endswith("。")
    assert said.fix.endswith("。")


def test_rules_said_to_be_alike_exist() -> None:
    source = newest().path.read_text(encoding="utf-8")
    for said in ibm_words().values():
        for rule in said.axe:
            assert f'id:"{rule}"' in source


def test_rules_with_words_exist() -> None:
    engine = second_engine()
    if engine is None:
        pytest.skip("needs the second engine fetched at set-up")
    for rule in ibm_words():
        assert f'"{rule}"' in engine.source


Ask = Callable[[str], dict[str, Result]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    needs_browser()
    if second_engine() is None or newest().bundled:
        pytest.skip("needs both engines fetched at set-up")
    path: Path = tmp_path_factory.mktemp("ibm") / "demo.sqlite"
    made = stored(path, HOME, [page(HOME + name, text) for name, text in PAGES.items()])
    replay = Replay(made.path, made.run.id, made.config, live=False)
    with Session(replay, preload=[newest().preload, preload()]) as session:

        def asked(name: str) -> dict[str, Result]:
            assert AXE.gather is not None
            assert IBM.gather is not None
            both = {AXE.artifact: AXE.gather, IBM.artifact: IBM.gather}
            visit = session.visit(HOME + name, both)
            assert visit.reason == ""
            judged = judge_page(Page(visit.url, PAGES[name]), [Selected(IBM, {})], visit.gathered)
            return {one.rule: one for one in judged if one.outcome is not Outcome.PASS}

        yield asked
    replay.close()


@pytest.mark.browser
def test_what_both_find_is_certain(ask: Ask) -> None:
    found = ask("both")
    certain = {rule: one.locator for rule, one in found.items() if one.outcome is Outcome.FAIL}
    assert certain["ibm:img_alt_valid"] == "#bare"
    assert certain["ibm:input_label_exists"] == "#field"
    assert "ibm:text_contrast_sufficient" in certain
    assert "都发现了" in found["ibm:img_alt_valid"].message
    assert "3.2.1.4 非文本内容，二级" in found["ibm:img_alt_valid"].message


@pytest.mark.browser
def test_what_one_finds_is_for_people(ask: Ask) -> None:
    found = ask("alone")
    assert "ibm:aria_eventhandler_role_valid" in found
    assert {one.outcome for one in found.values()} == {Outcome.REVIEW}
    assert "axe-core 没有判它不合格" in found["ibm:aria_eventhandler_role_valid"].message


@pytest.mark.browser
def test_its_view_of_large_text_does_not_count(ask: Ask) -> None:
    assert ask("large") == {}
    assert ask("") == {}
