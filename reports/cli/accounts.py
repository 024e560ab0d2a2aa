"""``govcheck accounts``: the ledger of accounts in, out, looked through and judged."""

import getpass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checks.errors import UserError
from reports.cli import account_decisions, account_reports
from reports.cli.account_reports import settings_of
from reports.cli.common import AS_OF, day_of, list_out

if TYPE_CHECKING:
    from crawler.media.assess import Assessed
    from crawler.media.office import Office

FILE = click.argument("file", type=click.Path(path_type=Path))


def office_of(ctx: click.Context, *, create: bool = False) -> "Office":
    """The account store beside the configuration (which need not exist)."""
    from crawler.media.office import FILE as NAME
    from crawler.media.office import Office

    path: Path = ctx.find_root().obj
    file = path.parent / "data" / NAME
    if not create and not file.exists():
        raise UserError(
            f"这里还没有账号库 {file}。请先导入台账：govcheck accounts import 台账.xlsx；"
            "已经导入过的，请到配置所在的文件夹里运行。"
        )
    return Office.beside(path)


def who_of(text: str | None) -> str:
    """Who is at work, for the audit: ``--who``, or the login name."""
    if text and text.strip():
        return text.strip()[:60]
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "未署名"


@click.group("accounts")
def accounts() -> None:
    """政务新媒体账号台账。"""


@accounts.command("import")
@FILE
@click.option("--strict", is_flag=True, help="有一处错误就都不导入。")
@click.option("--part", is_flag=True, help="只是台账的一部分：不核对缺少的账号（.toml 总是这样）。")
@click.option("--who", metavar="姓名", help="操作人，记入操作记录；默认为系统登录名。")
@AS_OF
@click.pass_context
def import_(
    ctx: click.Context, file: Path, strict: bool, part: bool, who: str | None, as_of: str | None
) -> None:
    """导入账号台账（.xlsx、.xls、.csv，列名和顺序不限），或写着 [[media.account]] 的 .toml。

    好的行导入；有错的行列出行号和原因。可以反复导入，台账里没有的账号会保留并列出。
    """
    from crawler.media.accounts_toml import read_accounts_toml
    from crawler.media.ledger_import import import_ledger
    from crawler.media.ledger_read import read_ledger
    from crawler.workflow.stamp import Stamp

    toml = file.suffix.lower() == ".toml"
    ledger = read_accounts_toml(file) if toml else read_ledger(file)
    with office_of(ctx, create=True) as office:
        stamp = Stamp.now(who_of(who))
        done = import_ledger(
            office, ledger, stamp, today=day_of(as_of), strict=strict, part=part or toml
        )
    list_out("说明", done.notes)
    list_out("改动", done.changes)
    list_out("台账中没有、仍然保留的账号", done.missing)
    list_out("没有采用，请改好后再导入一次", done.problems)
    bad = ledger.seen - ledger.skipped - done.added - done.changed - done.same
    click.echo(
        f"{file}：有内容的行 {ledger.seen} 行。新增 {done.added}，更新 {done.changed}，"
        f"没有变化 {done.same}，有错未导入 {bad}，略过 {ledger.skipped}。"
    )
    if done.links or done.records:
        click.echo(f"新的佐证链接 {done.links} 条，人工佐证 {done.records} 条。")


@accounts.command("list")
@click.option("--missing", is_flag=True, help="只列上次导入的台账里没有的账号。")
@click.pass_context
def list_(ctx: click.Context, missing: bool) -> None:
    """列出全部账号：编号、平台、名称、主办单位、状态。"""
    with office_of(ctx) as office:
        gone = office.missing()
        found = [a for a in office.accounts().values() if not missing or a.key in gone]
    for one in found:
        told = "（台账中没有）" if one.key in gone else ""
        words = (one.key, one.platform_name, one.name, one.organiser, one.status_text)
        click.echo("\t".join((*words[:4], f"{words[4] or one.status}{told}")))
    click.echo(f"共 {len(found)} 个账号。", err=True)


@accounts.command("walk")
@click.option("--contact", metavar="邮箱", help="写进每个请求的联系方式；默认用配置里的。")
@AS_OF
@click.pass_context
def walk(ctx: click.Context, contact: str | None, as_of: str | None) -> None:
    """查看能自动查看的来源：平台的官方接口（要有凭据）、订阅源、佐证链接和菜单里的网页。

    凭据只在环境变量、0600 的文件或 keyring 里，见 govcheck accounts check。
    """
    from crawler.locking import locked
    from crawler.media.__main__ import LOCK, polite
    from crawler.media.task_process import start_menus
    from crawler.media.walk import walk as look
    from crawler.workflow.stamp import Stamp

    settings, path = settings_of(ctx), ctx.find_root().obj
    who = _contact(ctx, contact)
    with office_of(ctx) as office, locked(office.path.with_name(LOCK), "新媒体账号"):
        done = look(
            office,
            contact=who,
            stamp=Stamp.now(who_of(None)),
            politeness=polite(settings),
            bases=settings.bases,
            days=settings.days_back(day_of(as_of), day_of(None)),
        )
        names = {key: a.name for key, a in office.accounts().items()}
    if not done.interrupted:
        start_menus(path, who)
    told = [
        f"{names[o.account]}（{o.source}）：{o.reason.sentence}"
        f"{f'（{o.detail}）' if o.detail else ''}。{o.reason.next_step}"
        for o in done.outcomes
        if o.reason
    ]
    list_out("没有看成的来源", told)
    good = sum(o.reason is None for o in done.outcomes)
    click.echo(
        f"来源 {len(done.outcomes)} 个，看成 {good} 个；访问 {done.asked} 个网址，"
        f"调用接口 {done.calls} 次，读到 {done.posts} 条内容。"
    )
    if done.interrupted:
        click.echo("中途被停止，已看到的都已保存。")
    click.echo("判断结果：govcheck accounts check；月度报告：govcheck accounts report")


@accounts.command("try")
@click.argument("account", metavar="账号")
@click.option("--contact", metavar="邮箱", help="写进每个请求的联系方式；默认用配置里的。")
@click.pass_context
def try_(ctx: click.Context, account: str, contact: str | None) -> None:
    """试调一个账号的官方接口，只打印返回内容的字段名和类型，不含内容和密钥，什么也不保存。

    平台改了接口时，可以把打印的内容发给 govcheck 的维护者。
    """
    from crawler.media.__main__ import polite
    from crawler.media.assess import account_named
    from crawler.media.trying import try_interfaces

    settings = settings_of(ctx)
    with office_of(ctx) as office:
        one = account_named(office, account)
    lines = try_interfaces(
        one, contact=_contact(ctx, contact), politeness=polite(settings), bases=settings.bases
    )
    click.echo("\n".join(lines) if lines else "这个账号没有配置官方接口的来源。")


def _contact(ctx: click.Context, given: str | None) -> str:
    from crawler.site_fields import check_contact
    from crawler.sites_file import load

    path: Path = ctx.find_root().obj
    found = given or (load(path).contact if path.exists() else "")
    if not found:
        raise UserError(
            "没有联系方式，不能访问别人的网站。请在 sites.toml 里写 contact，或加 --contact 邮箱。"
        )
    try:
        return check_contact(found)
    except ValueError as error:
        raise UserError(f"--contact：{error}。") from error


@accounts.command("check")
@AS_OF
@click.option("--all", "everything", is_flag=True, help="也列出已更新和不适用的账号。")
@click.pass_context
def check(ctx: click.Context, as_of: str | None, everything: bool) -> None:
    """按已有的数据和佐证判断每个账号两周内是否更新（不联网）。"""
    from checks.media.models import LedgerStatus, Platform, Word
    from crawler.media.assess import assess, counts
    from crawler.media.sources import without_keys
    from crawler.workflow import months

    day = day_of(as_of)
    with office_of(ctx) as office:
        found = assess(office, day, settings_of(ctx))
    if not found:
        click.echo("还没有账号。请先导入台账：govcheck accounts import 台账.xlsx")
        return
    for word in (
        Word.NOT_UPDATED,
        Word.PENDING,
        *((Word.UPDATED, Word.NOT_APPLICABLE) * everything),
    ):
        list_out(str(word), [_line(one) for one in found if one.verdict.word is word])
    list_out(
        "台账里不认识的写法",
        [
            f"{one.account.key}：平台“{one.account.platform_text}”"
            for one in found
            if one.account.platform is Platform.OTHER
        ]
        + [
            f"{one.account.key}：状态“{one.account.status_text}”"
            for one in found
            if one.account.status is LedgerStatus.UNKNOWN and one.account.status_text
        ],
    )
    list_out("缺少凭据的来源", without_keys([one.account for one in found]))
    click.echo(_sum(day, {str(word): n for word, n in counts(found).items()}))
    with office_of(ctx) as office:
        if months.issued(office, f"{day:%Y-%m}"):
            click.echo(
                f"以上按现在的资料判断。{day:%Y-%m} 已经定稿，定稿的结论见："
                f"govcheck accounts report --month {day:%Y-%m}"
            )
    if any(one.verdict.word is Word.PENDING for one in found):
        click.echo("待核实的请人工登记：govcheck evidence sheet 登记表.xlsx")


@accounts.command("export")
@FILE
@click.pass_context
def export(ctx: click.Context, file: Path) -> None:
    """把全部账号导出成台账（.xlsx 或 .csv），改好后可以再导入。"""
    from crawler.media.ledger_write import export as write

    with office_of(ctx) as office:
        count = write(office, file)
    click.echo(f"已写好 {file}：{count} 个账号。")
    if file.suffix.lower() == ".csv":
        click.echo("提醒：用 Excel 打开 .csv 会改坏长的账号ID，要修改请导出 .xlsx。")


@accounts.command("template")
@click.argument("file", type=click.Path(path_type=Path), default=Path("新媒体台账模板.xlsx"))
def template(file: Path) -> None:
    """写一份空白的账号台账模板。"""
    from crawler.media.ledger_write import write_template

    write_template(file)
    click.echo(f"已写好 {file}。填好后运行：govcheck accounts import {file}")


def _line(one: "Assessed") -> str:
    account, verdict = one.account, one.verdict
    unit = f"（{account.organiser}）" if account.organiser else ""
    last = f"已知最近一条：{verdict.last_post}。" if verdict.last_post else ""
    gone = "" if one.in_ledger else "上次导入的台账中没有它。"
    told = f"{account.platform_name}“{account.name}”{unit}：{verdict.sentence}{last}{gone}"
    return f"{told}{verdict.next_step}"


def _sum(day: date, number: dict[str, int]) -> str:
    total = sum(number.values())
    listed = "，".join(f"{word} {n}" for word, n in number.items())
    return f"监测日 {day}，共 {total} 个账号：{listed}。待核实不算合格，也不算不合格。"


accounts.add_command(account_reports.report)
accounts.add_command(account_reports.score)
accounts.add_command(account_decisions.decide)
commands = {"accounts": accounts}
