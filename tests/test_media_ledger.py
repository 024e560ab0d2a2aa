"""Ledgers as offices have them: whatever layout in, row-numbered complaints, nothing lost."""

import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_files import xls
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from checks.media.models import LedgerStatus, Platform
from crawler.media.ledger_fields import FIELDS, places_of
from crawler.media.ledger_import import Imported, import_ledger
from crawler.media.ledger_read import read_ledger
from crawler.media.ledger_write import export, write_template
from crawler.media.office import Office, Stamp
from crawler.sites import SitesError

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
TODAY = date(2026, 11, 25)
HEAD = ["账号名称", "平台类型", "账号ID", "主办单位"]
ONE = ["柳溪发布", "微信公众号", "gh_0000000000aa", "柳溪区政府办"]
TWO = ["柳溪发布", "新浪微博", "1000000001", "柳溪区政府办"]
CSV = """序号,账号名称,平台类型,账号ID,主办单位,主管单位,备案号,运行状态,注销时间,主页链接,佐证链接,核查人,核查时间,备注
1,柳溪发布,微信公众号（订阅号）,gh_0000000000aa,柳溪区人民政府办公室,柳溪市政府办,,正常,,,https://mp.weixin.qq.com/s/FAKEid0001,张某,2026-11-19,
2,柳溪发布,新浪微博,1000000001,柳溪区人民政府办公室,柳溪市政府办,,在用,,https://weibo.com/u/1000000001,,,,
3,柳溪交警,快手短视频,3xfake,柳溪区公安分局,柳溪区政府办,,正常,,,,李某,2026-11-19,人工核查：11月18日有更新
4,柳溪林业,今日头条,MS4wLjABfake,柳溪区林业局,柳溪区政府办,,已注销,2026-06-30,,,,,
5,柳溪通,APP,id1000000001,柳溪区数据局,柳溪市数据局,,运行,,https://apps.apple.com/cn/app/id1000000001,,,,2026-07-25后无备案号应报问题
"""

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with Office.beside(tmp_path / "sites.toml") as office:
        yield office


def book(tmp_path: Path, name: str = "台账.xlsx", **sheets: Rows) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = tmp_path / name
    workbook.save(path)
    return path


def take(office: Office, path: Path, **how: Any) -> Imported:
    return import_ledger(office, read_ledger(path), STAMP, today=TODAY, **how)


def text(tmp_path: Path, content: str, encoding: str = "utf-8", name: str = "台账.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_ledger_in_any_usual_encoding(office: Office, tmp_path: Path, encoding: str) -> None:
    done = take(office, text(tmp_path, CSV, encoding))
    assert (done.added, done.problems) == (5, [])
    accounts = office.accounts()
    assert list(accounts) == [
        "wechat_mp:gh_0000000000aa", "weibo:1000000001", "kuaishou:3xfake",
        "toutiao:MS4wLjABfake", "app:id1000000001",
    ]  # fmt: skip
    closed = accounts["toutiao:MS4wLjABfake"]
    assert (closed.status, closed.status_on) == (LedgerStatus.CANCELLED, date(2026, 6, 30))
    assert accounts["weibo:1000000001"].status is LedgerStatus.ACTIVE
    assert accounts["kuaishou:3xfake"].note == "人工核查：11月18日有更新"
    assert office.proof_links() == {
        "wechat_mp:gh_0000000000aa": ("https://mp.weixin.qq.com/s/FAKEid0001",)
    }
    assert office.records() == []


def test_a_csv_with_semicolons_tabs_and_text_formulas(office: Office, tmp_path: Path) -> None:
    take(office, text(tmp_path, '账号名称;平台;账号ID\n柳溪;微博;"=""0012345"""\n'))
    take(office, text(tmp_path, "账号名称\t平台\t账号ID\n柳林\t微博\t77\n", name="b.csv"))
    titled = "柳溪区台账，2026年，共 1 个\n账号名称,平台,账号ID\n柳山,微博,88\n"
    take(office, text(tmp_path, titled, name="c.csv"))
    assert list(office.accounts()) == ["weibo:0012345", "weibo:77", "weibo:88"]


def test_a_header_below_merged_titles_with_other_names(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path, Sheet1=[
        ["柳溪区政务新媒体台账"], ["填报单位：某办", None, "2026年11月"], [],
        ["序号", "新媒体名称", "平台（微信、微博等）*", "微信号 ", "开设主体", "联系人", "联系电话", "粉丝数"],
        [1, "柳溪发布", "微信", "liuxi_fb", "柳溪区政府办", "王某", 13800000000, 100],
        ["合计", 1],
    ])  # fmt: skip
    workbook = load_workbook(path)
    workbook.worksheets[0].merge_cells("A1:H1")
    workbook.save(path)
    done = take(office, path)
    [account] = office.accounts().values()
    assert (account.platform, account.platform_id) == (Platform.WECHAT_MP, "liuxi_fb")
    assert account.organiser == "柳溪区政府办"
    told = "\n".join(done.notes)
    assert "联系人、联系电话没有导入" in told
    assert "粉丝数" in told
    assert "合计" in told
    assert done.problems == []
    assert b"13800000000" not in office.path.read_bytes()


def test_merged_units_and_one_sheet_for_each_platform_or_unit(
    office: Office, tmp_path: Path
) -> None:
    path = book(
        tmp_path,
        微博=[
            ["主办单位", "账号名称", "UID"],
            ["教育局", "柳溪教育", "1"],
            [None, "柳溪招考", "2"],
        ],
        柳溪区林业局=[["账号名称", "平台", "账号ID"], ["柳溪林业", "抖音", "d1"]],
        封面=[["说明", "本表每月报送"]],
    )
    workbook = load_workbook(path)
    workbook["微博"].merge_cells("A2:A3")
    workbook.save(path)
    done = take(office, path)
    accounts = office.accounts()
    assert {a.key: a.organiser for a in accounts.values()} == {
        "weibo:1": "教育局", "weibo:2": "教育局", "douyin:d1": "柳溪区林业局",
    }  # fmt: skip
    assert any("封面" in note for note in done.notes)
    assert any("按工作表名称" in note for note in done.notes)


@pytest.mark.parametrize(
    "value",
    [5.123456789012346e18, 1234567890123456, "5.12346E+18", "5123456789012340000", 1.5, True],
)
def test_an_id_that_excel_rounded_is_refused_with_advice(
    office: Office, tmp_path: Path, value: object
) -> None:
    rows: Rows = [HEAD, ["坏号", "微博", value, "某局"], TWO]
    done = take(office, book(tmp_path, 台账=rows))
    assert list(office.accounts()) == ["weibo:1000000001"]
    [problem] = done.problems
    assert "第 2 行“账号ID”" in problem
    assert "文本" in problem


@pytest.mark.parametrize(
    ("value", "expected"),
    [("5123456789012345678", "5123456789012345678"), ("0012345", "0012345"), (12345, "12345"),
     (12345.0, "12345"), ("１２３", "123"), ("12345.0", "12345"), (123456789012345, "123456789012345")],
)  # fmt: skip
def test_an_id_that_is_whole_is_kept(
    office: Office, tmp_path: Path, value: object, expected: str
) -> None:
    take(office, book(tmp_path, 台账=[HEAD, ["好号", "微博", value, "某局"]]))
    assert list(office.accounts()) == [f"weibo:{expected}"]


def test_an_old_excel_file(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(
        xls("微博", [["台账"], HEAD[:1] + HEAD[2:], ["甲", "077", "局"], ["乙", 5e18, "局"]])
    )
    done = take(office, path)
    assert list(office.accounts()) == ["weibo:077"]
    assert "第 4 行“账号ID”" in done.problems[0]


def test_unknown_words_are_kept_and_listed(office: Office, tmp_path: Path) -> None:
    rows: Rows = [[*HEAD, "状态"], ["柳溪发布", "南方号", "n1", "某局", "筹建中"]]
    done = take(office, book(tmp_path, 台账=rows))
    [account] = office.accounts().values()
    assert (account.platform, account.platform_text) == (Platform.OTHER, "南方号")
    assert (account.status, account.status_text) == (LedgerStatus.UNKNOWN, "筹建中")
    assert account.key == "other:南方号:n1"
    assert [n for n in done.notes if "南方号" in n and "第 2 行" in n]
    assert [n for n in done.notes if "筹建中" in n]


def test_bad_rows_are_listed_and_good_ones_taken(office: Office, tmp_path: Path) -> None:
    rows: Rows = [
        [*HEAD, "开设时间", "主页链接"], [*ONE, None, None], [None, "微博", "2", "某局", None, None],
        ["无平台", None, "3", "某局", None, None], [*TWO, "去年", "打不开"], [*ONE, None, None],
        ["公式", "微博", "=A1", "某局", None, None],
    ]  # fmt: skip
    done = take(office, book(tmp_path, 台账=rows))
    assert list(office.accounts()) == ["wechat_mp:gh_0000000000aa", "weibo:1000000001"]
    problems = "\n".join(done.problems)
    for part in (
        "第 3 行：“账号名称”没有填写", "第 4 行：“平台类型”没有填写", "第 5 行“开设时间”：“去年”不对",
        "第 5 行“主页链接”", "第 6 行：和工作表“台账”第 2 行是同一个账号", "第 7 行“账号ID”",
    ):  # fmt: skip
        assert part in problems
    assert len(done.problems) == 6


def test_strict_imports_nothing_when_anything_is_wrong(office: Office, tmp_path: Path) -> None:
    for bad in (["无平台", None, "3", "某局"], ONE):
        path = book(tmp_path, 台账=[HEAD, ONE, bad])
        with pytest.raises(UserError, match="没有导入任何内容") as caught:
            take(office, path, strict=True)
        assert "第 3 行" in str(caught.value)
        assert office.accounts() == {}
        assert office.audited() == []
    assert take(office, book(tmp_path, 台账=[HEAD, ONE, TWO]), strict=True).added == 2


def test_importing_again_loses_no_row_silently(office: Office, tmp_path: Path) -> None:
    first = book(tmp_path, 台账=[HEAD, ONE, TWO, ["无号", "抖音", None, "某局"]])
    take(office, first)
    again = take(office, first)
    assert (again.added, again.changed, again.same, again.missing) == (0, 0, 3, [])
    shorter = take(office, book(tmp_path, "短.xlsx", 台账=[HEAD, [*TWO[:3], "新办公室"]]))
    assert (shorter.changed, shorter.added) == (1, 0)
    assert "由“柳溪区政府办”改为“新办公室”" in shorter.changes[0]
    assert len(shorter.missing) == 2
    assert len(office.accounts()) == 3
    assert "wechat_mp:gh_0000000000aa" in office.missing()
    take(office, first)
    assert office.missing() == {}
    assert [a["action"] for a in office.audited()].count("导入台账") == 4


def test_blank_cells_change_nothing_and_wu_clears(office: Office, tmp_path: Path) -> None:
    head = [*HEAD, "备案号", "状态", "备注"]
    take(office, book(tmp_path, 台账=[head, [*ONE, "备1", "正常", "话"]]))
    take(office, book(tmp_path, 台账=[head, [*ONE, None, None, None]]))
    [account] = office.accounts().values()
    assert (account.filing_no, account.status, account.note) == ("备1", LedgerStatus.ACTIVE, "话")
    take(office, book(tmp_path, 台账=[head, [*ONE, "无", "已关停", "无"]]))
    [account] = office.accounts().values()
    assert (account.filing_no, account.status, account.note) == ("", LedgerStatus.CLOSED, "")


def test_an_account_keeps_its_key_when_its_id_is_learnt(office: Office, tmp_path: Path) -> None:
    take(office, book(tmp_path, 台账=[HEAD, ["柳溪发布", "抖音", None, "政府办"]]))
    [key] = office.accounts()
    done = take(office, book(tmp_path, 台账=[HEAD, ["柳溪发布", "抖音", "d77", "政府办"]]))
    assert (done.changed, done.missing) == (1, [])
    assert [(a.key, a.platform_id) for a in office.accounts().values()] == [(key, "d77")]
    assert (
        take(office, book(tmp_path, 台账=[HEAD, ["改了名", "抖音", "d77", "政府办"]])).changed == 1
    )
    twins = [HEAD, ["同名", "抖音", "1", "甲"], ["同名", "抖音", "2", "乙"]]
    take(office, book(tmp_path, 台账=twins))
    lost = take(office, book(tmp_path, 台账=[["账号名称", "平台", "备注"], ["同名", "抖音", "x"]]))
    assert "有 2 个同名账号" in lost.problems[0]


def test_pasted_share_text_gives_its_addresses(office: Office, tmp_path: Path) -> None:
    share = "7.43 复制打开抖音，看看【柳溪】 https://v.douyin.com/iRFAKE6u/ 11/11\nhttps://a.cn/2"
    head = [*HEAD, "佐证链接", "主页链接"]
    rows: Rows = [head, ["柳溪", "抖音", "d", "办", share, "柳溪主页 https://a.cn/home 快来"],
            ["柳林", "抖音", "e", "办", "见附件", None]]  # fmt: skip
    done = take(office, book(tmp_path, 台账=rows))
    assert office.proof_links() == {
        "douyin:d": ("https://v.douyin.com/iRFAKE6u/", "https://a.cn/2")
    }
    assert office.accounts()["douyin:d"].home_url == "https://a.cn/home"
    assert "第 3 行“佐证链接”" in done.problems[0]
    assert len(office.accounts()) == 2


def test_feeds_come_from_the_ledger_but_never_with_a_key(office: Office, tmp_path: Path) -> None:
    good, keyed = "http://127.0.0.1:1200/weibo/user/1", "http://rss.example/w?key=sekrit"
    rows: Rows = [[*HEAD, "RSS地址"], [*TWO, good], [*ONE, keyed]]
    done = take(office, book(tmp_path, 台账=rows))
    assert "第 3 行“RSS地址”" in done.problems[0]
    accounts = office.accounts()
    assert [s.params for s in accounts["weibo:1000000001"].sources] == [{"url": good}]
    assert accounts["wechat_mp:gh_0000000000aa"].sources == ()
    assert b"sekrit" not in office.path.read_bytes()
    export(office, tmp_path / "出.xlsx")
    assert take(office, tmp_path / "出.xlsx").same == 2
    rows = [[*HEAD, "订阅源"], [*TWO, "无"]]
    assert take(office, book(tmp_path, 台账=rows)).changed == 1
    assert office.accounts()["weibo:1000000001"].sources == ()


def test_four_cells_together_are_a_human_record(office: Office, tmp_path: Path) -> None:
    head = [*HEAD, "佐证链接", "核查人", "核查时间", "最近一次更新时间"]
    link = "https://a.cn/1"

    def row(n: int, *more: Any) -> list[Any]:
        return [f"号{n}", "抖音", f"d{n}", "办", *more]

    rows: Rows = [
        head, row(1, link, "张某", date(2026, 11, 19), datetime(2026, 11, 18, 9, 30)),  # noqa: DTZ001
        row(2, link, "张某", "2026-11-17", "2026年11月18日"), row(3, link, "张某", "2027-01-01", None),
        row(4, None, "张某", "2026-11-19", "2026-11-18"), row(5, link, None, "2026-11-19", "2026-11-18"),
    ]  # fmt: skip
    done = take(office, book(tmp_path, 台账=rows))
    [record] = office.records()
    assert (record.account, record.last_post) == ("douyin:d1", date(2026, 11, 18))
    assert "工作表“台账”第 2 行" in record.origin
    assert ["第 3 行" in done.problems[0], "第 4 行" in done.problems[1]] == [True, True]
    assert len(done.problems) == 2


@pytest.mark.parametrize("name", ["出.xlsx", "出.csv"])
def test_what_is_exported_can_be_imported_again(office: Office, tmp_path: Path, name: str) -> None:
    rows: Rows = [
        [*HEAD, "状态", "佐证链接", "备注", "更新期限", "开设时间", "账号用途"],
        [*ONE, "使用中", "https://a.cn/1 https://a.cn/2", "=cmd|'/c calc'!A1", "10天", "2020.1.2", "服务类"],
        ["+柳溪", "南方号", "@id", "-局", "未知态", None, "@SUM(1)", None, None, None],
    ]  # fmt: skip
    source = book(tmp_path, 台账=rows)
    workbook = load_workbook(source)
    for row in workbook.worksheets[0]:
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    workbook.save(source)
    assert take(office, source).problems == []
    path = tmp_path / name
    assert export(office, path) == 2
    before = office.accounts()
    again = take(office, path)
    assert (again.same, again.problems, again.changes) == (2, [], [])
    assert office.accounts() == before
    with Office.beside(tmp_path / "other" / "sites.toml") as other:
        take(other, path)
        assert other.accounts() == before
        assert other.proof_links() == office.proof_links()
    if name.endswith(".csv"):
        cells = path.read_text(encoding="utf-8-sig").replace("\n", ",").split(",")
        assert not [c for c in cells if c.startswith(("=", "+", "-", "@"))]
    else:
        sheet = load_workbook(path)["新媒体账号"]
        assert not [c for row in sheet for c in row if c.data_type == "f"]
    with pytest.raises(UserError, match="已经存在"):
        export(office, path)


def test_the_template_imports_as_nothing_and_knows_every_header(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path)
    done = take(office, path)
    assert (done.added, done.problems) == (0, [])
    assert any("是示例" in note for note in done.notes)
    sheet = load_workbook(path)["新媒体账号"]
    assert isinstance(sheet, Worksheet)
    places = places_of([cell.value for cell in sheet[3]])
    assert places == {field.name: n for n, field in enumerate(FIELDS)}
    with pytest.raises(UserError, match="已经存在"):
        write_template(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
        (b"\x00\x01\x02\x03", "不是表格"),
        (b"\xff\xfe\x00", "读不懂"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "xlsx"),
        (b"PK\x03\x04broken", "xlsx"),
        ("甲，乙，丙\n".encode(), "全角逗号"),
        ("姓名,电话\n张某,1\n".encode(), "找不到表头"),
    ],
)
def test_files_that_are_no_ledger_are_refused_in_plain_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(content)
    with pytest.raises(SitesError, match=said) as caught:
        read_ledger(path)
    assert "台账.xls" in str(caught.value)
    with pytest.raises(SitesError, match="找不到台账文件"):
        read_ledger(tmp_path / "没有.xlsx")


def test_passwords_and_people_are_never_taken(office: Office, tmp_path: Path) -> None:
    head = [*HEAD, "管理员", "登录密码", "AppSecret", "负责人手机", "备注"]
    rows: Rows = [head, [*ONE, "赵某", "p@ss", "sekrit", 13800000000, "电话 13800000000"]]
    done = take(office, book(tmp_path, 台账=rows))
    assert any("登录密码" in n and "不保存密码" in n for n in done.notes)
    stored = office.path.read_bytes()
    for secret in ("赵某", "p@ss", "sekrit", "13800000000"):
        assert secret.encode() not in stored


def test_five_thousand_rows_are_imported_in_seconds(office: Office, tmp_path: Path) -> None:
    lines = [
        f"号{n},{'微博' if n % 2 else '抖音'},id{n},局{n % 90},https://a.cn/{n}"
        for n in range(5000)
    ]
    path = text(tmp_path, "\n".join(["账号名称,平台,账号ID,主办单位,佐证链接", *lines]))
    start = time.monotonic()
    assert take(office, path).added == 5000
    assert take(office, path).same == 5000
    assert time.monotonic() - start < 20
