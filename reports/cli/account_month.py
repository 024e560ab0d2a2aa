"""The accounts' part of ``govcheck monthly``: walked beside the sites, judged and written after."""

import subprocess
from dataclasses import dataclass
from datetime import date

import click

from checks.errors import UserError
from crawler.sites import SitesFile
from reports.cli.common import rubric_of


@dataclass
class AccountWalk:
    """A walk in a process of its own; None when the office has no ledger."""

    sites: SitesFile
    process: "subprocess.Popen[str] | None"

    @classmethod
    def start(cls, sites: SitesFile, day: date) -> "AccountWalk":
        """Begin it, if there is a ledger."""
        from crawler.media.__main__ import begin
        from reports.media.writing import ledger_file

        if ledger_file(sites.path) is None:
            return cls(sites, None)
        click.echo("同时巡查新媒体账号 …")
        return cls(sites, begin("walk", sites.path, day.isoformat()))

    def wait(self) -> int:
        """Its exit code, once it has ended; what went wrong is told."""
        if self.process is None:
            return 0
        _, errors = self.process.communicate()
        if self.process.returncode:
            click.echo(f"新媒体账号：{errors.strip() or self.process.returncode}", err=True)
        return 2 if self.process.returncode else 0

    def finish(self, month: str, day: date) -> int:
        """Judge and write the month; 0, or 2 when that was not possible."""
        if self.process is None:
            return 0
        try:
            account_month(self.sites, month, day)
        except UserError as error:
            click.echo(f"新媒体账号：{error}", err=True)
            return 2
        return 0


def account_month(sites: SitesFile, month: str, day: date) -> None:
    """Judge the office's accounts and write their report beside the sites'."""
    from crawler.media.judge import last_day
    from reports.media.writing import media_report, write

    until = last_day(month, day)
    rubric = rubric_of(sites, sites.media.rubric, until)
    made = media_report(sites.path, rubric, month, until, sites.media, sites)
    path = write(made, sites.path.parent / "output" / month)[0]
    click.echo(f"新媒体账号：{made.headline}")
    click.echo(f"  报告：{path}")
