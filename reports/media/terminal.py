"""A report on accounts for a terminal: what needs somebody, nothing else at length."""

from collections.abc import Iterator, Sequence, Sized

from reports.media.views import AccountRow, Conclusion, MediaReport
from reports.safe_text import cut, one_line
from reports.wording import chinese_day, chinese_month

LISTED = 40


def render(report: MediaReport) -> str:
    """The whole text."""
    return "\n".join(_clean(line) for line in _lines(report))


def _clean(line: str) -> str:
    """One line, its indent kept."""
    return " " * (len(line) - len(line.lstrip(" "))) + one_line(line)


def _lines(report: MediaReport) -> Iterator[str]:
    yield f"政务新媒体 {chinese_month(report.month)}检查"
    yield f"监测日 {chinese_day(report.as_of)}，期限 {report.span}，规则《{report.rubric.title}》"
    yield from report.notes
    yield report.headline
    if report.rate:
        yield report.rate
    for word in (Conclusion.FAILED, Conclusion.DOUBTED, Conclusion.PENDING):
        yield from _accounts(str(word), report.of(word))
    if report.closings:
        yield ""
        yield f"关停整合清单（{len(report.closings)}）"
        for one in report.closings[:LISTED]:
            account = one.row.account
            sure = "" if one.certain else "，待核实"
            yield (
                f"  [{one.kind}{sure}] {account.platform_name}“{account.name}”（{one.row.unit}）："
                f"{cut(one.message, 90)}"
            )
        yield from _more(report.closings)
    yield from _due(report)


def _accounts(title: str, rows: Sequence[AccountRow]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title}（{len(rows)}）"
    for row in rows[:LISTED]:
        account = row.account
        yield f"  {account.platform_name}“{account.name}”（{row.unit}）：{cut(row.said, 160)}"
        if row.action:
            yield f"    → {cut(row.action, 100)}"
    yield from _more(rows)


def _due(report: MediaReport) -> Iterator[str]:
    rows = report.due_soon
    if not rows:
        return
    yield ""
    yield f"快到期（{len(rows)}）"
    for row in rows[:LISTED]:
        yield f"  最迟 {row.due}  {row.account.platform_name}“{row.account.name}”（{row.unit}）"
    yield from _more(rows)


def _more(rows: Sized) -> Iterator[str]:
    left = len(rows) - LISTED
    if left > 0:
        yield f"  ……另有 {left} 个，见网页报告或表格。"
