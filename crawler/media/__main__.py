"""``python -m crawler.media walk SITES_TOML AS_OF [--since=TIME] [--attended]`` asks every source of
an office's accounts, then starts ``python -m crawler.media menus SITES_TOML CONTACT [...]``, which
asks for the pages of the menus that became known: each is a process of its own. Exit codes: 0 done,
2 configuration or files, 4 interrupted (what was seen is stored) or another walk is under way, 5 the
disk is full.
"""

import sys
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.batch import DONE, UNFINISHED
from crawler.locking import locked
from crawler.media.office import FILE, Office
from crawler.media.settings import MediaSettings
from crawler.media.task_process import SINCE, start_menus
from crawler.process_end import code_of
from crawler.site_process import ATTENDED, PATIENCE_S, end_with_parent
from crawler.sites import Politeness, SitesFile
from crawler.sites_file import load
from crawler.workflow.stamp import Stamp

WHO = "定时任务"
LOCK = ".accounts.lock"


def main(arguments: list[str]) -> int:
    """Run it; errors go to standard error in Chinese."""
    if ATTENDED in arguments:
        end_with_parent()
    return code_of(lambda: _task(arguments))


def _task(arguments: list[str]) -> int:
    task, name, given, *options = arguments
    path, since = Path(name), _since(options)
    if not (path.parent / "data" / FILE).exists():
        return DONE
    if task == "menus":
        settings = load(path).media if path.exists() else MediaSettings()
        return DONE if menus(path, settings, given, since) else UNFINISHED
    sites = load(path)
    if not sites.contact:
        raise UserError("没有联系方式，没有巡查账号。请在 sites.toml 里写 contact。")
    # One that a killed parent left behind takes a while to let go.
    patience = PATIENCE_S if ATTENDED in options else 0.0
    as_of = date.fromisoformat(given)
    if since is not None:  # what was seen before the day began says nothing of it
        since = max(since, datetime.combine(as_of, time(), SHANGHAI))
    with locked(path.parent / "data" / LOCK, "新媒体账号", patience):
        if not walk_all(sites, as_of, since):
            return UNFINISHED
        return start_menus(path, sites.contact, since)


def walk_all(sites: SitesFile, as_of: date, since: datetime | None = None) -> bool:
    """Ask every source about the window that ends on ``as_of``; whether none is left.

    What an interrupted walk asked at ``since`` or later is not asked again.
    """
    from crawler.media.walk import walk  # Scrapy takes a second to import

    settings = sites.media
    with Office.beside(sites.path) as office:
        done = walk(
            office,
            contact=sites.contact,
            stamp=Stamp.now(WHO),
            politeness=polite(settings),
            bases=settings.bases,
            days=settings.days_back(as_of, datetime.now(SHANGHAI).date()),
            since=since,
        )
    return not done.interrupted


def menus(path: Path, settings: MediaSettings, contact: str, since: datetime | None = None) -> bool:
    """Ask for the pages of all menus; whether none is left. ``since``: as for :func:`walk_all`."""
    from crawler.media.menus import look_at_menus

    with Office.beside(path) as office:
        done = look_at_menus(
            office,
            contact=contact,
            politeness=polite(settings),
            in_app=settings.bases.article_hosts,
            since=since,
        )
    return not done.interrupted


def polite(settings: MediaSettings) -> Politeness:
    """How hard public pages may be asked; a rate of 0 is only ever set for this computer."""
    from crawler.media.walk import POLITE

    rate = settings.requests_per_second
    wait = POLITE.recheck_after_s if rate else 1
    return replace(POLITE, requests_per_second=rate, recheck_after_s=wait)


def _since(options: list[str]) -> datetime | None:
    named = [o.removeprefix(SINCE) for o in options if o.startswith(SINCE)]
    return datetime.fromisoformat(named[0]) if named else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
