"""``govcheck probe``: one availability sample of each site, for a timer to repeat."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.sites import SitesError, SitesFile
from reports.cli.common import sites_of

if TYPE_CHECKING:
    from crawler.probe import Sample


@click.command("probe")
@click.argument("site", nargs=-1)
@click.option(
    "--jitter",
    type=click.FloatRange(0, 3600),
    default=0,
    metavar="秒",
    help="每个网站先随机等 0 到这么多秒，免得总在整点访问。",
)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1440),
    default=10,
    show_default=True,
    metavar="分钟",
    help="离上一次采样不到这么久的不再访问（规则要求间隔访问）。",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 256), default=32, help="同时访问几个网站。")
@click.pass_context
def probe(ctx: click.Context, site: tuple[str, ...], jitter: float, gap: float, jobs: int) -> None:
    """给每个网站（或写出的几个）采一次可用性样，存入数据库。

    满 15 秒还没有打开首页算打不开；被防护系统拦截的不计入。“站点无法访问”要连续 7 天、每天至少
    20 次才能下结论，请用定时任务每半小时运行一次，例如 crontab：

        */30 * * * * cd 配置所在文件夹 && govcheck probe --jitter 300
    """
    from crawler.locking import locked

    sites = sites_of(ctx)
    with locked(sites.data_dir / "probe.lock", "可用性采样"):
        ctx.exit(_sampled(sites, site, jitter, gap, jobs))


def _sampled(sites: SitesFile, site: tuple[str, ...], jitter: float, gap: float, jobs: int) -> int:
    """Sample, store and tell; the exit code: 2 a site is still an example, 3 a home page did not open."""
    from crawler.beside import Beside, Starts
    from crawler.engine import user_agent
    from crawler.example_sites import refuse_example, refuse_only_examples
    from crawler.probe import keep, probe_all, why_not_now

    chosen = [sites.site(one) for one in dict.fromkeys(site)] or list(sites.sites.values())
    refuse_only_examples(sites, [one.id for one in chosen])
    now = datetime.now(UTC)
    ready, refused = [], False
    for one in chosen:
        try:
            refuse_example(sites, one.id)
        except SitesError as error:  # the others' turn still comes
            click.echo(f"{one.name}：{error}", err=True)
            refused = True
            continue
        if why := why_not_now(one, sites.database(one.id), now, gap * 60):
            click.echo(f"{one.name}：{why}")
        else:
            ready.append(one)
    failed = [False]

    def told(samples: "list[Sample]") -> None:
        keep(sites.database(samples[0].site_id), samples)
        name = sites.site(samples[0].site_id).name
        failed[0] |= samples[0].ok is False
        click.echo(f"{name}：{'；'.join(map(said, samples))}")

    starts = Starts(Beside(sites.data_dir, lambda text: click.echo(text, err=True)))
    agent = user_agent(sites.contact)
    probe_all(ready, agent, jitter_s=jitter, jobs=jobs, starts=starts, told=told)
    return 2 if refused else 3 if failed[0] else 0


def said(sample: "Sample") -> str:
    """One sample on one line."""
    word = {True: "打开", False: "没打开", None: "不计入"}[sample.ok]
    steps = [
        f"{name} {ms}"
        for name, ms in (
            ("解析", sample.timings.dns_ms),
            ("连接", sample.timings.tcp_ms),
            ("加密", sample.timings.tls_ms),
            ("首字节", sample.timings.first_byte_ms),
        )
        if ms is not None
    ]
    took = f"（{'、'.join(steps)} 毫秒）" if steps else ""
    network = {"ipv4": "IPv4", "ipv6": "IPv6"}[sample.family]
    return f"{network} {word} {sample.seconds:.2f} 秒 {sample.detail}{took}"


commands = {"probe": probe}
