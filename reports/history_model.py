"""What a report knows of a site's earlier months."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.bridge import Bridge
    from reports.diff import Diff


@dataclass(frozen=True, slots=True)
class Point:
    """One month in the trend. ``trial`` is None where the month has no score."""

    month: str
    verdict: str
    trial: Decimal | None
    assessed: int
    assessable: int
    found: int


@dataclass(frozen=True, slots=True)
class History:
    """``before`` is the month compared with, "" when the one before has no result."""

    before: str
    diff: "Diff | None"
    bridge: "Bridge | None"
    trend: Sequence[Point]
