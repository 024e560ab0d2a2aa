"""``govcheck demo``: the whole monthly job on the bundled sample portal, on this machine only."""

from pathlib import Path

import click

from reports.cli.common import AS_OF, day_of, month_of, rubric_of


@click.command("demo")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default="demo",
    show_default=True,
    help="配置、数据和报告写到哪个文件夹。",
)
@AS_OF
@click.option("--serve", "keep", is_flag=True, help="做完后让示例网站继续开着，按 Ctrl+C 结束。")
@click.pass_context
def demo(ctx: click.Context, folder: Path, as_of: str | None, keep: bool) -> None:
    """抓取虚构的示例门户，判定、计分、出报告，约一分钟。"""
    from crawler.batch import Ended, run_all
    from crawler.sample.configuration import sites_toml
    from crawler.sample.portal import build
    from crawler.sample.server import serve
    from crawler.sites_file import load
    from reports.terminal import render
    from reports.writing import finish

    day = day_of(as_of)
    month = month_of(None, day)
    click.echo(f"示例门户：两个虚构的网站，监测日 {day}，只在本机（127.0.0.0/8）提供。")
    portal = build(folder / "portal", day)
    with serve(portal.folder) as server:
        config = folder / "sites.toml"
        config.write_text(sites_toml(server, day), encoding="utf-8")
        sites = load(config)
        click.echo(f"配置：{config}；抓取 {'、'.join(s.name for s in sites.sites.values())} …")

        def told(ended: Ended, n: int, of: int) -> None:
            words = "完成" if ended.code == 0 else f"退出码 {ended.code} {ended.errors}"
            click.echo(f"[{n}/{of}] {sites.site(ended.site_id).name}：{words}")

        ended = run_all(sites, list(sites.sites), month, day, jobs=2, fresh=True, told=told)
        written: list[tuple[str, Path]] = []
        for one in ended:
            if one.code == 0:
                rubric = rubric_of(sites, sites.site(one.site_id).rubric_id, day)
                report, paths = finish(sites, one.site_id, month, rubric)
                if not written:
                    click.echo("")
                    click.echo(render(report))
                written.append((report.site_name, paths[0]))
        click.echo("")
        for name, path in written:
            click.echo(f"请用浏览器打开报告：{path.resolve()}（{name}）")
        if keep:
            click.echo(f"示例网站：{server.portal}（按 Ctrl+C 结束）")
            click.pause("")
    ctx.exit(max((one.code for one in ended), default=0))


commands = {"demo": demo}
