"""The office's Excel: real workbooks in, configuration or row-numbered errors out."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from checks.columns import Exemption, Limit
from crawler.ledger_fields import SHEETS
from crawler.ledger_import import merge, read_workbook, write_template
from crawler.ledger_sheets import MOST_ROWS
from crawler.sites import SitesError, SitesFile
from crawler.sites_file import dumps, load, loads, save

Rows = Sequence[Sequence[Any]]

UNITS: Rows = [
    ["单位名称", "负责的网址前缀"],
    ["澄岚区政府办", None],
    ["澄岚区教育局", "https://www.a.gov.cn/jyj/"],
]
SITES: Rows = [
    ["网站名称", "网址", "网站标识码", "网站类型", "主办单位"],
    ["澄岚区政府", "https://www.a.gov.cn/", "4400000001", "门户", "澄岚区政府办"],
]
COLUMNS: Rows = [
    ["所属网站", "栏目名称", "栏目网址", "栏目类型", "责任单位", "更新期限"],
    ["澄岚区政府", "要闻", "/xw/", "动态要闻", None, None],
    ["澄岚区政府", "公示", "/gs/", "通知公告", "澄岚区教育局", "每周1条"],
]
EXEMPTIONS: Rows = [
    ["所属网站", "栏目名称", "豁免理由", "截止日期"],
    ["澄岚区政府", "公示", "季节性栏目", date(2026, 12, 31)],
]


def book(tmp_path: Path, *, name: str = "台账.xlsx", **sheets: Rows) -> Path:
    """A workbook with the given sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = tmp_path / name
    workbook.save(path)
    return path


def whole(tmp_path: Path, **changed: Rows) -> Path:
    """The four sheets, some replaced."""
    sheets = {"单位": UNITS, "网站": SITES, "栏目": COLUMNS, "豁免": EXEMPTIONS}
    return book(tmp_path, **(sheets | changed))


def imported(path: Path, existing: SitesFile | None = None) -> tuple[SitesFile, str]:
    sites, changes = merge(existing, read_workbook(path))
    return sites, "\n".join(changes)


def complaint(path: Path, existing: SitesFile | None = None) -> str:
    with pytest.raises(SitesError) as caught:
        imported(path, existing)
    assert path.name in str(caught.value)
    return str(caught.value)


def test_a_plain_ledger_becomes_a_configuration(tmp_path: Path) -> None:
    sites, changes = imported(whole(tmp_path))
    assert {u.id: u.name for u in sites.units.values()} == {
        "u01": "澄岚区政府办",
        "u02": "澄岚区教育局",
    }
    site = sites.site("a.gov.cn")
    assert (site.id_code, site.kind, site.unit) == ("4400000001", "portal", "u01")
    news, notices = site.columns
    assert (news.url, news.limit, news.guessed) == (
        "https://www.a.gov.cn/xw/",
        Limit(days=14),
        False,
    )
    assert (notices.limit, notices.unit) == (Limit(count=1, per="week"), "u02")
    assert notices.exemption == Exemption("季节性栏目", date(2026, 12, 31))
    assert "新增网站：澄岚区政府（a.gov.cn）" in changes
    assert loads(dumps(sites), sites.path) == sites


def test_the_template_is_importable_and_its_examples_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "台账模板.xlsx"
    write_template(path)
    ledger = read_workbook(path)
    assert ledger.sheets == set(SHEETS)
    assert (ledger.units, ledger.sites, ledger.columns, ledger.exemptions) == ((), (), (), ())
    assert [note for note in ledger.notes if "是示例" in note] == list(ledger.notes)
    assert len(ledger.notes) == 4


def test_a_filled_template_gives_what_was_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    write_template(path)
    workbook = load_workbook(path)
    filled = {"单位": UNITS, "网站": SITES, "栏目": COLUMNS, "豁免": EXEMPTIONS}
    for title, (header, *rows) in filled.items():
        sheet = workbook[title]
        places = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[3]}
        for number, row in enumerate(rows, start=5):
            for name, value in zip(header, row, strict=True):
                sheet.cell(number, places[name], value)
    workbook.save(path)
    assert imported(path)[0] == imported(whole(tmp_path))[0]


def test_examples_alone_would_be_a_valid_ledger(tmp_path: Path) -> None:
    """So that whoever copies an example row gets no error out of it."""
    path = tmp_path / "台账.xlsx"
    write_template(path)
    workbook = load_workbook(path)
    for sheet in workbook.worksheets[1:]:
        for cell in sheet[4]:
            if cell.value:
                cell.value = str(cell.value).removeprefix("示例：")
    for number, name in enumerate(["澄岚区人民政府办公室", "澄岚区融媒体中心"], start=5):
        workbook["单位"].cell(number, 1, name)
    workbook["栏目"].cell(5, 1, "澄岚区人民政府")
    workbook["栏目"].cell(5, 2, "招生信息")
    workbook["栏目"].cell(5, 3, "/zs/")
    workbook.save(path)
    assert imported(path)[0].site("chenglan").columns[1].exemption


def test_a_configuration_goes_out_to_excel_and_comes_back(tmp_path: Path) -> None:
    sites, _ = imported(whole(tmp_path))
    write_template(tmp_path / "f.xlsx", sites)
    again, changes = imported(tmp_path / "f.xlsx", sites)
    assert again == sites
    assert changes == "配置没有变化。"
    assert imported(tmp_path / "f.xlsx")[0] == sites


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    path = whole(tmp_path)
    sites, _ = imported(path)
    again, changes = imported(path, sites)
    assert again == sites
    assert changes == "配置没有变化。"


def test_what_the_ledger_does_not_mention_stays_and_is_listed(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    path = book(
        tmp_path,
        单位=[["单位名称"], ["澄岚区卫健局"]],
        网站=[["网站名称", "网址"], ["卫健局网站", "http://wjj.a.gov.cn"]],
        栏目=[["所属网站", "栏目名称", "栏目网址"], ["卫健局网站", "动态", "/dt/"]],
        豁免=[["所属网站", "栏目名称", "豁免理由"]],
    )
    sites, changes = imported(path, existing)
    assert sites.site("a.gov.cn") == existing.site("a.gov.cn")
    assert sites.units["u03"].name == "澄岚区卫健局"
    for words in (
        "保留：单位“澄岚区教育局”（u02）",
        "保留：网站“澄岚区政府”（a.gov.cn）",
        "的栏目“要闻”",
        "栏目“公示”的豁免（季节性栏目）",
    ):
        assert f"{words}" in changes
    assert "没有填类型，按“其他”检查；从名称看像“动态要闻”" in changes


def test_missing_sheets_keep_everything(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    sites, changes = imported(
        book(tmp_path, 单位=[["责任单位", "联系电话"], ["澄岚区教育局", "1234"]]), existing
    )
    assert sites.sites == existing.sites
    assert sites.units["u02"].contact == "1234"
    assert sites.units["u02"].prefixes == existing.units["u02"].prefixes
    assert "修改单位“澄岚区教育局”（u02）：联系方式由空改为“1234”" in changes
    assert "原有的 2 个栏目都保留" in changes


def test_changes_are_told_and_politeness_survives(tmp_path: Path) -> None:
    existing = loads(
        dumps(imported(whole(tmp_path))[0]).replace(
            "[[site.column]]", "[site.politeness]\npage_budget = 7\n\n[[site.column]]", 1
        )
    )
    sites, changes = imported(
        whole(
            tmp_path,
            网站=[SITES[0], ["澄岚区人民政府", "http://www.a.gov.cn", "4400000001", "部门", None]],
            栏目=[COLUMNS[0], ["澄岚区人民政府", "要闻", "/new/", "政策文件", None, None]],
            豁免=[EXEMPTIONS[0], ["澄岚区人民政府", "公示", "已归档", "长期"]],
        ),
        existing,
    )
    site = sites.site("a.gov.cn")
    assert site.politeness.page_budget == 7
    assert site.unit == "u01"
    assert site.columns[0].url == "http://www.a.gov.cn/new/"
    assert site.columns[0].limit == Limit(months=6)  # was the old kind's own, so follows the new
    assert site.columns[1].limit == Limit(count=1, per="week")
    assert site.columns[1].exemption == Exemption("已归档", None)
    for words in ("名称由“澄岚区政府”改为“澄岚区人民政府”", "类型由“门户”改为“部门”",
                  "网址由“https://www.a.gov.cn/xw/”改为", "更新期限由14 天改为6 个月", "修改豁免"):  # fmt: skip
        assert words in changes


def test_a_column_that_moved_does_not_take_the_place_of_its_namesake(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    rows = [COLUMNS[0], ["澄岚区政府", "公示", "/new/", None, None, None], COLUMNS[2]]
    sites, _ = imported(whole(tmp_path, 栏目=rows, 豁免=[EXEMPTIONS[0]]), existing)
    assert [(c.name, c.url[-4:], bool(c.exemption)) for c in sites.site("a.gov.cn").columns] == [
        ("要闻", "/xw/", False),
        ("公示", "/gs/", True),
        ("公示", "new/", False),
    ]


def test_confirming_a_guessed_column(tmp_path: Path) -> None:
    text = dumps(imported(whole(tmp_path))[0]).replace(
        'kind = "动态要闻"', 'kind = "其他"\nguessed = true'
    )
    sites, changes = imported(whole(tmp_path), loads(text))
    assert not sites.site("a.gov.cn").columns[0].guessed
    assert "是否程序猜的由是改为否" in changes


def test_two_sites_of_one_name_and_two_codes_stay_two(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    rows = [SITES[0], ["澄岚区政府", "https://b.gov.cn/", "4400000002", "门户", None]]
    sites, _ = imported(book(tmp_path, 网站=rows), existing)
    assert [s.url for s in sites.sites.values()] == ["https://www.a.gov.cn/", "https://b.gov.cn/"]


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


def test_address_without_scheme_keeps_the_known_scheme(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    sites, _ = imported(
        book(tmp_path, 网站=[["网站名称", "域名"], ["澄岚区政府", "www.a.gov.cn"]]), existing
    )
    assert sites.site("a.gov.cn").url == "https://www.a.gov.cn/"


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


def test_ids_are_not_changed_under_stored_data(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    path = book(
        tmp_path,
        网站=[["网站名称", "网址", "网站编号"], ["澄岚区政府", "https://www.a.gov.cn", "qs"]],
    )
    assert "编号已是 a.gov.cn" in complaint(path, existing)


def test_a_missing_header_is_named_with_its_other_names(tmp_path: Path) -> None:
    said = complaint(book(tmp_path, 网站=[["网站名称", "备注"], ["甲", "乙"]]))
    assert "找不到“网址”这一列（也可以叫首页网址" in said


def test_no_known_sheet(tmp_path: Path) -> None:
    assert "govcheck import --template" in complaint(book(tmp_path, Sheet1=[["甲"]]))


def test_the_same_sheet_twice(tmp_path: Path) -> None:
    assert "请合并成一个" in complaint(book(tmp_path, 网站=SITES, 网站台账=SITES))


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


def test_from_excel_to_file_and_back(tmp_path: Path) -> None:
    sites, _ = merge(None, read_workbook(whole(tmp_path)), tmp_path / "sites.toml")
    save(sites)
    assert load(tmp_path / "sites.toml") == sites


def test_a_prefix_can_change_hands(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    rows = [UNITS[0], ["澄岚区政府办", "https://www.a.gov.cn/jyj/"], ["澄岚区教育局", "无"]]
    sites, changes = imported(whole(tmp_path, 单位=rows), existing)
    assert [u.prefixes for u in sites.units.values()] == [("https://www.a.gov.cn/jyj/",), ()]
    assert "网址前缀由“https://www.a.gov.cn/jyj/”改为空" in changes


def test_dates_beyond_excel_are_named_not_warned_of(tmp_path: Path) -> None:
    path = whole(tmp_path)
    workbook = load_workbook(path)
    workbook["豁免"]["D2"] = 99999999999
    workbook["豁免"]["D2"].number_format = "yyyy-mm-dd"
    workbook.save(path)
    assert "工作表“豁免”第 2 行“截止日期”" in complaint(path)
