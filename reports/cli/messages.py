"""``govcheck messages``: what people reported on the national platform, in and counted."""

from pathlib import Path

import click

from checks.errors import UserError
from reports.cli.common import AS_OF, MONTH, day_of, list_out, month_of, sites_of
from reports.cli.workflow_common import stamp_of

END_OF_TIME = "9999"


@click.group("messages")
def messages() -> None:
    """“我为政府网站找错”留言的办理情况：本部门自己导入的记录，不计入得分。"""


@messages.command("template")
@click.argument("file", default="找错留言模板.xlsx", type=click.Path(path_type=Path))
def template(file: Path) -> None:
    """写一份空白的表。平台导出的表一般也可以直接导入，不必照抄到这里。"""
    from crawler.reported.template import write_template

    write_template(file)
    click.echo(f"已写出：{file}。填好后运行：govcheck messages import {file}")


@messages.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="姓名", help="谁导入的，写进记录。")
@click.option("--month", metavar="年-月", help="这份表是这个月的全部留言，一条没有也算数。")
@AS_OF
@click.pass_context
def import_(ctx: click.Context, file: Path, by: str, month: str | None, as_of: str | None) -> None:
    """导入留言（.xlsx、.xls、.csv，列名和顺序不限）：好的行导入，有错的行列出行号和原因。

    可以反复导入：同一条留言只有一条，空着的格子不改动已有的内容。留言内容、姓名、电话一律不保存。
    """
    from crawler.media.office import Office
    from crawler.reported.importing import import_list
    from crawler.reported.reading import read_list

    sites = sites_of(ctx)
    which = month_of(month, day_of(as_of)) if month else ""
    read = read_list(file, sites, day_of(as_of))
    if which and read.bad:
        list_out("没有导入的行，请改好后再导入一次", read.bad)
        raise UserError(f"有 {len(read.bad)} 行有错，不能当作 {which} 的全部。什么也没有导入。")
    with Office.beside(sites.path) as office:
        done = import_list(office, read, stamp_of(by), month=which)
    list_out("说明", [*read.notes, *done.twice])
    list_out("没有导入的行，请改好后再导入一次", read.bad)
    click.echo(
        f"{file}：新增 {done.added} 条，更新 {done.changed} 条，没有变化 {done.same} 条；"
        f"有错未导入 {len(read.bad)} 行，略过 {read.skipped} 行。"
    )
    if done.unnumbered:
        click.echo(
            f"其中 {done.unnumbered} 条没有留言编号，按网站、日期、页面和内容认，最好写上编号。"
        )
    months = sorted({f"{g.message.received_on:%Y-%m}" for g in read.rows})
    if months:
        click.echo(f"看办理情况：govcheck messages list --month {months[-1]}")


@messages.command("list")
@MONTH
@click.option("--all", "everything", is_flag=True, help="逐条列出全部，不只是超期的和算不出的。")
@click.option("--now", is_flag=True, help="已定稿的月份，也算定稿以后导入的。")
@AS_OF
@click.pass_context
def list_(
    ctx: click.Context, month: str | None, everything: bool, now: bool, as_of: str | None
) -> None:
    """按网站和单位列出收到、按期办结、超期办结、未到期、超期未办结各几条，再列出超期的。"""
    from reports.reported_errors import imported_later, reported_errors
    from reports.reported_words import NONE, RULE, backlog, counts, line, place

    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    found = reported_errors(sites.path, which, day, until=END_OF_TIME if now else "")
    if not now and (later := imported_later(sites.path, which)):
        click.echo(
            f"{which} 已定稿，定稿以后导入的 {later} 条不算在内，要看加 --now，"
            f"要算进通报请作更正：govcheck month correct {which}。"
        )
    if found is None:
        click.echo(f"{which} {NONE}。导入：govcheck messages import 表.xlsx --by 姓名")
        return
    told = counts(found.all) if found.all.rows else "没有收到找错留言"
    click.echo(f"{which} 截至 {day}：{told}。")
    for group in found.groups:
        click.echo(f"  {place(sites, group.site, group.unit)}：{counts(group)}")
    if found.before:
        click.echo(f"{backlog(found.before)}。")
    rows = [*found.all.rows, *found.before] if everything else found.pressing
    list_out("逐条" if everything else "超期的和算不出的", [line(row, sites) for row in rows])
    click.echo(f"{RULE}这是本部门导入的记录，不计入得分。")


commands = {"messages": messages}
