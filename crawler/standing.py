"""Which observations of an earlier month stand in a walk, and what ends the trust in a host."""

from checks.site import LinkState
from crawler.earlier import Earlier
from crawler.hosts import Host, Target
from crawler.looking import Looker
from crawler.robots import OPEN
from crawler.store import Fetch
from crawler.urls import host_of


class Standing:
    """What stands of ``earlier`` in one walk; nothing does where that is None."""

    def __init__(self, looker: Looker, earlier: Earlier | None, *, obey_robots: bool) -> None:
        self._looker = looker
        self._earlier = earlier
        self._obey_robots = obey_robots
        self._stood: dict[str, list[Target]] = {}
        self._doubted: set[str] = set()

    def instead_of(self, host: Host, origin: str, target: Target) -> Fetch | None:
        """The row of a target that need not be asked, None if it must be. What the host's
        robots.txt closes, or may close, never stands.
        """
        if self._earlier is None or not host.rules.get(origin, OPEN).allow(target.url):
            return None
        unknown = self._obey_robots and origin not in host.rules
        if (unknown and not target.external) or host.name in self._doubted:
            return None
        fetch = self._looker.stand_in(host, target)
        if fetch is not None and target.external:
            self._stood.setdefault(host.name, []).append(target)
        return fetch

    def doubted_by(self, fetch: Fetch) -> list[Target]:
        """What is to be asked after all: when an outside address went bad, nothing that stood on
        its host stands any longer.
        """
        name = host_of(fetch.url)
        if (
            self._earlier is None
            or not fetch.external
            or not fetch.method
            or name in self._doubted
            or LinkState(fetch.state) in (LinkState.OK, LinkState.REDIRECT)
            or self._earlier.row(fetch.url) is None
        ):
            return []
        self._doubted.add(name)
        return self._stood.pop(name, [])
