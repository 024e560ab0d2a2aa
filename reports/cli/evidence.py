"""``govcheck evidence``: what people saw of accounts, one by one or on one sheet."""

from datetime import date, timedelta
from pathlib import Path

import click

from checks.errors import UserError
from reports.cli.account_reports import settings_of
from reports.cli.accounts import office_of, who_of
from reports.cli.common import AS_OF, day_of, list_out
from reports.cli.workflow_common import later_account_words

FILE = click.argument("file", type=click.Path(path_type=Path))
WHO = click.option("--who", metavar="姓名", help="核查人。")


@click.group("evidence")
def evidence() -> None:
    """账号的人工佐证：谁、哪一天、看到什么。"""


@evidence.command("add")
@click.argument("account")
@click.option("--date", "last", metavar="YYYY-MM-DD", help="最近一条内容的发布日期。")
@click.option("--who", required=True, metavar="姓名", help="核查人。")
@click.option("--seen", metavar="YYYY-MM-DD", help="哪一天看的，默认为监测日（今天）。")
@click.option("--link", multiple=True, metavar="网址", help="内容链接或分享文字，可写多次。")
@click.option("--picture", type=click.Path(path_type=Path), help="截图文件，按内容存档。")
@click.option("--none", "nothing", is_flag=True, help="没有更新（要有截图）。")
@click.option("--note", default="", help="备注。")
@AS_OF
@click.pass_context
def add(
    ctx: click.Context,
    account: str,
    last: str | None,
    who: str,
    seen: str | None,
    link: tuple[str, ...],
    picture: Path | None,
    nothing: bool,
    note: str,
    as_of: str | None,
) -> None:
    """登记一个账号（编号、账号ID 或不重名的名称）的人工核查结果。"""
    from checks.media.addresses import addresses_in
    from crawler.media.assess import account_named
    from crawler.media.evidence import Sighting, checked, store
    from crawler.workflow.stamp import Stamp

    today = day_of(as_of)
    links = [one for text in link for one in addresses_in(text)]
    if lost := [text for text in link if not addresses_in(text)]:
        raise UserError(f"“{lost[0][:60]}”里没有以 http:// 或 https:// 开头的网址。")
    with office_of(ctx) as office:
        found = account_named(office, account)
        try:
            sighting = checked(
                Sighting(
                    account=found.key,
                    who=who,
                    seen_on=_day(seen, "--seen") or today,
                    finding="not_updated" if nothing else "updated",
                    last_post=_day(last, "--date"),
                    links=tuple(dict.fromkeys(links)),
                    picture=picture,
                    note=note,
                    origin="命令行",
                ),
                today,
                settings_of(ctx).window_days,
            )
            with office.change():
                new = store(office, sighting, Stamp.now(who_of(who)))
        except ValueError as error:
            raise UserError(f"没有登记：{error}。") from error
    told = "已登记" if new else "同样的佐证已经登记过，没有重复登记"
    click.echo(f"{told}：{found.platform_name}“{found.name}”（{found.key}）。")
    _later(ctx, sighting.seen_on, sighting.last_post)


@evidence.command("try")
@click.argument("account")
@click.option("--works", type=click.Choice(["能", "不能"]), help="能不能下载、打开、使用。")
@click.option("--interaction", type=click.Choice(["有", "没有"]), help="有没有有效的互动功能。")
@click.option("--who", required=True, metavar="姓名", help="核查人。")
@click.option("--seen", metavar="YYYY-MM-DD", help="哪一天试的，默认为监测日（今天）。")
@click.option("--picture", type=click.Path(path_type=Path), help="截图文件，按内容存档。")
@click.option("--note", default="", help="备注。")
@AS_OF
@click.pass_context
def try_(
    ctx: click.Context,
    account: str,
    works: str | None,
    interaction: str | None,
    who: str,
    seen: str | None,
    picture: Path | None,
    note: str,
    as_of: str | None,
) -> None:
    """登记试用一个账号的结果：能否使用、有没有互动功能。"""
    from crawler.media.assess import account_named
    from crawler.media.trials import Tried, checked, store
    from crawler.workflow.stamp import Stamp

    today = day_of(as_of)
    said = {"能": True, "有": True, "不能": False, "没有": False}
    with office_of(ctx) as office:
        found = account_named(office, account)
        tried = Tried(
            account=found.key,
            who=who,
            day=_day(seen, "--seen") or today,
            works=said[works] if works else None,
            interaction=said[interaction] if interaction else None,
            picture=picture,
            note=note,
        )
        try:
            checked(tried, today)
            with office.change():
                store(office, tried, Stamp.now(who_of(who)))
        except ValueError as error:
            raise UserError(f"没有登记：{error}。") from error
    click.echo(f"已登记：{found.platform_name}“{found.name}”（{found.key}）。")
    _later(ctx, tried.day)


@evidence.command("sheet")
@FILE
@WHO
@AS_OF
@click.pass_context
def sheet(ctx: click.Context, file: Path, who: str | None, as_of: str | None) -> None:
    """把全部待核实的账号写成一张登记表，一行一个，填好后一次导入。"""
    from crawler.media.pending_sheet import write_pending

    with office_of(ctx) as office:
        count = write_pending(office, file, day_of(as_of), who or "", settings_of(ctx))
    click.echo(f"{count} 个账号待核实，已写到 {file}。填好后运行：govcheck evidence import {file}")


@evidence.command("import")
@FILE
@WHO
@click.option("--strict", is_flag=True, help="有一处错误就都不登记。")
@AS_OF
@click.pass_context
def import_(
    ctx: click.Context, file: Path, who: str | None, strict: bool, as_of: str | None
) -> None:
    """登记填好的表。好的行登记，有错的行列出行号和原因；没有填的行略过。"""
    from crawler.media.pending_read import read_pending
    from crawler.workflow.stamp import Stamp

    with office_of(ctx) as office:
        done = read_pending(
            office, file, Stamp.now(who_of(who)), today=day_of(as_of), who=who or "", strict=strict,
            days=settings_of(ctx).window_days,
        )  # fmt: skip
    list_out("没有登记，请改好后再导入一次", done.problems)
    click.echo(
        f"{file}：登记 {done.added} 个账号，{done.same} 个没有变化，{done.blank} 行没有填，"
        f"{len(done.problems)} 行有错。"
    )
    if done.added:
        today = day_of(as_of)
        _later(ctx, today, today.replace(day=1) - timedelta(days=1))


def _later(ctx: click.Context, *days: date | None) -> None:
    """Say that months which are final stay as they are."""
    for month in sorted({f"{day:%Y-%m}" for day in days if day}):
        if words := later_account_words(ctx.find_root().obj, month):
            click.echo(words)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{option} 的“{text}”不是日期，请写成 2026-11-25 这样。") from None


commands = {"evidence": evidence}
