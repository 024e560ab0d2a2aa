"""What one look found."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it is."""

    GOOD = "正常"
    CARE = "注意"
    BAD = "有问题"


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was looked at, how it is, and the remedy ("" where none is needed)."""

    name: str
    health: Health
    text: str
    remedy: str = ""


def good(name: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(name, Health.GOOD, text)


def care(name: str, text: str, remedy: str) -> Finding:
    """Works, with something missing."""
    return Finding(name, Health.CARE, text, remedy)


def bad(name: str, text: str, remedy: str) -> Finding:
    """Has to be put right."""
    return Finding(name, Health.BAD, text, remedy)
