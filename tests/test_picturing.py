"""From a judged month to its report with pictures and sheets, in a real browser."""

from pathlib import Path

import pytest
from browser_site import needs_browser, page, stored
from pypdf import PdfReader

from checks.rubric import loads
from crawler import pictures
from crawler.browser.picturing import picture_findings
from crawler.judge import judge
from crawler.sites import SitesFile
from crawler.store import Store
from reports.evidence_sheet import costing
from reports.evidence_sheet_files import take_pictures, write
from reports.sources import collect
from reports.summary import build
from reports.writing import finish

HOME = "http://www.example.gov.cn/"
RUBRIC = """
id = "t"
title = "试验口径"
verified = "partial"
subject = "portal"
scored = true
also_groups = ["accessibility", "aging"]
[indicator.D-alt]
name = "图片有替代文本"
kind = "deduct"
checks = ["missing-alt"]
points = 5
per_finding = 1
auto = "a"
auto_confirm = true
[indicator.D-gb]
name = "无障碍一级"
kind = "deduct"
points = 4
annex = "gbt37668.level1"
"""
HTML = (
    '<!doctype html><html lang="zh"><title>首页 示例</title><body><h1>示例</h1><p>电话 13800138000</p>'
    '<img src="a.png" width="80" height="60"><p>概况</p><a href="b.html">乙</a></body></html>'
)


@pytest.mark.browser
def test_a_month_gets_its_pictures_and_sheets(tmp_path: Path) -> None:
    needs_browser()
    (tmp_path / "data").mkdir()
    site = stored(
        tmp_path / "data" / "demo.sqlite", HOME, [page(HOME, HTML), page(HOME + "b.html", HTML)]
    )
    sites = SitesFile(tmp_path / "sites.toml", {}, {"demo": site.config})
    rubric = loads(RUBRIC)
    judge(sites, "demo", "2026-11", rubric, jobs=1)
    done = picture_findings(sites, "demo", site.run, rubric, live=False)
    assert done.note == ""
    assert done.taken >= 1
    assert picture_findings(sites, "demo", site.run, rubric, live=False).taken == 0
    report, paths = finish(sites, "demo", "2026-11", rubric)
    [missing, *_] = costing(report)
    assert missing.check == "missing-alt"
    picture = report.sources.pictures[missing.key]
    assert picture.about["hidden"] == 1
    assert (paths[0].parent / "pictures" / picture.file_name).read_bytes().startswith(b"\xff\xd8")
    assert f"pictures/{picture.file_name}" in paths[0].read_text(encoding="utf-8")
    annex_line = next(x for x in report.score.ledger if x.indicator.annex)
    assert annex_line.state in ("not_assessed", "insufficient")
    assert take_pictures(sites, report, [missing], live=False) == ""
    again = build(collect(sites, "demo", "2026-11", rubric))
    files = write(sites, again, [missing], tmp_path / "proof", issued=again.sources.as_of).files
    assert len(PdfReader(next(f for f in files if f.suffix == ".pdf")).pages) == 1
    with Store(site.path) as store:
        assert {p.name.partition(" ")[0] for p in pictures.of_run(store, site.run)} == {
            "element",
            "page",
        }
