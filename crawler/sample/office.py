"""The sample's accounts from ledger to what the walk saw, on this computer only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from checks.page import SHANGHAI
from crawler.media.__main__ import polite
from crawler.media.credentials import Credentials
from crawler.media.office import FILE, Office
from crawler.media.task_process import start_menus
from crawler.sample.account_files import take_over, write_files
from crawler.sample.accounts import SampleAccount, accounts, made_accounts
from crawler.sample.platforms import PORT, Platforms, serve_platforms
from crawler.sample.server import SampleServer
from crawler.sites import SitesFile
from crawler.workflow.stamp import Stamp


@contextmanager
def platforms(
    server: SampleServer, as_of: date, port: int = PORT
) -> Iterator[tuple[Platforms, tuple[SampleAccount, ...]]]:
    """The made-up platforms of the sample's accounts, until the block ends."""
    sample = accounts(server.portal)
    now = datetime.combine(as_of, time(18), SHANGHAI)
    with serve_platforms(made_accounts(sample, as_of), now, port=port, remember=False) as running:
        yield running, sample


def prepare(
    folder: Path, sample: tuple[SampleAccount, ...], running: Platforms, as_of: date
) -> None:
    """A fresh store beside ``sites.toml``, filled from a ledger and a file of sources."""
    (folder / "data" / FILE).unlink(missing_ok=True)
    write_files(folder, sample, running, as_of)
    with Office.beside(folder / "sites.toml") as office:
        take_over(office, folder, sample, as_of)


def walk(sites: SitesFile, running: Platforms) -> int:
    """Ask every source once, then for the pages of the menus; returns how many sources answered."""
    from crawler.media.walk import walk as look  # Scrapy takes a second to import

    settings = sites.media
    with Office.beside(sites.path) as office:
        done = look(
            office,
            contact=sites.contact,
            stamp=Stamp.now("示例"),
            politeness=replace(polite(settings), obey_robots=True),
            bases=settings.bases,
            credentials=Credentials(running.environ, ring=lambda service, user: None),
            days=settings.window_days,
            now=running.now,
        )
    start_menus(sites.path, sites.contact)
    return sum(outcome.reason is None for outcome in done.outcomes)
