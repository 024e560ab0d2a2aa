"""Screenshots pasted into the sheet of pending accounts: floating ones and those WPS embeds."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checks.media.models import Account, LedgerStatus, Platform, Word
from checks.media.observations import TRIAL
from crawler.media.assess import assess
from crawler.media.office import Office
from crawler.media.pending_fields import FIELDS, SHEET
from crawler.media.pending_read import read_pending
from crawler.media.pending_sheet import waiting, write_pending
from crawler.media.sheet_pictures import pictures_of
from crawler.workflow.stamp import Stamp

STAMP = Stamp("张某", "2026-11-25T01:00:00+00:00")
DAY = date(2026, 11, 25)
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
OTHER = b"\x89PNG\r\n\x1a\n" + b"another"
PLACE = {f.name: n for n, f in enumerate(FIELDS, start=1)}
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    accounts = [
        Account("douyin:1", "柳溪发布", Platform.DOUYIN, platform_id="d1"),
        Account("douyin:2", "柳溪教育", Platform.DOUYIN, platform_id="d2"),
        Account("app:3", "柳溪通", Platform.APP, platform_id="id3"),
        Account("app:4", "柳溪旧", Platform.APP, platform_id="id4", status=LedgerStatus.CANCELLED),
    ]
    with Office.beside(tmp_path / "sites.toml") as office:
        with office.change():
            for account in accounts:
                office.put_account(account, STAMP)
        yield office


@pytest.fixture
def sheet(tmp_path: Path, office: Office) -> Path:
    path = tmp_path / "登记表.xlsx"
    assert write_pending(office, path, DAY, "张某") == 3
    return path


def fill(path: Path, rows: Mapping[str, Mapping[str, object]]) -> dict[str, int]:
    """Type into the rows of accounts; gives the row of each."""
    book = load_workbook(path)
    page = book[SHEET]
    found = {str(page.cell(n, PLACE["key"]).value): n for n in range(4, page.max_row + 1)}
    for key, values in rows.items():
        for name, value in values.items():
            page.cell(found[key], PLACE[name]).value = value  # type: ignore[assignment]
    book.save(path)
    return found


def put(path: Path, parts: Mapping[str, bytes]) -> None:
    """Add parts to a workbook, or replace them."""
    with zipfile.ZipFile(path) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if n not in parts}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in {**kept, **parts}.items():
            archive.writestr(name, body)


def float_pictures(path: Path, pictures: Mapping[int, bytes]) -> None:
    """Pictures whose upper left corner lies in a row (from 1)."""
    anchors = "".join(
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>7</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
        f'<xdr:pic><xdr:blipFill><a:blip r:embed="r{row}"/></xdr:blipFill></xdr:pic>'
        "</xdr:oneCellAnchor>"
        for row in pictures
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"'
        f' xmlns:r="{OFFICE}">{anchors}</xdr:wsDr>'
    )
    put(path, {
        "xl/worksheets/_rels/sheet1.xml.rels": rels({"r1": ("drawing", "../drawings/d1.xml")}),
        "xl/drawings/d1.xml": drawing.encode(),
        "xl/drawings/_rels/d1.xml.rels": rels(
            {f"r{row}": ("image", f"/xl/media/{row}.png") for row in pictures}
        ),
        **{f"xl/media/{row}.png": body for row, body in pictures.items()},
    })  # fmt: skip


def rels(listed: Mapping[str, tuple[str, str]]) -> bytes:
    one = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in listed.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{one}</Relationships>'.encode()


def words(office: Office) -> dict[str, Word]:
    return {one.account.key: one.verdict.word for one in assess(office, DAY)}


def test_a_floating_picture_belongs_to_its_row(office: Office, sheet: Path) -> None:
    rows = fill(sheet, {"douyin:1": {"finding": "无更新", "last_post": date(2026, 9, 1)}})
    float_pictures(sheet, {rows["douyin:1"]: PNG})
    done = read_pending(office, sheet, STAMP, today=DAY)
    assert (done.added, done.blank, done.problems) == (1, 2, [])
    assert words(office)["douyin:1"] is Word.NOT_UPDATED
    (record,) = office.records()
    assert record.picture == hashlib.sha256(PNG).hexdigest() + ".png"
    assert (office.evidence_dir / record.picture).read_bytes() == PNG


def test_a_picture_in_a_row_nobody_filled_in_is_told(office: Office, sheet: Path) -> None:
    rows = fill(sheet, {})
    float_pictures(sheet, {rows["douyin:2"]: PNG})
    done = read_pending(office, sheet, STAMP, today=DAY)
    assert "“最近一条的日期”没有填" in done.problems[0]


def test_several_pictures_of_a_row_are_refused(office: Office, sheet: Path) -> None:
    (sheet.parent / "图.png").write_bytes(OTHER)
    filled = {"last_post": date(2026, 11, 20), "proof": "图.png"}
    rows = fill(sheet, {"douyin:1": filled})
    float_pictures(sheet, {rows["douyin:1"]: PNG})
    assert "只留一张" in read_pending(office, sheet, STAMP, today=DAY).problems[0]


def test_a_picture_that_wps_embedded_in_the_cell(office: Office, sheet: Path) -> None:
    fill(sheet, {
        "douyin:1": {"last_post": date(2026, 11, 20), "proof": '=_xlfn.DISPIMG("ID_A1",1)'},
        "douyin:2": {"last_post": date(2026, 11, 20), "proof": '=DISPIMG("ID_NONE",1)'},
    })  # fmt: skip
    put(sheet, {
        "xl/cellimages.xml": (
            f'<e:cellImages xmlns:e="http://e" xmlns:xdr="{DRAWING}/spreadsheetDrawing"'
            f' xmlns:a="{DRAWING}/main" xmlns:r="{OFFICE}"><e:cellImage><xdr:pic><xdr:nvPicPr>'
            '<xdr:cNvPr id="1" name="ID_A1"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="r1"/>'
            "</xdr:blipFill></xdr:pic></e:cellImage></e:cellImages>"
        ).encode(),
        "xl/_rels/cellimages.xml.rels": rels({"r1": ("image", "media/a.png")}),
        "xl/media/a.png": PNG,
    })  # fmt: skip
    done = read_pending(office, sheet, STAMP, today=DAY)
    assert done.added == 1
    assert "是公式" in done.problems[0]
    assert words(office)["douyin:1"] is Word.UPDATED


def test_a_picture_that_excel_placed_in_the_cell(office: Office, sheet: Path) -> None:
    rows = fill(sheet, {"douyin:1": {"last_post": date(2026, 11, 20), "proof": "#VALUE!"}})
    with zipfile.ZipFile(sheet) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    cell = f'r="H{rows["douyin:1"]}"'
    assert cell in page
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
    put(sheet, {
        "xl/worksheets/sheet1.xml": page.replace(cell, f'{cell} vm="2"').encode(),
        "xl/metadata.xml": (
            f'<metadata xmlns="http://m" xmlns:x="{rich}"><futureMetadata name="XLRICHVALUE">'
            '<bk><extLst><ext><x:rvb i="0"/></ext></extLst></bk>'
            '<bk><extLst><ext><x:rvb i="1"/></ext></extLst></bk></futureMetadata><valueMetadata>'
            '<bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata></metadata>'
        ).encode(),
        "xl/richData/rdrichvalue.xml": (
            f'<rvData xmlns="{rich}"><rv s="0"><v>1</v><v>5</v></rv><rv s="0"><v>0</v><v>5</v></rv>'
            "</rvData>"
        ).encode(),
        "xl/richData/richValueRel.xml": (
            f'<richValueRels xmlns="http://v" xmlns:r="{OFFICE}"><rel r:id="r1"/><rel r:id="r2"/>'
            "</richValueRels>"
        ).encode(),
        "xl/richData/_rels/richValueRel.xml.rels": rels(
            {"r1": ("image", "../media/a.png"), "r2": ("image", "../media/b.png")}
        ),
        "xl/media/a.png": PNG,
        "xl/media/b.png": OTHER,
    })  # fmt: skip
    done = read_pending(office, sheet, STAMP, today=DAY)
    assert (done.added, done.problems) == (1, [])
    assert office.records()[0].picture == hashlib.sha256(PNG).hexdigest() + ".png"


def test_what_is_pasted_must_be_a_picture(office: Office, sheet: Path) -> None:
    rows = fill(sheet, {"douyin:1": {"last_post": date(2026, 11, 20)}})
    float_pictures(sheet, {rows["douyin:1"]: b"<svg/>"})
    assert "不是图片" in read_pending(office, sheet, STAMP, today=DAY).problems[0]


def test_damaged_drawings_are_no_pictures(sheet: Path) -> None:
    float_pictures(sheet, {4: PNG})
    put(sheet, {"xl/drawings/d1.xml": b"<broken"})
    assert pictures_of(sheet).rows == {}


def test_a_trial_settles_an_application(office: Office, sheet: Path) -> None:
    assert [w.account.key for w in waiting(office, DAY)] == ["app:3", "douyin:1", "douyin:2"]
    fill(sheet, {"app:3": {"works": "能", "interaction": "没有"}})
    assert read_pending(office, sheet, STAMP, today=DAY).added == 1
    (seen,) = office.observations()
    assert (seen.account, seen.name, seen.day) == ("app:3", TRIAL, DAY)
    assert (seen.value["works"], seen.value["interaction"]) == (True, False)
    assert office.records() == []
    assert [w.account.key for w in waiting(office, DAY)] == ["douyin:1", "douyin:2"]
    assert office.audited()[-1]["action"] == "登记试用"


def test_a_row_may_tell_of_updates_and_of_a_trial(office: Office, sheet: Path) -> None:
    rows = fill(sheet, {"douyin:1": {"last_post": date(2026, 11, 20), "interaction": "有"}})
    float_pictures(sheet, {rows["douyin:1"]: PNG})
    assert read_pending(office, sheet, STAMP, today=DAY).problems == []
    assert words(office)["douyin:1"] is Word.UPDATED
    assert office.observations()[0].value["interaction"] is True


def test_wrong_words_are_told(office: Office, sheet: Path) -> None:
    fill(sheet, {"app:3": {"works": "好像能"}})
    done = read_pending(office, sheet, STAMP, today=DAY)
    assert "“能否使用”写的是“好像能”，只能是能、不能" in done.problems[0]
