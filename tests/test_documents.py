"""Text of attachments: every format, and every way in which a file defends itself."""

import io
import os
import random
import time
import zipfile

import made_files as made
import pytest

from checks.documents.extract import extract
from checks.documents.limits import Budget
from checks.documents.magic import kind_of

ROWS = [["序号", "姓名", "金额"], ["1", "张某", "500"], ["2", "李某", "600"]]


def test_workbook_rows_hidden_sheets_too() -> None:
    data = made.xlsx({"名单": ROWS, "备份": [["旧", 13800138000, 1.5]]}, hidden=["备份"])
    found = extract(data, "名单.xlsx")
    assert found.problem == ""
    assert found.kind == "xlsx"
    assert ("工作表“名单”第 2 行", "1\t张某\t500") in found.blocks
    assert ("工作表“备份”（隐藏）第 1 行", "旧\t13800138000\t1.5") in found.blocks


def test_old_workbook() -> None:
    found = extract(made.xls("名单", [["姓名", "手机"], ["张某", 13800138000.0]]), "a.xls")
    assert found.kind == "xls"
    assert found.blocks[1] == ("工作表“名单”第 2 行", "张某\t13800138000")
    assert found.problem == ""


def test_numbers_are_read_as_people_see_them() -> None:
    data = made.xlsx(
        {"a": [[13800138000, 1.5, "810000190001010018", "  x\ny ", None, "z"], [1e10]]}
    )
    found = extract(data, "a.xlsx")
    assert found.blocks[0][1] == "13800138000\t1.5\t810000190001010018\tx y\tz"
    assert found.blocks[1][1] == "10000000000"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_comma_separated(charset: str) -> None:
    found = extract('姓名,电话\r\n张某,"020-1,2"\r\n'.encode(charset), "http://a/名单.csv")
    assert found.blocks[1] == ("表格第 2 行", "张某\t020-1,2")


def test_html_that_calls_itself_xls() -> None:
    html = "<html><table><tr><td>张某</td><td>12</td></tr></table><script>x</script></html>"
    found = extract(html.encode(), "a.xls")
    assert found.kind == "html"
    assert found.blocks == (("表格第 1 行", "张某\t12"),)


def test_docx_paragraphs_and_table_rows() -> None:
    body = made.paragraph("关于公示的通知") + made.table(ROWS) + made.paragraph("特此公示")
    found = extract(made.docx(body), "a.docx")
    assert [text for _, text in found.blocks] == [
        "关于公示的通知", "序号\t姓名\t金额", "1\t张某\t500", "2\t李某\t600", "特此公示",
    ]  # fmt: skip
    assert found.blocks[0][0] == "第 1 段"


def test_old_doc() -> None:
    found = extract(made.doc("关于公示的通知\r姓名\x07张某\x07\x07尾"), "a.doc")
    assert [text for _, text in found.blocks] == ["关于公示的通知", "姓名\t张某", "尾"]
    assert found.problem == ""


def test_pdf_pages() -> None:
    found = extract(made.pdf(["first 123", "second 456"]), "a.pdf")
    assert found.blocks == (("第 1 页", "first 123"), ("第 2 页", "second 456"))


def test_archive_members_and_their_chinese_names() -> None:
    inner = made.xlsx({"表": ROWS})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("AAAA.xlsx", inner)
        archive.writestr("说明.txt", "请查收")
    raw = out.getvalue().replace(b"AAAA.xlsx", "名单.xlsx".encode("gbk"))
    found = extract(made.zipped({"内.zip": raw, "图.png": b"\x89PNG\r\n\x1a\n123"}), "a.zip")
    texts = {text for _, text in found.blocks}
    assert {"1\t张某\t500", "请查收"} <= texts
    assert any("内.zip”压缩包内“名单.xlsx”工作表“表”第 2 行" in where for where, _ in found.blocks)
    assert "图.png" in found.problem
    assert "没有识别" in found.problem


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (made.encrypted_pdf("hello", "secret"), "密码"),
        (made.doc("x", flags=0x0300), "密码"),
        (made.doc("正文" * 50)[:-512], "损坏"),
        (made.doc("正文" * 50)[:2000], "损坏"),
        (made.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "密码"),
        (made.xlsx({"a": ROWS})[:900], "损坏"),
        (made.pdf(["x"])[:60], "损坏"),
        (made.pdf([""]), "扫描件"),
        (b"\x89PNG\r\n\x1a\n123", "图片"),
        (b"Rar!\x1a\x07\x00rest", "RAR"),
        (b"\x00\x01\x02\x03", "不能识别"),
        (made.docx("<w:p>")[:-40], "损坏"),
        (made.zipped({"word/other.xml": b"", "[Content_Types].xml": b""}), "正文"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    found = extract(data, "a.bin")
    assert says in found.problem
    assert found.blocks == ()


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><w:document>&a;</w:document>'
    data = made.zipped({"[Content_Types].xml": b"", "word/document.xml": bomb})
    assert "XML 声明" in extract(data, "a.docx").problem


def test_a_zip_bomb_is_not_unpacked() -> None:
    data = made.zipped({"big.csv": bytes(120 << 20)})
    assert len(data) < 1 << 20
    started = time.process_time()
    found = extract(data, "a.zip")
    assert time.process_time() - started < 1
    assert "压缩炸弹" in found.problem


def test_a_bomb_in_a_workbook_is_not_unpacked() -> None:
    rows = b"<row/>" * (20 << 20)
    book = (
        b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        b'<sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
    )
    relations = b'<a><Relationship Id="r1" Target="worksheets/sheet1.xml"/></a>'
    files = {"[Content_Types].xml": b"", "xl/workbook.xml": book}
    files["xl/_rels/workbook.xml.rels"] = relations
    data = made.zipped({**files, "xl/worksheets/sheet1.xml": rows})
    assert "压缩炸弹" in extract(data, "a.xlsx").problem


def test_archives_in_archives_end() -> None:
    data = b"text"
    for _ in range(5):
        data = made.zipped({"a.zip": data})
    assert "嵌套过深" in extract(data, "a.zip").problem


def test_many_rows_are_read_in_part() -> None:
    found = extract("\n".join("行" for _ in range(50)).encode(), "a.txt", Budget(rows=10))
    assert len(found.blocks) == 10
    assert "前面的部分" in found.problem


def test_time_is_limited_between_rows() -> None:
    found = extract("\n".join("行" for _ in range(50)).encode(), "a.txt", Budget(seconds=0))
    assert len(found.blocks) < 50
    assert "时间" in found.problem


def test_a_very_big_file_is_not_opened() -> None:
    data = made.zipped(
        {"[Content_Types].xml": b"", "xl/a": os.urandom(50 << 20)}, zipfile.ZIP_STORED
    )
    started = time.process_time()
    found = extract(data, "a.xlsx")
    assert "超过 30 MB" in found.problem
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (made.xlsx({"a": ROWS}), "xlsx"),
        (made.docx(""), "docx"),
        (made.zipped({"a.txt": b"x"}), "zip"),
        (made.zipped({"OFD.xml": b"x"}), "ofd"),
        (made.doc("x"), "doc"),
        (made.xls("a", [["x"]]), "xls"),
        (made.pdf(["x"]), "pdf"),
        (b"\n<!DOCTYPE html><html>", "html"),
        ("名单".encode("gbk"), "txt"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"RIFF1234WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"", ""),
    ],
)  # fmt: skip
def test_the_bytes_say_what_a_file_is(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    "data",
    [
        made.xlsx({"名单": ROWS}),
        made.xls("名单", [["姓名", 1.0], ["张某", 2.0]]),
        made.docx(made.paragraph("公示") + made.table(ROWS)),
        made.doc("关于公示的通知\r" * 50),
        made.pdf(["first", "second"]),
        made.zipped({"a.txt": b"x" * 500, "b.csv": b"1,2\n" * 100}),
    ],
    ids=["xlsx", "xls", "docx", "doc", "pdf", "zip"],
)
def test_damaged_files_never_raise_and_end_soon(data: bytes) -> None:
    chance = random.Random(20261125)
    started = time.monotonic()
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        found = extract(
            bytes(damaged[: chance.randint(1, len(damaged))]), "a.bin", Budget(seconds=2)
        )
        assert found.problem or found.blocks or found.kind
    assert time.monotonic() - started < 90  # 60 files of 2 s each would be 120 s
