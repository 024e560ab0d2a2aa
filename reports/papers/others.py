"""整改通知单, 取证单, 季度汇总表: what is filled in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from checks.errors import UserError
from crawler.judge import NothingStoredError
from crawler.sites import SitesFile
from crawler.workflow.months import after_workdays
from reports.decided import decisions_of, is_proved
from reports.issue_list import Issue
from reports.papers.facts import MonthFacts
from reports.papers.notice import NO_OFFICE, RECTIFY_WORKDAYS
from reports.score import Score, Verdict
from reports.sources import collect
from reports.summary import Report
from reports.views import Finding
from reports.wording import amount, beijing, chinese_day, chinese_month

MOST_ISSUES = 40
QUARTERS = {"1": "一", "2": "二", "3": "三", "4": "四"}


def rectification(facts: MonthFacts, unit: str, issues: Sequence[Issue]) -> Mapping[str, Any]:
    """Values for 整改通知单 of one unit with these issues. UserError when none of them is certain."""
    issues = [issue for issue in issues if issue.is_certain]
    known = facts.sites.units.get(unit)
    name = known.name if known else unit
    if not issues:
        raise UserError(f"{name} {facts.month} 没有确定的问题，不用发整改通知单。")
    due = after_workdays(facts.day, RECTIFY_WORKDAYS)
    total = sum(len(issue.findings) for issue in issues)
    left = len(issues) - MOST_ISSUES
    return {
        "unit": name,
        "opening": (
            f"{facts.correction}{chinese_month(facts.month)}检查发现你单位负责的页面有 {total} 处问题，"
            f"归为 {len(issues)} 个原因，请整改。"
        ),
        "issues": [_issue(n, issue) for n, issue in enumerate(issues[:MOST_ISSUES], start=1)],
        "more": f"另有 {left} 个原因见问题清单。" if left > 0 else "",
        "demands": [
            f"请于{chinese_day(due)}前改完，把整改措施和完成时间填进问题清单，连同盖章的回复交回。",
            "有异议的，在问题清单里写明申诉类别和理由，附上佐证。",
        ],
        "office": facts.sites.office or NO_OFFICE,
        "day": chinese_day(facts.day),
    }


def _issue(n: int, issue: Issue) -> dict[str, str]:
    first = issue.first
    check = issue.report.sources.checks.get(first.result.check)
    many = f"（同一原因共 {len(issue.findings)} 处）" if len(issue.findings) > 1 else ""
    return {
        "n": str(n),
        "number": first.result.number,
        "site": issue.report.site_name,
        "what": first.result.message + many,
        "page": first.result.url,
        "fix": first.result.fix or (check.manual.get("整改", "") if check else ""),
    }


def evidence(
    sites: SitesFile, day: date, report: Report, findings: Sequence[Finding]
) -> Mapping[str, Any]:
    """Values for 取证单 of some findings of one site, dated ``day``."""
    return {
        "proofs": [_proof(sites, report, finding) for finding in findings],
        "office": sites.office or NO_OFFICE,
        "day": chinese_day(day),
    }


def _proof(sites: SitesFile, report: Report, finding: Finding) -> dict[str, str]:
    result, versions = finding.result, report.sources.versions
    check = report.sources.checks.get(result.check)
    seen = result.evidence
    attempts = "；".join(seen.attempts) or (
        f"{beijing(seen.seen_at)}（北京时间）状态码 {seen.status}" if seen.seen_at else "随页面抓取"
    )
    return {
        "number": result.number,
        "site": report.site_name,
        "unit": finding.unit,
        "what": result.message,
        "page": result.url,
        "target": finding.subject or "（即本页）",
        "place": result.locator or "—",
        "excerpt": result.excerpt or "—",
        "attempts": attempts,
        "vantage": sites.vantage or "（没有登记访问位置）",
        "basis": check.manual.get("依据", "") if check else "",
        "versions": (
            f"《{report.sources.rubric.title}》{report.sources.rubric.sha[:8]}；"
            f"引擎 {versions.get('engine', '')}；key {result.key}"
        ),
    }


def quarter(sites: SitesFile, name: str) -> Mapping[str, Any]:
    """Values for 季度汇总表 of a quarter like 2026Q4, from the months' scores as they stand."""
    year, _, part = name.partition("Q")
    if part not in QUARTERS or not year.isdigit() or len(year) != 4:
        raise UserError(f"“{name}”不是季度，请写成 2026Q4 这样。")
    months = [f"{year}-{3 * (int(part) - 1) + n:02d}" for n in (1, 2, 3)]
    rows = []
    for n, (site_id, config) in enumerate(sites.sites.items(), start=1):
        scores = [_score(sites, site_id, month) for month in months]
        unit = sites.units.get(config.unit)
        words = [_words(one) for one in scores]
        rows.append(
            {
                "n": str(n),
                "site": config.name or site_id,
                "unit": unit.name if unit else "",
                "first": words[0],
                "second": words[1],
                "third": words[2],
                "whole": _whole([one for one in scores if one is not None], len(months)),
            }
        )
    return {
        "title": f"{year}年第{QUARTERS[part]}季度检查汇总表",
        "rows": rows,
        "note": "注：任一个月不合格的，本季度不合格；缺月份的，本季度不作结论。得分为试算分。",
    }


def _score(sites: SitesFile, site_id: str, month: str) -> Score | None:
    try:
        return collect(sites, site_id, month, lean=True).score
    except NothingStoredError:
        return None


def _words(score: Score | None) -> str:
    if score is None:
        return "没有结果"
    shown = "" if score.shown is None else f" {amount(score.shown)}"
    return score.verdict.value + shown


def _whole(scores: Sequence[Score], months: int) -> str:
    verdicts = [score.verdict for score in scores]
    if Verdict.FAILED in verdicts:
        return Verdict.FAILED.value
    if len(scores) < months:
        return "缺月份"
    for verdict in (Verdict.PENDING, Verdict.INSUFFICIENT):
        if verdict in verdicts:
            return verdict.value
    return Verdict.PASSED.value


def counted(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    """Those that are proved: what a 取证单 may be made of."""
    return [f for f in findings if is_proved(f.result, decisions_of(report))]
