"""Human evidence: one command for one account, one sheet for all that wait."""

import hashlib
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from checks.errors import UserError
from checks.media.models import Account, LedgerStatus, Platform, Word
from crawler.media.assess import assess
from crawler.media.office import Office
from crawler.media.pending_fields import FIELDS, FILL, SHEET
from crawler.media.pending_read import read_pending
from crawler.media.pending_sheet import write_pending
from crawler.workflow.stamp import Stamp
from reports.cli import main

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
DAY = date(2026, 11, 25)
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
PLACE = {f.name: n for n, f in enumerate(FIELDS, start=1)}
SHARE = "7.43 复制打开抖音，看看【柳溪】 https://v.douyin.com/iRFAKE6u/ 11/11"


@pytest.fixture
def office(tmp_path: Path) -> Any:
    with Office.beside(tmp_path / "sites.toml") as office:
        with office.change():
            for n in range(4):
                account = Account(
                    f"douyin:d{n}", f"柳溪{n}", Platform.DOUYIN, organiser=f"局{n}",
                    platform_id=f"d{n}",
                    home_url=f"https://a.cn/{n}", status=LedgerStatus.ACTIVE,
                )  # fmt: skip
                office.put_account(account, STAMP)
        yield office


@pytest.fixture
def folder(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "图.png").write_bytes(PNG)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        main, [*arguments, "--as-of", str(DAY)], catch_exceptions=False
    )  # fmt: skip


def words(office: Office, day: date = DAY) -> list[Word]:
    return [one.verdict.word for one in assess(office, day)]


def filled(path: Path, rows: dict[str, dict[str, object]]) -> None:
    """Type into the sheet: account key to field name to value."""
    book = load_workbook(path)
    sheet = book[SHEET]
    for cells in sheet.iter_rows(min_row=4):
        for name, value in rows.get(str(cells[PLACE["key"] - 1].value), {}).items():
            cells[PLACE[name] - 1].value = value  # type: ignore[assignment]
    book.save(path)


def back(office: Office, path: Path, **how: Any) -> Any:
    return read_pending(office, path, STAMP, today=DAY, **how)


def test_a_link_and_a_date_make_an_account_updated(office: Office, folder: Path) -> None:
    done = run("evidence", "add", "d0", "--date", "2026-11-20", "--who", "李某", "--link", SHARE)
    assert (done.exit_code, "已登记" in done.output) == (0, True)
    again = run("evidence", "add", "d0", "--date", "2026-11-20", "--who", "李某", "--link", SHARE)
    assert "没有重复登记" in again.output
    [record] = office.records()
    assert record.links == ("https://v.douyin.com/iRFAKE6u/",)
    assert words(office) == [Word.UPDATED, *[Word.PENDING] * 3]
    assert words(office, date(2026, 12, 4)) == [Word.UPDATED, *[Word.PENDING] * 3]
    assert words(office, date(2026, 12, 5)) == [Word.PENDING] * 4


def test_a_picture_is_kept_by_its_content(office: Office, folder: Path) -> None:
    done = run(
        "evidence", "add", "柳溪1", "--none", "--date", "2026-10-01", "--who", "李某",
        "--picture", "图.png",
    )  # fmt: skip
    assert done.exit_code == 0
    [record] = office.records()
    assert record.picture == hashlib.sha256(PNG).hexdigest() + ".png"
    kept = folder / "data" / "evidence" / record.picture
    assert kept.read_bytes() == PNG
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert words(office)[1] is Word.NOT_UPDATED
    assert words(office, date(2026, 11, 26))[1] is Word.PENDING
    assert [a["action"] for a in office.audited()] == ["登记佐证"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["d0", "--date", "2026-11-20"], "要有佐证"),
        (["d0", "--link", "https://a.cn/1"], "要填最近一条的日期"),
        (["d0", "--none", "--link", "https://a.cn/1"], "要有截图"),
        (["d0", "--none", "--date", "2026-11-11", "--picture", "图.png"], "不超过 14 天"),
        (["d0", "--date", "2026-11-26", "--link", "https://a.cn/1"], "晚于核查日期"),
        (["d0", "--date", "2026-11-20", "--seen", "2026-11-26", "--link", "https://a.cn/1"], "还没有到"),
        (["d0", "--date", "2026-11-20", "--link", "见附件"], "没有以 http"),
        (["d0", "--date", "2026-11-20", "--picture", "无.png"], "找不到图片"),
        (["d0", "--date", "2026-11-20", "--picture", "data/office.sqlite"], "不是图片"),
        (["d0", "--date", "昨天", "--link", "https://a.cn/1"], "不是日期"),
        (["柳溪", "--date", "2026-11-20", "--link", "https://a.cn/1"], "是不是"),
        (["没有", "--date", "2026-11-20", "--link", "https://a.cn/1"], "accounts list"),
    ],
)  # fmt: skip
def test_entries_that_prove_nothing_are_refused(
    office: Office, folder: Path, arguments: list[str], said: str
) -> None:
    done = run("evidence", "add", *arguments, "--who", "李某")
    assert done.exit_code == 2
    assert said in done.output
    assert office.records() == []
    assert not (folder / "data" / "evidence").exists()


def test_a_name_of_two_accounts_is_asked_back(office: Office, folder: Path) -> None:
    with office.change():
        office.put_account(Account("weibo:1", "柳溪0", Platform.WEIBO), STAMP)
    done = run(
        "evidence", "add", "柳溪0", "--date", "2026-11-20", "--who", "李", "--link", "https://a.cn/"
    )
    assert done.exit_code == 2
    assert "douyin:d0" in done.output
    assert "weibo:1" in done.output


def test_one_sheet_for_all_that_wait_comes_back_in_one_import(office: Office, folder: Path) -> None:
    path = folder / "表.xlsx"
    assert "4 个账号待核实" in run("evidence", "sheet", "表.xlsx", "--who", "王某").output
    sheet = load_workbook(path)[SHEET]
    link = sheet.cell(4, PLACE["open"]).hyperlink
    assert link is not None
    assert link.target == "https://a.cn/0"
    assert sheet.cell(4, PLACE["who"]).value == "王某"
    assert "没有配置能查看" in str(sheet.cell(4, PLACE["why"]).value)
    filled(path, {
        "douyin:d0": {"last_post": date(2026, 11, 20), "proof": SHARE + "\nhttps://a.cn/x"},
        "douyin:d1": {"finding": "无更新", "last_post": "2026年10月1日", "proof": "图.png"},
        "douyin:d2": {"last_post": "2026-11-24", "proof": "https://a.cn/y，图.png", "note": "=1+1"},
    })  # fmt: skip
    book = load_workbook(path)
    book[SHEET].cell(6, PLACE["note"]).data_type = "s"
    book.save(path)
    done = run("evidence", "import", "表.xlsx")
    assert "登记 3 个账号，0 个没有变化，1 行没有填，0 行有错" in done.output
    assert words(office) == [Word.UPDATED, Word.NOT_UPDATED, Word.UPDATED, Word.PENDING]
    assert [r.who for r in office.records()] == ["王某"] * 3
    assert office.records()[0].links == ("https://v.douyin.com/iRFAKE6u/", "https://a.cn/x")
    assert office.records()[2].picture.endswith(".png")
    assert "登记 0 个账号，3 个没有变化" in run("evidence", "import", "表.xlsx").output
    assert "1 个账号待核实" in run("evidence", "sheet", "表2.xlsx").output
    assert run("evidence", "sheet", "表2.xlsx").exit_code == 2


def test_bad_rows_of_a_sheet_are_listed_and_good_ones_stored(office: Office, folder: Path) -> None:
    path = folder / "表.xlsx"
    write_pending(office, path, DAY)
    filled(path, {
        "douyin:d0": {"last_post": "2026-11-20", "proof": "https://a.cn/1", "who": "甲"},
        "douyin:d1": {"last_post": "2026-09-01", "proof": "图.png", "who": "甲"},
        "douyin:d2": {"last_post": "2026-11-20", "proof": "../外面.png", "who": "甲"},
        "douyin:d3": {"last_post": "2026-11-20", "proof": "https://a.cn/1"},
    })  # fmt: skip
    with pytest.raises(UserError, match="3 处错误，没有登记任何内容"):
        back(office, path, strict=True)
    assert office.records() == []
    done = back(office, path)
    assert done.added == 1
    for part in (
        "第 5 行：最近一条是 2026-09-01",
        "第 6 行：图片“../外面.png”不在",
        "第 7 行：“核查人”",
    ):
        assert part in "\n".join(done.problems)
    assert back(office, path, who="乙").added == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"proof": "甲.png 乙.png"}, "只能写一个图片"),
        ({"proof": "有图"}, "“佐证”里的“有图”不是网址"),
        ({"proof": "有.png"}, "找不到图片文件“有.png”"),
        ({"seen_on": None}, "“核查日期”没有填"),
        ({"seen_on": date(2026, 11, 26)}, "还没有到"),
        ({"finding": "好"}, "只能是有更新、无更新"),
        ({"last_post": None}, "“最近一条的日期”没有填"),
        ({"last_post": "去年"}, "“最近一条的日期”写的是“去年”，看不懂"),
        ({"key": "douyin:zz"}, "没有账号“douyin:zz”"),
        ({"key": "douyin:d1"}, "是同一个账号"),
        ({"proof": None}, "要有佐证"),
    ],
)
def test_what_is_wrong_in_a_row_is_said(
    office: Office, folder: Path, change: dict[str, object], said: str
) -> None:
    path = folder / "表.xlsx"
    write_pending(office, path, DAY, "甲")
    good: dict[str, object] = {"last_post": "2026-11-20", "proof": "https://a.cn/1"}
    filled(path, {"douyin:d1": good, "douyin:d2": good | change})
    done = back(office, path)
    assert said in "\n".join(done.problems)
    assert done.added == 1


def test_other_workbooks_and_links_out_of_the_folder_are_refused(
    office: Office, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = folder / "表.xlsx"
    write_pending(office, path, DAY, "甲")
    outside = tmp_path_factory.mktemp("outside") / "秘密.png"
    outside.write_bytes(PNG)
    (folder / "链.png").symlink_to(outside)
    filled(path, {"douyin:d0": {"last_post": "2026-11-20", "proof": "链.png"}})
    assert "不在登记表所在的文件夹里" in back(office, path).problems[0]
    book = load_workbook(path)
    book[SHEET].delete_rows(3)
    book.save(path)
    with pytest.raises(UserError, match="没有账号登记表"):
        back(office, path)


def test_45_waiting_accounts_need_two_cells_each(office: Office, folder: Path) -> None:
    with office.change():
        for n in range(4, 45):
            office.put_account(Account(f"douyin:d{n}", f"号{n}", Platform.DOUYIN), STAMP)
    path = folder / "表.xlsx"
    assert write_pending(office, path, DAY, "甲") == 45
    filled(path, {f"douyin:d{n}": {"last_post": "2026-11-20", "proof": SHARE} for n in range(45)})
    assert back(office, path).added == 45
    assert set(words(office)) == {Word.UPDATED}
    assert {"last_post", "proof"} < set(FILL)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11月24日", date(2026, 11, 24)),
        ("11.24", date(2026, 11, 24)),
        ("昨天", date(2026, 11, 24)),
        ("2026/11/20", date(2026, 11, 20)),
    ],
)
def test_days_as_people_type_them(office: Office, folder: Path, typed: str, day: date) -> None:
    write_pending(office, folder / "表.xlsx", DAY, "张某")
    filled(folder / "表.xlsx", {"douyin:d0": {"last_post": typed, "proof": SHARE}})
    assert read_pending(office, folder / "表.xlsx", STAMP, today=DAY).problems == []
    assert office.records()[0].last_post == day


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"last_post": "12月3日", "proof": SHARE}, "超过 14 天"),
        ({"last_post": "前几天", "proof": SHARE}, "看不懂，请写成"),
        ({"last_post": "2月30日", "proof": SHARE}, "看不懂，请写成"),
        ({"last_post": DAY, "proof": "见群里"}, "不是网址，也没有叫这个名称的图片文件"),
    ],
)
def test_what_nobody_can_read_is_told(
    office: Office, folder: Path, values: dict[str, object], said: str
) -> None:
    write_pending(office, folder / "表.xlsx", DAY, "张某")
    filled(folder / "表.xlsx", {"douyin:d0": values})
    [problem] = read_pending(office, folder / "表.xlsx", STAMP, today=DAY).problems
    assert said in problem
