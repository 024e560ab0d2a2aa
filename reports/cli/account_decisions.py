"""``govcheck accounts decide``: what a person says of a finding about an account."""

from datetime import date

import click

from checks.errors import UserError
from crawler.media.decisions import UNDONE, VERDICTS
from reports.cli.account_reports import report_of
from reports.cli.common import AS_OF, MONTH, day_of
from reports.cli.workflow_common import later_account_words
from reports.media.views import AccountRow


@click.command("decide")
@click.argument("account")
@click.argument("check")
@click.option("--verdict", type=click.Choice(VERDICTS), required=True, help="认定的结果。")
@click.option("--by", required=True, metavar="姓名", help="谁认定的，写进记录。")
@click.option("--note", default="", metavar="理由", help="误报、豁免要写理由。")
@click.option("--until", metavar="YYYY-MM-DD", help="豁免的最后一天。")
@MONTH
@AS_OF
@click.pass_context
def decide(
    ctx: click.Context,
    account: str,
    check: str,
    verdict: str,
    by: str,
    note: str,
    until: str | None,
    month: str | None,
    as_of: str | None,
) -> None:
    """认定一个账号的一项问题：确认、误报、豁免，或撤销以前的认定。

    CHECK 是检查项，如 media-update（见 govcheck accounts score 账号）；确认未更新之后，账号才判为不合格。
    """
    from crawler.media import decisions
    from crawler.media.assess import account_named
    from crawler.media.office import Office
    from crawler.workflow.stamp import Stamp

    made = report_of(ctx, month, as_of, None)
    last = day_of(until) if until else None
    with Office.beside(ctx.find_root().obj) as office:
        found = account_named(office, account)
        row = next((one for one in made.rows if one.account.key == found.key), None)
        if row is None:
            raise UserError(f"{made.month} 定稿时的台账里没有这个账号，不能认定。")
        keys = _keys(row, check, verdict)
        count = decisions.decide(
            office, found.key, keys, verdict, Stamp.now(by.strip()[:60]),
            month=made.month, note=note, until=_checked(last, made.as_of),
        )  # fmt: skip
    again = report_of(ctx, month, as_of, None)
    then = next(one for one in again.rows if one.account.key == found.key)
    click.echo(f"已记下 {count} 处“{verdict}”：{found.platform_name}“{found.name}” {check}。")
    click.echo(f"现在的结论：{then.conclusion}")
    if later := later_account_words(ctx.find_root().obj, made.month):
        click.echo(later)


def _keys(row: AccountRow, check: str, verdict: str) -> list[tuple[str, str]]:
    wanted = row.decidable if verdict != UNDONE else (*row.decidable, *row.dismissed)
    keys = [(r.check, r.key) for r in wanted if r.check == check]
    if not keys:
        names = "、".join(dict.fromkeys(r.check for r in wanted)) or "没有"
        raise UserError(f"这个账号的“{check}”没有可以认定的问题。可以认定的：{names}。")
    return keys


def _checked(until: date | None, as_of: date) -> date | None:
    if until and until < as_of:
        raise UserError(f"豁免的最后一天 {until} 已经过了。")
    return until
