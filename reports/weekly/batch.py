"""The weekly run over many sites: a process each, what was done today is not done again."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.batch import OUTSIDE_HOURS
from crawler.media.office import Office
from crawler.same_host import Turns
from crawler.sites import SitesFile
from crawler.workflow.reminders import ACCOUNTS
from crawler.workflow.stamp import Stamp
from reports.weekly.site import DONE, FAILED, NO_MONTH, WAITING, keep
from reports.weekly.unit_lists import looks_of

FINE = (0, 3, NO_MONTH)
"""Exit codes of looks that did what could be done."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one look ended: the exit code of its process and what it said. ``again`` is False for a
    look that had been made before on that day.
    """

    site: str
    code: int
    said: str
    again: bool = True


def run_all(
    sites: SitesFile,
    subjects: Sequence[str],
    day: date,
    who: str,
    *,
    jobs: int,
    within_days: int,
    most: int,
    fresh: bool,
    told: Callable[[Ended, int, int], None],
) -> list[Ended]:
    """Look at every subject (site ids, "" for the accounts), ``jobs`` at a time, in any order.

    A site that was not reached earlier on that day is asked again.
    """
    done = {} if fresh else _done(sites, day)
    ended: list[Ended] = []
    for site in subjects:
        if site in done:
            ended.append(Ended(site, 0, done[site], again=False))
            told(ended[-1], len(ended), len(subjects))
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        left = [site for site in subjects if site not in done]
        turns = Turns(sites, left)
        futures = [
            pool.submit(_next, turns, sites.path, day, who, within_days, most)
            for _ in range(len(turns))
        ]
        try:
            for future in as_completed(futures):
                ended.append(future.result())
                told(ended[-1], len(ended), len(subjects))
        except BaseException:  # Ctrl-C ended the looks that ran; no other one is begun
            turns.stopped = True
            raise
    _keep_failures(sites, ended, day, who)
    return sorted(ended, key=lambda one: subjects.index(one.site))


def _keep_failures(sites: SitesFile, ended: Sequence[Ended], day: date, who: str) -> None:
    """So that ``govcheck status`` and later lists of the day tell of them."""
    failed = [one for one in ended if one.code not in FINE]
    if not failed:
        return
    stamp, month = Stamp.now(who), f"{day:%Y-%m}"
    with Office.beside(sites.path) as office, office.change():
        for one in failed:
            outcome = WAITING if one.code == OUTSIDE_HOURS else FAILED
            keep(office, one.site, month, day, stamp.at, outcome, one.said[:500], (), stamp)


def with_accounts(sites: SitesFile) -> list[str]:
    """Every site, and the accounts where the office keeps a ledger of any."""
    path = sites.data_dir / "office.sqlite"
    has = False
    if path.exists():
        with Office(path) as office:
            has = bool(office.accounts())
    return [*sites.sites, *([ACCOUNTS] if has else [])]


def _done(sites: SitesFile, day: date) -> dict[str, str]:
    with Office.beside(sites.path) as office:
        return {look.site: look.note for look in looks_of(office, day) if look.outcome == DONE}


def _next(turns: Turns, path: Path, day: date, who: str, within_days: int, most: int) -> Ended:
    with turns.next() as site:
        if turns.stopped:
            return Ended(site, 2, "没有开始")
        return _one(path, site, day, who, within_days, most)


def _one(path: Path, site: str, day: date, who: str, within_days: int, most: int) -> Ended:
    command = [sys.executable, "-m", "reports.weekly", str(path), site, day.isoformat(), who]
    done = subprocess.run(  # noqa: S603 - our own interpreter, arguments from the configuration
        [*command, str(within_days), str(most)], capture_output=True, text=True, check=False
    )
    said = done.stderr.strip() if done.returncode not in FINE else done.stdout.strip()
    return Ended(site, done.returncode, said or f"退出码 {done.returncode}")
