"""``govcheck papers``: 通报, 检查结果表, 整改通知单, 取证单, 季度汇总表 as Word files."""

from pathlib import Path

import click

from crawler.sites import SitesFile
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import keys_of, report_of

FOLDER = click.option("--folder", "-o", type=click.Path(path_type=Path), help="写到哪个文件夹。")


@click.group("papers")
def papers() -> None:
    """公文：通报、检查结果表、整改通知单、取证单、季度汇总；模板可以换成自己的。"""


@papers.command("make")
@FOLDER
@MONTH
@AS_OF
@click.pass_context
def make(ctx: click.Context, folder: Path | None, month: str | None, as_of: str | None) -> None:
    """月度通报（内部版、公开版）、检查结果表、各单位整改通知单；已定稿的月份写出定稿时的原件。"""
    from reports.papers.facts import facts_of
    from reports.papers.make import papers as made
    from reports.papers.make import write
    from reports.staleness import judge_outdated

    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    into = folder or sites.path.parent / "output" / which / "公文"
    issued = _issued(sites, which)
    if not issued:
        judge_outdated(sites, which)
    for path in write(issued or made(facts_of(sites, which, day)), into):
        click.echo(f"{path}")
    if issued:
        click.echo(f"{which} 已定稿，以上是定稿（和更正）时的原件。")
    elif not sites.office:
        click.echo('发文机关没有登记，请在 sites.toml 里写 office = "…"，或在文件里补填。')


def _issued(sites: SitesFile, month: str) -> dict[str, bytes]:
    """The Word files of a final month as they were issued, corrections beside them."""
    from crawler.media.office import Office
    from crawler.workflow import months

    with Office.beside(sites.path) as office:
        return {
            paper.title: months.paper(office, month, paper.name, paper.correction)
            for paper in months.issued(office, month)
            if paper.name.endswith(".docx")
        }


@papers.command("proof")
@click.argument("site")
@click.argument("findings", nargs=-1, metavar="编号…")
@FOLDER
@MONTH
@AS_OF
@click.pass_context
def proof(
    ctx: click.Context,
    site: str,
    findings: tuple[str, ...],
    folder: Path | None,
    month: str | None,
    as_of: str | None,
) -> None:
    """取证单（Word）；不写编号为全部确定的问题。"""
    from reports.papers.make import write
    from reports.papers.others import counted, evidence
    from reports.papers.render import render

    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    report = report_of(sites, site, which)
    chosen = counted(report, report.findings)
    if findings:
        keys = keys_of(report, findings)
        chosen = [f for f in report.findings if f.result.key in keys]
    values = evidence(sites, day, report, chosen)
    into = folder or sites.path.parent / "output" / which / "公文"
    name = f"取证单-{site}-{which}.docx"
    (path,) = write({name: render("取证单", values, sites.path)}, into)
    click.echo(f"{path}：{len(chosen)} 处")


@papers.command("quarter")
@click.argument("quarter", metavar="2026Q4")
@FOLDER
@click.pass_context
def quarter(ctx: click.Context, quarter: str, folder: Path | None) -> None:
    """季度汇总表。"""
    from reports.papers.make import write
    from reports.papers.others import quarter as values
    from reports.papers.render import render

    sites = sites_of(ctx)
    made = {f"季度汇总表-{quarter}.docx": render("季度汇总表", values(sites, quarter), sites.path)}
    (path,) = write(made, folder or sites.path.parent / "output" / quarter)
    click.echo(f"{path}")


@papers.command("templates")
@FOLDER
@click.pass_context
def templates(ctx: click.Context, folder: Path | None) -> None:
    """把默认模板写出来供修改；放在 sites.toml 旁边的 papers 文件夹里就会用它。"""
    from reports.papers.render import write_templates

    sites = sites_of(ctx)
    into = folder or sites.path.parent / "papers"
    made = write_templates(into)
    for path in made:
        click.echo(f"{path}")
    if not made:
        click.echo(f"{into} 里已经有全部模板，没有覆盖。")


commands = {"papers": papers}
