"""``govcheck appeal``: what units say against findings, and how it is ruled."""

import click

from checks.decision import Decision
from crawler.store import Store
from crawler.workflow import appeals
from crawler.workflow.appeals import Claim, Ruling
from crawler.workflow.final import later_words
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import BY, NOTE, UNTIL, keys_of, report_of, stamp_of, until_of
from reports.final_settings import settings_of
from reports.safe_text import cut, one_line
from reports.wording import beijing


@click.group("appeal")
def appeal() -> None:
    """申诉：登记单位的申诉，列出，处理。"""


@appeal.command("list")
@MONTH
@AS_OF
@click.option("--all", "everything", is_flag=True, help="处理过的也列出来。")
@click.pass_context
def appeal_list(ctx: click.Context, month: str | None, as_of: str | None, everything: bool) -> None:
    """一个月的申诉。"""
    sites, day = sites_of(ctx), day_of(as_of)
    which, count = month_of(month, day), 0
    for site_id, config in sites.sites.items():
        if not sites.database(site_id).exists():
            continue
        with Store(sites.database(site_id)) as store:
            found = appeals.of_month(store, which)
            numbers = dict(
                store.connection.execute(
                    "SELECT key, number FROM results WHERE month = ? AND rubric = ?",
                    [which, settings_of(store, config, which).rubric],
                )
            )
        for a in found:
            if a.ruling and not everything:
                continue
            count += 1
            unit = sites.units[a.unit].name if a.unit in sites.units else a.unit
            many = f"（共 {len(a.keys)} 处）" if len(a.keys) > 1 else ""
            state = f"{a.ruling}：{one_line(a.ruling_note)}" if a.ruling else "未处理"
            click.echo(
                f"{site_id} {a.id} [{state}] {numbers.get(a.key, a.key)} {unit} {a.by}"
                f" {beijing(a.at)[:10]} {a.kind}{many}：{cut(one_line(a.reason), 100)}"
            )
    if not count:
        click.echo(f"{which} 没有{'' if everything else '未处理的'}申诉。")


@appeal.command("claim")
@click.argument("site")
@click.argument("finding", metavar="编号")
@click.option(
    "--kind", required=True, type=click.Choice([str(c) for c in Claim]), help="申诉的类别。"
)
@click.option("--reason", required=True, metavar="理由", help="单位写的理由，照录。")
@BY
@MONTH
@AS_OF
@click.pass_context
def appeal_claim(
    ctx: click.Context,
    site: str,
    finding: str,
    kind: str,
    reason: str,
    by: str,
    month: str | None,
    as_of: str | None,
) -> None:
    """登记单位对一个问题的申诉；登记本身不改变得分。"""
    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    report = report_of(sites, site, which)
    key = keys_of(report, [finding])[0]
    unit = next(r.unit for r in report.sources.results if r.key == key)
    with Store(sites.database(site)) as store:
        number = appeals.claim(
            store,
            month=which,
            key=key,
            unit=unit,
            kind=Claim(kind),
            reason=reason,
            stamp=stamp_of(by),
            origin="命令",
        )
    click.echo(f"已登记申诉 {number}，等待处理。")


@appeal.command("rule")
@click.argument("site")
@click.argument("number", type=click.IntRange(1, 2**31), metavar="申诉号")
@click.option(
    "--ruling", required=True, type=click.Choice([str(r) for r in Ruling]), help="怎样处理。"
)
@click.option("--verdict", type=click.Choice([str(v) for v in Decision]), help="采纳时的决定。")
@BY
@NOTE
@UNTIL
@click.pass_context
def appeal_rule(
    ctx: click.Context,
    site: str,
    number: int,
    ruling: str,
    verdict: str | None,
    by: str,
    note: str,
    until: str | None,
) -> None:
    """处理一件申诉；采纳的同时记下由此作出的决定。"""
    sites = sites_of(ctx)
    sites.site(site)
    with Store(sites.database(site)) as store:
        appeals.rule(
            store,
            number,
            Ruling(ruling),
            stamp_of(by),
            note,
            verdict=Decision(verdict) if verdict else None,
            until=until_of(until) if until else None,
        )
        told = appeals.get(store, number)
        many, later = len(told.keys), later_words(store.connection, told.month)
    if later:
        click.echo(later)
    click.echo(f"申诉 {number}：{ruling}{f'，涉及 {many} 处' if verdict else ''}。")


commands = {"appeal": appeal}
