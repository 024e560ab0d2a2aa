"""``govcheck month``: where a month stands, moving it on, making it final, correcting it."""

from collections.abc import Sequence
from pathlib import Path

import click

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow import months
from crawler.workflow.months import BACK, DUE_WORKDAYS, ORDER, State
from crawler.workflow.sealed import Sealed
from reports.cli.common import day_of, month_of, sites_of
from reports.cli.workflow_common import BY, NOTE, stamp_of
from reports.month_close import close, correct
from reports.month_verify import verify
from reports.stage import restage
from reports.wording import beijing

WHICH = click.argument("month", metavar="YYYY-MM")


@click.group("month")
def month() -> None:
    """月度流程：采集、初核、申诉、定稿、整改、复查、归档。"""


@month.command("status")
@WHICH
@click.pass_context
def status(ctx: click.Context, month: str) -> None:
    """现在在哪个阶段，经过，印发的文件。"""
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    with Office.beside(sites.path) as office:
        done, papers = months.steps(office, which), months.issued(office, which)
        now = months.state_of(office, which)
    click.echo(f"{which}：{now}{'' if now.is_final else '（未定稿）'}")
    for step in done:
        due = f"，截止 {step.due}" if step.due else ""
        click.echo(
            f"  {beijing(step.at)[:16]} {step.by} 转到“{step.state}”{due} {step.note}".rstrip()
        )
    for paper in papers:
        which_one = f"更正 {paper.correction}" if paper.correction else "定稿"
        click.echo(f"  {which_one} {paper.name} {paper.sha[:16]} {paper.reason}".rstrip())


@month.command("next")
@WHICH
@BY
@NOTE
@click.option(
    "--workdays", type=click.IntRange(0, 250), metavar="天", help="本阶段给单位多少个工作日。"
)
@click.pass_context
def next_(ctx: click.Context, month: str, by: str, note: str, workdays: int | None) -> None:
    """转到下一阶段（定稿用 month close）。"""
    sites, day = sites_of(ctx), day_of(None)
    which = month_of(month, day)
    with Office.beside(sites.path) as office:
        begun = months.current(office, which)
        now = months.state_of(office, which)
        if now is ORDER[-1]:
            raise UserError(f"{which} 已经归档，没有下一阶段。")
        then = ORDER[ORDER.index(now) + 1] if begun else State.FIRST_REVIEW
        if then is State.FINAL:
            raise UserError(f"定稿会冻结得分和文件，请运行：govcheck month close {which} --by 姓名")
        count = DUE_WORKDAYS.get(then) if workdays is None else workdays
        due = months.after_workdays(day, count) if count else None
        step = months.enter(office, which, then, stamp_of(by), note=note, due=due)
    restage(sites, which)
    click.echo(f"{which} 转到“{step.state}”{f'，截止 {step.due}' if step.due else ''}。")


@month.command("back")
@WHICH
@BY
@NOTE
@click.pass_context
def back(ctx: click.Context, month: str, by: str, note: str) -> None:
    """退回上一阶段（只在定稿以前）。"""
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    with Office.beside(sites.path) as office:
        now = months.state_of(office, which)
        if now not in BACK:
            raise UserError(f"{which} 现在是“{now}”，不能退回。定稿以后只能作更正。")
        step = months.enter(office, which, BACK[now], stamp_of(by), note=note)
    restage(sites, which)
    click.echo(f"{which} 退回到“{step.state}”。")


@month.command("close")
@WHICH
@BY
@click.option("--early", is_flag=True, help="申诉期还没有截止也定稿。")
@click.pass_context
def close_(ctx: click.Context, month: str, by: str, early: bool) -> None:
    """定稿：得分、文件、口径按哈希冻结，以后不能再改。"""
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    done = close(sites, which, stamp_of(by), early=early)
    count = sum(len(papers) for papers in done.papers.values())
    click.echo(f"{which} 已定稿：{len(done.papers) - 1} 个网站，{count} 份文件。")
    click.echo(f"取出通报等公文：govcheck papers make --month {which}")
    if done.without:
        click.echo(f"没有结果、没有定稿的网站：{'、'.join(done.without)}")
    for problem in done.problems:
        click.echo(problem, err=True)


@month.command("correct")
@WHICH
@BY
@click.option("--reason", required=True, metavar="原因", help="写进更正的文件。")
@click.pass_context
def correct_(ctx: click.Context, month: str, by: str, reason: str) -> None:
    """更正：把定稿以后的决定、佐证和导入的找错留言作成编号的更正，原来的文件不变。"""
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    done = correct(sites, which, stamp_of(by), reason)
    number = max(p.correction for papers in done.papers.values() for p in papers)
    changed = [site for site in done.papers if site]
    click.echo(f"{which} 更正 {number}：{'、'.join(changed) or '只有全局文件'}。原因：{reason}")
    for problem in done.problems:
        click.echo(problem, err=True)


@month.command("verify")
@WHICH
@click.pass_context
def verify_(ctx: click.Context, month: str) -> None:
    """核对定稿的文件与哈希，并重新计算得分。"""
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    found = verify(sites, which)
    if not found:
        click.echo(f"{which} 的定稿和更正文件与哈希一致，得分、账号的结论重新计算后相同。")
        return
    for one in found:
        click.echo(f"{one.site or '全局'} {one.name}：{one.what}")
    ctx.exit(1)


@month.command("paper")
@WHICH
@click.argument("name")
@click.option("--site", default="", help="哪个网站的文件；不写为全局文件。")
@click.option(
    "--correction",
    type=click.IntRange(0, 9999),
    metavar="n",
    help="第几次更正，0 为定稿；默认最新一次。",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), required=True, help="写到哪个文件。"
)
@click.pass_context
def paper(
    ctx: click.Context, month: str, name: str, site: str, correction: int | None, output: Path
) -> None:
    """取出一份定稿的文件。"""
    from crawler.store import Store
    from crawler.workflow import freezing

    sites, which = sites_of(ctx), month_of(month, day_of(None))
    if site:
        sites.site(site)
        with Store(sites.database(site)) as store:
            number = _newest(freezing.snapshots(store, which), name, correction)
            body = freezing.paper(store, which, name, number)
    else:
        with Office.beside(sites.path) as office:
            number = _newest(months.issued(office, which), name, correction)
            body = months.paper(office, which, name, number)
    output.write_bytes(body)
    click.echo(f"{output}")


def _newest(papers: Sequence[Sealed], name: str, given: int | None) -> int:
    if given is not None:
        return given
    return max((paper.correction for paper in papers if paper.name == name), default=0)


commands = {"month": month}
