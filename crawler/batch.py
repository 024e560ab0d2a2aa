"""Many sites, one process each: a failing site never stops the others."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from crawler.hours import Hours, OutsideHoursError
from crawler.sites import SitesFile

FRESH, NO_BROWSER, GRID = "--fresh", "--no-browser", "--grid="
OUTSIDE_HOURS = OutsideHoursError.exit_code
MOST_NIGHTS = 14
"""So many times a site is run, when its hours end before it is done."""
MARGIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How one site's process ended: its exit code, what it printed on standard error, and the
    Chinese note of what was not assessed ("" if nothing).
    """

    site_id: str
    code: int
    errors: str
    note: str = ""


def run_all(
    sites: SitesFile,
    site_ids: Sequence[str],
    month: str,
    as_of: date,
    *,
    jobs: int = 1,
    fresh: bool = False,
    browser: bool = True,
    grid: str = "",
    told: Callable[[Ended, int, int], None] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> list[Ended]:
    """Run every site's month, ``jobs`` at a time. ``told`` hears of each as it ends.

    ``grid``: the address of a Selenium Grid, over what the configuration says. A site outside its
    hours (``told`` hears of that, too) is run again when they have come, after all the others.
    """
    ended: dict[str, Ended] = {}
    chosen = {FRESH: fresh, NO_BROWSER: not browser}
    options = [option for option, wanted in chosen.items() if wanted]
    options += [f"{GRID}{grid}"] if grid else []
    todo = list(site_ids)
    for _ in range(MOST_NIGHTS):
        with ThreadPoolExecutor(max(1, jobs)) as pool:
            futures = [
                pool.submit(_one, sites.path, site_id, month, as_of, options) for site_id in todo
            ]
            for future in as_completed(futures):
                one = future.result()
                ended[one.site_id] = one
                done = sum(e.code != OUTSIDE_HOURS for e in ended.values())
                if told is not None:
                    told(one, done, len(site_ids))
        waiting = [one for one in site_ids if ended[one].code == OUTSIDE_HOURS]
        if not waiting:
            break
        todo = _wait(sites, waiting, now, sleep)
    return [ended[site_id] for site_id in site_ids]


def _wait(
    sites: SitesFile,
    waiting: Sequence[str],
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> list[str]:
    """Let time pass until the hours of some of the sites have come; which."""
    hours = {one: Hours.parse(sites.site(one).politeness.hours) for one in waiting}
    at = now()
    left = {one: h.opens_in_s(at) if h is not None else 0.0 for one, h in hours.items()}
    shortest = min(left.values())
    sleep(shortest + MARGIN_S)
    return [one for one, seconds in left.items() if seconds <= shortest]


def _one(path: Path, site_id: str, month: str, as_of: date, options: Sequence[str]) -> Ended:
    command = [sys.executable, "-m", "crawler", str(path), site_id, month, as_of.isoformat()]
    done = subprocess.run(  # noqa: S603 - our own interpreter, arguments from the configuration
        [*command, *options], capture_output=True, text=True, check=False
    )
    return Ended(site_id, done.returncode, done.stderr.strip(), done.stdout.strip())
