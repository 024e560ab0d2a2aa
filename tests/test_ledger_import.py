"""The office's Excel: real workbooks in, configuration out, again and again."""

from datetime import date
from pathlib import Path

from click.testing import CliRunner
from ledger_books import COLUMNS, EXEMPTIONS, SITES, UNITS, book, complaint, imported, whole
from openpyxl import load_workbook

from checks.columns import Exemption, Limit
from crawler.ledger_fields import SHEETS
from crawler.ledger_import import merge, read_workbook, write_template
from crawler.sites_file import dumps, load, loads, save, starter_text
from reports.cli import main


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


def test_address_without_scheme_keeps_the_known_scheme(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    sites, _ = imported(
        book(tmp_path, 网站=[["网站名称", "域名"], ["澄岚区政府", "www.a.gov.cn"]]), existing
    )
    assert sites.site("a.gov.cn").url == "https://www.a.gov.cn/"


def test_ids_are_not_changed_under_stored_data(tmp_path: Path) -> None:
    existing, _ = imported(whole(tmp_path))
    path = book(
        tmp_path,
        网站=[["网站名称", "网址", "网站编号"], ["澄岚区政府", "https://www.a.gov.cn", "qs"]],
    )
    assert "编号已是 a.gov.cn" in complaint(path, existing)


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


def test_what_init_wrote_makes_way_for_the_ledger_and_the_settings_stay(tmp_path: Path) -> None:
    configuration, ledger = tmp_path / "sites.toml", whole(tmp_path)
    configuration.write_text(f'contact = "a@b.example"\n{starter_text()}', encoding="utf-8")
    done = CliRunner().invoke(main, ["--sites", str(configuration), "import", str(ledger)])
    assert (done.exit_code, "换成台账里的" in done.output) == (0, True), done.output
    assert "保留" not in done.output
    written = load(configuration)
    assert written.contact == "a@b.example"
    assert written.sites == imported(ledger)[0].sites
    again = CliRunner().invoke(main, ["--sites", str(configuration), "import", str(ledger)])
    assert "换成台账里的" not in again.output
