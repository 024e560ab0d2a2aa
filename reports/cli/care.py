"""Commands that take care of the data: ``backup``, ``restore``, ``prune``, ``doctor``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checks.errors import UserError
from reports.cli.common import AS_OF, day_of, sites_of

if TYPE_CHECKING:
    from crawler.care.prune import Pruned


@click.command("backup")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--tar", "archive", is_flag=True, help="写成一个 .tar 文件，而不是文件夹。")
@click.option(
    "--keep", type=click.IntRange(0), default=0, metavar="份", help="只留最新的几份；0 为都留。"
)
@click.pass_context
def backup(ctx: click.Context, folder: Path | None, archive: bool, keep: int) -> None:
    """备份全部数据库、配置、口径、公文模板和佐证，默认写到配置旁边的 backups 文件夹。

    抓取进行时也可以备份。平台的密钥不备份；报告（output 文件夹）可以重新生成，也不备份。
    """
    from crawler.care.backup import backup as make
    from crawler.care.backup import said_size

    path: Path = ctx.find_root().obj
    into = folder or default_folder(path)
    made = make(path, into, datetime.now(UTC), archive=archive, keep=keep)
    count, size = len(made.manifest.files), said_size(made.manifest.size)
    click.echo(f"{made.path}：{count} 个文件，{size}。")
    for old in made.removed:
        click.echo(f"删去了旧的备份 {old}")


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="备份以后改动过的文件也替换（被替换的会保留）。")
@click.option("--check", is_flag=True, help="只核对备份是否完好，不恢复。")
@click.pass_context
def restore(ctx: click.Context, backup: Path, force: bool, check: bool) -> None:
    """从备份恢复：先核对全部哈希，再替换；被替换的文件保留在一旁。

    恢复前请停掉 govcheck serve 和正在进行的抓取。
    """
    from crawler.care.restore import restore as bring_back
    from crawler.care.restore import verified

    if check:
        whole = verified(backup)
        click.echo(f"{backup} 完好：{whole.made_at} 作的，{len(whole.files)} 个文件与哈希一致。")
        return
    path: Path = ctx.find_root().obj
    done = bring_back(backup, path, datetime.now(UTC), force=force)
    click.echo(
        f"已从 {done.manifest.made_at} 的备份恢复 {len(done.written)} 个文件，"
        f"{len(done.same)} 个本来就一样。"
    )
    if done.kept:
        click.echo(f"被替换的文件在 {done.kept}，确认无误后可以删去。")
    click.echo("平台的密钥不在备份里，需要时请重新设置。请运行 govcheck doctor 检查一遍。")


@click.command("prune")
@click.option(
    "--keep-months",
    type=click.IntRange(2, 1200),
    required=True,
    metavar="月数",
    help="最近几个月的原文保留（从最新的月份往前数，至少 2）。",
)
@click.option("--yes", is_flag=True, help="真的清理；不写只列出会清理什么。")
@click.option("--site", "only", multiple=True, help="只清理这些网站（可多次）。")
@AS_OF
@click.pass_context
def prune(
    ctx: click.Context, keep_months: int, yes: bool, only: tuple[str, ...], as_of: str | None
) -> None:
    """清理旧月份的网页原文、没有用到的截图和可用性采样；问题、得分、决定、定稿文件都保留。

    清理过的月份不能再重新判定。还没有定稿、有申诉或重新检测没有处理完的月份不清理。
    """
    from crawler.care.backup import said_size
    from crawler.care.prune import prune as pruned
    from crawler.media.office import Office
    from crawler.workflow import months

    sites, day = sites_of(ctx), day_of(as_of)
    unfinished: set[str] = set()
    if (sites.data_dir / "office.sqlite").exists():
        with Office.beside(sites.path) as office:
            begun = months.months(office)
            unfinished = {m for m in begun if not months.state_of(office, m).is_final}
    ids = [sites.site(one).id for one in only] or list(sites.sites)
    size = failed = 0
    for site_id in ids:
        path = sites.database(site_id)
        if not path.exists():
            continue
        try:
            gone = pruned(path, keep_months, day, unfinished=unfinished, do=yes)
        except UserError as error:  # the others' turn still comes
            click.echo(f"{site_id}：{error}", err=True)
            failed = 2
            continue
        size += gone.bytes
        for line in _pruned_lines(gone, yes):
            click.echo(f"{site_id}：{line}")
    click.echo(
        f"共清理 {said_size(size)}。"
        if yes
        else f"一共会清理 {said_size(size)}，现在什么也没有改动。确认后请加 --yes；建议先 govcheck backup。"
    )
    ctx.exit(failed)


def _pruned_lines(gone: "Pruned", done: bool) -> Iterator[str]:
    from crawler.care.backup import said_size

    word = "清理了" if done else "会清理"
    if gone.is_nothing:
        yield "没有要清理的。"
    else:
        span = f"{gone.months[0]} 至 {gone.months[-1]}，" if gone.months else ""
        yield (
            f"{word} {span}原文 {gone.bodies} 份（{said_size(gone.body_bytes)}），"
            f"没有用到的截图 {gone.pictures} 张（{said_size(gone.picture_bytes)}），"
            f"可用性采样 {gone.probes} 次，页面结构 {gone.structures} 份。"
        )
    for month, why in gone.kept:
        yield f"{month} 保留：{why}。"
    if gone.freed:
        yield f"文件缩小了 {said_size(gone.freed)}。"
    if gone.note:
        yield gone.note


def default_folder(sites_path: Path) -> Path:
    """Where backups go unless somebody says otherwise."""
    return sites_path.parent / "backups"


commands = {"backup": backup, "restore": restore, "prune": prune}
