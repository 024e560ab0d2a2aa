"""Conclusions and scores of accounts as text: for all of them, or one with every indicator."""

from collections.abc import Iterator

from checks.registry import all_checks
from checks.results import Outcome
from reports.media.views import AccountRow, MediaReport
from reports.wording import amount

STATES = {
    "scored": "机器已看",
    "manual": "人工评定",
    "insufficient": "没有看成",
    "not_assessed": "还没有评",
    "not_applicable": "不适用",
}


def lines(report: MediaReport, unit: str = "") -> Iterator[str]:
    """A line an account, then the units."""
    scored = report.rubric.scored
    yield f"{report.month}，监测日 {report.as_of}，规则《{report.rubric.title}》"
    for row in report.rows:
        if unit and row.account.organiser != unit:
            continue
        points = _points(row) if scored else ""
        account = row.account
        yield f"{row.conclusion}{points}  {account.platform_name}“{account.name}”（{row.unit}）"
    yield ""
    if scored:
        yield "单位得分（有账号待核实的不计；分值暂定的不能用于正式通报）："
    for group in report.by_unit:
        if unit and group.name != unit:
            continue
        counts = "，".join(f"{word} {n}" for word, n in group.conclusions.items() if n)
        points = f"  {amount(group.score)} 分" if group.score is not None else "  暂不计分" * scored
        yield f"  {group.name}：{group.total} 个账号，{counts}{points}"
        if group.overall:
            yield f"    连同网站：{group.overall.derivation}"
    if not unit:
        yield ""
        yield report.headline
        if report.rate:
            yield report.rate


def _points(row: AccountRow) -> str:
    """The score with how much of it was looked at."""
    if row.points is None:
        return "  不计分"
    return f"  {amount(row.points)} 分（已评 {row.score.assessed}/{row.score.assessable} 项）"


def account_lines(row: AccountRow, report: MediaReport) -> Iterator[str]:
    """One account: conclusion, reasons, every indicator, every check."""
    account = row.account
    yield f"{account.platform_name}“{account.name}”（{row.unit}） {account.key}"
    points = f"，{_points(row).strip()}" if report.rubric.scored else ""
    yield f"结论：{row.conclusion}{points}（{report.month}，监测日 {report.as_of}）"
    yield f"更新：{row.verdict.word}。{row.said}"
    for other in row.verdict.others:
        yield f"  {other}"
    for reason in row.score.reasons:
        yield f"  {reason}"
    if row.action:
        yield f"下一步：{row.action}"
    yield "指标："
    for line in (*row.score.vetoes, *row.score.ledger):
        one = line.indicator
        state = "成立" if line.tripped else "待确认" if line.possible else STATES[line.state]
        lost = f"，扣 {amount(line.lost)} 分" if line.lost else ""
        yield f"  {one.code} {one.name}：{state}{lost}。{line.reason}{''.join(line.notes)}"
    yield "其他发现："
    for result in row.findings:
        check = all_checks().get(result.check)
        title = check.title if check else result.check
        word = "发现" if result.outcome is Outcome.FAIL else "需人工复核"
        yield f"  {word}（{result.check}）：{title}。{result.message}"
    if not row.findings:
        yield "  没有。"
    for told in row.decided:
        yield f"认定：{told}"
    if row.score.derivation:
        yield "怎样加总："
        for told in row.score.derivation:
            yield f"  {told}"
