"""The papers of a month: true numbers, the layout of official papers, and inert whatever pages say."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.shared import Mm
from web_site import MONTH, NASTY, made_office

from checks.decision import Decision
from checks.errors import UserError
from checks.results import Outcome
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import reviews
from crawler.workflow.stamp import Stamp
from reports.cli import main
from reports.papers import others
from reports.papers.defaults import template_bytes
from reports.papers.facts import MonthFacts, facts_of, month_before
from reports.papers.make import papers
from reports.papers.notice import notice
from reports.papers.render import render, write_templates
from reports.reply_status import status_of
from reports.sources import collect
from reports.summary import build

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SitesFile:
    return made_office(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def facts(office: SitesFile) -> MonthFacts:
    return facts_of(office, MONTH, DAY)


def text_of(body: bytes) -> str:
    doc = Document(io.BytesIO(body))
    cells = [c.text for t in doc.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in doc.paragraphs), *cells])


def test_the_notice_tells_what_the_reports_tell(facts: MonthFacts) -> None:
    made = papers(facts)
    text = text_of(made["月度通报-2026年11月.docx"])
    report = facts.reports[0]
    assert "关于2026年11月政府网站与政务新媒体检查情况的通报" in text
    assert f"{report.score.verdict.value} 1 个" in text
    assert "对 1 个政府网站进行了2026年11月检查" in text  # nobody keeps a ledger of accounts here
    assert "没有登记政务新媒体台账" in text
    assert "2026年12月14日前交回" in text  # ten working days after 30 November
    assert f"{report.score.assessed}/{report.score.assessable}" in text
    assert not re.search(r"\{[{%]|[%}]\}", text)
    for heading in (
        "一、上月",
        "二、政府网站",
        "三、政务新媒体",
        "四、网民找错",
        "五、主要问题",
        "六、下一步",
    ):
        assert heading in text


def test_the_layout_is_that_of_official_papers(facts: MonthFacts) -> None:
    doc = Document(io.BytesIO(papers(facts)["月度通报-2026年11月.docx"]))
    section = doc.sections[0]
    size = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(one / Mm(1), 1) for one in size] == [210, 297, 37, 28]
    text_width = section.page_width - section.left_margin - section.right_margin
    assert round(text_width / Mm(1)) == 156
    title = next(p for p in doc.paragraphs if "通报" in p.text)
    assert title.runs[0].font.name == "方正小标宋简体"
    assert title.runs[0].font.size.pt == 22
    body = next(p for p in doc.paragraphs if p.text.startswith("按照"))
    assert (body.runs[0].font.name, body.runs[0].font.size.pt) == ("仿宋_GB2312", 16)
    assert body.paragraph_format.first_line_indent.pt == 32
    assert "PAGE" in section.footer._element.xml


def test_the_public_version_points_at_no_weakness(office: SitesFile, facts: MonthFacts) -> None:
    report = facts.reports[0]
    checks = report.sources.checks
    safety = next(c for c in checks.values() if c.group == "safety")
    leak = replace(
        next(r for r in report.sources.results if r.outcome is Outcome.FAIL),
        check=safety.id, message="泄露在 http://www.example.gov.cn/secret", number="11-0999",
    )  # fmt: skip
    shown = replace(report.sources, results=[*report.sources.results, leak])
    with_leak = replace(facts, reports=[replace(report, sources=shown)])
    inner = str(notice(with_leak)["problems"])
    public = str(notice(with_leak, public=True))
    assert safety.title in str(notice(with_leak)) or "secret" in inner or len(inner) > 0
    assert "secret" not in public
    assert safety.title not in public
    assert "11-0" not in public


def test_each_unit_gets_its_own_notice(office: SitesFile, facts: MonthFacts) -> None:
    made = papers(facts)
    results = collect(office, "demo", MONTH).results
    for unit, name in (("a", "甲局"), ("b", "乙局")):
        text = text_of(made[f"整改通知单-{name}-2026年11月.docx"])
        listed = set(re.findall(r"11-\d{4}", text))
        owners = {r.unit for r in results if r.number in listed}
        assert owners == {unit}
    assert not any("丙局" in name for name in made)
    with pytest.raises(UserError, match="没有确定的问题"):
        others.rectification(facts, "c", [])


def test_what_pages_say_is_inert(office: SitesFile, facts: MonthFacts) -> None:
    report = build(collect(office, "demo", MONTH))
    nasty = f"{NASTY}\x00\x0b{{{{ 7 * 7 }}}}<w:p/>&amp;"
    findings = [
        replace(f, result=replace(f.result, message=nasty, excerpt=nasty, url="javascript:x()"))
        for f in report.findings[:2]
    ]
    body = render("取证单", others.evidence(office, facts.day, report, findings), office.path)
    text = text_of(body)
    assert "{{ 7 * 7 }}" in text
    assert "49" not in text.replace("2049", "")
    assert "⟨U+0000⟩" in text
    assert "⟨U+202E⟩" in text
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        assert not any("vba" in name or "activeX" in name for name in names)
        links = archive.read("word/_rels/document.xml.rels").decode()
        assert "External" not in links


def test_an_office_uses_its_own_template(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    folder = sites.path.parent / "papers"
    assert len(write_templates(folder)) == 5
    assert write_templates(folder) == []
    path = folder / "月度通报.docx"
    doc = Document(str(path))
    doc.paragraphs[0].runs[0].text = "本区{{ title }}"
    doc.save(str(path))
    facts = facts_of(sites, MONTH, DAY)
    assert "本区关于2026年11月" in text_of(papers(facts)["月度通报-2026年11月.docx"])
    doc.paragraphs[0].runs[0].text = "{{ no_such_tag }}"
    doc.save(str(path))
    with pytest.raises(UserError, match="no_such_tag"):
        papers(facts)
    doc.paragraphs[0].runs[0].text = "{{ ''.__class__.__mro__ }}"
    doc.save(str(path))
    with pytest.raises(UserError, match="填不了"):
        papers(facts)
    path.write_bytes(b"not a docx")
    with pytest.raises(UserError, match=r"不是 \.docx 文件"):
        papers(facts)


def test_a_quarter_is_no_better_than_its_worst_month(office: SitesFile) -> None:
    rows = others.quarter(office, "2026Q4")["rows"]
    assert rows[0]["first"] == "没有结果"
    assert rows[0]["whole"] in ("缺月份", "不合格")
    assert rows[0]["second"] == "待确认"  # no score, and no dash for one
    with pytest.raises(UserError, match="不是季度"):
        others.quarter(office, "2026Q5")
    assert month_before("2026-01") == "2025-12"


def test_the_command_writes_them_all(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    run = ["--sites", str(sites.path), "papers"]
    for args in (
        ["make", "--month", MONTH],
        ["proof", "demo", "--month", MONTH],
        ["quarter", "2026Q4"],
    ):
        result = CliRunner().invoke(main, [*run, *args])
        assert result.exit_code == 0, result.output
    made = sorted(p.name for p in (tmp_path / "output").rglob("*.docx"))
    assert len(made) == 7


def test_libreoffice_opens_them(facts: MonthFacts, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    path = tmp_path / "t.docx"
    path.write_bytes(papers(facts)["月度通报-2026年11月.docx"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    if b"could not be loaded" in done.stderr + done.stdout:
        pytest.skip("needs LibreOffice Writer")
    assert (tmp_path / "t.pdf").stat().st_size > 5000


def test_decisions_of_the_office_are_kept_to(tmp_path: Path) -> None:
    sites = made_office(tmp_path)
    results = collect(sites, "demo", MONTH).results
    found = [r for r in results if r.outcome is Outcome.FAIL]
    doubts = [r for r in results if r.outcome is Outcome.REVIEW and r.unit == "a"]
    by = Stamp("主任", "2026-11-28T01:00:00+00:00")
    with Store(sites.database("demo")) as store:
        keys = [r.key for r in found]
        reviews.decide(store, keys, Decision.FALSE_POSITIVE, by, "不是问题", month=MONTH)
        keys = [r.key for r in doubts]
        reviews.decide(store, keys, Decision.CONFIRMED, by, "", month=MONTH)
    facts = facts_of(sites, MONTH, DAY)
    made = papers(facts)
    told = "".join(text_of(body) for body in made.values())
    assert not [r.number for r in found if r.number in told]
    orders = text_of(made["整改通知单-甲局-2026年11月.docx"])
    assert set(re.findall(r"11-\d{4}", orders)) == {r.number for r in doubts}
    report = facts.reports[0]
    assert {f.result.key for f in others.counted(report, report.findings)} == {
        r.key for r in doubts
    }
    assert "没有发现确定的问题" not in told
    unit = next(iter(status_of(sites, MONTH)))
    assert (unit.unit, unit.missing) == ("a", unit.causes)


def test_columns_of_tables_are_as_wide_as_their_cells() -> None:
    for name in ("检查结果表", "季度汇总表"):
        told = Document(io.BytesIO(template_bytes(name)))
        [table], [text] = told.tables, told.sections  # no empty page before it
        widths = [column.width for column in table.columns]
        assert widths == [cell.width for cell in table.rows[0].cells]
        assert len(set(widths)) > 2
        room = text.page_width - text.left_margin - text.right_margin  # type: ignore[operator]
        assert abs(sum(widths) - room) < Mm(1), name


def test_the_seal_stands_on_a_page_with_text() -> None:
    for name in ("月度通报", "整改通知单"):
        told = Document(io.BytesIO(template_bytes(name))).paragraphs
        day = next(n for n, one in enumerate(told) if one.text == "{{ day }}")
        kept = [one for one in told[:day] if not one.text.startswith("{%p")]
        before = [bool(one.paragraph_format.keep_with_next) for one in kept]
        assert before[-4:] == [True] * 4, name
        assert not all(before), name
