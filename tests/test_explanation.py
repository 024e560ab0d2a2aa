"""A score explained: every sum of every line is evaluated again, on a month that was judged."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from checks.results import Result
from checks.rubric import Rubric, load
from crawler.sites import SitesFile
from crawler.sites_file import load as load_sites
from crawler.store import Attempt, Fetch, Store
from reports.cli import main
from reports.explanation import explain, lines, verified
from reports.sources import collect
from reports.summary import Report, build

DAY = date(2026, 11, 25)
HOME = "http://127.0.0.1:9/"
SITES = f"""
contact = "it@yunxi.example"
[[site]]
id = "yunxi"
name = "云溪区水务局"
url = "{HOME}"
public_services = false
rubric = "national-2019-portal"
[[site.column]]
name = "水务要闻"
url = "/news/"
kind = "动态要闻"
[[site.column]]
name = "规划计划"
url = "/plans/"
kind = "规划计划"
[[site.column]]
name = "应急预案"
url = "/plan/"
kind = "其他"
exempt_reason = "另有平台"
"""
LOCAL = """
id = "local"
title = "试验的地方口径"
extends = "zhaoqing-2019-example"
[indicator.D-labels]
points = 4
per_finding = 0.35
[indicator.D-footer]
points = 3
per_finding = 0.5
[indicator.B-innovation]
points = 8
"""


def a_list(days: list[str]) -> bytes:
    rows = "".join(
        f'<li><a href="/news/t{d}.html">云溪水务开展巡查工作之{d}</a><span>{d}</span></li>'
        for d in days
    )
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>栏目</title></head><body>"
        f"<ul>{rows}</ul><a href=/gone.html>旧</a><a href=/gone2.html>旧二</a></body></html>"
    ).encode()


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "local.toml").write_text(LOCAL, encoding="utf-8")
    made = load_sites(tmp_path / "sites.toml")
    stale = [f"2025-0{m}-11" for m in range(1, 9)]
    fresh = [f"2026-11-{d}" for d in range(10, 25)]
    at = "2026-11-25T02:00:00+00:00"
    looks = tuple(Attempt(at, "GET", 404, "HTTP 404") for _ in range(2))
    pages = {HOME: fresh, f"{HOME}news/": fresh, f"{HOME}plans/": stale, f"{HOME}plan/": []}
    gone = (f"{HOME}gone.html", f"{HOME}gone2.html")
    fetches = [
        Fetch(
            url, "page", False, "ok", 200, "", "GET", at, content_type="text/html; charset=utf-8",
            body=a_list(days), targets=(f"{HOME}news/", f"{HOME}plans/", f"{HOME}plan/", *gone),
        )
        for url, days in pages.items()
    ]  # fmt: skip
    fetches += [
        Fetch(url, "page", False, "dead", 404, "HTTP 404", "GET", at, attempts=looks)
        for url in gone
    ]
    with Store(made.database("yunxi")) as store:
        run = store.open_run("2026-11", DAY, user_agent="t", engine="t", settings="{}", fresh=False)
        store.write(run, fetches)
        store.close_run(run, "finished", {})
    return made


def report(sites: SitesFile, rubric: Rubric) -> Report:
    return build(collect(sites, "yunxi", "2026-11", rubric))


def local(sites: SitesFile) -> Rubric:
    return load("local", folders=[sites.path.parent / "rubrics"])


REMARK = re.compile(r"（[^（）]*[^\d\s.×−+/（）][^（）]*）")


def value(text: str) -> Fraction:
    """One side of a sum as it is printed, remarks in brackets left out."""
    text = REMARK.sub(" ", text).removesuffix(" 分")
    text = text.replace("×", "*").replace("−", "-").replace("（", "(").replace("）", ")")
    text = re.sub(r"\d+(?:\.\d+)?", lambda m: f"Fraction('{m[0]}')", text)
    return Fraction(eval(text, {"Fraction": Fraction}))


def check_sums(made: Report) -> int:
    """Evaluate every printed equation; returns how many there were."""
    told = list(lines(made))
    assert "与试算分一致" in told[-1], told[-1]
    count = 0
    for text in told:
        for part in re.split("[；，：。]", REMARK.sub(" ", text)):
            sides = [
                value(re.sub(r"^[^\d（]*", "", side)) for side in part.split(" = ") if " = " in part
            ]
            assert len(set(sides)) <= 1, text
            count += bool(sides)
    for one in explain(made):
        row = one.line.indicator
        if row.kind == "deduct" and row.points is not None and one.line.applies:
            assert one.raw == one.line.raw
            assert one.line.lost == min(one.raw, row.points)
    return count


def test_the_arithmetic_reader_reads() -> None:
    assert value("（100 − 3（网站标识）− 1.5（可用性）） × 4/3") == Fraction(382, 3)
    assert value("0.1 × 3 + 2（人工评定）") == Fraction("2.3")


def test_a_month_then_a_local_rubric_then_an_entry_and_an_exemption(sites: SitesFile) -> None:
    national = report(sites, load("national-2019-portal"))
    assert check_sums(national) >= 3
    first = report(sites, local(sites))
    assert check_sums(first) >= 3
    assert first.score.trial is not None
    assert any("平均摊到其他" in text for text in lines(first))
    labels = next(x for x in first.score.ledger if x.indicator.id == "D-labels")
    assert labels.lost > 0
    column: Result = next(r for r in first.sources.results if r.check == "column-stale")
    before = next(x for x in first.score.ledger if column in x.confirmed)
    with Store(sites.database("yunxi")) as store:
        store.db.table("reviews").insert(
            {"key": column.key, "at": "2026-11-25T04:00:00+00:00", "verdict": "豁免", "by": "李四",
             "note": "年度计划年底发布", "until": None}
        )  # fmt: skip
        store.db.table("manual_results").insert_all(
            {"month": "2026-11", "indicator": indicator, "outcome": outcome, "points": points,
             "at": "2026-11-25T04:00:00+00:00", "by": "张三", "note": "", "seen_on": "2026-11-25",
             "evidence": "a.png", "evidence_sha": ""}
            for indicator, outcome, points in (
                ("D-overview", "fail", "0.75"), ("B-innovation", "pass", "3.5"),
            )
        )  # fmt: skip
    second = report(sites, local(sites))
    assert check_sums(second) >= 3
    after = next(x for x in second.score.ledger if x.indicator.id == before.indicator.id)
    assert before.lost - after.lost == 2
    change = Decimal(2) - Decimal("0.75") + (Decimal("3.5") if second.score.bonus else 0)
    assert second.score.trial is not None
    assert second.score.trial - first.score.trial == change
    text = "\n".join(lines(second))
    assert f"不计 1 处（已获豁免，不扣分）：{column.number}" in text
    assert "人工评定（张三，2026-11-25）：发现 0.75 分；佐证：a.png。" in text
    assert "0.75（人工评定）" in text
    done = CliRunner().invoke(
        main,
        ["--sites", str(sites.path), "score", "yunxi", "--month", "2026-11", "--rubric", "local",
         "--explain"],
    )  # fmt: skip
    assert done.exit_code == 0
    assert done.output.strip() == text
    assert "另有平台" in text


def test_a_sum_that_does_not_hold_is_not_called_right(sites: SitesFile) -> None:
    made = report(sites, local(sites))
    assert made.score.trial is not None
    wrong = replace(made.score, trial=made.score.trial + Decimal("0.01"))
    assert "不一致" in verified(replace(made, sources=replace(made.sources, score=wrong)))
    other = replace(made.score, deductions=made.score.deductions + 1)
    assert "不一致" in verified(replace(made, sources=replace(made.sources, score=other)))


def test_a_veto_is_explained_without_a_sum(sites: SitesFile) -> None:
    with Store(sites.database("yunxi")) as store:
        store.db.table("manual_results").insert(
            {"month": "2026-11", "indicator": "V1-6", "outcome": "fail", "points": None,
             "at": "2026-11-25T05:00:00+00:00", "by": "张三", "note": "见报道"}
        )  # fmt: skip
    made = report(sites, local(sites))
    assert made.score.trial == 59
    assert "按口径记 59 分" in list(lines(made))[-1]
