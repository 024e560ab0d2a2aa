"""A site's papers of a month, as they are kept by hash when the month is made final."""

import json
from typing import Any

from crawler.sites import SitesFile
from reports import final_settings
from reports.issued import SCORE
from reports.score import to_dict as score_dict
from reports.sources import collect
from reports.summary import Report, build, to_dict

DECISIONS = "决定.json"
DECIDING = (SCORE, DECISIONS)
"""Papers whose change is worth a correction; the report also tells of the program's version."""


def site_papers(
    sites: SitesFile, site_id: str, month: str, *, until: str = "", issue: int | None = None
) -> dict[str, bytes]:
    """A site's papers of a month: score, report, decisions, rubric; the same input, the same bytes.

    ``until`` (UTC): decisions up to this moment count even though the month is final; ``issue``
    (from 1) makes those of an earlier issue again.
    """
    report = build(collect(sites, site_id, month, until=until, issue=issue))
    return {
        SCORE: as_bytes(score_dict(report.sources.score)),
        "报告.json": as_bytes(to_dict(report)),
        DECISIONS: as_bytes(_decisions(report)),
        "口径.toml": report.sources.rubric.text.encode(),
        final_settings.NAME: as_bytes(_settings(report).to_dict()),
    }


def _decisions(report: Report) -> list[dict[str, Any]]:
    decisions = report.sources.assessment.decisions if report.sources.assessment else {}
    return [{"key": key, "verdict": str(verdict)} for key, verdict in sorted(decisions.items())]


def _settings(report: Report) -> final_settings.Settings:
    sources, told = report.sources, report.sources.assessment
    return final_settings.Settings(
        sources.rubric.id,
        told.public_services if told else sources.site.public_services,
        told.guessed_columns if told else frozenset(),
    )


def as_bytes(value: Any) -> bytes:
    """JSON that comes out the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
