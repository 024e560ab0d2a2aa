"""问题清单.xlsx goes out to a unit and comes back: matched by number, taken row by row, not believed."""

import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from web_site import MONTH, NASTY, made_office

from checks.decision import Decision
from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import appeals, papers_kept, rechecks, replies, reviews
from crawler.workflow.appeals import Ruling
from crawler.workflow.replies import Reply
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.issue_fields import FIELDS, FILL, SHEET
from reports.issue_list import write_all
from reports.issue_replies import Returned, import_issues
from reports.reply_status import status_of
from reports.sources import collect

BY = Stamp("李四", "2026-11-28T01:00:00+00:00")
TODAY = date(2026, 11, 28)
AT = {field.name: n for n, field in enumerate(FIELDS, start=1)}
FIRST = 4
PDF = b"%PDF-1.7 stamped"


@pytest.fixture
def office(tmp_path: Path) -> SitesFile:
    return made_office(tmp_path)


def exported(office: SitesFile, unit: str) -> Path:
    (written,) = write_all(
        office, MONTH, office.path.parent / "out", due=date(2026, 12, 10), unit=unit
    )
    assert written.causes > 0
    return written.path


def opened(path: Path) -> Worksheet:
    sheet = load_workbook(path)[SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def filled(path: Path, row: int = FIRST, **values: object) -> None:
    book = load_workbook(path)
    sheet = book[SHEET]
    for name, value in values.items():
        sheet.cell(row, AT[name]).value = value  # type: ignore[union-attr]
    book.save(path)


def back(office: SitesFile, path: Path, **more: str) -> Returned:
    return import_issues(path, office, MONTH, BY, today=TODAY, **more)


def test_a_unit_gets_its_own_findings_ready_to_print(office: SitesFile) -> None:
    path = exported(office, "b")
    sheet = opened(path)
    results = {r.number: r for r in collect(office, "demo", MONTH).results}
    listed = [str(sheet.cell(n, AT["number"]).value) for n in range(FIRST, sheet.max_row + 1)]
    assert listed
    assert {results[number].unit for number in listed} == {"b"}
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref.startswith("A3:")
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.cell(FIRST, AT["page"]).hyperlink.target.startswith("http://www.example.gov.cn/b/")
    assert sheet.column_dimensions["S"].hidden
    everything = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "交回主管部门" in everything
    assert "govcheck" not in everything  # a unit has no such program
    with pytest.raises(UserError, match="什么也没有写"):
        write_all(office, MONTH, path.parent)
    assert list(path.parent.iterdir()) == [path]


def test_units_of_one_name_get_a_file_each(office: SitesFile) -> None:
    units = {key: replace(unit, name="办公室") for key, unit in office.units.items()}
    written = write_all(replace(office, units=units), MONTH, office.path.parent / "out")
    assert len({one.path for one in written}) == len(written) == 2


def test_a_file_that_cannot_be_read_does_not_keep_out_the_others(office: SitesFile) -> None:
    path = exported(office, "b")
    filled(path, measure="改了", by="乙员")
    files = [str(path.parent / "没有.xlsx"), str(path)]
    run = ["--sites", str(office.path), "rectify", "import", *files, "--by", "李四"]
    done = CliRunner().invoke(main, [*run, "--month", MONTH])
    assert done.exit_code == 2
    assert "找不到问题清单文件" in done.output
    assert "整改回复 1 行" in done.output


def test_nothing_of_a_page_becomes_a_formula(office: SitesFile) -> None:
    for unit in "ab":
        for sheet in load_workbook(exported(office, unit)).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", cell.value
                    assert "\u202e" not in str(cell.value)
    with zipfile.ZipFile(exported_again(office)) as archive:
        assert not any(
            "vba" in name.lower() or "external" in name.lower() for name in archive.namelist()
        )


def exported_again(office: SitesFile) -> Path:
    return write_all(office, MONTH, office.path.parent / "again", unit="b")[0].path


def test_replies_come_back_are_queued_and_change_no_score(office: SitesFile) -> None:
    before = collect(office, "demo", MONTH).score
    path = exported(office, "b")
    filled(path, measure="补上替代文本", done_on=date(2026, 11, 27), by="乙员")
    done = back(office, path)
    assert (done.replies, done.appeals, done.problems) == (1, 0, [])
    with Store(office.database("demo")) as store:
        (reply, *_) = replies.of_month(store, MONTH)
        queued = rechecks.of_month(store, MONTH)
    assert (reply.unit, reply.measure, reply.done_on) == ("b", "补上替代文本", date(2026, 11, 27))
    assert reply.by == "乙员（李四 导入）"
    assert {look.state for look in queued} == {"waiting"}
    assert collect(office, "demo", MONTH).score == before
    again = back(office, path)
    assert (again.replies, again.rechecks, again.same) == (0, 0, 1)


def test_what_is_said_of_one_site_is_no_reply_for_another(office: SitesFile) -> None:
    """The same dead address, linked by two sites, has one key."""
    shutil.copy(office.database("demo"), office.database("town"))
    both = replace(office, sites={**office.sites, "town": replace(office.sites["demo"], id="town")})
    (before,) = [row for row in status_of(both, MONTH) if row.unit == "b"]
    keys = [r.key for r in collect(office, "demo", MONTH).results if r.unit == "b"]
    with Store(office.database("demo")) as store:
        replies.add(store, [Reply(MONTH, key, "b", "改了", None) for key in keys], BY)
    (after,) = [row for row in status_of(both, MONTH) if row.unit == "b"]
    assert before.missing == before.causes > 0
    assert after.missing == before.causes / 2


def test_an_appeal_covers_its_cause_and_waits_for_the_office(office: SitesFile) -> None:
    path = exported(office, "b")
    proof = path.parent / "证明.pdf"
    proof.write_bytes(PDF)
    filled(path, kind="误报", reason=NASTY, evidence="证明.pdf", by="乙员")
    assert back(office, path).appeals == 1
    with Store(office.database("demo")) as store:
        (claim,) = appeals.of_month(store, MONTH)
        assert (office.data_dir / "evidence" / claim.evidence).read_bytes() == PDF
        assert reviews.history(store, claim.key) == []
        appeals.rule(store, claim.id, Ruling.ACCEPTED, BY, "属实", verdict=Decision.FALSE_POSITIVE)
        decided = [reviews.history(store, key) for key in (claim.key, *claim.covers.split())]
    assert all(found[0].verdict == "误报" for found in decided)
    assert back(office, path).problems  # what was decided is no longer in the list


WRONG = {
    "还没有到": {"measure": "改", "done_on": date(2026, 12, 24), "by": "乙"},
    "没有填“整改措施”": {"done_on": date(2026, 11, 24), "by": "乙"},
    "没有填“填报人”": {"measure": "改"},
    "只能是误报": {"kind": "胡说", "reason": "x", "by": "乙"},
    "要同时填": {"reason": "x", "by": "乙"},
    "是公式": {"measure": "=1+1", "by": "乙"},
    "没有编号": {"number": "11-9999", "measure": "改", "by": "乙"},
    "没有网站": {"site_id": "other", "measure": "改", "by": "乙"},
    "现在导入的是 2026-11": {"month": "2026-10", "measure": "改", "by": "乙"},
    "不在本表所在的文件夹": {
        "kind": "误报",
        "reason": "x",
        "evidence": "../sites.toml",
        "by": "乙",
    },
    "读不了佐证文件": {"kind": "误报", "reason": "x", "evidence": "none.pdf", "by": "乙"},
    "不是可以收的文件": {"kind": "误报", "reason": "x", "evidence": "macro.xlsm", "by": "乙"},
}


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_row_is_told_and_the_others_are_taken(office: SitesFile, said: str) -> None:
    path = exported(office, "a")
    (path.parent / "macro.xlsm").write_bytes(b"PK\x03\x04")
    filled(path, FIRST, **WRONG[said])
    filled(path, FIRST + 1, measure="改好了", by="甲员")
    done = back(office, path)
    assert len(done.problems) == 1
    assert "第 4 行" in done.problems[0]
    assert said in done.problems[0]
    assert done.replies == 1


def test_a_unit_cannot_reply_for_another(office: SitesFile) -> None:
    path = exported(office, "b")
    filled(path, measure="改好了", by="某")
    done = back(office, path, only_unit="a")
    assert done.replies == 0
    assert "不是本单位" in done.problems[0]


def test_another_workbook_is_refused(office: SitesFile, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    Workbook().save(path)
    with pytest.raises(UserError, match="没有问题清单"):
        back(office, path)
    path.write_bytes(b"PK\x03\x04" + b"0" * 100)
    with pytest.raises(UserError, match="不是"):
        back(office, path)


def test_stamped_papers_are_kept_by_content_and_told(office: SitesFile) -> None:
    with Office.beside(office.path) as file:
        one = papers_kept.add_scan(file, MONTH, "b", "../../回复.pdf", PDF, BY)
        two = papers_kept.add_scan(file, MONTH, "b", "回复.pdf", PDF, BY)
        assert one == two
        assert one.name == "回复.pdf"
        assert (file.evidence_dir / one.file).read_bytes() == PDF
        with pytest.raises(UserError, match="只收"):
            papers_kept.add_scan(file, MONTH, "b", "x.exe", b"MZ", BY)
        with pytest.raises(UserError, match="只收"):
            papers_kept.add_scan(file, MONTH, "b", "x.pdf", b"<html>", BY)
    status = {row.unit: row for row in status_of(office, MONTH)}
    assert status["b"].scans == 1
    assert status["b"].missing == status["b"].causes > 0


def test_status_tells_who_has_not_replied(office: SitesFile) -> None:
    path = exported(office, "b")
    sheet = opened(path)
    for row in range(FIRST, sheet.max_row + 1):
        filled(path, row, measure="已改", by="乙员")
    run = ("--sites", str(office.path), "rectify")
    result = CliRunner().invoke(main, [*run, "import", str(path), "--by", "李四", "--month", MONTH])
    assert result.exit_code == 0, result.output
    told = CliRunner().invoke(main, [*run, "status", "--month", MONTH]).output.splitlines()
    assert told[0].startswith("甲局")
    assert "没有回复" in told[0]
    assert "乙局" in told[1]
    assert "已全部回复" in told[1]


def test_the_columns_to_fill_in_are_the_open_ones() -> None:
    assert set(FILL) < set(AT)
    assert [name for name in AT if name in FILL] == list(FILL)
