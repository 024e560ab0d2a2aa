"""``govcheck draft`` on files of every format, really built; nothing clear leaks, nothing is stored."""

import json
import time
from datetime import date
from pathlib import Path

import made_files as made
import pytest
from click.testing import CliRunner, Result

import reports.draft_reading
from checks.personal import ID_NUMBER
from reports.cli import main
from reports.draft import look
from reports.draft_links import fault
from reports.draft_model import Level, Link, Sheet
from reports.draft_reading import read
from reports.draft_writing import html, lines, to_dict

ON = date(2026, 11, 25)
NUMBER = "11010519491231002X"
"""The example of GB 11643, nobody's number."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
CLEAN = [
    "澄岚区人民政府办公室关于做好秸秆禁烧工作的通知",
    "各街道办事处：",
    "请贯彻落实《秸秆禁烧实施方案》，联系电话 0000-1234567。",
    "澄岚区人民政府办公室",
    "2026年11月20日",
]


def sheet(data: bytes, name: str) -> Sheet:
    return look(read(data, name), on=ON)


def said(one: Sheet) -> list[tuple[str, str, str]]:
    return [(str(f.level), f.subject, f.rule.split(":")[0]) for f in one.found]


def txt(*text: str) -> bytes:
    return "\n".join(text).encode()


def word(body: str, targets: dict[str, str] | None = None, **more: str) -> bytes:
    relations = "".join(
        f'<Relationship Id="{key}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        for key, target in (targets or {}).items()
    )
    names = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:pic="{PIC}" xmlns:d="{DECORATIVE}"'
    return made.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>".encode(),
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>".encode(),
            **{f"word/{name}.xml": text.encode() for name, text in more.items()},
        }
    )


def picture(properties: str) -> str:
    return (
        f"<w:p><w:r><w:drawing><wp:inline><wp:docPr id='1' name='图片 1' {properties}</wp:docPr>"
        "<pic:pic/></wp:inline></w:drawing></w:r></w:p>"
    )


def link(key: str, text: str) -> str:
    return f'<w:p><w:hyperlink r:id="{key}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink></w:p>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (txt(*CLEAN), "a.txt"),
        ("\r\n".join(CLEAN).encode("gb18030"), "a.txt"),
        (made.docx("".join(map(made.paragraph, CLEAN))), "a.docx"),
        (
            f"<html><head><title>{CLEAN[0]}</title></head><body>"
            f"{''.join(f'<p>{t}</p>' for t in CLEAN)}<img src='a.png' alt='禁烧区示意图'></body></html>"
            .encode(),
            "a.html",
        ),
        (made.xlsx({"事项": [["序号", "事项"], [1, "秸秆禁烧"]]}), "a.xlsx"),
    ],
    ids=["txt", "gb18030", "docx", "html", "xlsx"],
)  # fmt: skip
def test_nothing_is_said_of_a_clean_draft(data: bytes, name: str) -> None:
    one = sheet(data, name)
    assert said(one) == []
    assert one.characters > 0
    assert one.verdict == "在机器能查的范围内没有发现问题。"


def test_a_word_file_with_everything() -> None:
    body = "".join(
        (
            made.paragraph("关于公示的通知"),
            made.paragraph("区安全生产领导小姐研究，现予公示。领导小姐名单如下。"),
            made.table([["姓名", "身份证号"], ["张某", NUMBER]]),
            link("r1", "办事指南"),
            link("r2", "www.a.gov.cn"),
            picture("descr=''>"),
            picture("descr='办公楼外景'>"),
            picture('><d:decorative val="1"/>'),
            "<w:p><w:ins w:id='1'><w:r><w:t>2026年11月1日，来源：区办</w:t></w:r></w:ins></w:p>",
        )
    )
    targets = {"r1": "http://10.1.2.3/guide", "r2": "http://www.b.gov.cn/"}
    one = sheet(word(body, targets, comments="<c/>"), "稿件.docx")
    assert said(one) == [
        ("必须改", "链接", "link"),
        ("必须改", "用语", "wording"),
        ("必须改", "个人信息", ID_NUMBER),
        ("请核对", "文件", "remark"),
        ("请核对", "文件", "remark"),
        ("请核对", "链接", "link"),
        ("请核对", "图片", "alt"),
    ]
    places = [f.place for f in one.found]
    assert places[:2] == ["第 7 段", "第 2 段"]
    assert "表格" in places[2]
    assert places[6] == "第 9 段"


def test_links_and_pictures_of_older_word_files() -> None:
    mc, v = (
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "urn:schemas-microsoft-com:vml",
    )
    shape = "<w:pict><v:shape{}><v:imagedata/></v:shape></w:pict>"
    body = (
        made.paragraph("通知 2026年11月1日 来源：区办")
        + '<w:p><w:r><w:instrText> HYPERLINK "http://10.0.0.8/a" </w:instrText></w:r></w:p>'
        + f'<w:p xmlns:v="{v}"><w:r>{shape.format("")}{shape.format(' alt="办公楼"')}</w:r></w:p>'
        + f'<w:p xmlns:v="{v}" xmlns:mc="{mc}"><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:inline>'
        "<wp:docPr id='1' name='图片 1' descr='示意图'/><pic:pic/></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback>{shape.format('')}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + '<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>目录</w:t></w:r></w:hyperlink></w:p>'
    )
    one = sheet(word(body), "a.docx")
    assert said(one) == [("必须改", "链接", "link"), ("请核对", "图片", "alt")]
    assert [f.place for f in one.found] == ["第 2 段", "第 3 段"]
    assert one.found[1].message == "1 张图片没有替代文本"


def test_a_web_page_is_looked_at_by_the_checks_of_pages() -> None:
    source = f"""<html><head><title>公示</title></head><body>
    <p>来源：区民政局 2026-11-20</p>
    <p>市攻府网站公示如下</p>
    <img src="a.png">
    <a href="">附件</a> <a href="/b.html">相对地址</a> <a href="#top">回顶部</a>
    <table><tr><td>身份证号</td><td>{NUMBER}</td></tr></table></body></html>"""
    one = sheet(source.encode(), "a.html")
    assert said(one) == [
        ("必须改", "链接", "link"),
        ("必须改", "用语", "wording"),
        ("必须改", "个人信息", "个人信息"),
        ("必须改", "图片", "图片"),
    ]
    assert [f.place for f in one.found] == ["第 5 行", "第 3 行", "第 6 行", "第 4 行"]


def test_a_workbook_its_hidden_sheet_and_its_links() -> None:
    rows = {
        "名单": [["姓名", "身份证号"], ["甲", NUMBER]],
        "底稿": [["秸杆", "见 http://localhost/a"]],
    }
    one = sheet(made.xlsx(rows, hidden=["底稿"]), "名单.xlsx")
    assert said(one) == [
        ("必须改", "链接", "link"),
        ("必须改", "个人信息", ID_NUMBER),
        ("请核对", "文件", "remark"),
        ("请核对", "用语", "wording"),
    ]
    assert "隐藏" in one.found[2].message


def test_a_csv_is_no_article_and_a_pdf_wraps_lines_anywhere() -> None:
    assert said(sheet(txt("序号,事项", "1,秸秆"), "a.csv")) == []
    draft = read(made.pdf(["x"]), "a.pdf")
    assert draft.kind == "pdf"
    assert reports.draft_reading._BETWEEN_HAN.sub("", "领 导\n小姐 A 组\t长") == "领导小姐 A 组\t长"


def test_a_pdf_page_by_page() -> None:
    one = sheet(made.pdf(["Notice", f"ID {NUMBER} see http://127.0.0.1/x"]), "a.pdf")
    assert said(one) == [
        ("必须改", "链接", "link"),
        ("必须改", "个人信息", ID_NUMBER),
        ("提示", "无障碍", "remark"),
    ]
    assert {f.place for f in one.of(Level.MUST)} == {"第 2 页"}


def test_phones_of_offices_are_a_hint_and_those_of_people_are_to_be_looked_at() -> None:
    office = sheet(
        txt("通知", "咨询电话：13800138000（区招商局）", "2026年1月1日", "来源：区办"), "a.txt"
    )
    assert said(office) == [("提示", "个人信息", "mobile")]
    private = sheet(
        txt("低保对象名单", "本人电话：13800138000", "2026年1月1日", "来源：区办"), "a.txt"
    )
    assert said(private) == [("请核对", "个人信息", "private-phone")]


def test_missing_parts_of_an_article_are_hints() -> None:
    one = sheet(txt("这是一段没有标题、日期和来源的话，" * 20 + "完。"), "a.txt")
    assert [f.rule for f in one.found] == ["title", "date", "source"]
    assert {f.level for f in one.found} == {Level.HINT}


@pytest.mark.parametrize(
    ("href", "text", "rule"),
    [
        ("", "附件", "empty"),
        ("javascript:void(0)", "附件", "empty"),
        ("http:／／www.a.gov.cn", "", "syntax"),
        ("http:/www.a.gov.cn", "", "syntax"),
        ("htpp://www.a.gov.cn", "", "syntax"),
        ("http://", "", "syntax"),
        ("http://www.a。gov.cn", "", "syntax"),
        ("http://www.a.gov.cn/a b", "", "syntax"),
        ("http://www.example.com/", "", "placeholder"),
        ("http://www.xxx.gov.cn/", "", "placeholder"),
        ("http://localhost:8080/", "", "intranet"),
        ("http://192.168.0.1/", "", "intranet"),
        ("http://[::1]/", "", "intranet"),
        ("http://oa/", "", "intranet"),
        ("http://oa.district.local/", "", "intranet"),
        ("file:///C:/a.docx", "", "local-file"),
        ("附件1.docx", "", "local-file"),
        ("D:\\a.docx", "", "local-file"),
        ("http://www.b.gov.cn/", "www.a.gov.cn", "mismatch"),
        ("http://www.a.gov.cn/", "http://a.gov.cn/x", ""),
        ("http://www.a.gov.cn/", "附件1.docx", ""),
        ("https://www.a.gov.cn/?q=，", "查询", ""),
        ("mailto:a@b.gov.cn", "信箱", ""),
        ("tel:12345", "12345", ""),
        ("http://8.8.8.8/", "", ""),
        ("#h1", "目录", ""),
        ("tencent://message/?uin=1", "在线咨询", ""),
        ("http://www.b.gov.cn/", "系统升级2.0全新登场", ""),
        ("http://m.a.gov.cn/", "A.gov.cn", ""),
    ],
)
def test_what_is_said_of_a_link(href: str, text: str, rule: str) -> None:
    found = fault(Link("第 1 段", text, href), is_page=False)
    assert (found.rule if found else "") == rule


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.docx"),
        (b"", "a.html"),
        (b"PK\x03\x04 broken", "a.docx"),
        (made.encrypted_pdf("x", "secret"), "a.pdf"),
        (b"\x89PNG\r\n\x1a\n", "a.png"),
        (made.docx("<w:p>").replace(b"word/document.xml", b"word/document.xmx"), "a.docx"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str) -> None:
    one = sheet(data, name)
    assert one.problem
    assert one.verdict.startswith("没有检查：")


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--sites", str(folder / "sites.toml"), "draft", *arguments])


def test_the_command_its_exit_codes_and_formats(tmp_path: Path) -> None:
    bad, good, broken = tmp_path / "bad.txt", tmp_path / "good.txt", tmp_path / "b.pdf"
    bad.write_bytes(txt(*CLEAN, "领导小姐", f"身份证号 {NUMBER}"))
    good.write_bytes(txt(*CLEAN))
    broken.write_bytes(b"%PDF-1.4 broken")
    before = sorted(tmp_path.iterdir())
    assert run(tmp_path, str(good)).exit_code == 0
    done = run(tmp_path, str(bad), "--format", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["files"][0]["counts"] == {"必须改": 2, "请核对": 0, "提示": 0}
    assert run(tmp_path, str(good), str(broken)).exit_code == 2
    assert run(tmp_path, str(tmp_path / "none.txt")).exit_code == 2
    assert sorted(tmp_path.iterdir()) == before, "something was stored"
    refused = run(tmp_path, str(bad), "--html", str(bad))
    assert refused.exit_code == 2
    assert bad.read_bytes() == txt(*CLEAN, "领导小姐", f"身份证号 {NUMBER}")


def test_the_offices_own_words_are_used(tmp_path: Path) -> None:
    (tmp_path / "词表.toml").write_text('[[phrase]]\nright="澄岚区"\nwrong=["橙岚区"]\n', "utf-8")
    (tmp_path / "sites.toml").write_text(
        'wordlist = "词表.toml"\n[[site]]\nid = "a"\nname = "示例"\nurl = "http://127.0.0.1:9/"\n',
        "utf-8",
    )
    (tmp_path / "a.txt").write_bytes(txt(*CLEAN, "橙岚区"))
    told = json.loads(run(tmp_path, str(tmp_path / "a.txt"), "--format", "json").stdout)
    assert [f["level"] for f in told["files"][0]["findings"]] == ["请核对"]


def hostile() -> list[Sheet]:
    """Files whose content tries to get out of the sheet, and numbers in every corner."""
    evil = "<script>alert(1)</script>\u202e{{ 1 }}"
    text = txt(
        f"领导小姐{evil}身份证号{NUMBER}",
        f"http://10.0.0.1/?id={NUMBER}",
        f"秸杆 {NUMBER[:6]} {NUMBER}",
    )
    rows = {f"表{NUMBER}": [["身份证号", evil], [NUMBER, "领导小姐"]]}
    page = f"<title>{NUMBER}</title><p>领导小姐{NUMBER}</p><img src='a.png' title=''><a href='' >{NUMBER}</a>"
    return [
        sheet(text, f"{NUMBER}.txt"),
        sheet(made.xlsx(rows, hidden=[]), "<b>a.xlsx"),
        sheet(page.encode(), "a.html"),
        sheet(word(link("r", NUMBER), {"r": "附件.docx"}), "a.docx"),
    ]


def test_no_clear_number_and_no_markup_gets_out() -> None:
    sheets = hostile()
    document = html(sheets, "2026年11月25日")
    shown = "\n".join(line for one in sheets for line in lines(one))
    everything = document + shown + json.dumps(to_dict(sheets), ensure_ascii=False)
    assert NUMBER not in everything
    assert "<script" not in document
    assert "\u202e" not in document + shown
    assert "default-src 'none'" in document
    assert all(not one.problem and one.found for one in sheets)


@pytest.mark.parametrize(
    "source", ["<!--" * 20000, "<script>" * 20000, "<p><a href='#'>x</a>" * 5000]
)
def test_odd_sources_take_no_longer(source: str) -> None:
    started = time.process_time()
    sheet(source.encode(), "a.html")
    assert time.process_time() - started < 3


def test_broken_markup_is_no_reason_to_stop() -> None:
    one = sheet("<html><body>\n<p \x02<p></p><im\x02g>\n<img src=a>领导小姐".encode(), "a.html")
    assert one.of(Level.MUST)


def test_a_long_draft_takes_less_than_two_seconds() -> None:
    body = "".join(
        made.paragraph(f"第{n}条 各街道、各部门要贯彻落实本方案，电话 {n}。" * 3)
        for n in range(1500)
    )
    started = time.process_time()
    one = sheet(made.docx(made.paragraph(CLEAN[0]) + body), "a.docx")
    assert one.characters > 50_000
    assert time.process_time() - started < 2
