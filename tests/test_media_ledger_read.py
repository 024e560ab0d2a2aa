"""Ledgers of accounts as offices have them: whatever layout in, row-numbered complaints."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from account_books import CSV, HEAD, ONE, TWO, take, text
from ledger_books import Rows, book
from made_files import xls
from openpyxl import load_workbook

from checks.media.models import LedgerStatus, Platform
from crawler.media.ledger_read import read_ledger
from crawler.media.office import Office
from crawler.sites import SitesError


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with Office.beside(tmp_path / "sites.toml") as office:
        yield office


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
    with pytest.raises(SitesError, match="找不到文件"):
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
    start = time.process_time()
    assert take(office, path).added == 5000
    assert take(office, path).same == 5000
    assert time.process_time() - start < 20


def test_a_header_of_several_names_for_one_thing(office: Office, tmp_path: Path) -> None:
    head = ["新媒体名称", "平台／类型", "微信号/ID", "主办单位或开设单位", "状态/备注"]
    path = book(tmp_path, 台账=[head, ["柳溪发布", "微博", "77", "政府办", "正常"]])
    assert take(office, path).problems == []
    (account,) = office.accounts().values()
    assert (account.key, account.organiser) == ("weibo:77", "政府办")
    assert account.status is LedgerStatus.UNKNOWN  # two things in one column are none


def test_a_file_name_is_no_unit_and_an_apostrophe_no_id(office: Office, tmp_path: Path) -> None:
    path = text(tmp_path, "账号名称,平台,账号ID\n柳溪林业,头条,'00123\n", name="柳溪区导出.csv")
    take(office, path)
    (account,) = office.accounts().values()
    assert (account.organiser, account.platform_id) == ("", "00123")


def test_a_part_of_the_ledger_says_nothing_of_the_rest(office: Office, tmp_path: Path) -> None:
    take(office, book(tmp_path, 台账=[HEAD, ONE, TWO]))
    part = book(tmp_path, "部分.xlsx", 台账=[HEAD, ONE])
    assert take(office, part, part=True).missing == []
    assert office.missing() == {}
    assert len(take(office, part).missing) == 1
