"""The accounts' part of ``govcheck monthly``: walked beside the sites, judged and written after."""

import subprocess
from dataclasses import dataclass
from datetime import date, datetime

import click

from checks.errors import UserError
from crawler.sites import SitesFile
from reports.cli.common import rubric_of
from reports.cli.month_run import NOT_ALL_DONE


@dataclass
class AccountWalk:
    """A walk in a process of its own; None when the office has no ledger."""

    sites: SitesFile
    process: "subprocess.Popen[str] | None"

    @classmethod
    def start(cls, sites: SitesFile, day: date, since: datetime | None = None) -> "AccountWalk":
        """Begin it, if there is a ledger; ``since`` then sources were asked in this very run."""
        from crawler.media.task_process import begin
        from reports.media.writing import ledger_file

        if ledger_file(sites.path) is None:
            return cls(sites, None)
        click.echo("同时巡查新媒体账号 …")
        return cls(sites, begin("walk", sites.path, day.isoformat(), since))

    def stop(self) -> None:
        """Have it end soon; what it has seen is stored."""
        from crawler.media.task_process import end

        if self.process is not None:
            end(self.process)

    def wait(self) -> int:
        """The code this adds to the whole run, once it has ended; what went wrong is told."""
        from crawler.batch import DISK_FULL, UNFINISHED
        from crawler.media.task_process import wait_for

        if self.process is None:
            return 0
        code, said = wait_for(self.process)
        if code == UNFINISHED and not said:
            said = (
                "没有巡查完（到了总时间上限或被打断）。没有看的来源不作判断，账号列为待核实；"
                "再运行一次同样的命令，接着看没有看的。"
            )
        if code:
            click.echo(f"新媒体账号：{said or code}", err=True)
        if code in (UNFINISHED, DISK_FULL):
            return NOT_ALL_DONE
        return 2 if code else 0

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
