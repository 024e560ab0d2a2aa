"""The annexes in the JSON of a report. Keys are documented in README and kept stable."""

from typing import Any

from reports.annex_aging import AgingAnnex
from reports.annex_gb import GbAnnex
from reports.annexes import Annexes
from reports.sums import plain


def annexes_dict(told: Annexes) -> dict[str, Any]:
    """``looked`` says whether a browser opened any page; findings are given by key."""
    return {"looked": told.looked, "gbt37668": _gb(told.gb), "aging": _aging(told.aging)}


def _gb(annex: GbAnnex) -> dict[str, Any]:
    return {
        "standard": annex.table.title,
        "verified": annex.table.verified,
        "source": annex.table.source,
        "pages": annex.pages,
        "conclusion": annex.conclusion,
        "levels": [
            {
                "level": x.level,
                "total": x.total,
                **{state.name.lower(): n for state, n in x.counts.items()},
            }
            for x in annex.levels
        ],
        "indicators": [
            {
                "number": x.requirement.number,
                "name": x.requirement.name,
                "level": x.requirement.level,
                "body_level": x.requirement.body_level,
                "applies": x.requirement.applies,
                "class": x.requirement.automation,
                "verified": x.requirement.verified,
                "state": x.state.name.lower(),
                "why": x.why,
                "by_hand": x.by_hand,
                "keys": [r.key for r in x.findings],
                "candidate_keys": [r.key for r in x.candidates],
            }
            for x in annex.rows
        ],
        "supplement_keys": [r.key for r in annex.supplement],
    }


def _aging(annex: AgingAnnex) -> dict[str, Any]:
    """Amounts are exact decimals or fractions as text."""
    return {
        "verified": annex.weights.verified,
        "source": annex.weights.source,
        "score": None if annex.score is None else plain(annex.score),
        "before_caps": None if annex.exact is None else plain(annex.exact),
        "coverage": plain(annex.coverage),
        "enough": annex.is_enough,
        "weight_assessed": annex.known,
        "weight_applicable": annex.applicable,
        "verdict": annex.verdict,
        "why": annex.why,
        "derivation": list(annex.derivation),
        "caps": [
            {"id": c.cap.id, "at_most": c.cap.at_most, "applied": c.sure, "severe": c.cap.severe,
             "text": c.cap.text, "why": c.why}
            for c in annex.caps
        ],
        "items": [
            {"id": x.item.id, "dimension": x.item.dimension, "name": x.item.name,
             "weight": x.item.weight, "state": x.state,
             "grade": None if x.grade is None else plain(x.grade),
             "points": None if x.grade is None else plain(x.got), "why": x.why}
            for x in annex.lines
        ],
    }  # fmt: skip
