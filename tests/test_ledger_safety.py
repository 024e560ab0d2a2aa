"""Strangers' workbooks: nothing evaluated, nothing unbounded, nothing believed."""

import zipfile
from pathlib import Path

import pytest
from ledger_books import SITES, UNITS, complaint, imported, whole
from openpyxl import load_workbook

from crawler.ledger_import import write_template
from crawler.ledger_sheets import MOST_ROWS
from crawler.sites_file import dumps, loads


def rewritten(path: Path, old: bytes, new: bytes, part: str = "xl/worksheets/") -> None:
    """Change the XML of a workbook in place."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                name, content.replace(old, new, 1) if name.startswith(part) else content
            )


def added(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def test_formulas_are_not_computed_and_text_stays_text(tmp_path: Path) -> None:
    path = whole(tmp_path, 单位=[*UNITS, ['=HYPERLINK("http://x.cn","甲")', None]])
    assert "第 4 行“单位名称”：“=HYPERLINK" in complaint(path)
    workbook = load_workbook(path)
    workbook["单位"]["A4"].data_type = "s"  # typed with an apostrophe: text that starts with =
    workbook.save(path)
    sites, _ = imported(path)
    assert sites.units["u03"].name == '=HYPERLINK("http://x.cn","甲")'
    write_template(tmp_path / "out.xlsx", sites)
    cell = load_workbook(tmp_path / "out.xlsx")["单位"]["A6"]
    assert (cell.value, cell.data_type) == (sites.units["u03"].name, "s")


def test_error_values_are_named(tmp_path: Path) -> None:
    assert "“#N/A”" in complaint(whole(tmp_path, 单位=[*UNITS, ["#N/A", None]]))


def test_names_cannot_write_configuration(tmp_path: Path) -> None:
    name = '甲"\n[[site]]\nid = "x"\n\'\'\' """ \\u0000 #'
    sites, _ = imported(
        whole(tmp_path, 单位=[*UNITS, [name, None]], 网站=[SITES[0], [*SITES[1][:4], name]])
    )
    assert list(sites.sites) == ["a.gov.cn"]
    assert sites.units["u03"].name == " ".join(name.split())
    assert loads(dumps(sites), sites.path) == sites


def test_a_merge_over_the_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    path = whole(tmp_path)
    rewritten(
        path,
        b"</sheetData>",
        b'</sheetData><mergeCells><mergeCell ref="B2:XFD1048576"/></mergeCells>',
    )
    assert len(imported(path)[0].units) == 2


def test_the_declared_size_of_a_sheet_is_not_believed(tmp_path: Path) -> None:
    path = whole(tmp_path)
    rewritten(path, b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"')
    assert len(imported(path)[0].units) == 2


def test_entities_are_refused(tmp_path: Path) -> None:
    path = whole(tmp_path)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    rewritten(path, b"<worksheet ", bomb)
    assert "XML 实体" in complaint(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = whole(tmp_path)
    added(path, "xl/media/x.bin", bytes(31_000_000))
    assert path.stat().st_size < 100_000
    assert "大得不正常" in complaint(path)


def test_macros_are_refused(tmp_path: Path) -> None:
    path = whole(tmp_path)
    added(path, "xl/vbaProject.bin", b"x")
    said = complaint(path)
    assert "带有宏" in said
    assert ".xlsx" in said


def test_too_many_rows(tmp_path: Path) -> None:
    path = whole(tmp_path)
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
    rows = b"".join(row % (n, n) for n in range(10, 11 + MOST_ROWS))
    rewritten(path, b"</sheetData>", rows + b"</sheetData>")
    assert f"超过 {MOST_ROWS} 行" in complaint(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式（.xls）或加了密码"),
     ("单位,网站\n".encode(), "不是 .xlsx 文件"), (b"", "不是 .xlsx 文件"), (b"PK\x03\x04garbage", "不是 .xlsx 文件")],
)  # fmt: skip
def test_other_files(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(content)
    answer = complaint(path)
    assert said in answer
    assert "另存为" in answer


def test_a_zip_that_is_no_workbook_and_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "不是 Excel 工作簿" in complaint(path)
    broken = whole(tmp_path)
    rewritten(broken, b"<sheetData>", b"<sheetData><row><c></row>")
    assert "文件可能损坏" in complaint(broken)


def test_missing_ledger(tmp_path: Path) -> None:
    assert "找不到台账文件" in complaint(tmp_path / "没有.xlsx")
    (tmp_path / "夹.xlsx").mkdir()
    assert "它是文件夹" in complaint(tmp_path / "夹.xlsx")
