"""Long lists come in pages, and what must be acted on at once is in the list of what to decide."""

from dataclasses import replace
from pathlib import Path

import pytest
from web_site import MONTH, Browser, app_of, made_office

from reports.immediate import Urgent
from reports.review_queue import queue
from reports.sources import collect
from reports.summary import build
from reports.web import paging


def test_a_long_list_is_read_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    sites = made_office(tmp_path)
    shown = [f.result.number for f in build(collect(sites, "demo", MONTH, lean=True)).findings]
    browser, path = Browser(app_of(sites), "主任"), f"/m/{MONTH}/s/demo/findings"
    seen: list[str] = []
    for page in range(1, -(-len(shown) // 2) + 1):
        answer = browser.get(f"{path}?page={page}")
        here = [number for number in shown if f">{number}</a>" in answer.text]
        assert 1 <= len(here) <= 2
        assert f"page={page + 1}" in answer.text or page * 2 >= len(shown)
        seen += here
    assert seen == shown
    for wrong in ("0", "999999", "-1", "x", "１"):
        assert browser.get(f"{path}?page={wrong}").status_code == 404


def test_what_is_urgent_waits_to_be_decided_though_it_costs_nothing(tmp_path: Path) -> None:
    report = build(collect(made_office(tmp_path), "demo", MONTH, lean=True))
    known = {key for row in queue(report) for key in row.keys}
    free = next(
        f for f in report.findings if f.result.outcome == "review" and f.result.key not in known
    )
    urgent = Urgent("试", "待确认", "doubt", "", free.result.check, (free,), "请核实。")
    rows = queue(replace(report, urgent=(urgent,)))
    assert free.result.key in {key for row in rows if row.urgent for key in row.keys}
