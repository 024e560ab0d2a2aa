"""Commands about the rules: ``checks``, ``explain``, ``rubric``."""

import difflib
from pathlib import Path

import click

from checks.errors import UserError
from checks.registry import all_checks
from reports.cli.common import AS_OF, day_of, sites_of


@click.command("checks")
@click.option("--markdown", is_flag=True, help="按 README 里的表格格式输出。")
@click.option("--indicators", is_flag=True, help="列出全部指标和指引条文，各由谁判。")
@click.option(
    "--rubric", "name", metavar="名称或文件", help="和 --indicators 一起用；默认国办门户口径。"
)
def checks(markdown: bool, indicators: bool, name: str | None) -> None:
    """列出全部检查项；或全部指标，逐项写明机器判定、候选、人工录入还是无法核验。"""
    from checks.rubric import load
    from reports import check_table, indicator_table

    if not indicators:
        click.echo(check_table.as_markdown() if markdown else check_table.as_text())
        return
    rubric = load(name or indicator_table.DEFAULT, folders=[Path("rubrics"), Path()])
    if markdown:
        click.echo(indicator_table.as_markdown(rubric))
    else:
        click.echo("\n".join(indicator_table.as_text(rubric)))


@click.command("explain")
@click.argument("check")
def explain(check: str) -> None:
    """一个检查项的手册页：依据、判定、误报、整改。"""
    known = all_checks()
    if check not in known:
        near = difflib.get_close_matches(check, known, 1)
        hint = f"是不是 {near[0]}？" if near else ""
        raise UserError(f"没有检查项“{check}”。{hint}全部检查项：govcheck checks")
    entry = known[check]
    click.echo(f"{entry.id} · {entry.title}")
    for name, text in entry.manual.items():
        click.echo(f"\n{name}\n{text}")


class _FileOrCommand(click.Group):
    """``rubric FILE`` is short for ``rubric check FILE``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["check", *args]
        return super().resolve_command(ctx, args)


@click.group("rubric", cls=_FileOrCommand)
def rubric() -> None:
    """考核口径：核对文件、列出指标、确认分值。"""


@rubric.command("check")
@click.argument("name")
def rubric_check(name: str) -> None:
    """核对一个口径（名称或 TOML 文件），列出全部指标。"""
    from checks.rubric import load, validate_checks
    from reports.check_table import indicator_lines

    loaded = load(name, folders=[Path("rubrics"), Path()])
    validate_checks(loaded, all_checks())
    for line in indicator_lines(loaded):
        click.echo(line)


@rubric.command("confirm")
@click.argument("indicator")
@click.option("--points", help="核实的分值；不写表示撤销以前的确认。")
@click.option(
    "--per-finding", help="每处扣几分；或写“全扣”（发现即扣完）；或按检查项写 a=1,b=0.1。"
)
@click.option("--document", required=True, help="对照的文件名称和文号。")
@click.option("--clause", default="", help="文件里的条款，如“附件1第三项”。")
@click.option("--by", required=True, help="确认人。")
@click.option("--rubric", "name", help="口径；默认用配置里第一个网站的口径。")
@AS_OF
@click.pass_context
def rubric_confirm(
    ctx: click.Context,
    indicator: str,
    points: str | None,
    per_finding: str | None,
    document: str,
    clause: str,
    by: str,
    name: str | None,
    as_of: str | None,
) -> None:
    """登记某项分值已对照原件核实；之后它才进正式分。"""
    from reports.confirmed import confirm

    sites, day = sites_of(ctx), day_of(as_of)
    said = confirm(
        sites,
        name or next(iter(sites.sites.values())).rubric_id,
        indicator,
        points=points,
        per_finding=per_finding,
        document=document,
        clause=clause,
        by=by,
        on=day,
    )
    click.echo(said)


commands = {"checks": checks, "explain": explain, "rubric": rubric}
