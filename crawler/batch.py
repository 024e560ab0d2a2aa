"""Many sites, one process each: a failing site never stops the others."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.sites import SitesFile

FRESH, NO_BROWSER, GRID = "--fresh", "--no-browser", "--grid="


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
) -> list[Ended]:
    """Run every site's month, ``jobs`` at a time. ``told`` hears of each as it ends.

    ``grid``: the address of a Selenium Grid, over what the configuration says.
    """
    ended: list[Ended] = []
    chosen = {FRESH: fresh, NO_BROWSER: not browser}
    options = [option for option, wanted in chosen.items() if wanted]
    options += [f"{GRID}{grid}"] if grid else []
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        futures = [
            pool.submit(_one, sites.path, site_id, month, as_of, options) for site_id in site_ids
        ]
        for future in as_completed(futures):
            ended.append(future.result())
            if told is not None:
                told(ended[-1], len(ended), len(site_ids))
    order = {site_id: n for n, site_id in enumerate(site_ids)}
    return sorted(ended, key=lambda e: order[e.site_id])


def _one(path: Path, site_id: str, month: str, as_of: date, options: Sequence[str]) -> Ended:
    command = [sys.executable, "-m", "crawler", str(path), site_id, month, as_of.isoformat()]
    done = subprocess.run(  # noqa: S603 - our own interpreter, arguments from the configuration
        [*command, *options], capture_output=True, text=True, check=False
    )
    return Ended(site_id, done.returncode, done.stderr.strip(), done.stdout.strip())
