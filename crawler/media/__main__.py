"""``python -m crawler.media walk SITES_TOML AS_OF`` asks every source of an office's accounts, then
starts ``python -m crawler.media menus SITES_TOML CONTACT``, which asks for the pages of the menus
that became known: each is a process of its own. Exit codes: 0 done, 2 configuration.
"""

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from checks.errors import UserError
from checks.page import SHANGHAI
from crawler.media.office import FILE, Office
from crawler.media.settings import MediaSettings
from crawler.sites import Politeness, SitesFile
from crawler.sites_file import load
from crawler.workflow.stamp import Stamp

WHO = "定时任务"


def main(arguments: list[str]) -> int:
    """Run it; errors go to standard error in Chinese."""
    task, name, given = arguments
    path = Path(name)
    try:
        if not (path.parent / "data" / FILE).exists():
            return 0
        if task == "menus":
            settings = load(path).media if path.exists() else MediaSettings()
            menus(path, settings, given)
            return 0
        sites = load(path)
        if not sites.contact:
            raise UserError("没有联系方式，没有巡查账号。请在 sites.toml 里写 contact。")
        walk_all(sites, date.fromisoformat(given))
        return start_menus(path, sites.contact)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def walk_all(sites: SitesFile, as_of: date) -> None:
    """Ask every source about the window that ends on ``as_of``."""
    from crawler.media.walk import walk  # Scrapy takes a second to import

    settings = sites.media
    with Office.beside(sites.path) as office:
        walk(
            office,
            contact=sites.contact,
            stamp=Stamp.now(WHO),
            politeness=polite(settings),
            bases=settings.bases,
            days=settings.days_back(as_of, datetime.now(SHANGHAI).date()),
        )


def menus(path: Path, settings: MediaSettings, contact: str) -> None:
    """Ask for the pages of all menus."""
    from crawler.media.menus import look_at_menus

    with Office.beside(path) as office:
        look_at_menus(
            office,
            contact=contact,
            politeness=polite(settings),
            in_app=settings.bases.article_hosts,
        )


def polite(settings: MediaSettings) -> Politeness:
    """How hard public pages may be asked; a rate of 0 is only ever set for this computer."""
    from crawler.media.walk import POLITE

    rate = settings.requests_per_second
    wait = POLITE.recheck_after_s if rate else 1
    return replace(POLITE, requests_per_second=rate, recheck_after_s=wait)


def start_menus(path: Path, contact: str) -> int:
    """The second task, in a process of its own; its exit code."""
    process = begin("menus", path, contact)
    _, errors = process.communicate()
    sys.stderr.write(errors)
    return process.returncode


def begin(task: str, path: Path, given: str) -> "subprocess.Popen[str]":
    """Start one task in a process of its own."""
    command = [sys.executable, "-m", "crawler.media", task, str(path), given]
    return subprocess.Popen(  # noqa: S603 - our own interpreter, arguments from the configuration
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
