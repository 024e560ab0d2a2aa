"""Single requests (spot checks, rechecks, availability samples) beside a crawl of the same host.

A crawl holds its hosts for hours, so whoever wants to see one page does not wait for its end:
requests go out much further apart, and the person is told so. Nothing is locked here.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from crawler.locking import is_locked
from crawler.same_host import lock_of
from crawler.sites import SiteConfig
from crawler.urls import host_of

SLOW_S = 5.0
"""At least so far apart are requests to a host that is being crawled: a tenth of the usual pace."""
SLOWER = 4
"""And so many times further apart than usual."""


class Beside:
    """How far apart requests go out now. ``told`` hears once of each host that is being crawled."""

    def __init__(self, data_dir: Path, told: Callable[[str], None]) -> None:
        self._data_dir, self._told = data_dir, told
        self.slowed: set[str] = set()
        """Hosts that were being crawled when they were asked."""

    def delay_s(self, host: str, usual_s: float) -> float:
        """Seconds from one request to the next; 0 where no pace is kept."""
        if usual_s <= 0 or not is_locked(lock_of(self._data_dir, host)):
            return usual_s
        slow_s = max(SLOW_S, SLOWER * usual_s)
        if host not in self.slowed:
            self.slowed.add(host)
            self._told(
                f"{host} 正由另一个 govcheck 命令抓取：为不加重它的负担，"
                f"这次每 {slow_s:g} 秒只访问一次；等那个命令结束再运行会快得多。"
            )
        return slow_s


class Starts:
    """Requests of several threads to one host begin one pace apart, whichever sites they are for."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}

    def wait(self, site: SiteConfig, hurry: threading.Event) -> None:
        """Return when the site's home page may be asked, or when there is no time any more."""
        rate = site.politeness.requests_per_second
        name = host_of(site.url.lower())
        with self._lock:
            now = time.monotonic()
            begins = max(now, self._next.get(name, 0.0))
            self._next[name] = begins + self._beside.delay_s(name, 1 / rate if rate > 0 else 0.0)
        hurry.wait(begins - now)
