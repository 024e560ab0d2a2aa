"""Workbooks of sites for tests: the office's four sheets, some replaced."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crawler.ledger_import import merge, read_workbook
from crawler.sites import SitesError, SitesFile

Rows = Sequence[Sequence[Any]]

UNITS: Rows = [
    ["单位名称", "负责的网址前缀"],
    ["澄岚区政府办", None],
    ["澄岚区教育局", "https://www.a.gov.cn/jyj/"],
]
SITES: Rows = [
    ["网站名称", "网址", "网站标识码", "网站类型", "主办单位"],
    ["澄岚区政府", "https://www.a.gov.cn/", "4400000001", "门户", "澄岚区政府办"],
]
COLUMNS: Rows = [
    ["所属网站", "栏目名称", "栏目网址", "栏目类型", "责任单位", "更新期限"],
    ["澄岚区政府", "要闻", "/xw/", "动态要闻", None, None],
    ["澄岚区政府", "公示", "/gs/", "通知公告", "澄岚区教育局", "每周1条"],
]
EXEMPTIONS: Rows = [
    ["所属网站", "栏目名称", "豁免理由", "截止日期"],
    ["澄岚区政府", "公示", "季节性栏目", date(2026, 12, 31)],
]


def book(tmp_path: Path, name: str = "台账.xlsx", **sheets: Rows) -> Path:
    """A workbook with the given sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = tmp_path / name
    workbook.save(path)
    return path


def whole(tmp_path: Path, **changed: Rows) -> Path:
    """The four sheets, some replaced."""
    sheets = {"单位": UNITS, "网站": SITES, "栏目": COLUMNS, "豁免": EXEMPTIONS}
    return book(tmp_path, **(sheets | changed))


def imported(path: Path, existing: SitesFile | None = None) -> tuple[SitesFile, str]:
    sites, changes = merge(existing, read_workbook(path))
    return sites, "\n".join(changes)


def complaint(path: Path, existing: SitesFile | None = None) -> str:
    with pytest.raises(SitesError) as caught:
        imported(path, existing)
    assert path.name in str(caught.value)
    return str(caught.value)
