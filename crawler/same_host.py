"""Sites that share a host name are asked in turn: the pace that was agreed is one host's, not one
process's.

Only the hosts a site declares count, whatever the port. Where no pace is kept (sites of this
computer) there is nothing to share.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Condition

from crawler.locking import locked
from crawler.sites import SiteConfig, SitesFile
from crawler.urls import host_of


def hosts_of(config: SiteConfig) -> frozenset[str]:
    """Names of the hosts at which the site's pace is kept."""
    if config.politeness.requests_per_second <= 0:
        return frozenset()
    netlocs = (config.host, *config.hosts)
    return frozenset(host_of(f"http://{netloc}/").rstrip(".") for netloc in netlocs)


def lock_of(data_dir: Path, name: str) -> Path:
    """The lock file of a host name."""
    return data_dir / f".host-{name.strip('[].')}.lock"


@contextmanager
def hosts_held(data_dir: Path, config: SiteConfig, patience_s: float = 0.0) -> Iterator[None]:
    """Keep other processes of this office from the site's hosts.

    Raises :class:`crawler.locking.BusyError` when one of them is held for longer than that.
    """
    with ExitStack() as held:
        for name in sorted(hosts_of(config)):
            what = f"同一台主机（{name}）上的另一个网站"
            held.enter_context(locked(lock_of(data_dir, name), what, patience_s))
        yield


class Turns:
    """Hands out sites in their order, each as soon as no other one that is out shares a host."""

    def __init__(self, sites: SitesFile, site_ids: Sequence[str]) -> None:
        known = sites.sites
        self._waiting = {one: hosts_of(known[one]) if one in known else frozenset[str]()
                         for one in site_ids}  # fmt: skip
        self._busy: set[str] = set()
        self._changed = Condition()
        self.stopped = False
        """Whoever takes the next one is not to begin it."""

    def __len__(self) -> int:
        """How many sites have not had their turn."""
        return len(self._waiting)

    @contextmanager
    def next(self) -> Iterator[str]:
        """A site whose turn it is; call it once for each site, from as many threads as you like."""
        with self._changed:
            while (site_id := self._free()) is None:
                self._changed.wait()
            hosts = self._waiting.pop(site_id)
            self._busy |= hosts
        try:
            yield site_id
        finally:
            with self._changed:
                self._busy -= hosts
                self._changed.notify_all()

    def _free(self) -> str | None:
        return next((one for one, hosts in self._waiting.items() if not hosts & self._busy), None)
