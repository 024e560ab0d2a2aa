"""What has been seen, what waits to be asked, and what was left out and why."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from checks.site import LinkState
from crawler.clock import REAL, Clock
from crawler.hosts import Hosts, Target
from crawler.link_states import MOST_HOPS, PRIVATE, TOO_MANY
from crawler.links import Kind
from crawler.roles import role_of
from crawler.sites import SiteConfig
from crawler.store import Fetch, utc_now
from crawler.traps import Traps
from crawler.urls import canonical, host_of, is_private

ROWS_A_REASON = 2000
"""Left-out addresses that are stored one by one for each reason; all of them are counted."""

_KIND = {
    "style": Kind.STYLE,
    "script": Kind.SCRIPT,
    "image": Kind.IMAGE,
    "media": Kind.MEDIA,
    "frame": Kind.FRAME,
}


class Frontier:
    """Takes each distinct address once. ``seen`` is what an offered link is looked up in."""

    def __init__(self, config: SiteConfig, as_of: date, clock: Clock = REAL) -> None:
        self.home = canonical(config.url)
        self.hosts = Hosts(config.politeness, self._is_our_host, clock)
        self.traps = Traps(as_of)
        self.seen: set[str] = set()
        self.left_out: Counter[str] = Counter()
        self.why_left: dict[str, str] = {}
        """Addresses that will not be asked, with the reason: a redirect that ends there is no good."""
        self.skipped: list[tuple[str, str]] = []
        """New (address, reason) pairs for the next batch."""
        self.unasked: list[Fetch] = []
        """New rows for addresses that are settled without a request."""
        self._scope = {_netloc(self.home), config.host, *config.hosts}
        self._inside = is_private(host_of(self.home))

    def is_ours(self, url: str) -> bool:
        """Whether an address belongs to the site."""
        return _netloc(url) in self._scope

    def _is_our_host(self, name: str) -> bool:
        return any(host_of(f"//{netloc}") == name for netloc in self._scope)

    def widen(self, url: str) -> bool:
        """Take the host the home page redirects to as the site's own, if it is the same name with
        or without ``www.``, or on another port. Whether it was.
        """
        bare = host_of(self.home).removeprefix("www.")
        if host_of(url).removeprefix("www.") != bare:
            return False
        self._scope.add(_netloc(url))
        return True

    def offer(self, url: str, kind: Kind, *, opened: bool = False, hops: int = 0) -> bool:
        """Plan to ask for an address; False if it was seen before or is left out.

        ``opened``: if it lies outside, see what its page says of itself. ``hops``: redirects that
        led to it.
        """
        if url in self.seen:
            return False
        self.seen.add(url)
        external = not self.is_ours(url)
        role = role_of(url, kind, external)
        opened = opened and role == "external"
        return self.plan(Target(url, role, external, opened=opened, hops=hops))

    def offer_page(self, url: str) -> None:
        """Plan to read a page that was configured, wherever it lies."""
        if url not in self.seen:
            self.seen.add(url)
            self.plan(Target(url, "page", external=False))

    def offer_redirect(self, url: str, role: str, *, opened: bool = False, hops: int = 1) -> bool:
        """Plan to ask for where an address of that role redirects to."""
        return self.offer(url, _KIND.get(role, Kind.ANCHOR), opened=opened, hops=hops)

    def plan(self, target: Target) -> bool:
        """Queue a target, unless it is a trap or nothing that can be asked from here."""
        host = host_of(target.url)
        if not self._inside and is_private(host):
            self.unasked.append(unasked(target, LinkState.UNVERIFIABLE, PRIVATE))
            return False
        if target.hops > MOST_HOPS:
            self.unasked.append(unasked(target, LinkState.SUSPECT, TOO_MANY))
            return False
        if not target.external and target.role in ("page", "frame"):
            reason = self.traps.why_not(target.url)
            if reason:
                self.leave_out(target.url, reason)
                return False
        self.hosts.add(host, target)
        return True

    def leave_out(self, url: str, reason: str) -> None:
        """Note that an address will not be asked."""
        self.left_out[reason] += 1
        self.why_left[url] = reason
        if self.left_out[reason] <= ROWS_A_REASON:
            self.skipped.append((url, reason))

    def reasons(self) -> Mapping[str, int]:
        """How many were left out, by reason."""
        return dict(self.left_out)


def unasked(target: Target, state: LinkState, reason: str) -> Fetch:
    """The row of an address that was settled without a request."""
    return Fetch(
        url=target.url,
        role=target.role,
        external=target.external,
        state=str(state),
        status=0,
        reason=reason,
        method="",
        fetched_at=utc_now(),
    )


def _netloc(url: str) -> str:
    return url.split("/", 3)[2]
