"""Commands about the configuration: ``init``, ``import``, ``sites check``, ``columns``."""

from pathlib import Path

import click

from checks.errors import UserError
from reports.cli.common import AS_OF, day_of, sites_of


@click.command("init")
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
@click.pass_context
def init(ctx: click.Context, force: bool) -> None:
    """写一份带注释的 sites.toml，改好网址和栏目就能用。"""
    from crawler.sites_file import starter_text

    path: Path = ctx.find_root().obj
    if path.exists() and not force:
        raise UserError(f"{path} 已经存在，没有改动它。要重写请加 --force。")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(starter_text(), encoding="utf-8")
    click.echo(f"已写好 {path}。改好后运行：govcheck sites check")


@click.command("import")
@click.argument("ledger", required=False, type=click.Path(path_type=Path))
@click.option("--template", is_flag=True, help="写一份空白台账模板，而不是导入。")
@click.pass_context
def import_(ctx: click.Context, ledger: Path | None, template: bool) -> None:
    """从台账 Excel（单位、网站、栏目、豁免四个工作表）建立或更新配置。"""
    from crawler.ledger_import import merge, read_workbook, write_template
    from crawler.sites_file import load, save, warnings, without_examples

    path: Path = ctx.find_root().obj
    if template:
        target = ledger or Path("台账模板.xlsx")
        if target.exists():
            raise UserError(f"{target} 已经存在，没有改动它。请换一个文件名。")
        write_template(target)
        click.echo(f"已写好 {target}。填好后运行：govcheck import {target}")
        return
    if ledger is None:
        raise click.UsageError("请给出台账文件，或用 --template 得到一份空白模板。")
    existing = load(path) if path.exists() else None
    if existing is not None and (kept := without_examples(existing)) != existing:
        click.echo(f"{path} 里还是 govcheck init 写的示例单位和网站，换成台账里的。")
        existing = kept
    merged, changes = merge(existing, read_workbook(ledger), path)
    for change in changes:
        click.echo(change)
    if merged == existing:
        return
    backup = save(merged)
    if backup:
        click.echo(f"原来的文件（连同手写的说明）留在 {backup}。")
    click.echo(f"已写入 {path}：单位 {len(merged.units)} 个，网站 {len(merged.sites)} 个。")
    if told := len(warnings(merged, day_of(None))):
        click.echo(f"有 {told} 条提醒，请运行 govcheck sites check 逐条看。")


@click.group("sites")
def sites() -> None:
    """配置文件 sites.toml。"""


@sites.command("check")
@AS_OF
@click.pass_context
def sites_check(ctx: click.Context, as_of: str | None) -> None:
    """检查配置；有错时说明哪个文件、哪一项、怎么改。"""
    from crawler.sites_file import warnings
    from reports.cli.common import rubric_of

    day = day_of(as_of)
    loaded = sites_of(ctx)
    for site in loaded.sites.values():
        rubric_of(loaded, site.rubric_id, day)
    for warning in warnings(loaded, day):
        click.echo(f"提醒：{warning}")
    columns = sum(len(s.columns) for s in loaded.sites.values())
    click.echo(
        f"{loaded.path}：没有错误。单位 {len(loaded.units)} 个，"
        f"网站 {len(loaded.sites)} 个，栏目 {columns} 个。"
    )


@click.command("columns")
@click.argument("site")
@click.pass_context
def columns(ctx: click.Context, site: str) -> None:
    """读首页导航，打印可以粘贴进 sites.toml 的栏目建议。"""
    from crawler.beside import Beside
    from crawler.column_guess import as_toml, propose
    from crawler.example_sites import refuse_example
    from crawler.single import fetch_all
    from crawler.way import Way
    from reports.spot import page_of

    loaded = sites_of(ctx)
    config = loaded.site(site)
    refuse_example(loaded, site)
    [fetched] = fetch_all(
        [config.url],
        contact=loaded.contact,
        politeness=config.politeness,
        way=Way.to(config),
        beside=Beside(loaded.data_dir, lambda text: click.echo(text, err=True)),
    )
    page = page_of(fetched, day_of(None))
    if page is None or not page.reading.kind.is_content:
        reason = fetched.reason if page is None else page.reading.reason
        click.echo(f"没能读到 {config.url}：{reason}", err=True)
        ctx.exit(3)
    found = propose(page, config)
    if not found:
        click.echo("首页导航里没有认出栏目，请在 sites.toml 里手工填写。", err=True)
        return
    click.echo(as_toml(found, config.id))


commands = {"init": init, "import": import_, "sites": sites, "columns": columns}
