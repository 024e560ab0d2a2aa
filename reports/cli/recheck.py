"""``govcheck recheck``: look again at just these findings, and keep both observations."""

from dataclasses import replace

import click

from checks.results import Outcome
from checks.rubric import loads
from crawler.locking import locked
from crawler.store import Store
from crawler.workflow import rechecks
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import keys_of, report_of, stamp_of
from reports.safe_text import cut, one_line

MOST = 200
"""So many findings are looked at in one go; the rest waits for the next."""
SECOND_LOOK_S = 30.0


@click.command("recheck")
@click.argument("site")
@click.argument("findings", nargs=-1, metavar="编号或键…")
@click.option("--waiting", is_flag=True, help="排队等着的全部。")
@click.option("--by", default="govcheck", metavar="姓名", help="谁要求的，写进记录。")
@MONTH
@AS_OF
@click.pass_context
def recheck(
    ctx: click.Context,
    site: str,
    findings: tuple[str, ...],
    waiting: bool,
    by: str,
    month: str | None,
    as_of: str | None,
) -> None:
    """只重新检测这几处；两次看到的都保留，得分不因此改变。

    退出码：0 都没有再看到；1 还有仍存在或不能核实的；2 用法有误。
    """
    sites, day = sites_of(ctx), day_of(as_of)
    which = month_of(month, day)
    config, report = sites.site(site), report_of(sites, site, which)
    stamp = stamp_of(by)
    with Store(sites.database(site)) as store:
        if findings:
            rechecks.ask(store, which, keys_of(report, findings), stamp, "命令")
        elif not waiting:
            raise click.UsageError("请写问题的编号，或用 --waiting 检测排队的全部。")
        looks = [x for x in rechecks.of_month(store, which) if x.state == "waiting"]
        if findings:
            wanted = set(keys_of(report, findings))
            looks = [x for x in looks if x.key in wanted]
    looks = looks[:MOST]
    if not looks:
        click.echo(f"{report.site_name} {which} 没有排队的重新检测。")
        return

    from crawler.recheck import addresses_of, judge_again, keep
    from crawler.single import fetch_all

    known = {r.key: r for r in report.sources.results}
    results = [known[x.key] for x in looks if x.key in known]
    urls = list(dict.fromkeys(u for r in results for u in addresses_of(r)))
    politeness = config.politeness
    quick = replace(politeness, recheck_after_s=min(politeness.recheck_after_s, SECOND_LOOK_S))
    click.echo(f"重新检测 {len(results)} 处，访问 {len(urls)} 个网址 …", err=True)
    with locked(sites.data_dir / f"{site}.recheck.lock", f"网站“{site}”的重新检测"):
        fetched = fetch_all(urls, contact=sites.contact, politeness=quick)
        rubric = loads(report.sources.rubric.text)
        seen = judge_again(sites, site, report.sources.run, rubric, results, fetched)
        with Store(sites.database(site)) as store:
            keep(store, looks, seen, stamp_of(by))
    for one in seen:
        word = {
            Outcome.PASS: "没有再看到",
            Outcome.FAIL: "仍存在",
            Outcome.REVIEW: "仍待复核",
        }.get(one.outcome, "无法核验")
        click.echo(f"{one.then.number} [{word}] {cut(one_line(one.message), 160)}")
    gone = [one for one in seen if one.outcome is Outcome.PASS]
    if gone:
        numbers = " ".join(one.then.number for one in gone)
        click.echo(
            "核实后可以销号：govcheck review decide "
            f"{site} {numbers} --verdict 已整改 --note 复查没有再看到 --by 姓名 --month {which}"
        )
    if len(gone) < len(seen):
        ctx.exit(1)


commands = {"recheck": recheck}
