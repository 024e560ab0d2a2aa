"""``govcheck archive``: a month as one file that can be read for ever, and whether it is unchanged."""

from pathlib import Path

import click

from checks.errors import UserError
from reports.cli.common import day_of, month_of, sites_of


@click.command("archive")
@click.argument("month", metavar="YYYY-MM", required=False)
@click.option("--by", default="", metavar="姓名", help="打包以后把月份转到“归档”；不写就只打包。")
@click.option("--draft", is_flag=True, help="没有定稿也打包，注明是草稿；不转阶段。")
@click.option("--incomplete", is_flag=True, help="有佐证找不回来也打包，目录里写明缺哪些。")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到哪个文件。")
@click.option(
    "--check", "checked", type=click.Path(path_type=Path), help="只核对这个归档文件，不打包。"
)
@click.pass_context
def archive(
    ctx: click.Context,
    month: str | None,
    by: str,
    draft: bool,
    incomplete: bool,
    output: Path | None,
    checked: Path | None,
) -> None:
    """把一个月打成一个 zip：公文、盖章件、佐证、口径、决定、申诉、更正和带校验值的目录。

    解开就能看，不需要本程序。退出码：0 完成，或核对无误；1 核对出不一致；2 用法有误，或不能打包。
    """
    if (checked is None) == (month is None):
        raise click.UsageError("请写月份，如 govcheck archive 2026-11；或用 --check 核对一个文件。")
    if checked is not None:
        _check(ctx, checked)
        return
    from reports.archive.packing import file_of, pack

    if draft and by:
        raise click.UsageError("草稿不能归档，--draft 和 --by 不能一起用。")
    sites, which = sites_of(ctx), month_of(month, day_of(None))
    if by:
        _refuse_early(sites.path, which)
    path = output or file_of(sites, which, draft=draft)
    done = pack(sites, which, path, draft=draft, incomplete=incomplete)
    for one in done.problems:
        click.echo(f"缺少：{one}", err=True)
    click.echo(f"{done.path}：{done.files} 个文件，SHA-256 {done.sha}")
    if by:
        click.echo(_file(sites.path, which, by, done.sha))
    elif not draft:
        click.echo("只打了包，月份的阶段没有变；要归档请加 --by 姓名。")


def _check(ctx: click.Context, path: Path) -> None:
    from reports.archive.checking import check

    done = check(path)
    for one in done.problems:
        click.echo(one)
    if done.problems:
        click.echo(f"{path}：{len(done.problems)} 处不一致，这个归档文件被改动过或已损坏。")
        ctx.exit(1)
    click.echo(f"{path}：{done.files} 个文件都与清单一致。")
    click.echo(f"整个文件的 SHA-256 是 {done.sha}，请与归档时记下的比对。")


def _refuse_early(sites_path: Path, month: str) -> None:
    """Before the work of packing: only a month whose findings were looked at again is filed."""
    from crawler.media.office import Office
    from crawler.workflow import months
    from crawler.workflow.months import State

    with Office.beside(sites_path) as office:
        now = months.state_of(office, month)
    if now.is_final and now not in (State.LOOKING_AGAIN, State.FILED):
        raise UserError(
            f"{month} 现在是“{now}”，要先走到“复查”才能归档：govcheck month next {month} --by 姓名。"
            "只打包的，去掉 --by。"
        )


def _file(sites_path: Path, month: str, by: str, sha: str) -> str:
    """File the month, its archive's hash on record; what to say."""
    from crawler.media.office import Office
    from crawler.workflow import months
    from crawler.workflow.months import State
    from reports.cli.workflow_common import stamp_of

    status = f"govcheck month status {month}"
    with Office.beside(sites_path) as office:
        last = months.current(office, month)
        if last is None or last.state is not State.FILED:
            note = f"归档文件 SHA-256 {sha}"
            months.enter(office, month, State.FILED, stamp_of(by), note=note)
            return f"{month} 已归档，校验值记在月度流程里（{status}）。"
    if sha in last.note:
        return f"{month} 以前已归档，这个文件与当时的相同。"
    return f"{month} 以前已归档，这个文件与当时的不同（以后又有了决定，或程序换了版本）：{status}"


commands = {"archive": archive}
