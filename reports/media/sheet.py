"""A report on accounts as a workbook: accounts, 关停整合, by unit, by platform."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from checks.media.models import Word
from crawler import sheet_look
from crawler.ledger_fields import Field
from crawler.sheet_look import FIRST_ROW
from reports.media.views import AccountRow, Conclusion, GroupRow, MediaReport
from reports.sums import plain
from reports.wording import chinese_month

ACCOUNTS: Sequence[Field] = (
    Field("unit", "主办单位", width=24),
    Field("platform", "平台", width=12),
    Field("name", "账号名称", width=20),
    Field("id", "账号ID", width=20),
    Field("status", "台账状态", width=12),
    Field("conclusion", "结论", width=14, help="待确认的由人核实后才算不合格。"),
    Field("word", "更新", width=10, help="待核实不算合格，也不算不合格。"),
    Field(
        "last", "已知最近一条", read="day", width=14, help="程序看到过的；真正的最近一条可能更晚。"
    ),
    Field("gap", "本月最长间隔", width=12, help="天；中间可能有没看到的内容。"),
    Field("why", "说明", width=44),
    Field("basis", "依据", width=18),
    Field("evidence", "佐证", width=34, help="网址，或存档截图的文件名（在 data/evidence 里）。"),
    Field("findings", "其他发现", width=44),
    Field("action", "下一步", width=40),
)
CLOSINGS: Sequence[Field] = (
    Field("kind", "原因", width=18),
    Field("unit", "主办单位", width=24),
    Field("platform", "平台", width=12),
    Field("name", "账号名称", width=20),
    Field("id", "账号ID", width=20),
    Field("status", "台账状态", width=12),
    Field("sure", "是否确定", width=12, help="待核实的先打开账号核对。"),
    Field("why", "说明", width=50),
    Field("action", "办法", width=50),
)
COUNTS: Sequence[Field] = (
    Field("name", "名称", width=30),
    Field("total", "账号", width=8),
    *(Field(f"word{n}", str(word), width=10, help="更新情况") for n, word in enumerate(Word)),
    Field("coverage", "已有结论", width=16, help="已更新和未更新占要求更新的账号"),
    *(
        Field(f"end{n}", str(word).partition("（")[0], width=10, help="按规则的结论")
        for n, word in enumerate(Conclusion)
    ),
    Field("score", "得分", width=10),
)


def workbook(report: MediaReport) -> bytes:
    """The .xlsx file. Text stays text: no cell is a formula."""
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):  # a new workbook always has one
        raise TypeError("no sheet")
    title = (
        f"政务新媒体账号 {chinese_month(report.month)}（监测日 {report.as_of}，期限 {report.span}）"
    )
    _fill(first, "账号", title, ACCOUNTS, [_account(row) for row in report.rows])
    listed = [
        {
            **_account(one.row),
            "kind": one.kind,
            "sure": "确定" if one.certain else "待核实",
            "why": one.message,
            "action": one.action,
        }
        for one in report.closings
    ]
    _fill(book.create_sheet(), "关停整合", f"关停整合清单（{len(listed)}）", CLOSINGS, listed)
    for name, rows in (("按单位", report.by_unit), ("按平台", report.by_platform)):
        counted = [_counts(row) for row in (*rows, report.total)]
        _fill(book.create_sheet(), name, f"{name}（监测日 {report.as_of}）", COUNTS, counted)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(
    sheet: Worksheet,
    name: str,
    title: str,
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, object]],
) -> None:
    sheet.title = name
    sheet_look.head(sheet, title, fields)
    for number, values in enumerate(rows, start=FIRST_ROW):
        sheet_look.row(sheet, number, fields, values, links=("evidence",))
    last = max(FIRST_ROW, FIRST_ROW + len(rows) - 1)
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:{get_column_letter(len(fields))}{last}"
    sheet_look.print_setup(sheet)


def _account(row: AccountRow) -> dict[str, object]:
    one, verdict = row.account, row.verdict
    return {
        "unit": row.unit,
        "platform": one.platform_name,
        "name": one.name,
        "id": one.platform_id,
        "status": f"{one.status_text or one.status}" + ("" if row.in_ledger else "（台账中没有）"),
        "conclusion": str(row.conclusion),
        "word": str(verdict.word),
        "last": verdict.last_post,
        "gap": "" if row.longest_gap is None else str(row.longest_gap),
        "why": row.said,
        "basis": row.basis,
        "evidence": "\n".join((*row.evidence, *([row.picture] if row.picture else []))),
        "findings": "\n".join((*(r.message for r in row.findings), *row.decided)),
        "action": row.action,
    }


def _counts(row: GroupRow) -> dict[str, object]:
    return {
        "name": row.name,
        "total": str(row.total),
        **{f"word{n}": str(row.words[word]) for n, word in enumerate(Word)},
        "coverage": row.coverage,
        **{f"end{n}": str(row.conclusions[word]) for n, word in enumerate(Conclusion)},
        "score": plain(row.score) if row.score is not None else "",
    }
