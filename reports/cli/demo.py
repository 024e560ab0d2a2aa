"""``govcheck demo``: the whole monthly job on the bundled sample portal, on this machine only."""

from datetime import date
from pathlib import Path

import click

from crawler.sites import SitesFile
from reports.cli.browser_options import NO_BROWSER, tell_notes
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
@NO_BROWSER
@click.option("--serve", "keep", is_flag=True, help="做完后让示例网站继续开着，按 Ctrl+C 结束。")
@click.pass_context
def demo(ctx: click.Context, folder: Path, as_of: str | None, no_browser: bool, keep: bool) -> None:
    """检查虚构的示例门户和新媒体账号，判定、计分、出报告，约一分钟。"""
    from crawler.batch import Ended, run_all
    from crawler.sample.account_files import LEDGER
    from crawler.sample.configuration import sites_toml
    from crawler.sample.office import platforms, prepare, walk
    from crawler.sample.portal import build
    from crawler.sample.server import serve
    from crawler.sites_file import load
    from reports.media.writing import NAME
    from reports.terminal import render
    from reports.writing import finish

    day = day_of(as_of)
    month = month_of(None, day)
    click.echo(
        f"示例：两个虚构的网站和一份虚构的新媒体台账，监测日 {day}，只在本机（127.0.0.0/8）提供。"
    )
    portal = build(folder / "portal", day)
    with serve(portal.folder) as server, platforms(server, day) as (running, sample):
        config = folder / "sites.toml"
        config.write_text(sites_toml(server, day, running.bases), encoding="utf-8")
        prepare(folder, sample, running, day)
        sites = load(config)
        click.echo(f"台账：{folder / LEDGER}；巡查 {len(sample)} 个账号 …")
        click.echo(f"看成 {walk(sites, running)} 个来源")
        click.echo(f"配置：{config}；抓取 {'、'.join(s.name for s in sites.sites.values())} …")

        def told(ended: Ended, n: int, of: int) -> None:
            words = "完成" if ended.code == 0 else f"退出码 {ended.code} {ended.errors}"
            click.echo(f"[{n}/{of}] {sites.site(ended.site_id).name}：{words}")

        ended = run_all(
            sites,
            list(sites.sites),
            month,
            day,
            jobs=2,
            fresh=True,
            browser=not no_browser,
            told=told,
        )
        written: list[tuple[str, Path]] = []
        for one in ended:
            if one.code == 0:
                rubric = rubric_of(sites, sites.site(one.site_id).rubric_id, day)
                report, paths = finish(sites, one.site_id, month, rubric)
                if not written:
                    click.echo("")
                    click.echo(render(report))
                written.append((report.site_name, paths[0]))
        tell_notes(ended, sites)
        click.echo("")
        written.append((NAME, _accounts(sites, month, day)))
        for name, path in written:
            click.echo(f"请用浏览器打开报告：{path.resolve()}（{name}）")
        if keep:
            click.echo(f"示例网站：{server.portal}（按 Ctrl+C 结束）")
            click.pause("")
    ctx.exit(max((one.code for one in ended), default=0))


def _accounts(sites: SitesFile, month: str, day: date) -> Path:
    """The accounts judged, told and written; the path of their page."""
    from reports.media.terminal import render
    from reports.media.writing import media_report, write

    rubric = rubric_of(sites, sites.media.rubric, day)
    made = media_report(sites.path, rubric, month, day, sites.media, sites)
    click.echo(render(made))
    click.echo("")
    return write(made, sites.path.parent / "output" / month)[0]


commands = {"demo": demo}
