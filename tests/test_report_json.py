"""The JSON report: its keys, exact numbers, and the same numbering as the HTML."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import report_samples as samples
from report_samples import indicator, line, result, score_of

from reports.html import render
from reports.summary import build, to_dict
from reports.terminal import render as as_text

RESULT_KEYS = {"check", "outcome", "key", "url", "locator", "excerpt", "message", "rule", "value"}
LINK_KEYS = {"url", "state", "status", "reason", "text", "found_on"}


def test_contract_keys_are_there() -> None:
    data = json.loads(json.dumps(to_dict(build(samples.rich()))))
    wanted = {
        "score",
        "ledger",
        "coverage",
        "links",
        "stop_reason",
        "results",
        "versions",
        "verdict",
    }
    assert wanted <= set(data)
    assert all(set(r) >= RESULT_KEYS for r in data["results"])
    assert all(set(link) >= LINK_KEYS for link in data["links"])
    assert data["coverage"]["text"] == "已评 6 / 22 项"
    assert data["stop_reason"] == "finished"
    assert {r["outcome"] for r in data["results"]} == {
        "fail", "review", "unverifiable", "not_applicable",
    }  # fmt: skip


def test_ledger_adds_up_in_the_json_too() -> None:
    data = to_dict(build(samples.rich()))
    lost = sum(row["lost"] for row in data["ledger"] if row["kind"] == "deduct")
    assert lost == data["score"]["deductions"] == 100 - data["score"]["trial"]


def test_scores_are_exact_numbers() -> None:
    score = score_of([], trial=Decimal("96.35"), official=Decimal("50.00"))
    data = json.loads(json.dumps(to_dict(build(samples.sources([], score)))))
    assert data["score"]["trial"] == 96.35
    assert json.dumps(data["score"]["official"]) == "50"


def test_a_rubric_without_score_gives_null() -> None:
    score = score_of([], trial=None, worst=None, by_unit=None)
    data = to_dict(build(samples.sources([], score, rubric=samples.rubric(scored=False))))
    assert data["score"] is None
    assert data["verdict"] == "合格（机检范围）"


def test_numbers_are_the_same_in_every_output() -> None:
    report = build(samples.rich())
    in_json = {r["number"]: r["message"] for r in to_dict(report)["results"]}
    assert len(in_json) == len(report.sources.results)
    html = render(report)
    for number, message in re.findall(
        r'<h5><span class="no">(.*?)</span> <span>(.*?)</span>', html
    ):
        assert in_json[number] == message
    listed = re.findall(r"^  (11-\d{4})  (.*)$", as_text(report), re.MULTILINE)
    assert listed
    for number, message in listed:
        assert in_json[number] == message


def test_every_page_of_a_result_is_kept() -> None:
    many = samples.dead(1, "x", 500)
    (data,) = to_dict(build(samples.sources([many], score_of([]))))["results"]
    assert len(data["found_on"]) == 500


def test_lone_surrogates_do_not_break_writing_the_file() -> None:
    odd = result(1, message="\ud800坏\udfff", excerpt="\x00")
    text = json.dumps(to_dict(build(samples.sources([odd], score_of([])))), ensure_ascii=False)
    assert "坏" in text.encode("utf-8").decode("utf-8")


def test_ledger_names_the_findings_it_counts() -> None:
    found = [result(1), result(2)]
    row = indicator("D-1", "可用性", points=Decimal(5), per_finding=Decimal(1))
    data = to_dict(build(samples.sources(found, score_of([line(row, found)]))))
    assert data["ledger"][0]["keys"] == [r.key for r in found]
    assert data["ledger"][0]["points_verified"] is False


def test_unfinished_run_says_so() -> None:
    made = samples.rich()
    data = to_dict(build(replace(made, run=replace(made.run, stop_reason=""))))
    assert "尚未完成" in data["stop_reason_text"]
