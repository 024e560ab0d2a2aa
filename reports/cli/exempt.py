"""``govcheck exempt``: 特殊情况报备, what a unit reported and the office accepted, with its days."""

from datetime import date, timedelta

import click

from checks.errors import UserError
from checks.registry import all_checks
from crawler.media.office import Office
from crawler.sites import SiteConfig
from crawler.workflow import special_reports
from reports.cli.common import AS_OF, day_of, sites_of
from reports.cli.workflow_common import stamp_of


@click.group("exempt")
def exempt() -> None:
    """特殊情况报备：系统升级、搬迁、节日停更等，受理后在起止日期内不扣分、不提醒。

    期内的问题仍列出，写明“已报备”；结束的第二天起照常计算。
    """


@exempt.command("add")
@click.argument("site")
@click.option("--from", "since", required=True, metavar="YYYY-MM-DD", help="第一天。")
@click.option("--until", required=True, metavar="YYYY-MM-DD", help="最后一天（含）。")
@click.option("--reason", required=True, metavar="原因", help="报告里会照写。")
@click.option("--document", required=True, metavar="文号", help="报备的文号或来文编号。")
@click.option("--column", default="", metavar="栏目", help="只关系到这个栏目（名称或网址）。")
@click.option("--check", default="", metavar="检查项", help="只关系到这个检查项，如 column-stale。")
@click.option("--by", required=True, metavar="姓名", help="谁受理的，写进记录。")
@click.pass_context
def add(
    ctx: click.Context,
    site: str,
    since: str,
    until: str,
    reason: str,
    document: str,
    column: str,
    check: str,
    by: str,
) -> None:
    """受理一件报备；不写栏目和检查项的，整个网站都在内。"""
    sites = sites_of(ctx)
    config = sites.site(site)
    if check and check not in all_checks():
        raise UserError(f"没有检查项“{check}”，全部检查项见 govcheck checks。")
    with Office.beside(sites.path) as office:
        made = special_reports.add(
            office,
            site,
            _day(since, "--from"),
            _day(until, "--until"),
            stamp_of(by),
            reason=reason,
            document=document,
            column=_column(config, column) if column else "",
            check=check,
        )
    click.echo(f"编号 {made.id}：{config.name or site}，{made.scope}，{made.words}。")
    if not made.check:
        click.echo(
            "立即处置的检查项（疑似泄露个人信息、暗链等）不在内，要豁免的请用 --check 写明。"
        )
    if not made.column and made.check in ("", special_reports.AVAILABILITY):
        click.echo(
            "期内的可用性采样按停机报备处理；已经判定的月份要重新判定（govcheck run）才用上。"
        )
    if made.since <= day_of(None) - timedelta(days=31):
        click.echo(
            "开始日期早于一个月以前：已经定稿的月份不变，要改请作更正（govcheck month correct）。"
        )


@exempt.command("list")
@click.argument("site", required=False, default="")
@AS_OF
@click.pass_context
def list_(ctx: click.Context, site: str, as_of: str | None) -> None:
    """全部报备和现在的状态；写网站的只列那个网站的。"""
    sites, day = sites_of(ctx), day_of(as_of)
    if site:
        sites.site(site)
    with Office.beside(sites.path) as office:
        found = special_reports.reports(office, site)
    for one in found:
        name = sites.sites[one.site].name if one.site in sites.sites else ""
        click.echo(f"{one.id} [{_state(one, day)}] {name or one.site}，{one.scope}，{one.words}")
    if not found:
        click.echo("没有报备。")


@exempt.command("end")
@click.argument("number", type=int, metavar="编号")
@click.option("--on", metavar="YYYY-MM-DD", help="最后有效的一天，默认昨天（今天起照常计算）。")
@click.option("--note", required=True, metavar="理由", help="为什么提前终止，写进记录。")
@click.option("--by", required=True, metavar="姓名", help="谁终止的，写进记录。")
@click.pass_context
def end(ctx: click.Context, number: int, on: str | None, note: str, by: str) -> None:
    """提前终止一件报备；记录不删除。"""
    last = _day(on, "--on") if on else day_of(None) - timedelta(days=1)
    with Office.beside(sites_of(ctx).path) as office:
        one = special_reports.end(office, number, last, stamp_of(by), note)
    if one.until < one.since:
        click.echo(f"编号 {number} 的报备作废（没有一天有效）。")
    else:
        click.echo(f"编号 {number} 的报备到 {one.until} 为止，第二天起照常计算。")


def _state(one: special_reports.Report, day: date) -> str:
    if one.until < one.since:
        return "作废"
    if day < one.since:
        return "未开始"
    ended = "提前终止" if one.ended_by else "已结束"
    return f"有效，还有 {(one.until - day).days} 天" if one.holds(day) else ended


def _column(config: SiteConfig, given: str) -> str:
    for column in config.columns:
        if given in (column.name, column.url):
            return column.name
    names = "、".join(column.name for column in config.columns) or "（没有登记栏目）"
    raise UserError(f"网站“{config.id}”没有登记栏目“{given}”，什么也没有记下。已有：{names}。")


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"“{text}”不是日期，请写成 2026-11-25 这样。", param_hint=option
        ) from None


commands = {"exempt": exempt}
