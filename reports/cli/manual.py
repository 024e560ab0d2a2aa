"""``govcheck manual``: what only people can judge, out as a sheet and in again."""

from pathlib import Path

import click

from reports.cli.common import AS_OF, MONTH, RUBRIC, day_of, month_of, rubric_of, sites_of

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group("manual")
def manual() -> None:
    """人工评定：导出要填的表，填好后录入。"""


@manual.command("export")
@FILE
@click.argument("site")
@MONTH
@AS_OF
@RUBRIC
@click.pass_context
def export(
    ctx: click.Context,
    file: Path,
    site: str,
    month: str | None,
    as_of: str | None,
    rubric: str | None,
) -> None:
    """导出一个网站要由人评定的全部指标（Excel 表）。"""
    from reports.manual_sheet import export as write
    from reports.sources import collect
    from reports.summary import build

    sites, day = sites_of(ctx), day_of(as_of)
    chosen = rubric_of(sites, rubric, day) if rubric else None
    report = build(collect(sites, site, month_of(month, day), chosen))
    count = write(report, file)
    click.echo(f"{count} 项要由人评定，已写到 {file}。填好后运行：govcheck manual import {file}")


@manual.command("import")
@FILE
@AS_OF
@click.pass_context
def import_(ctx: click.Context, file: Path, as_of: str | None) -> None:
    """录入填好的表；有一处错误就都不录入。"""
    from reports.manual_entries import import_sheet
    from reports.manual_row import RubricOf

    sites, day = sites_of(ctx), day_of(as_of)
    rubrics = RubricOf(lambda name: rubric_of(sites, name, day))
    done = import_sheet(file, sites, rubrics, today=day)
    click.echo(f"已录入 {len(done.added)} 项；{done.same} 项没有变化，{done.blank} 行没有填。")
    for site, month in done.sites:
        click.echo(f"重新计分：govcheck score {site} --month {month}")


commands = {"manual": manual}
