"""The terminal report: compact, plain when piped, and safe to print."""

import unicodedata
from dataclasses import replace

import pytest
import report_samples as samples
from report_samples import indicator, line, result, score_of, sources

from checks.results import Outcome
from reports.summary import build
from reports.terminal import WIDTH, render


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_says_verdict_sums_things_due_and_counts() -> None:
    text = render(build(samples.rich()))
    for part in (
        "证据不足 · 试算分 90（分值暂定",
        "扣分合计 10",
        "已扣满",
        "三件事",
        "已超期 31 天  通知公告",
        "发现 43 处，需人工复核 3 处，无法核验 18 项",
        "不正常的链接：失效 7，疑似失效 3，被防护拦截 1",
        "抓取：全部抓完。",
    ):
        assert part in text


def test_is_plain_when_not_a_terminal_and_coloured_on_request() -> None:
    report = build(samples.rich())
    assert "\x1b" not in render(report)
    assert "\x1b[31m" in render(report, color=True)


def test_no_colour_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in render(build(samples.rich()))


def test_escape_sequences_of_a_page_do_not_reach_the_terminal() -> None:
    evil = result(
        1, message="\x1b]0;owned\x07\x1b[2J\u202e改", url="http://a.example/\x1b[31m\n伪造行"
    )
    made = samples.sources([evil], score_of([]))
    made = replace(made, site=replace(made.site, name="\x1b[5m名"))
    text = render(build(made))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "⟨U+001B⟩" in text
    assert "\n伪造行" not in text


def test_wrapped_lines_fit_and_keep_numbers_whole() -> None:
    text = render(build(samples.rich()))
    things = text[text.index("三件事") : text.index("快到期")]
    assert all(_columns(row) <= WIDTH + 2 for row in things.splitlines())
    assert "11-0061、" in things
    assert "11-0001、11-0002" in things


def test_rows_without_points_say_so() -> None:
    doubt = result(1, Outcome.REVIEW)
    row = line(indicator("D-1", "全站搜索", points=None), [], [doubt])
    text = render(build(sources([doubt], score_of([row]))), color=False)
    assert "未配分值  D-1 全站搜索（0 处，待核 1 处）" in text
    assert "-—" not in text
    assert "× —" not in text
