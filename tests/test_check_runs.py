"""The runner: selection by rubric, one answer for each check and page, faults kept apart."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from fake_site import FakeSite

from checks.page import Page
from checks.registry import Check, all_checks
from checks.results import Outcome, Result, fail
from checks.rubric import RubricError, load
from checks.run import Selected, judge_page, judge_site, selected
from checks.site import Site

URL = "http://www.example.gov.cn/xw/1.html"
CLEAN = "<html><head><title>通知</title></head><body><h1>通知</h1><p>请知悉。</p></body></html>"
ERROR = "<html><head><title>404 页面不存在</title></head><body>您访问的页面不存在</body></html>"


def check(run: Callable[..., object], scope: str = "page") -> Selected:
    return Selected(
        Check("made-up", scope, run, "content", "标题", {}, {}),  # type: ignore[arg-type]
        {},
    )


def test_a_clean_page_is_recorded_as_looked_at() -> None:
    [result] = judge_page(Page(URL, CLEAN), [Selected(all_checks()["missing-alt"], {})])
    assert (result.outcome, result.check, result.url) == (Outcome.PASS, "missing-alt", URL)


def test_no_check_speaks_of_an_error_page() -> None:
    page_checks = [Selected(c, {}) for c in all_checks().values() if c.scope == "page"]
    results = list(judge_page(Page(URL, ERROR + "<img src=a.jpg>"), page_checks))
    assert {r.check for r in results} == {one.check.id for one in page_checks}
    assert {r.outcome for r in results} == {Outcome.UNVERIFIABLE}
    assert all(r.message for r in results)


def test_a_faulty_check_becomes_unverifiable(caplog: pytest.LogCaptureFixture) -> None:
    def broken(page: Page) -> Iterator[Result]:
        yield fail(page.url, "一。")
        raise KeyError("secret value")

    def fine(page: Page) -> Iterator[Result]:
        yield fail(page.url, "二。")

    results = list(judge_page(Page(URL, CLEAN), [check(broken), check(fine)]))
    assert [r.outcome for r in results] == [Outcome.UNVERIFIABLE, Outcome.FAIL]
    assert "检查程序出错" in results[0].message
    assert "secret" not in results[0].message
    assert "made-up" in caplog.text


def test_an_unreadable_page_is_the_checks_trouble_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(page: Page) -> None:
        raise RecursionError

    monkeypatch.setattr("checks.reading.read", burst)
    [result] = judge_page(Page(URL, CLEAN), [Selected(all_checks()["missing-alt"], {})])
    assert result.outcome is Outcome.UNVERIFIABLE


def test_a_target_is_said_once_and_like_snippets_are_kept() -> None:
    def twice(page: Page) -> Iterator[Result]:
        for _ in range(2):
            yield fail(page.url, "同一目标。", target="http://a.gov.cn/")
            yield fail(page.url, "同样的片段。", excerpt="<img>")

    results = list(judge_page(Page(URL, CLEAN), [check(twice)]))
    assert [r.message for r in results] == ["同一目标。", "同样的片段。", "同样的片段。"]
    assert len({r.key for r in results}) == 3


def test_site_checks_get_the_site_and_page_checks_do_not() -> None:
    def of_site(site: Site) -> Iterator[Result]:
        yield fail(site.url, "站点。")

    site = FakeSite(date(2026, 11, 25))
    both = [check(of_site, "site"), Selected(all_checks()["missing-alt"], {})]
    assert [r.message for r in judge_site(site, both)] == ["站点。"]


def test_the_rubric_gives_parameters_and_month_mode() -> None:
    rubric = load("national-2019-portal")
    chosen = {one.check.id: one.params for one in selected(rubric)}
    assert chosen["home-stale"] == {"max_age_days": 14}
    assert chosen["column-stale"] == {"month_mode": "calendar"}
    assert set(rubric.also) <= set(chosen)
    other = {o.check.id: o.params for o in selected(replace(rubric, month_mode="180d"))}
    assert other["column-stale"] == {"month_mode": "180d"}


def test_a_rubric_that_does_not_fit_is_refused() -> None:
    rubric = load("national-2019-portal")
    with pytest.raises(RubricError, match="no-such-check"):
        selected(replace(rubric, also=("no-such-check",)))
    home = rubric.indicator("V3")
    assert home is not None
    with pytest.raises(RubricError, match="max_age_days"):
        selected(replace(rubric, indicators=(replace(home, params={}),)))
    with pytest.raises(RubricError, match="max_age_weeks"):
        selected(replace(rubric, indicators=(replace(home, params={"max_age_weeks": 2}),)))


@pytest.mark.parametrize("html", ['<?xml version="1.0"?>\n<rss><img/></rss>', "", "a.html", "\0<"])
def test_odd_pages_do_not_break_a_check(html: str) -> None:
    page_checks = [Selected(c, {}) for c in all_checks().values() if c.scope == "page"]
    for result in judge_page(Page(URL, html), page_checks):
        assert "出错：" not in result.message


def test_judging_twice_gives_the_same() -> None:
    html = CLEAN.replace("<p>", "<img src=a.jpg><img src=b.jpg><p>")
    chosen = [Selected(all_checks()["missing-alt"], {})]
    assert list(judge_page(Page(URL, html), chosen)) == list(judge_page(Page(URL, html), chosen))
