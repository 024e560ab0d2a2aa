"""Cells and headers of the office's Excel: what is read, and mistakes by sheet and row."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from ledger_books import COLUMNS, EXEMPTIONS, SITES, UNITS, book, complaint, imported, whole
from openpyxl import load_workbook

from checks.columns import Exemption
from crawler.ledger_cells import read_day, read_until


def test_titles_aliases_other_columns_and_empty_rows(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        单位名录=[["2026 年单位名录"], [], ["序号", "责任单位（必填）", "经办人"], [1, " 澄岚区　政府办 ", "张"], [], [None, "澄岚区教育局\u200b", "李"]],
        网站台账=[["填表日期：", date(2026, 11, 1)], ["序 号", "站点名称*", "网站地址", "标识码", "责任单位"],
              [1, "澄岚区政府", "ｗｗｗ.a.gov.cn", "４４００００００01", "澄岚区政府办"]],
    )  # fmt: skip
    sites, changes = imported(path)
    assert [u.name for u in sites.units.values()] == ["澄岚区 政府办", "澄岚区教育局"]
    site = sites.site("a.gov.cn")
    assert (site.url, site.id_code, site.unit) == ("http://www.a.gov.cn/", "4400000001", "u01")
    assert "没有用到的列：经办人。" in changes
    assert "工作表“网站台账”第 3 行“网站地址”：没有写 http://" in changes


def test_merged_cells_mean_the_same_site_for_each_row(tmp_path: Path) -> None:
    path = whole(
        tmp_path,
        网站=[*SITES, ["乙站", "http://b.gov.cn", None, None, None]],
        栏目=[COLUMNS[0], ["澄岚区政府", "甲", "/1/"], [None, "乙", "/2/"], ["乙站", "丙", "/3/"]],
        豁免=[EXEMPTIONS[0]],
    )
    workbook = load_workbook(path)
    workbook["栏目"].merge_cells("A2:A3")
    workbook.save(path)
    sites, _ = imported(path)
    assert [c.name for c in sites.site("a.gov.cn").columns] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("code", "stored"),
    [("4400000001", "4400000001"), (4400000001, "4400000001"), (4400000001.0, "4400000001"),
     ("4400000001.0", "4400000001"), (" 44000 00001 ", "4400000001"), ("bm12345678", "bm12345678"),
     ("N000000001", "N000000001")],
)  # fmt: skip
def test_codes_that_can_be_read_without_loss(tmp_path: Path, code: object, stored: str) -> None:
    sites, _ = imported(
        whole(tmp_path, 网站=[SITES[0], ["澄岚区政府", "https://www.a.gov.cn", code]])
    )
    assert sites.site("a.gov.cn").id_code == stored


@pytest.mark.parametrize(
    ("code", "reason"),
    [("4.40103E+09", "改坏了"), (440000001, "可能丢了开头的 0"), ("44010300", "现在是 8 个字符"),
     (44000000012.0, "现在是 11 个字符"), (4400000001.5, "10 位"), (True, "改坏了"),
     (datetime(2026, 1, 1), "改坏了")],  # noqa: DTZ001 - Excel's dates have no zone
)  # fmt: skip
def test_mangled_codes_are_refused_with_advice(tmp_path: Path, code: object, reason: str) -> None:
    said = complaint(whole(tmp_path, 网站=[SITES[0], ["澄岚区政府", "https://www.a.gov.cn", code]]))
    assert "工作表“网站”第 2 行“网站标识码”" in said
    assert reason in said


@pytest.mark.parametrize(
    ("written", "until"),
    [(datetime(2026, 12, 31, 8), date(2026, 12, 31)), ("2026-12-31", date(2026, 12, 31)),  # noqa: DTZ001
     ("2026年12月31日", date(2026, 12, 31)), ("2026 年 1 月 5 日", date(2026, 1, 5)),
     ("2026.12.31", date(2026, 12, 31)), ("２０２６/1/5", date(2026, 1, 5)),
     ("2026-12-31 00:00:00", date(2026, 12, 31)), (20261231, date(2026, 12, 31)),
     (46387, date(2026, 12, 31)), ("长期", None), (None, None)],
)  # fmt: skip
def test_dates_as_excel_and_people_write_them(
    tmp_path: Path, written: object, until: date | None
) -> None:
    sites, _ = imported(
        whole(tmp_path, 豁免=[EXEMPTIONS[0], ["澄岚区政府", "公示", "理由", written]])
    )
    assert sites.site("a.gov.cn").columns[1].exemption == Exemption("理由", until)


@pytest.mark.parametrize("written", ["2026年12月", "明年", "2026-2-30", 12, "31/12/2026"])
def test_unclear_dates_are_refused(tmp_path: Path, written: object) -> None:
    said = complaint(whole(tmp_path, 豁免=[EXEMPTIONS[0], ["澄岚区政府", "公示", "理由", written]]))
    assert "工作表“豁免”第 2 行“截止日期”" in said


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("单位", [None, "https://c.cn/"], "第 4 行“单位名称”：没有填写"),
        ("单位", ["澄岚区政府办", None], "第 4 行：和第 2 行是同一个单位"),
        ("单位", ["新单位", "https://www.a.gov.cn/jyj"], "第 4 行“负责的网址前缀”：前缀"),
        ("网站", ["乙站", "不是网址"], "第 3 行“网址”：“不是网址”不对"),
        ("网站", ["乙站", "ftp://b.cn/"], "第 3 行“网址”：“ftp://b.cn/”不对"),
        ("网站", ["乙站", "http://b.cn", None, "区级"], "“网站类型”：“区级”不对"),
        ("网站", ["乙站", "http://b.cn", None, None, "澄岚区教育"], "是不是“澄岚区教育局”？"),
        ("网站", ["澄岚区政府", "https://www.a.gov.cn/"], "第 3 行：和第 2 行是同一个网站"),
        ("栏目", ["澄岚区", "甲", "/1/"], "第 4 行“所属网站”：工作表“网站”里没有“澄岚区”"),
        ("栏目", ["澄岚区政府", "甲", "/xw"], "第 4 行“栏目网址”：和第 2 行是同一个网址"),
        ("栏目", ["澄岚区政府", "甲", None], "第 4 行“栏目网址”：没有填写"),
        ("栏目", ["澄岚区政府", "甲", "javascript:void(0)"], "第 4 行“栏目网址”"),
        ("栏目", ["澄岚区政府", "甲", "/1/", "动态新闻"], "是不是“动态要闻”？"),
        ("栏目", ["澄岚区政府", "甲", "/1/", None, "教育"], "第 4 行“责任单位”"),
        ("栏目", ["澄岚区政府", "甲", "/1/", None, None, 14], "请写成“14天”或“6个月”"),
        ("豁免", ["澄岚区政府", "公示", "又一次"], "第 3 行“栏目名称”：和第 2 行是同一个栏目"),
        ("豁免", ["澄岚区政府", "公示栏", "理由"], "是不是“公示”？"),
        ("豁免", ["澄岚区政府", "要闻", None], "第 3 行“豁免理由”：没有填写"),
    ],
)
def test_mistakes_name_sheet_and_row(tmp_path: Path, sheet: str, row: list[Any], said: str) -> None:
    base = {"单位": UNITS, "网站": SITES, "栏目": COLUMNS, "豁免": EXEMPTIONS}[sheet]
    answer = complaint(whole(tmp_path, **{sheet: [*base, row]}))
    assert f"工作表“{sheet}”" in answer
    assert said in answer


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    rows = [*COLUMNS, *(["澄岚区政府", f"栏{n}", f"/{n}/", "没有的类型"] for n in range(3))]
    said = complaint(
        whole(tmp_path, 栏目=rows, 豁免=[*EXEMPTIONS, ["澄岚区政府", "要闻", "理由", "不知道"]])
    )
    assert "有 4 处错误，没有导入任何内容" in said
    assert "“栏目”第 6 行" in said
    assert "“豁免”第 3 行" in said


def test_a_row_that_means_two_sites(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path, 网站=[*SITES, ["乙站", "http://b.cn", "4400000002"]]))
    path = book(tmp_path, 网站=[SITES[0], ["乙站", "http://b.cn", "4400000001"]])
    assert "这一行指向不止一个网站" in complaint(path, existing)


def test_a_missing_header_is_named_with_its_other_names(tmp_path: Path) -> None:
    said = complaint(book(tmp_path, 网站=[["网站名称", "备注"], ["甲", "乙"]]))
    assert "找不到“网址”这一列（也可以叫首页网址" in said


def test_no_known_sheet(tmp_path: Path) -> None:
    assert "govcheck import --template" in complaint(book(tmp_path, Sheet1=[["甲"]]))


def test_the_same_sheet_twice(tmp_path: Path) -> None:
    assert "请合并成一个" in complaint(book(tmp_path, 网站=SITES, 网站台账=SITES))


def test_dates_beyond_excel_are_named_not_warned_of(tmp_path: Path) -> None:
    path = whole(tmp_path)
    workbook = load_workbook(path)
    workbook["豁免"]["D2"] = 99999999999
    workbook["豁免"]["D2"].number_format = "yyyy-mm-dd"
    workbook.save(path)
    assert "工作表“豁免”第 2 行“截止日期”" in complaint(path)


def test_only_an_end_may_lie_for_ever_away() -> None:
    assert read_until("长期") is None
    for read, hinted in ((read_until, True), (read_day, False)):
        with pytest.raises(ValueError, match="看不懂这个日期") as caught:
            read("11月30日")
        assert ("长期有效的写" in str(caught.value)) is hinted
    with pytest.raises(ValueError, match="看不懂这个日期"):
        read_day("长期")
