"""``govcheck proof``: a dated sheet for each certain finding, to put before the unit."""

from pathlib import Path

import click

from checks.errors import UserError
from reports.cli.common import AS_OF, MONTH, RUBRIC, day_of, month_of, rubric_of, sites_of


@click.command("proof")
@click.argument("site")
@click.argument("keys", nargs=-1, metavar="[编号…]")
@click.option("--all", "everything", is_flag=True, help="全部已经确定、且扣分或触发否决的问题。")
@click.option("--live", is_flag=True, help="再向网站请求一次这些页面，新旧截图并列。")
@click.option("--no-browser", is_flag=True, help="不启动浏览器：不拍新截图，也不生成 PDF。")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到哪个文件夹。")
@MONTH
@AS_OF
@RUBRIC
@click.pass_context
def proof(
    ctx: click.Context,
    site: str,
    keys: tuple[str, ...],
    everything: bool,
    live: bool,
    no_browser: bool,
    output: Path | None,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
) -> None:
    """出取证单：每个确定的问题一页 A4，有截图、网址、北京时间、历次访问和存档校验值。

    写问题的编号（如 11-0041）或 k 开头的键，或用 --all。新媒体账号的人工佐证用 govcheck evidence。
    """
    from reports.cli.workflow_common import keys_of
    from reports.evidence_sheet import costing, is_sure
    from reports.evidence_sheet_files import take_pictures, write
    from reports.sources import collect
    from reports.summary import build

    if everything == bool(keys):
        raise click.UsageError("请写要取证的问题编号，或者用 --all（两者选一）。")
    if live and no_browser:
        raise click.UsageError("--live 要用浏览器，不能和 --no-browser 一起用。")
    sites, day = sites_of(ctx), day_of(as_of)
    chosen = rubric_of(sites, rubric, day) if rubric else None
    which = month_of(month, day)
    report = build(collect(sites, site, which, chosen))
    if everything:
        results = costing(report)
    else:
        by_key = {r.key: r for r in report.sources.results}
        results = [by_key[key] for key in dict.fromkeys(keys_of(report, keys))]
    if doubtful := [r.number or r.key for r in results if not is_sure(r, report)]:
        raise UserError(
            f"{'、'.join(doubtful[:10])} 还没有确定，或已判误报、已整改，不能出取证单。"
            f"疑点请先复核：govcheck review decide {site} 编号 --verdict 确认 --by 姓名"
        )
    if not results:
        click.echo(f"{report.site_name} {which} 没有已经确定、又扣分的问题，不用出取证单。")
        return
    browser = not no_browser and sites.browser.enabled
    note = take_pictures(sites, report, results, live=live) if browser else ""
    folder = output or sites.path.parent / "output" / which / "proof" / site
    done = write(sites, report, results, folder, issued=day, pdf=browser)
    for said in dict.fromkeys(filter(None, (note, done.note))):
        click.echo(said, err=True)
    click.echo(f"{len(results)} 份取证单（{done.pictured} 份有截图）：{folder}")


commands = {"proof": proof}
