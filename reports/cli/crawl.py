"""Commands that go out: ``run`` and ``monthly``."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from checks.errors import UserError
from crawler.example_sites import refuse_only_examples
from crawler.sites import SitesFile
from crawler.trouble_words import trouble
from reports.cli.account_month import AccountWalk
from reports.cli.browser_options import GRID, NO_BROWSER, on_grid, tell_notes
from reports.cli.common import (
    AS_OF,
    MONTH,
    RUBRIC,
    clear_progress,
    day_of,
    month_of,
    progress_line,
    rubric_of,
    sites_of,
)
from reports.cli.fail_under import FAIL_UNDER, gate
from reports.cli.month_run import (
    BUDGET,
    DASK,
    NOT_ALL_DONE,
    exit_code,
    is_left,
    launched,
    month_run,
    refuse_all_final,
    teller,
    write_summary,
)

if TYPE_CHECKING:
    from crawler.batch import Ended
    from reports.summary import Report


@click.command("run")
@click.argument("site")
@MONTH
@AS_OF
@RUBRIC
@click.option(
    "--fresh",
    is_flag=True,
    help="即使本月已抓完也重新抓取；页面、链接和浏览器的结果都不沿用以前月份的。",
)
@FAIL_UNDER
@NO_BROWSER
@GRID
@click.pass_context
def run(
    ctx: click.Context,
    site: str,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
    fresh: bool,
    fail_under: Decimal | None,
    no_browser: bool,
    grid: str | None,
) -> None:
    """抓取、判定并计分一个网站；中断过的会接着抓。"""
    from crawler.run import run_site
    from reports.terminal import render
    from reports.writing import finish

    sites, day = on_grid(sites_of(ctx), grid), day_of(as_of)
    chosen = rubric_of(sites, rubric or sites.site(site).rubric_id, day)
    done = run_site(
        sites,
        site,
        month_of(month, day),
        day,
        chosen,
        fresh=fresh,
        browser=not no_browser,
        progress=progress_line(),
    )
    clear_progress()
    if not done.crawled:
        click.echo(f"本月已于 {done.run.finished_at[:10]} 抓完，只重新判定；要重抓请加 --fresh。")
    if done.note:
        click.echo(done.note, err=True)
    report, paths = finish(sites, site, done.run.month, chosen)
    click.echo(render(report))
    for path in paths:
        click.echo(f"报告：{path}")
    if report.sources.accounts:
        click.echo("新媒体账号按已存的数据判断；要重新查看请运行 govcheck accounts walk。")
    if not done.reached:
        ctx.exit(3)
    if fail_under is not None:
        ctx.exit(gate(report, fail_under))


@click.command("monthly")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 1000),
    help="同时做几个网站；默认 1，用 --dask 时默认按工作机的能力。",
)
@MONTH
@AS_OF
@click.option("--fresh", is_flag=True, help="已抓完的网站也重新抓取，不沿用以前月份的内容。")
@click.option("--site", "only", multiple=True, help="只做这些网站（可多次）。")
@BUDGET
@DASK
@NO_BROWSER
@GRID
@click.pass_context
def monthly(
    ctx: click.Context,
    jobs: int | None,
    month: str | None,
    as_of: str | None,
    fresh: bool,
    only: tuple[str, ...],
    budget_hours: float | None,
    dask: str | None,
    no_browser: bool,
    grid: str | None,
) -> None:
    """全部网站和新媒体账号的月度任务；一个网站出错不影响其他网站，做完的不会重做。"""
    from crawler.batch import nights
    from reports.notices import notice_of, send

    sites, day = on_grid(sites_of(ctx), grid), day_of(as_of)
    which = month_of(month, day)
    ids = [sites.site(s).id for s in dict.fromkeys(only)] or list(sites.sites)

    refuse_only_examples(sites, ids)
    refuse_all_final(sites, ids, which)
    with month_run(
        sites, which, fresh=fresh, browser=not no_browser, everything=not only
    ) as journal:
        finished: list[Report] = []
        last: dict[str, Ended] = {}
        with launched(sites, dask, jobs) as (launcher, at_once):
            again = journal.began_at if journal and journal.resumed else None
            accounts = None if only else AccountWalk.start(sites, day, again)
            worst = walked = 0
            for night in nights(
                sites,
                ids,
                which,
                day,
                jobs=at_once,
                fresh=fresh,
                browser=not no_browser,
                grid=sites.browser.grid,
                told=teller(lambda site_id: _tell_urgent(sites, site_id, which, day)),
                launcher=launcher,
                journal=journal,
                budget_s=budget_hours * 3600 if budget_hours is not None else None,
                stopping=accounts.stop if accounts else None,
            ):
                if accounts and not last:
                    worst = walked = accounts.wait()
                last |= {ended.site_id: ended for ended in night}
                made, code = _reported(sites, night, which, day)
                finished += made
                worst = 2 if 2 in (worst, code) else worst or code
                if walked == NOT_ALL_DONE:  # Ctrl-C, or a full disk: no other hours are waited for
                    break
        all_ended = [last[site_id] for site_id in ids]
        worst = exit_code(worst, all_ended)
        done = {report.site.id for report in finished}
        without = [one for one in ids if one not in done]
        write_summary(sites, which, day, all_ended, without)
        if journal and walked != NOT_ALL_DONE and not any(map(is_left, all_ended)):
            journal.over()
    tell_notes(all_ended, sites)
    worst = (accounts.finish(which, day) if accounts else 0) or worst
    _tell_platform_faults(finished)
    if sites.notices:
        failed = [sites.site(one).name or one for one in without]
        for problem in send(sites.notices, *notice_of(finished, which, failed)):
            click.echo(problem, err=True)
    ctx.exit(worst)


def _reported(
    sites: SitesFile, night: "Sequence[Ended]", month: str, day: date
) -> "tuple[list[Report], int]":
    """Write the report of every site that was looked at; the reports and the exit code."""
    from crawler.batch import DONE, OUTSIDE_HOURS, UNREACHED
    from reports.writing import finish

    finished, worst = [], 0
    for ended in night:
        if ended.code not in (DONE, UNREACHED):
            if (ended.errors and ended.code != OUTSIDE_HOURS) or not is_left(ended):
                told = ended.errors or f"退出码 {ended.code}"
                click.echo(f"{ended.site_id}：{told}", err=True)
            worst = 2 if not is_left(ended) else worst
            continue
        worst = worst or ended.code
        try:
            rubric = rubric_of(sites, sites.site(ended.site_id).rubric_id, day)
            report, paths = finish(sites, ended.site_id, month, rubric)
        except (UserError, OSError, sqlite3.Error) as error:
            if not (said := str(error) if isinstance(error, UserError) else trouble(error)):
                raise
            click.echo(f"{ended.site_id}：{said}", err=True)
            worst = 2
            continue
        finished.append(report)
        click.echo(f"{report.site_name}：{report.headline}")
        if report.urgent:
            click.echo(f"  【立即处置】{len(report.urgent)} 项，见报告开头")
        click.echo(f"  报告：{paths[0]}")
    return finished, worst


def _tell_urgent(sites: SitesFile, site_id: str, month: str, day: date) -> None:
    """What cannot wait, as soon as a site is judged: other sites may take hours yet."""
    from reports.immediate import lines
    from reports.sources import collect
    from reports.summary import build

    try:
        rubric = rubric_of(sites, sites.site(site_id).rubric_id, day)
        urgent = build(collect(sites, site_id, month, rubric)).urgent
    except (UserError, sqlite3.Error):
        return  # told when its report is written
    if urgent:
        click.echo(f"  【立即处置】{sites.site(site_id).name}")
        for line in lines(urgent):
            click.echo(f"    {line}")


def _tell_platform_faults(reports: "Sequence[Report]") -> None:
    """What sites of one platform share: one line for the platform, not one for each site."""
    from reports.platform_faults import SiteResults, group, sentence

    names = {report.site.id: report.site_name for report in reports}
    for fault in group(SiteResults(r.site, r.sources.results) for r in reports):
        click.echo(sentence(fault, names))


commands = {"run": run, "monthly": monthly}
