"""Findings as CSV that Excel opens: UTF-8 with BOM, one row a finding, no formula whatever a page says."""

import csv
import io
from collections.abc import Iterable, Sequence

from checks.results import Outcome
from reports.safe_text import visible
from reports.summary import Report
from reports.wording import beijing

HEADERS = (
    "编号", "结论", "检查", "问题", "网站", "页面", "对象", "栏目", "位置", "片段", "责任单位", "整改方",
    "计分", "决定", "页面数", "看到的时间（北京）", "状态码", "键",
)  # fmt: skip
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
SHOWN = (Outcome.FAIL, Outcome.REVIEW, Outcome.UNVERIFIABLE)
CELL = 30_000


def render(report: Report) -> str:
    """The whole table as text; write it as UTF-8, the BOM is there already."""
    from reports.placing import Placing

    placing = Placing(report.score)
    decisions = report.sources.assessment.decisions if report.sources.assessment else {}
    rows = []
    for r in sorted(report.sources.results, key=lambda r: (len(r.number), r.number)):
        if r.outcome not in SHOWN:
            continue
        unit = report.sources.units.get(r.unit)
        check = report.sources.checks.get(r.check)
        seen = r.evidence
        values = [
            r.number,
            r.outcome.label,
            check.title if check else r.check,
            r.message,
            report.site_name,
            r.url,
            r.target,
            r.column,
            r.locator,
            r.excerpt,
            unit.name if unit else r.unit,
            r.mender.value,
            placing.words(r),
            str(decisions.get(r.key, "")),
            str(len(r.found_on) or 1),
            beijing(seen.seen_at) if seen.seen_at else "",
            str(seen.status or ""),
            r.key,
        ]
        rows.append(values)
    return rows_as_csv(HEADERS, rows)


def rows_as_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Any table as such text; no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headers)
    for values in rows:
        writer.writerow([_inert(value) for value in values])
    return out.getvalue()


def _inert(value: str) -> str:
    text = visible(value)[:CELL]
    blank = text[:1].isspace() and text[:1] != " "
    return f"'{text}" if blank or text.lstrip().startswith(_STARTS) else text
