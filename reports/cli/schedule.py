"""``govcheck schedule`` and ``govcheck status``: what has to run when, and what ran."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.cli.common import FORMAT, MONTH, month_of, sites_of

if TYPE_CHECKING:
    from crawler.care.schedule import Installation, Job


@click.command("schedule")
@click.option("--cron", is_flag=True, help="用 crontab，而不是 systemd。")
@click.option("--install", is_flag=True, help="写进系统；不写只打印。")
@click.option("--uninstall", is_flag=True, help="从系统里删去。")
@click.option("--user", is_flag=True, help="装成当前用户的定时任务，不需要 root（systemd）。")
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 64), default=2, help="月度任务同时抓几个网站。"
)
@click.option(
    "--probe-minutes",
    type=click.Choice(["15", "30", "60"]),
    default="30",
    show_default=True,
    help="多少分钟采一次可用性样；60 分钟一次的，一天缺 5 次就不够规定的 20 次。",
)
@click.option("--run", "running", is_flag=True, help="在前台按时间运行（容器里用），Ctrl+C 结束。")
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
@click.pass_context
def schedule(
    ctx: click.Context,
    cron: bool,
    install: bool,
    uninstall: bool,
    user: bool,
    jobs: int,
    probe_minutes: str,
    running: bool,
    folder: Path | None,
) -> None:
    """月度任务、每周提醒、可用性采样、重新检测、备份、清理的定时任务：打印，或装进系统。

    时间是北京时间（crontab 用系统的时区）。密钥和代理写在配置旁边的 govcheck.env 里（名称=值，一行一个）。
    """
    from crawler.care import installing
    from crawler.care.schedule import Installation, crontab, units
    from crawler.care.schedule import jobs as table_of
    from crawler.hours import Hours

    if install and uninstall:
        raise click.UsageError("--install 和 --uninstall 只能写一个。")
    sites = sites_of(ctx)
    here = Installation.here(sites.path)
    limited = [h for s in sites.sites.values() if (h := Hours.parse(s.politeness.hours))]
    table = table_of(
        list(sites.sites), jobs_at_once=jobs, probe_minutes=int(probe_minutes), hours=limited
    )
    if running:
        if cron or install or uninstall or user:
            raise click.UsageError("--run 不能和其他方式一起用。")
        _run(here, table, sites.data_dir)
        return
    where = folder or installing.unit_folder(user=user)
    if cron and (install or uninstall):
        done = installing.install_crontab(here, table, remove=uninstall)
    elif install:
        done = installing.install_units(here, table, where, user=user)
    elif uninstall:
        done = installing.uninstall_units(here, where, user=user)
    elif cron:
        done = iter(crontab(here, table).splitlines())
    else:
        owner = "" if user else installing.owner_of(sites.path)
        made = units(here, table, user=owner).items()
        done = (f"# ---- {where / name}\n{text}" for name, text in made)
    for line in done:
        click.echo(line)


def _run(here: "Installation", table: "list[Job]", data: Path) -> None:
    """Run the jobs until somebody asks for the end."""
    import signal
    import threading

    from crawler.care.running import BEAT, Runner, starter
    from crawler.locking import locked
    from reports.wording import beijing

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def now() -> datetime:
        return datetime.now(UTC)

    def told(words: str) -> None:
        click.echo(f"{beijing(now().isoformat())} {words}")

    with locked(data / "scheduler.lock", "定时任务"):
        told(f"按时间运行 {len(table)} 个任务：{'、'.join(job.name for job in table)}")
        Runner(table, starter(here), told, data / BEAT).run(stop, now)
        told("已结束")


@click.command("status")
@FORMAT
@click.option(
    "--backups", type=click.Path(path_type=Path), help="备份在哪里；默认是配置旁边的 backups。"
)
@MONTH
@click.pass_context
def status(ctx: click.Context, form: str, backups: Path | None, month: str | None) -> None:
    """运行过什么、什么时候、怎样结束，什么到期了，什么失败了；只看本机的文件，不联网。

    退出码：0 没有要处理的；1 有要处理的或失败的；2 配置有误。
    """
    from checks.page import SHANGHAI
    from reports.cli.care import default_folder
    from reports.standing import standing
    from reports.standing_form import as_dict, as_lines

    sites, now = sites_of(ctx), datetime.now(UTC)
    which = month_of(month, now.astimezone(SHANGHAI).date())
    stand = standing(sites, which, now, backups or default_folder(sites.path))
    if form == "json":
        click.echo(json.dumps(as_dict(stand), ensure_ascii=False, indent=1))
    else:
        names = {site.id: site.name for site in sites.sites.values()}
        for line in as_lines(stand, names):
            click.echo(line)
    if stand.needs_attention:
        ctx.exit(1)


commands = {"schedule": schedule, "status": status}
