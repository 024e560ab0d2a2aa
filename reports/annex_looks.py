"""Which pages each browser check could look at: without it a clean result proves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.aging.signals import Measures


@dataclass(frozen=True, slots=True)
class Looks:
    """The addresses of the pages a browser check got to see, by check id; ``measures`` of the
    site's elder mode and toolbar, None when nobody has used them.
    """

    urls: Mapping[str, frozenset[str]] = field(default_factory=dict)
    measures: Measures | None = None

    def pages(self, check: str) -> int:
        """On how many pages a check could look."""
        return len(self.urls.get(check, ()))
