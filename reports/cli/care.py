"""Commands that take care of the data: ``backup``, ``restore``, ``prune``, ``doctor``."""

from datetime import UTC, datetime
from pathlib import Path

import click


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
    from crawler.care.backup import megabytes

    path: Path = ctx.find_root().obj
    into = folder or default_folder(path)
    made = make(path, into, datetime.now(UTC), archive=archive, keep=keep)
    count, size = len(made.manifest.files), megabytes(made.manifest.size)
    click.echo(f"{made.path}：{count} 个文件，{size}。")
    for old in made.removed:
        click.echo(f"删去了旧的备份 {old}")


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="备份以后改动过的文件也替换（被替换的会保留）。")
@click.pass_context
def restore(ctx: click.Context, backup: Path, force: bool) -> None:
    """从备份恢复：先核对全部哈希，再替换；被替换的文件保留在一旁。

    恢复前请停掉 govcheck serve 和正在进行的抓取。
    """
    from crawler.care.restore import restore as bring_back

    path: Path = ctx.find_root().obj
    done = bring_back(backup, path, datetime.now(UTC), force=force)
    click.echo(
        f"已从 {done.manifest.made_at} 的备份恢复 {len(done.written)} 个文件，"
        f"{len(done.same)} 个本来就一样。"
    )
    if done.kept:
        click.echo(f"被替换的文件在 {done.kept}，确认无误后可以删去。")
    click.echo("平台的密钥不在备份里，需要时请重新设置。请运行 govcheck doctor 检查一遍。")


def default_folder(sites_path: Path) -> Path:
    """Where backups go unless somebody says otherwise."""
    return sites_path.parent / "backups"


commands = {"backup": backup, "restore": restore}
