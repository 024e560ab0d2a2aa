"""What was judged of accounts as JSON and back: it is kept when a month is made final."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from checks.masking import mask, masked
from checks.media.models import Account, Platform, Verdict, Word
from checks.media.reasons import Reason
from crawler.media.decisions import Decision
from crawler.media.judge import Judged
from crawler.media.office_rows import account_of, account_row
from crawler.media.settings import MediaSettings
from crawler.rows import result_of, result_row

_RESULT = (
    "month", "rubric", "key", "number", "check_id", "outcome", "url", "target", "unit", "mender",
    "column_name", "rule", "value", "message", "locator", "excerpt", "fix", "found_on", "evidence",
    "inherited_on",
)  # fmt: skip
_NOT_KEPT = ("month", "rubric")


def judged_row(one: Judged) -> dict[str, Any]:
    """One account with its verdict and results, personal data masked."""
    results = [
        {
            name: value
            for name, value in zip(_RESULT, result_row("", "", masked(r), r.number), strict=True)
            if name not in _NOT_KEPT
        }
        for r in one.results
    ]
    account = replace(one.account, note=mask(one.account.note))
    return {
        "account": account_row(account),
        "verdict": _verdict_row(one.verdict),
        "results": results,
        "in_ledger": one.in_ledger,
    }


def judged_of(row: Mapping[str, Any]) -> Judged:
    """The same from JSON."""
    account: Account = account_of(row["account"])
    results = tuple(result_of(one) for one in row["results"])
    return Judged(account, _verdict_of(row["verdict"]), results, row["in_ledger"])


def decision_row(one: Decision) -> dict[str, Any]:
    """A decision that counts."""
    return {
        "account": one.account,
        "check": one.check,
        "key": one.key,
        "verdict": one.verdict,
        "who": one.who,
        "at": one.at,
        "note": one.note,
        "month": one.month,
        "until": one.until.isoformat() if one.until else None,
    }


def decision_of(row: Mapping[str, Any]) -> Decision:
    """The same from JSON."""
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Decision(**{**row, "until": until})


def settings_row(one: MediaSettings) -> dict[str, Any]:
    """What of ``[media]`` enters a verdict."""
    return {
        "rubric": one.rubric,
        "window_days": one.window_days,
        "warn_days": one.warn_days,
        "monitor_time": one.monitor_time.isoformat() if one.monitor_time else None,
        "gap_days": one.gap_days,
        "gaps": {str(platform): days for platform, days in one.gaps.items()},
        "closed_to": list(one.closed_to),
        "max_unverified_share": one.max_unverified_share,
        "unit_score": one.unit_score,
    }


def settings_of(row: Mapping[str, Any]) -> MediaSettings:
    """The same from JSON."""
    moment = time.fromisoformat(row["monitor_time"]) if row["monitor_time"] else None
    gaps = {Platform(name): days for name, days in row["gaps"].items()}
    return MediaSettings(
        **{**row, "monitor_time": moment, "gaps": gaps, "closed_to": tuple(row["closed_to"])}
    )


def _verdict_row(one: Verdict) -> dict[str, Any]:
    return {
        "account": one.account,
        "word": str(one.word),
        "sentence": mask(one.sentence),
        "next_step": one.next_step,
        "reason": str(one.reason) if one.reason else None,
        "source": one.source,
        "last_post": one.last_post.isoformat() if one.last_post else None,
        "evidence": list(one.evidence),
        "others": [mask(text) for text in one.others],
    }


def _verdict_of(row: Mapping[str, Any]) -> Verdict:
    return Verdict(
        row["account"],
        Word(row["word"]),
        row["sentence"],
        row["next_step"],
        Reason(row["reason"]) if row["reason"] else None,
        row["source"],
        date.fromisoformat(row["last_post"]) if row["last_post"] else None,
        tuple(row["evidence"]),
        tuple(row["others"]),
    )
