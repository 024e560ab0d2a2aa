"""The JSON form of a report on accounts. Its keys are kept stable."""

from collections.abc import Mapping
from typing import Any

from checks.registry import all_checks
from reports.json_form import clean
from reports.media.views import AccountRow, Closing, GroupRow, MediaReport
from reports.sums import plain


def media_dict(report: MediaReport) -> dict[str, Any]:
    """The whole report."""
    return {
        "month": report.month,
        "as_of": report.as_of.isoformat(),
        "span": report.span,
        "rubric": report.rubric.id,
        "rubric_sha": report.rubric.sha,
        "notes": [clean(text) for text in report.notes],
        "headline": report.headline,
        "rate": report.rate,
        "total": _group(report.total),
        "by_platform": [_group(row) for row in report.by_platform],
        "by_unit": [_group(row) for row in report.by_unit],
        "closings": [_closing(one) for one in report.closings],
        "unknown_words": [clean(text) for text in report.strange],
        "accounts": [account_dict(row) for row in report.rows],
    }


def account_dict(row: AccountRow) -> dict[str, Any]:
    """One account."""
    one, verdict = row.account, row.verdict
    return {
        "key": one.key,
        "name": clean(one.name),
        "platform": str(one.platform),
        "platform_name": clean(one.platform_name),
        "platform_id": clean(one.platform_id),
        "organiser": clean(one.organiser),
        "supervisor": clean(one.supervisor),
        "status": str(one.status),
        "in_ledger": row.in_ledger,
        "conclusion": str(row.conclusion),
        "reasons": list(row.score.reasons),
        "score": plain(row.points) if row.points is not None else None,
        "verdict": str(verdict.word),
        "sentence": clean(row.said),
        "reason": str(verdict.reason) if verdict.reason else "",
        "basis": row.basis,
        "last_post": verdict.last_post.isoformat() if verdict.last_post else "",
        "longest_gap": row.longest_gap,
        "due": row.due.isoformat() if row.due else "",
        "evidence": [clean(url) for url in row.evidence],
        "picture": row.picture,
        "others": [clean(text) for text in verdict.others],
        "next_step": clean(row.action),
        "decided": [clean(text) for text in row.decided],
        "findings": [
            {
                "check": r.check,
                "title": _title(r.check),
                "outcome": str(r.outcome),
                "rule": r.rule,
                "message": clean(r.message),
                "value": clean(r.value),
                "url": clean(r.url),
                "key": r.key,
            }
            for r in row.findings
        ],
    }


def _group(row: GroupRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": clean(row.name),
        "accounts": row.total,
        "coverage": row.coverage,
        "verdicts": {str(word): n for word, n in row.words.items()},
        "conclusions": {str(word): n for word, n in row.conclusions.items()},
        "score": plain(row.score) if row.score is not None else None,
    }
    if row.overall is not None:
        whole: Mapping[str, Any] = {
            "score": plain(row.overall.score) if row.overall.score is not None else None,
            "derivation": row.overall.derivation,
        }
        told["overall"] = whole
    return told


def _closing(one: Closing) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "certain": one.certain,
        "account": one.row.account.key,
        "name": clean(one.row.account.name),
        "platform": clean(one.row.account.platform_name),
        "organiser": clean(one.row.account.organiser),
        "message": clean(one.message),
        "next_step": one.action,
    }


def _title(check_id: str) -> str:
    check = all_checks().get(check_id)
    return check.title if check else check_id
