"""Stored times, and how readers see them."""

from datetime import UTC, datetime

from checks.page import SHANGHAI


def moment(at: str) -> datetime:
    """A stored time; one without a zone is UTC."""
    value = datetime.fromisoformat(at)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def beijing(at: str) -> str:
    """A stored UTC time as readers see it: ``2026-11-25 10:03:11``."""
    return moment(at).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
