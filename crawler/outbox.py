"""What a walk has settled and not yet stored: handed over in batches of bounded size."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.store import Fetch

BATCH_ROWS = 500
BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """What is stored in one transaction."""

    fetches: list[Fetch]
    skipped: list[tuple[str, str]]


class Outbox:
    """Rows in the order they were settled. It is true while there are any."""

    def __init__(self) -> None:
        self._fetches: list[Fetch] = []
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._fetches)

    def put(self, fetch: Fetch) -> None:
        """Add a row; its body counts."""
        self._fetches.append(fetch)
        self._bytes += len(fetch.body or b"")

    def add(self, fetches: Iterable[Fetch]) -> None:
        """Add rows that have no body."""
        self._fetches += fetches

    @property
    def is_full(self) -> bool:
        """Whether it is time to store what is here."""
        return len(self._fetches) >= BATCH_ROWS or self._bytes >= BATCH_BYTES

    def take(self, skipped: list[tuple[str, str]]) -> Batch:
        """Everything, with the addresses ``skipped`` meanwhile and why; nothing is left here."""
        batch = Batch(self._fetches, skipped)
        self._fetches, self._bytes = [], 0
        return batch
