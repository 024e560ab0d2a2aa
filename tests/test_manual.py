"""The sheet of manual results: out, filled in by people who make mistakes, and in again."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from report_samples import indicator, line, result, score_of, sources

from checks.errors import UserError
from checks.results import Outcome
from crawler.sites import SitesFile
from crawler.sites_file import load as load_sites
from crawler.store import Store
from reports.cli import main
from reports.manual_entries import Imported, import_sheet
from reports.manual_row import RubricOf
from reports.manual_sheet import export
from reports.manual_words import FIELDS, FIRST_ROW, HEADER_ROW
from reports.sources import collect
from reports.summary import build

DAY = date(2026, 11, 25)
AT = {f.key: n for n, f in enumerate(FIELDS, start=1)}
RUBRIC = """
id = "own"
title = "自己的口径"
verified = "none"
subject = "portal"
scored = true
[indicator.V1]
name = "泄密"
kind = "veto"
source = "文件"
[indicator.D-submit]
name = "信息提交"
kind = "deduct"
level1 = "互动交流"
points = 5
per_finding = 1
source = "文件"
[indicator.D-plain]
name = "没有分值"
kind = "deduct"
source = "文件"
[indicator.B-new]
name = "创新发展"
kind = "bonus"
points = 10
source = "文件"
"""
SITES = """
contact = "it@yunxi.example"
[[site]]
id = "yunxi"
name = "=云溪"
url = "http://127.0.0.1:9/"
rubric = "own"
"""


@pytest.fixture
def sites(tmp_path: Path) -> SitesFile:
    """A configured site with a month in which nothing but the home page was crawled."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "own.toml").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    made = load_sites(tmp_path / "sites.toml")
    with Store(made.database("yunxi")) as store:
        run = store.open_run("2026-11", DAY, user_agent="t", engine="t", settings="{}", fresh=False)
        store.close_run(run, "finished", {})
    return made


def command(sites: SitesFile, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--sites", str(sites.path), *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def sheet(sites: SitesFile, tmp_path: Path) -> Path:
    """The sheet as it is exported."""
    path = tmp_path / "评定" / "表.xlsx"
    code, text = command(
        sites, "manual", "export", str(path), "yunxi", "--as-of", "2026-11-25", "--rubric", "own"
    )
    assert (code, "4 项要由人评定" in text) == (0, True), text
    return path


def fill(path: Path, **rows: dict[str, Any]) -> Path:
    """Fill in cells by indicator id, with underscores for hyphens."""
    book = load_workbook(path)
    page = book.active
    assert isinstance(page, Worksheet)
    by_id = {page.cell(n, AT["indicator"]).value: n for n in range(FIRST_ROW, page.max_row + 1)}
    for name, cells in rows.items():
        for key, value in cells.items():
            page.cell(by_id[name.replace("_", "-")], AT[key]).value = value
    book.save(path)
    return path


def taken_in(sites: SitesFile, path: Path, today: date = DAY) -> Imported:
    from reports.cli.common import rubric_of

    return import_sheet(path, sites, RubricOf(lambda n: rubric_of(sites, n, today)), today=today)


def entered(sites: SitesFile) -> Sequence[tuple[Any, ...]]:
    with Store(sites.database("yunxi")) as store:
        return list(
            store.connection.execute(
                "SELECT indicator, outcome, points, by, seen_on, note, evidence"
                " FROM manual_results ORDER BY id"
            )
        )


GOOD: dict[str, Any] = {"outcome": "合格", "by": "张三", "seen_on": date(2026, 11, 20)}
FOUND = GOOD | {"outcome": "发现", "evidence": "https://a.example/x", "points": 2, "note": "交不了"}


def test_the_sheet_holds_every_open_indicator_and_hides_its_ids(sheet: Path) -> None:
    page = load_workbook(sheet).active
    assert isinstance(page, Worksheet)
    rows = list(page.iter_rows(min_row=FIRST_ROW, values_only=True))
    assert [row[AT["indicator"] - 1] for row in rows] == ["V1", "D-submit", "D-plain", "B-new"]
    assert {row[AT["site"] - 1 : AT["rubric"]] for row in rows} == {("yunxi", "2026-11", "own")}
    hidden = [n for n, f in enumerate(FIELDS) if page.column_dimensions[chr(65 + n)].hidden]
    assert hidden == [AT[k] - 1 for k in ("indicator", "site", "month", "rubric")]
    lists = {v.formula1: str(v.sqref) for v in page.data_validations.dataValidation}
    assert lists['"合格,发现,不适用,无法核验"'] in ("E4 E5 E6", "E4:E6")
    assert '"加分,不加分,不适用,无法核验"' in lists
    assert page.cell(HEADER_ROW, 5).value == "结果"


def test_nothing_in_the_sheet_is_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://a.example","点")'
    row = indicator("=1+1", "@SUM(A1)", text=evil, checks=())
    doubt = result(1, Outcome.REVIEW, message="+cmd|' /C calc'!A0\x07")
    report = build(sources([doubt], score_of([line(row, [], [doubt])])))
    path = tmp_path / "a.xlsx"
    assert export(report, path) == 1
    page = load_workbook(path).active
    assert isinstance(page, Worksheet)
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert page.cell(FIRST_ROW, AT["code"]).quotePrefix


def test_personal_data_does_not_get_into_the_sheet(tmp_path: Path) -> None:
    doubt = result(1, Outcome.REVIEW, message="含身份证号 11010519491231002X。")
    row = indicator("D-1", "隐私", checks=())
    path = tmp_path / "a.xlsx"
    export(build(sources([doubt], score_of([line(row, [], [doubt])]))), path)
    page = load_workbook(path).active
    assert isinstance(page, Worksheet)
    shown = page.cell(FIRST_ROW, AT["machine"]).value
    assert "11-0001" in str(shown)


def test_a_filled_sheet_is_never_replaced(sites: SitesFile, sheet: Path) -> None:
    code, text = command(sites, "manual", "export", str(sheet), "yunxi", "--as-of", "2026-11-25")
    assert (code, "没有覆盖" in text) == (2, True)
    code, text = command(sites, "manual", "export", str(sheet.with_suffix(".csv")), "yunxi")
    assert code == 2


def test_entries_are_stored_and_scored_and_never_overwritten(sites: SitesFile, sheet: Path) -> None:
    (sheet.parent / "截图").mkdir()
    (sheet.parent / "截图" / "a.PNG").write_bytes(b"\x89PNG picture")
    fill(
        sheet,
        V1=GOOD,
        D_submit=FOUND | {"evidence": "截图\\a.PNG"},
        B_new=GOOD | {"outcome": "加分", "points": 3, "evidence": "http://a.example/"},
    )
    code, text = command(sites, "manual", "import", str(sheet), "--as-of", "2026-11-25")
    assert code == 0, text
    assert "已录入 3 项；0 项没有变化，1 行没有填" in text
    assert entered(sites)[1] == (
        "D-submit", "fail", "2", "张三", "2026-11-20", "交不了", "截图/a.PNG",
    )  # fmt: skip
    [copy] = (sites.data_dir / "evidence").iterdir()
    assert copy.suffix == ".png"
    assert copy.read_bytes() == b"\x89PNG picture"
    assert copy.stat().st_mode & 0o777 == 0o600
    made = collect(sites, "yunxi", "2026-11").score
    assert made.trial == Decimal(101)  # 100 − 2 + 3
    notes = {x.indicator.id: x.notes for x in (*made.vetoes, *made.ledger)}
    assert (
        "人工评定（张三，2026-11-20）：发现 2 分，交不了；佐证：截图/a.PNG。" in notes["D-submit"]
    )
    assert any("加分 3 分" in note for note in notes["B-new"])
    assert taken_in(sites, sheet).same == 3
    assert len(entered(sites)) == 3
    fill(sheet, D_submit={"points": 4})
    assert [e.indicator.id for e in taken_in(sites, sheet).added] == ["D-submit"]
    assert [row[2] for row in entered(sites) if row[0] == "D-submit"] == ["2", "4"]
    assert collect(sites, "yunxi", "2026-11").score.trial == Decimal(99)


@pytest.mark.parametrize(
    ("row", "cells", "words"),
    [
        ("D_submit", FOUND | {"outcome": "不好"}, "第 5 行“结果”写的是“不好”，只能是合格、发现"),
        ("B_new", GOOD, "只能是加分、不加分"),
        ("D_submit", {"points": 2}, "“结果”没有选，却填了扣（加）几分"),
        ("D_submit", GOOD | {"by": None}, "“评定人”没有填"),
        ("D_submit", GOOD | {"seen_on": None}, "“评定日期”没有填"),
        ("D_submit", GOOD | {"seen_on": "上周"}, "看不懂这个日期"),
        ("D_submit", GOOD | {"seen_on": date(2026, 11, 26)}, "还没有到"),
        ("D_submit", FOUND | {"evidence": None}, "要写“佐证文件或网址”"),
        ("D_submit", FOUND | {"evidence": "没有.png"}, "找不到佐证文件“没有.png”"),
        ("D_submit", FOUND | {"evidence": "../sites.toml"}, "不在本表所在的文件夹里"),
        ("D_submit", FOUND | {"evidence": "/etc/passwd"}, "不在本表所在的文件夹里"),
        ("D_submit", FOUND | {"evidence": "http:///"}, "网址不完整"),
        ("D_submit", FOUND | {"points": 6}, "超过该项的 5 分"),
        ("D_submit", FOUND | {"points": -1}, "不能小于 0"),
        ("D_submit", FOUND | {"points": "两"}, "请填数字"),
        ("D_submit", GOOD | {"points": 1}, "分值请空着"),
        ("D_plain", FOUND, "没有配置分值"),
        ("V1", FOUND, "单项否决，不填分值"),
        ("D_submit", FOUND | {"note": "=1+1"}, "“说明”是公式"),
        ("D_submit", FOUND | {"note": "长" * 501}, "太长"),
        ("D_submit", GOOD | {"site": "other"}, "网站“other”不在配置里"),
        ("D_submit", GOOD | {"month": "2026-13"}, "月份“2026-13”不对"),
        ("D_submit", GOOD | {"rubric": "x"}, "口径“x”找不到"),
        ("D_submit", GOOD | {"indicator": "D-x"}, "没有指标“D-x”"),
        ("D_plain", GOOD | {"indicator": "V1"}, "在第 4 行已经填过"),
    ],
)
def test_a_mistake_is_told_by_row_and_nothing_is_stored(
    sites: SitesFile, sheet: Path, row: str, cells: dict[str, Any], words: str
) -> None:
    fill(sheet, **({"V1": GOOD} | {row: cells}))
    with pytest.raises(UserError) as told:
        taken_in(sites, sheet)
    assert words in str(told.value)
    assert "没有录入任何内容" in str(told.value)
    assert entered(sites) == []


def test_every_mistake_is_told_at_once(sites: SitesFile, sheet: Path) -> None:
    fill(sheet, V1=GOOD | {"by": None}, D_submit={"points": 2})
    with pytest.raises(UserError, match="有 2 处错误"):
        taken_in(sites, sheet)


def test_a_sheet_without_our_header_is_refused(sites: SitesFile, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="没有人工评定表"):
        taken_in(sites, tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="找不到人工评定表文件"):
        taken_in(sites, tmp_path / "none.xlsx")
    (tmp_path / "b.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(UserError, match=r"不是 \.xlsx 文件"):
        taken_in(sites, tmp_path / "b.xlsx")


def test_notes_are_masked(sites: SitesFile, sheet: Path) -> None:
    fill(sheet, D_submit=FOUND | {"note": "联系 13800138000 核实"})
    taken_in(sites, sheet)
    assert entered(sites)[0][5] == "联系 138****8000 核实"


def test_rows_may_move_and_be_left_out(sites: SitesFile, sheet: Path) -> None:
    book = load_workbook(sheet)
    page = book.active
    assert isinstance(page, Worksheet)
    page.delete_rows(FIRST_ROW + 2)
    page.insert_rows(FIRST_ROW)
    book.save(sheet)
    fill(sheet, D_submit=FOUND)
    assert taken_in(sites, sheet).blank == 2
    assert [row[0] for row in entered(sites)] == ["D-submit"]
