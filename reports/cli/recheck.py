"""``govcheck recheck``: look again at just these findings, and keep both observations."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from checks.errors import UserError
from checks.results import Outcome, Result
from checks.rubric import loads
from crawler.example_sites import refuse_example
from crawler.locking import locked
from crawler.sites import SitesFile
from crawler.store import Store
from crawler.workflow import rechecks
from crawler.workflow.rechecks import Recheck
from reports.cli.common import AS_OF, MONTH, day_of, month_of, sites_of
from reports.cli.workflow_common import keys_of, report_of, stamp_of
from reports.safe_text import cut, one_line

MOST = 200
"""So many findings are looked at in one go; the rest waits for the next."""
SECOND_LOOK_S = 30.0
LINKS = ("broken-link-home", "broken-link-inner")
JUDGED_ANEW = "这个月重新判定过，结果里已经没有这一处，没有再看。"
MOST_LOOKS = 3
"""A link that stays in doubt after so many looks is for people."""


@click.command("recheck")
@click.argument("site", required=False)
@click.argument("findings", nargs=-1, metavar="编号或键…")
@click.option("--waiting", is_flag=True, help="排队等着的全部。")
@click.option("--suspect", is_flag=True, help="存疑的链接（超时、5xx 等）再看一次，每处最多三次。")
@click.option("--all", "every", is_flag=True, help="全部网站，各自最近的月份；供定时任务使用。")
@click.option("--by", default="govcheck", metavar="姓名", help="谁要求的，写进记录。")
@MONTH
@AS_OF
@click.pass_context
def recheck(
    ctx: click.Context,
    site: str | None,
    findings: tuple[str, ...],
    waiting: bool,
    suspect: bool,
    every: bool,
    by: str,
    month: str | None,
    as_of: str | None,
) -> None:
    """只重新检测这几处；两次看到的都保留，得分不因此改变。

    退出码：0 都没有再看到；1 还有仍存在或不能核实的；2 用法有误。
    """
    sites, day = sites_of(ctx), day_of(as_of)
    if every == bool(site):
        raise click.UsageError("请写一个网站，或用 --all 检测全部网站。")
    if not (findings or waiting or suspect):
        raise click.UsageError("请写问题的编号，或用 --waiting 检测排队的全部。")
    if site:
        which = month_of(month, day)
        ctx.exit(0 if _look(sites, site, which, findings, suspect=suspect, by=by) else 1)
    worst = 0
    for one in sites.sites:
        which = month_of(month, day) if month else newest_month(sites.database(one))
        if not which:
            continue
        try:
            gone = _look(sites, one, which, (), suspect=suspect, by=by)
        except UserError as error:  # the others' turn still comes
            click.echo(f"{one}：{error}", err=True)
            worst = 2
            continue
        worst = worst or (0 if gone else 1)
    ctx.exit(worst)


def newest_month(path: Path) -> str:
    """The last month of a site that was judged; "" when there is none."""
    if not path.exists():
        return ""
    with Store(path) as store:
        return store.connection.execute("SELECT max(month) FROM judgements").fetchone()[0] or ""


def _look(
    sites: SitesFile, site: str, which: str, findings: Sequence[str], *, suspect: bool, by: str
) -> bool:
    """Look again at what was named, else at what waits; whether none of it was seen again."""
    refuse_example(sites, site)
    config, report = sites.site(site), report_of(sites, site, which)
    stamp = stamp_of(by)
    known = {r.key: r for r in report.sources.results}
    with Store(sites.database(site)) as store:
        if findings:
            rechecks.ask(store, which, keys_of(report, findings), stamp, "命令")
        if suspect:
            links = doubtful(report.sources.results, rechecks.of_month(store, which))
            rechecks.ask(store, which, links, stamp, "存疑的链接")
        looks = [x for x in rechecks.of_month(store, which) if x.state == "waiting"]
        if findings:
            wanted = set(keys_of(report, findings))
            looks = [x for x in looks if x.key in wanted]
        for lost in (x for x in looks if x.key not in known):
            rechecks.looked(store, lost.id, Outcome.UNVERIFIABLE, JUDGED_ANEW, {}, stamp)
    looks = [x for x in looks if x.key in known]
    left = len(looks) - MOST
    looks = looks[:MOST]
    if not looks:
        click.echo(f"{report.site_name} {which} 没有排队的重新检测。")
        return True

    from crawler.beside import Beside
    from crawler.recheck import addresses_of, judge_again, keep
    from crawler.single import fetch_all
    from crawler.way import Way

    results = [known[x.key] for x in looks]
    urls = list(dict.fromkeys(u for r in results for u in addresses_of(r)))
    politeness = config.politeness
    quick = replace(politeness, recheck_after_s=min(politeness.recheck_after_s, SECOND_LOOK_S))
    click.echo(f"重新检测 {len(results)} 处，访问 {len(urls)} 个网址 …", err=True)
    with locked(sites.data_dir / f"{site}.recheck.lock", f"网站“{site}”的重新检测"):
        beside = Beside(sites.data_dir, lambda text: click.echo(text, err=True))
        fetched = fetch_all(
            urls, contact=sites.contact, politeness=quick, way=Way.to(config), beside=beside
        )
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
    if left > 0:
        click.echo(f"还有 {left} 处在排队，请再运行一次：govcheck recheck {site} --waiting")
    return len(gone) == len(seen) and left <= 0


def doubtful(results: Sequence[Result], looks: Sequence[Recheck]) -> list[str]:
    """Keys of links that did not answer and have not been looked at often enough since."""
    times = Counter(look.key for look in looks)
    return [
        r.key
        for r in results
        if r.check in LINKS and r.outcome is Outcome.REVIEW and times[r.key] < MOST_LOOKS
    ]


commands = {"recheck": recheck}
