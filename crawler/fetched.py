"""One address of a spot check, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.site import LinkState


@dataclass(frozen=True, slots=True)
class Fetched:
    """``status`` is 0 when nothing came; ``reason`` (Chinese) says why the state is not good.

    ``headers`` have lower-case names (only the useful ones of a good answer). ``fetched_at`` is
    UTC ISO 8601. ``redirects`` are the addresses passed, the last one being ``final_url``.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    state: LinkState
    reason: str
    fetched_at: str
    redirects: tuple[str, ...] = ()
    tls: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether there is content to look at."""
        return self.state in (LinkState.OK, LinkState.REDIRECT)
