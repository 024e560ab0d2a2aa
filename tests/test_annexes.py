"""Annexes in reports, and as a source of a rubric's rows."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from browser_site import page, stored
from report_samples import rich
from test_annex_aging import measures, signal

from checks.registry import all_checks
from checks.results import Outcome, Result
from checks.rubric import Rubric, RubricError, loads, validate_checks
from crawler import artifacts
from crawler.store import Store
from reports import html, terminal
from reports.annex_looks import Looks
from reports.annex_manual import indicator_of
from reports.annex_sources import looks
from reports.annexes import Annexes, annexes
from reports.indicator_table import indicator_row
from reports.manual_sheet import export, to_judge
from reports.score import score
from reports.score_model import AnnexShare, Assessment
from reports.summary import build, to_dict

HEAD = 'id = "t"\ntitle = "t"\nverified = "none"\nsubject = "portal"\nscored = true\n'
ROW = '[indicator.A]\nname = "无障碍"\nkind = "deduct"\npoints = 5\nannex = "gbt37668.level3"\n'
PAGES = frozenset({"http://a.example/"})


def found() -> Result:
    return Result(
        Outcome.FAIL, "http://a.example/", "按钮没有名称。", check="axe-violation",
        rule="axe:button-name", key="k1", number="11-0001",
    )  # fmt: skip


def made(*results: Result, looks: Looks | None = None) -> Annexes:
    seen = {"axe-violation": PAGES, "missing-alt": PAGES}
    usual = Looks(seen, measures(zoom=signal("met", value=2.0, unit=" 倍")))
    return annexes(Assessment(results), looks or usual, all_checks())


def scored(text: str, **shares: AnnexShare) -> Any:
    given = {name.replace("_", "."): share for name, share in shares.items()}
    return score(loads(HEAD + text), Assessment((), annexes=given))


def test_a_row_loses_the_share_of_indicators_that_fail() -> None:
    share = AnnexShare(Fraction(1, 18), Fraction(4, 18), "三级 18 项。", "还有 3 项待人工。")
    done = scored(ROW, gbt37668_level3=share)
    line = done.ledger[0]
    assert (line.state, line.lost, line.worst) == ("insufficient", Decimal("0.28"), Decimal("1.11"))
    assert done.trial == Decimal("99.72")
    assert done.deductions == sum(done.by_unit.values())


def test_without_the_annex_the_row_is_not_assessed() -> None:
    done = scored(ROW)
    line = done.ledger[0]
    assert (line.state, line.lost) == ("not_assessed", 0)
    assert "没有用浏览器" in line.reason
    assert done.derivation[0].startswith("有分值的指标一项也没有评，不出分")
    seen = scored(ROW, gbt37668_level3=AnnexShare(Fraction(0), Fraction(0), "三级 18 项。"))
    assert "一项也没有评" not in "".join(seen.derivation)


@pytest.mark.parametrize(
    "change",
    [('annex = "gbt37668.level3"', 'annex = "gbt37668.level4"'), ('kind = "deduct"', 'kind = "bonus"'),
     ("points = 5", 'points = 5\nchecks = ["axe-violation"]'), ("points = 5", "points = 5\nper_finding = 1")],
)  # fmt: skip
def test_a_row_with_an_annex_has_no_other_source(change: tuple[str, str]) -> None:
    with pytest.raises(RubricError, match="annex"):
        loads(HEAD + ROW.replace(*change))


def test_the_rubric_text_keeps_the_annex() -> None:
    first: Rubric = loads(HEAD + ROW)
    again = loads(first.text)
    assert again.indicators[0].annex == "gbt37668.level3"
    assert again.sha == first.sha


def test_what_the_annexes_say_to_a_rubric() -> None:
    shares = made(found()).shares
    level = shares["gbt37668.level1"]
    assert (level.lost, level.worst) == (Fraction(1, 16), Fraction(1))
    assert "15 项待人工" in level.gap
    aging = shares["aging"]
    assert aging.lost == Fraction(3, 20)
    assert "不能作数" in aging.gap
    unseen = made(looks=Looks()).shares
    assert not unseen["aging"].known
    assert not unseen["gbt37668.level1"].known


def test_the_report_shows_both_annexes() -> None:
    report = build(replace(rich(), annexes=made(found())))
    page = html.render(report)
    assert '<h2 id="gb37668">无障碍（GB/T 37668—2019）</h2>' in page
    assert '<h2 id="aging">适老化</h2>' in page
    assert '<a href="#aging">' in page
    text = terminal.render(report, color=False)
    assert "无障碍（GB/T 37668—2019）：一级通过 0/16" in text
    told = "适老化：不能出分：只评了 20% 的权重，不足 60%（建议值）；评了的部分折合 85 分"
    assert told in text.replace("\n", "")
    told = to_dict(report)["annexes"]
    assert told["gbt37668"]["levels"][0]["failed"] == 1
    assert len(told["gbt37668"]["indicators"]) == 58
    assert (told["aging"]["score"], told["aging"]["enough"]) == ("85", False)


def test_a_month_without_a_browser_says_so() -> None:
    report = build(replace(rich(), annexes=made(looks=Looks())))
    assert "没有用浏览器打开过这个网站" in html.render(report)
    assert "适老化：没有评（没有用浏览器检查过）" in terminal.render(report, color=False)


def test_a_rubric_without_browser_checks_has_no_annexes() -> None:
    page = html.render(build(rich()))
    assert "gb37668" not in page
    assert to_dict(build(rich()))["annexes"] is None


def test_what_the_browser_saw_is_read_from_the_store(tmp_path: Path) -> None:
    home = "http://a.example/"
    site = stored(tmp_path / "a.db", home, [page(home, "<p>一</p>"), page(home + "b", "<p>二</p>")])
    axe, tour = all_checks()["axe-violation"].artifact, all_checks()["aging-works"].artifact
    with Store(site.path) as store:
        artifacts.keep(
            store, site.run, home, {axe: {"error": ""}, tour: {"unseen": "没有时间"}}, "e"
        )
        artifacts.keep(store, site.run, home + "b", {axe: {"error": "x"}}, "e")
        seen = looks(store, site.run, all_checks(), home.__eq__)
        assert seen.urls["axe-violation"] == {home}
        assert (seen.pages("aging-works"), seen.measures) == (0, None)
        assert not looks(store, replace(site.run, id=9), all_checks(), home.__eq__).pages(
            "axe-violation"
        )


def test_people_answer_the_open_ones_on_the_sheet(tmp_path: Path) -> None:
    report = build(replace(rich(), annexes=made(found())))
    before = len(to_judge(build(rich())))
    lines = to_judge(report)
    added = [x.indicator.id for x in lines[before:]]
    assert "gbt37668-3.2.3.3" in added
    assert "aging-contact" in added
    assert "gbt37668-3.2.1.3" not in added  # fails already
    assert "gbt37668-3.3.2.1" not in added  # only for apps
    assert "aging-zoom" not in added  # measured
    assert export(report, tmp_path / "表.xlsx") == len(lines)
    for name in added:
        row = indicator_of(name)
        assert row is not None
        assert row.points is None
    assert indicator_of("gbt37668-3.3.2.1") is None
    assert to_judge(build(replace(rich(), annexes=made(looks=Looks()))))[before:] == []


@pytest.mark.parametrize(
    ("annex", "group"), [("gbt37668.level3", "accessibility"), ("aging", "aging")]
)
def test_an_annex_needs_the_checks_it_is_made_of(annex: str, group: str) -> None:
    row = ROW.replace("gbt37668.level3", annex)
    with pytest.raises(RubricError, match=group):
        validate_checks(loads(HEAD + row), all_checks())
    validate_checks(loads(f'{HEAD}also_groups = ["{group}"]\n{row}'), all_checks())


def test_the_table_of_indicators_says_who_judges_such_a_row() -> None:
    [row] = loads(HEAD + ROW).indicators
    assert indicator_row(row).who == "机器判定"
    assert "gbt37668.level3" in indicator_row(row).why
