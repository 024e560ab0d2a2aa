"""The office confirms a rubric's points against the original document."""

from datetime import date
from pathlib import Path

from checks.confirmations import Confirmation, add
from checks.rubric import load
from crawler.sites import SitesFile


def confirmations_file(sites: SitesFile) -> Path:
    """Where confirmations are kept, beside the configuration."""
    return sites.path.parent / "rubric-confirmations.toml"


def confirm(
    sites: SitesFile,
    rubric: str,
    indicator: str,
    *,
    points: str,
    per_finding: str | None,
    document: str,
    by: str,
    on: date,
) -> str:
    """Record it; returns the sentence to show. Raises ``RubricError`` for an unknown indicator."""
    raise NotImplementedError


__all__ = ["Confirmation", "add", "confirm", "confirmations_file", "load"]
