"""A finding of the browser is looked at again in the browser, and never passes unseen."""

from dataclasses import replace
from pathlib import Path

import pytest
from browser_site import AT, needs_browser, office_of, page, rubric_text, stored

from checks.keys import key_of
from checks.masking import mask
from checks.results import Outcome, fail
from checks.rubric import loads
from checks.site import LinkState
from crawler.fetched import Fetched
from crawler.recheck import Seen, judge_again
from crawler.sites import BrowserSettings

pytestmark = pytest.mark.browser

HOME = "http://www.example.gov.cn/"
RUBRIC = rubric_text("click-only", "axe-violation")
FAULT = "<div onclick=\"location.href='/x.html'\">办事指南</div>"
HEAD = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>示例</title>'


def again(
    folder: Path,
    html: str,
    *,
    target: str = "只能用鼠标 div",
    enabled: bool = True,
    status: int = 200,
    check: str = "click-only",
    rule: str = "click",
) -> Seen:
    """What looking again at the one finding says when the page is now like this."""
    made = stored(folder / "data" / "demo.sqlite", HOME, [page(HOME, HEAD + FAULT)])
    sites = office_of(made, browser=BrowserSettings(enabled=enabled))
    then = fail(
        HOME,
        "只能用鼠标点。",
        check=check,
        rule=rule,
        target=target,
        locator="body > div",
    )
    then = replace(then, key=key_of(then))
    state = LinkState.OK if status == 200 else LinkState.BLOCKED
    kept = {"content-type": "text/html; charset=utf-8"}
    answer = Fetched(HOME, HOME, status, kept, (HEAD + html).encode(), state, "拦截", AT)
    (seen,) = judge_again(sites, "demo", made.run, loads(RUBRIC), [then], [answer])
    return seen


@pytest.mark.parametrize(
    ("html", "outcome", "said"),
    [
        (FAULT, Outcome.FAIL, "只能用鼠标点"),
        ("<a href=/x.html>办事指南</a>", Outcome.PASS, "没有再看到"),
        (FAULT + "<style>body { display: none }</style>", Outcome.UNVERIFIABLE, "一片空白"),
    ],
)
def test_a_page_is_opened_again(tmp_path: Path, html: str, outcome: Outcome, said: str) -> None:
    needs_browser()
    seen = again(tmp_path, html)
    assert seen.outcome is outcome
    assert said in seen.message


def test_what_an_older_program_named_differently_is_still_there(tmp_path: Path) -> None:
    needs_browser()
    assert again(tmp_path, FAULT, target="旧名称").outcome is Outcome.FAIL
    assert again(tmp_path / "moved", "<p>通知</p>" + FAULT).outcome is Outcome.FAIL
    below = again(tmp_path / "below", "<div>通知</div>" + FAULT)
    assert below.outcome is Outcome.FAIL


def test_what_was_not_opened_is_not_mended(tmp_path: Path) -> None:
    off = again(tmp_path, "<p>好了", enabled=False)
    assert (off.outcome, "没有启用浏览器" in off.message) == (Outcome.UNVERIFIABLE, True)
    blocked = again(tmp_path / "b", "<p>请完成验证", status=403)
    assert (blocked.outcome, "拦截" in blocked.message) == (Outcome.UNVERIFIABLE, True)


def test_a_moved_entry_is_found_and_another_in_its_place_is_not_it(tmp_path: Path) -> None:
    needs_browser()
    phone = f"div > a ｜ {mask('tel:13800138000')}"
    moved = "<p>横幅</p><div><a href=/new style='padding:9px'></a><a href='tel:13800138000' style='padding:9px'></a></div>"
    axe = {"target": phone, "check": "axe-violation", "rule": "axe:link-name"}
    assert again(tmp_path, moved, **axe).outcome is Outcome.FAIL  # type: ignore[arg-type]
    gone = again(tmp_path / "b", moved.replace("tel:13800138000", "/x"), **axe)  # type: ignore[arg-type]
    assert gone.outcome is Outcome.PASS
