"""``govcheck review``: decide on findings."""

import click

from checks.decision import Decision
from crawler.store import Store
from crawler.workflow import appeals, reviews
from crawler.workflow.final import later_words
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import BY, NOTE, UNTIL, keys_of, report_of, stamp_of, until_of
from reports.review_queue import Row, cause_of, queue
from reports.safe_text import cut, one_line
from reports.score import Score
from reports.wording import amount, beijing


@click.group("review")
def review() -> None:
    """复核：列出待定的问题，确认、判误报、豁免、销号，撤销，查经过。"""


@review.command("list")
@click.argument("site")
@MONTH
@AS_OF
@click.option("--all", "everything", is_flag=True, help="已定的和不计分的也列出来。")
@click.pass_context
def list_(
    ctx: click.Context, site: str, month: str | None, as_of: str | None, everything: bool
) -> None:
    """待复核的问题，一个原因一行，影响结论的在前，再按分值。"""
    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    report = report_of(sites, site, which)
    with Store(sites.database(site)) as store:
        open_ones = appeals.of_month(store, which)
    rows = queue(report, open_ones, everything=everything)
    if not rows:
        click.echo(f"{report.site_name} {which} 没有待复核的问题。")
        return
    count = sum(len(row.findings) for row in rows)
    click.echo(f"{report.site_name} {which}：{len(rows)} 个原因，{count} 处。")
    for row in rows:
        click.echo("\n".join(_lines(row)))
    if not everything and (rest := len(queue(report, open_ones, everything=True)) - len(rows)):
        click.echo(f"另有 {rest} 个原因已定或不影响得分，没有列出，看全部加 --all。")
    click.echo(
        "\n确认一个原因的全部问题：govcheck review decide "
        f"{site} 编号 --verdict 确认 --cause --by 姓名 --month {which}；是误报的把“确认”换成“误报”。"
    )


def _lines(row: Row) -> list[str]:
    first = row.findings[0]
    now = "[立即处置] " if row.urgent else ""
    told = [
        f"{now}[{first.result.outcome.label}] {first.result.number} {cut(one_line(row.title), 120)}"
    ]
    effect = []
    if row.flips:
        effect.append(f"属实：{row.if_true}；不属实：{row.if_false}")
    if row.points:
        effect.append(f"相差 {amount(row.points)} 分")
    effect.append(f"涉及 {row.pages} 页，{first.unit}")
    effect += [f"已{verdict} {n} 处" for verdict, n in row.decided.items()]
    told.append(f"    {'；'.join(effect)}")
    told += [
        f"    申诉 {a.id}（{a.kind}，{a.by}）：{cut(one_line(a.reason), 80)}" for a in row.appeals
    ]
    return told


@review.command("decide")
@click.argument("site")
@click.argument("findings", nargs=-1, required=True, metavar="编号…")
@click.option(
    "--verdict", required=True, type=click.Choice([str(v) for v in Decision]), help="怎样认定。"
)
@BY
@NOTE
@UNTIL
@click.option("--cause", is_flag=True, help="连同一原因的其他问题一起。")
@MONTH
@AS_OF
@click.pass_context
def decide(
    ctx: click.Context,
    site: str,
    findings: tuple[str, ...],
    verdict: str,
    by: str,
    note: str,
    until: str | None,
    cause: bool,
    month: str | None,
    as_of: str | None,
) -> None:
    """对问题作决定；以后各月同一问题沿用（确认除外；能否访问、有无更新的误报只管当月）。"""
    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    report = report_of(sites, site, which)
    keys = keys_of(report, findings)
    if cause:
        keys = [other for key in keys for other in (cause_of(report, key) or (key,))]
    before = report.score
    with Store(sites.database(site)) as store:
        last = until_of(until) if until else None
        batch = reviews.decide(
            store, keys, Decision(verdict), stamp_of(by), note, month=which, until=last
        )
        later = later_words(store.connection, which)
    after = report_of(sites, site, which).score
    click.echo(f"已记下：{verdict} {len(set(keys))} 处。决定编号 {batch}")
    click.echo(_moved(before, after))
    if later:
        click.echo(later)
    click.echo(f"撤销：govcheck review undo {site} {batch} --by 姓名 --month {which}")


def _moved(before: Score, after: Score) -> str:
    """What a decision did to the score."""
    if (before.shown, before.verdict) == (after.shown, after.verdict):
        return f"试算分和结论没有变化（{amount(after.shown)}，{after.verdict}）"
    return f"试算分 {amount(before.shown)} → {amount(after.shown)}，结论 {before.verdict} → {after.verdict}"


@review.command("undo")
@click.argument("site")
@click.argument("batch", metavar="决定编号")
@BY
@NOTE
@MONTH
@AS_OF
@click.pass_context
def undo(
    ctx: click.Context,
    site: str,
    batch: str,
    by: str,
    note: str,
    month: str | None,
    as_of: str | None,
) -> None:
    """撤销一次决定；原来的记录保留，以前的决定重新有效。"""
    sites, day = sites_of(ctx), day_of(as_of)
    sites.site(site)
    with Store(sites.database(site)) as store:
        count = reviews.undo(store, batch, stamp_of(by), note, month=month_of(month, day))
    click.echo(f"已撤销 {count} 处的决定。")


@review.command("history")
@click.argument("site")
@click.argument("finding", metavar="编号")
@MONTH
@AS_OF
@click.pass_context
def history(
    ctx: click.Context, site: str, finding: str, month: str | None, as_of: str | None
) -> None:
    """一个问题的全部经过：决定、申诉、撤销。"""
    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    key = keys_of(report_of(sites, site, which), [finding])[0]
    with Store(sites.database(site)) as store:
        decided = reviews.history(store, key)
        claims = appeals.of_month(store, which, key=key)
    if not decided and not claims:
        click.echo("还没有人对它作过决定或申诉。")
    for r in decided:
        until = f"，有效至 {r.until}" if r.until else ""
        click.echo(
            f"{beijing(r.at)[:16]} {r.by} {r.verdict}{until}（{r.batch or '无编号'}）：{one_line(r.note)}"
        )
    for a in claims:
        click.echo(f"{beijing(a.at)[:16]} {a.by} 申诉 {a.id}（{a.kind}）：{one_line(a.reason)}")
        if a.ruling:
            click.echo(
                f"    {beijing(a.ruled_at)[:16]} {a.ruled_by} {a.ruling}：{one_line(a.ruling_note)}"
            )


commands = {"review": review}
