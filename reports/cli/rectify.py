"""``govcheck rectify``: 问题清单 out to the units, filled in and stamped back."""

from pathlib import Path

import click

from checks.errors import UserError
from crawler.media.office import Office
from crawler.workflow import months, papers_kept
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import BY, stamp_of

SHOWN = 20


@click.group("rectify")
def rectify() -> None:
    """整改：导出各单位的问题清单，导入填好的表，登记盖章件，看谁没有回复。"""


@rectify.command("export")
@click.option("--unit", default="", metavar="单位编号", help="只导出一个单位。")
@click.option("--folder", "-o", type=click.Path(path_type=Path), help="写到哪个文件夹。")
@click.option(
    "--workdays",
    type=click.IntRange(0, 250),
    default=10,
    show_default=True,
    help="整改期限：几个工作日。",
)
@MONTH
@AS_OF
@click.pass_context
def export(
    ctx: click.Context,
    unit: str,
    folder: Path | None,
    workdays: int,
    month: str | None,
    as_of: str | None,
) -> None:
    """每个单位一份问题清单.xlsx。"""
    from reports.issue_list import write_all
    from reports.staleness import judge_outdated

    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    into = folder or sites.path.parent / "output" / which / "问题清单"
    due = months.after_workdays(day, workdays)
    judge_outdated(sites, which)
    written = write_all(sites, which, into, due=due, unit=unit)
    if not written:
        click.echo(f"{which} 没有要发出的问题。")
        return
    for one in written:
        doubts = f"；另有待核实 {one.doubts} 个，不用回复" if one.doubts else ""
        click.echo(f"{one.path}：要回复 {one.causes} 个原因，{one.findings} 处{doubts}")
    calm = [u.name for u in sites.units.values() if u.id not in {w.unit for w in written}]
    if calm and not unit:
        click.echo(f"没有查到要整改的问题、没有写清单的单位：{'、'.join(calm)}")
    click.echo(
        f"整改期限 {due}。填好后导入：govcheck rectify import 文件… --by 姓名 --month {which}"
    )


@rectify.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@BY
@MONTH
@AS_OF
@click.pass_context
def import_(
    ctx: click.Context, files: tuple[Path, ...], by: str, month: str | None, as_of: str | None
) -> None:
    """导入填好的问题清单；有错的行列出来，其余照收。"""
    from reports.issue_replies import import_issues

    sites, day = sites_of(ctx), day_of(as_of)
    which, bad, unread = month_of(month, day), 0, 0
    for file in files:
        try:
            done = import_issues(file, sites, which, stamp_of(by), today=day)
        except UserError as error:  # the others are taken all the same
            click.echo(f"错误：{error}", err=True)
            unread += 1
            continue
        click.echo(
            f"{file.name}：整改回复 {done.replies} 行，申诉 {done.appeals} 件，"
            f"排队复查 {done.rechecks} 处；{done.same} 行没有变化，{done.blank} 行没有填。"
        )
        bad += len(done.problems)
        for problem in done.problems[:SHOWN]:
            click.echo(f"  {problem}")
        if len(done.problems) > SHOWN:
            click.echo(f"  另有 {len(done.problems) - SHOWN} 行有错。")
    click.echo(f"看谁还没有回复：govcheck rectify status --month {which}")
    if unread:
        click.echo(f"{unread} 个文件没有导入，其余已经导入。", err=True)
    if unread or bad:
        ctx.exit(2 if unread else 1)


@rectify.command("scan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unit", required=True, metavar="单位编号", help="哪个单位交来的。")
@BY
@MONTH
@AS_OF
@click.pass_context
def scan(
    ctx: click.Context, file: Path, unit: str, by: str, month: str | None, as_of: str | None
) -> None:
    """登记一份盖章的整改回复（pdf、图片、docx、ofd）。"""
    sites, day = sites_of(ctx), day_of(as_of)
    if unit not in sites.units:
        raise UserError(f"没有单位“{unit}”。已有：{'、'.join(sites.units) or '（无）'}。")
    try:
        if file.stat().st_size > papers_kept.LARGEST:
            raise UserError(f"{file} 太大，请压缩后再交。")
        body = file.read_bytes()
    except OSError as error:
        raise UserError(f"读不了 {file}：{error.strerror}。请检查路径。") from error
    with Office.beside(sites.path) as office:
        kept = papers_kept.add_scan(
            office, month_of(month, day), unit, file.name, body, stamp_of(by)
        )
    click.echo(f"已登记：{kept.name} → evidence/{kept.file}")


@rectify.command("status")
@MONTH
@AS_OF
@click.pass_context
def status(ctx: click.Context, month: str | None, as_of: str | None) -> None:
    """各单位：问题多少，回复了多少，盖章件交了没有。"""
    from reports.reply_status import status_of

    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    rows = status_of(sites, which)
    if not rows:
        click.echo(f"{which} 没有要整改的问题。")
        return
    for row in rows:
        state = "已全部回复" if row.missing == 0 else f"还有 {row.missing} 个原因没有回复"
        late = "，已过期限" if row.due and row.due < day and row.missing else ""
        click.echo(
            f"{row.name}：{row.causes} 个原因，{state}{late}；申诉 {row.appeals} 件，"
            f"复查后仍存在 {row.still} 处；盖章件 {row.scans} 份"
        )


commands = {"rectify": rectify}
