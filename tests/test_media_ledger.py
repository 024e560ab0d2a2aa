"""The account ledger imported again and again, exported, and nothing lost."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from account_books import HEAD, ONE, TWO, take
from ledger_books import Rows, book
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checks.errors import UserError
from checks.media.models import LedgerStatus
from crawler.media.ledger_fields import FIELDS, places_of
from crawler.media.ledger_write import export, write_template
from crawler.media.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with Office.beside(tmp_path / "sites.toml") as office:
        yield office


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
