"""``govcheck accounts report`` and ``score``: a month of accounts, written or summed up."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checks.errors import UserError
from checks.rubric import Rubric, load
from crawler.workflow.final import FinalError
from reports.cli.common import AS_OF, MONTH, RUBRIC, day_of, month_of, rubric_of
from reports.cli.workflow_common import ISSUE, issue_of

if TYPE_CHECKING:
    from crawler.media.settings import MediaSettings
    from crawler.sites import SitesFile
    from reports.media.views import MediaReport


def sites_if_any(ctx: click.Context) -> "SitesFile | None":
    """The configuration, which an office of accounts need not have."""
    from crawler.sites_file import load as load_sites

    path: Path = ctx.find_root().obj
    return load_sites(path) if path.exists() else None


def settings_of(ctx: click.Context) -> "MediaSettings":
    """``[media]`` of the configuration, or the usual values."""
    from crawler.media.settings import MediaSettings

    sites = sites_if_any(ctx)
    return sites.media if sites else MediaSettings()


def account_rubric(ctx: click.Context, name: str | None, day: date) -> Rubric:
    """The rubric accounts are judged by: ``--rubric``, else what ``[media]`` says."""
    sites, wanted = sites_if_any(ctx), name or settings_of(ctx).rubric
    if sites:
        return rubric_of(sites, wanted, day)
    folder: Path = ctx.find_root().obj.parent
    return load(wanted, folders=[folder / "rubrics", folder], as_of=day)


def report_of(
    ctx: click.Context,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    issue: int | None = None,
) -> "MediaReport":
    """The view of one month: up to its last day when that has passed, a final one as it was issued."""
    from crawler.media.judge import last_day
    from reports.media.writing import ledger_file, media_report

    path: Path = ctx.find_root().obj
    if ledger_file(path) is None:
        raise UserError("这里还没有账号。请先导入台账：govcheck accounts import 台账.xlsx")
    today = day_of(as_of)
    which = month_of(month, today)
    if which > f"{today:%Y-%m}":
        raise UserError(f"{which} 还没有到。")
    day = last_day(which, today)
    made = media_report(
        path,
        account_rubric(ctx, rubric, day),
        which,
        day,
        settings_of(ctx),
        sites_if_any(ctx),
        issue=issue_of(path, which, issue),
    )
    if rubric and account_rubric(ctx, rubric, day).id != made.rubric.id:
        raise FinalError(
            f"{which} 已经定稿，定稿用的口径是“{made.rubric.id}”，不能再按别的口径判断。请不要指定口径。"
        )
    return made


@click.command("report")
@MONTH
@AS_OF
@RUBRIC
@ISSUE
@click.option(
    "--format", "form", type=click.Choice(["files", "terminal", "json"]), default="files",
    help="files：写 output/月份/新媒体.html、.json、.xlsx；其余打印到屏幕。",
)  # fmt: skip
@click.pass_context
def report(
    ctx: click.Context,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    issue: int | None,
    form: str,
) -> None:
    """出全部账号的月度报告：按平台、按单位、关停整合清单、每个账号的结论和下一步。"""
    from reports.media.json_form import media_dict
    from reports.media.terminal import render
    from reports.media.writing import NAME, write

    made = report_of(ctx, month, as_of, rubric, issue)
    if form == "terminal":
        click.echo(render(made))
    elif form == "json":
        click.echo(json.dumps(media_dict(made), ensure_ascii=False, indent=2))
    else:
        folder = ctx.find_root().obj.parent / "output" / made.month
        for note in made.notes:
            click.echo(note)
        click.echo(made.headline)
        if made.rate:
            click.echo(made.rate)
        # an earlier issue never replaces the report that stands
        for path in write(made, folder, f"{NAME}（第{issue}次印发）" if issue else NAME):
            click.echo(f"报告：{path}")


@click.command("score")
@click.argument("account", required=False)
@MONTH
@AS_OF
@RUBRIC
@ISSUE
@click.option("--unit", help="只列这个主办单位的账号。")
@click.pass_context
def score(
    ctx: click.Context,
    account: str | None,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    issue: int | None,
    unit: str | None,
) -> None:
    """按口径给账号下结论、计分；写一个账号的编号或名称，列出它每一项的来龙去脉。"""
    from reports.media.score_text import account_lines, lines

    made = report_of(ctx, month, as_of, rubric, issue)
    for note in made.notes:
        click.echo(note)
    if account:
        from crawler.media.assess import account_named
        from crawler.media.office import Office

        with Office.beside(ctx.find_root().obj) as office:
            key = account_named(office, account).key
        row = next((row for row in made.rows if row.account.key == key), None)
        if row is None:
            raise UserError(f"{made.month} 定稿时的台账里没有这个账号。")
        click.echo("\n".join(account_lines(row, made)))
        return
    units = {row.account.organiser for row in made.rows}
    if unit and unit not in units:
        raise UserError(f"台账里没有主办单位“{unit}”。")
    click.echo("\n".join(lines(made, unit or "")))
