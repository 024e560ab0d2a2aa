"""The JSON form of results and reports. Its keys are documented in README and kept stable."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checks.results import Evidence, Result
from checks.site import LinkReport
from crawler.pictures import Picture
from reports.annex_json import annexes_dict
from reports.history_words import history_dict
from reports.opened import opened
from reports.schedule import Due
from reports.score import LedgerLine
from reports.wording import stop_reason

if TYPE_CHECKING:
    from reports.immediate import Urgent
    from reports.summary import Report, Sources


def result_dict(result: Result) -> dict[str, Any]:
    """One result. The keys up to ``value`` are the contract of ``govcheck page`` too."""
    return {
        "check": result.check,
        "outcome": str(result.outcome),
        "key": result.key,
        "url": clean(result.url),
        "locator": clean(result.locator),
        "excerpt": clean(result.excerpt),
        "message": clean(result.message),
        "rule": result.rule,
        "value": clean(result.value),
        "number": result.number,
        "target": clean(result.target),
        "column": clean(result.column),
        "unit": result.unit,
        "mender": str(result.mender),
        "fix": clean(result.fix),
        "found_on": [clean(url) for url in result.found_on],
        "inherited_on": [clean(url) for url in result.inherited_on],
        "evidence": _evidence(result.evidence),
    }


def report_dict(report: "Report") -> dict[str, Any]:
    """A whole report. ``score`` is null where the rubric gives none; ``verdict`` is always there."""
    s = report.sources
    name, meaning = stop_reason(s.run.stop_reason)
    return {
        "site": {
            "id": s.site.id,
            "name": s.site.name,
            "url": s.site.url,
            "kind": s.site.kind,
            "id_code": s.site.id_code,
            "unit": s.site.unit,
        },
        "month": s.month,
        "as_of": s.as_of.isoformat(),
        "issue": s.issued.to_dict() if s.issued else None,
        "verdict": str(s.score.verdict),
        "reasons": list(s.score.reasons),
        "headline": report.headline,
        "immediate": [_urgent(row) for row in report.urgent],
        "score": _score(s),
        "vetoes": [_line(line) for line in s.score.vetoes],
        "ledger": [_line(line) for line in s.score.ledger],
        "accounts": _accounts(s),
        "guideline": [
            {
                "id": x.row.id,
                "clause": x.row.clause,
                "name": x.row.name,
                "text": x.row.text,
                "who": x.who,
                "state": clean(x.state),
            }
            for x in report.guideline
        ],
        "coverage": _coverage(report),
        "history": history_dict(s.history),
        "three_things": [
            {
                "title": clean(thing.title),
                "worth": thing.worth,
                "gain": number(thing.gain),
                "pages": thing.pages,
                "numbers": [f.result.number for f in thing.findings],
            }
            for thing in report.things
        ],
        "due": [_due(item) for item in s.due],
        "counts": dict(report.counts),
        "pictures": {key: _picture(one) for key, one in s.pictures.items()},
        "results": [result_dict(r) for r in s.results],
        "reminders": {
            key: {"times": one.times, "first": f"{one.first}", "last": f"{one.last}"}
            for key, one in s.reminded.items()
        },
        "reported": dict(s.assessment.reported) if s.assessment else {},
        "links": [link_dict(link) for link in s.links],
        "units": [
            {
                "id": row.id,
                "name": row.name,
                "fail": row.fails,
                "fail_own": row.own,
                "review": row.reviews,
                "unverifiable": row.unverifiable,
                "lost": number((s.score.by_unit or {}).get(row.id)),
            }
            for row in report.units
        ],
        "annexes": annexes_dict(s.annexes) if s.annexes else None,
        "toured": [_picture(one) for one in s.toured],
        "sampling": s.sampling,
        "browser_sampling": {"text": opened(s.sampled), **s.sampled} if s.sampled else None,
        "stop_reason": s.run.stop_reason,
        "stop_reason_text": f"{name}：{meaning}",
        "run": {
            "id": s.run.id,
            "started_at": s.run.started_at,
            "finished_at": s.run.finished_at,
            "user_agent": s.run.user_agent,
            "engine": s.run.engine,
            "counts": dict(s.run.counts),
        },
        "versions": dict(s.versions),
    }


def link_dict(link: LinkReport) -> dict[str, Any]:
    """One link that is not ok, with every page it was found on."""
    return {
        "url": clean(link.url),
        "state": str(link.state),
        "status": link.status,
        "reason": clean(link.reason),
        "text": clean(link.text),
        "found_on": [clean(url) for url in link.found_on],
        "role": link.role,
        "external": link.external,
        "on_home": link.on_home,
        "locator": clean(link.locator),
        "excerpt": clean(link.excerpt),
        "evidence": _evidence(link.evidence),
    }


def number(value: Decimal | Fraction | None) -> int | float | None:
    """Points as a JSON number: an integer when whole, else the shortest decimal that reads back."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def clean(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _accounts(s: "Sources") -> dict[str, Any] | None:
    """The accounts of the site's units; null where the office keeps no ledger."""
    from reports.media.json_form import media_dict

    if s.accounts is None:
        return None
    told = media_dict(s.accounts.report) if s.accounts.report else None
    return {"units": list(s.accounts.units), "problem": s.accounts.problem, "report": told}


def _score(sources: "Sources") -> dict[str, Any] | None:
    score = sources.score
    if not sources.rubric.scored:
        return None
    told = score.told
    return {
        "trial": number(told["trial"]),
        "official": number(told["official"]),
        "official_base": number(score.official_base),
        "worst": number(told["worst"]),
        "floor": number(told["floor"]),
        "official_complete": score.official_complete,
        "unconfigured": number(score.unconfigured),
        "deductions": number(score.deductions),
        "bonus": number(score.bonus),
        "factor": score.factor,
        "derivation": list(score.derivation),
        "by_unit": {u: number(v) for u, v in (score.by_unit or {}).items()},
    }


def _urgent(row: "Urgent") -> dict[str, Any]:
    return {
        "title": clean(row.title),
        "state": row.state,
        "code": row.code,
        "check": row.check,
        "action": row.action,
        "numbers": [f.result.number for f in row.findings],
        "keys": [f.result.key for f in row.findings],
    }


def _coverage(report: "Report") -> dict[str, Any]:
    score = report.score
    return {
        "assessed": score.assessed,
        "assessable": score.assessable,
        "text": f"已评 {score.assessed} / {score.assessable} 项",
        "reused": list(report.sources.reused),
        "points_assessed": number(report.points_seen) if report.sources.rubric.scored else None,
        "points_total": number(report.points_total) if report.sources.rubric.scored else None,
        "unassessed_vetoes": list(score.unassessed_vetoes),
        "unassessed": [
            {
                "id": x.indicator.id,
                "code": x.indicator.code,
                "name": x.indicator.name,
                "reason": why,
            }
            for why, lines in report.unassessed
            for x in lines
        ],
    }


def _line(line: LedgerLine) -> dict[str, Any]:
    i = line.indicator
    return {
        "id": i.id,
        "code": i.code,
        "name": i.name,
        "kind": i.kind,
        "level1": i.level1,
        "level2": i.level2,
        "text": i.text,
        "state": line.state,
        "reason": line.reason,
        "found": len(line.confirmed),
        "candidates": len(line.candidates),
        "excluded": len(line.excluded),
        "at_least": i.at_least,
        "points": number(i.points),
        "per_finding": number(i.per_finding),
        "per_finding_by": {check: number(each) for check, each in i.per_finding_by.items()},
        "points_verified": i.points_verified,
        "confirmed_by": i.confirmed_by,
        "raw": number(line.raw),
        "lost": number(line.lost),
        "worst": number(line.worst),
        "capped": line.capped,
        "tripped": line.tripped,
        "possible": line.possible,
        "notes": list(line.notes),
        "keys": [r.key for r in line.confirmed],
        "candidate_keys": [r.key for r in line.candidates],
        "source": {"document": i.source.document, "confidence": i.source.confidence},
    }


def _due(item: Due) -> dict[str, Any]:
    return {
        "what": item.what,
        "name": clean(item.name),
        "url": clean(item.url),
        "unit": item.unit,
        "last": _iso(item.last),
        "due": _iso(item.due),
        "days_left": item.days_left,
        "state": item.state,
        "reason": item.reason,
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "file": f"pictures/{picture.file_name}",
        "sha256": picture.sha,
        "url": clean(picture.url),
        "taken_at": picture.taken_at,
        "caption": clean(str(picture.about.get("caption", ""))),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _evidence(evidence: Evidence) -> Mapping[str, Any]:
    return {
        "url": clean(evidence.url),
        "seen_at": evidence.seen_at,
        "status": evidence.status,
        "attempts": [clean(attempt) for attempt in evidence.attempts],
    }
