"""``govcheck weekly``: the light run between two months, and one reminder list a unit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from time import sleep
from typing import TYPE_CHECKING

import click

from checks.page import SHANGHAI
from crawler.locking import locked
from reports.cli.common import AS_OF, day_of, sites_of
from reports.cli.workflow_common import stamp_of
from reports.safe_text import cut, one_line

if TYPE_CHECKING:
    from reports.weekly.unit_lists import UnitList

WITHIN_DAYS = 7
MOST = 200
LISTED = 8
WAITS_S = 6 * 86400.0
"""So long hours are waited for in all: then the next weekly run is due."""
OTHERS_S = 3600.0
"""So long a weekly run that somebody began meanwhile is waited for."""
NIGHT = "定时任务会等到时段；改过时段的，请重新安装一次（govcheck schedule）。"


@click.command("weekly")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, help="同时看几个网站。")
@AS_OF
@click.option("--site", "only", multiple=True, help="只看这些网站（可多次），不看账号。")
@click.option(
    "--within",
    type=click.IntRange(0, 92),
    default=WITHIN_DAYS,
    show_default=True,
    metavar="天",
    help="几天内到期的就提醒。",
)
@click.option(
    "--most",
    type=click.IntRange(0, 5000),
    default=MOST,
    show_default=True,
    metavar="个",
    help="每个网站为重看上月的问题最多访问几个网址。",
)
@click.option("--fresh", is_flag=True, help="今天已经看过的也重新看；提醒次数仍然一天只计一次。")
@click.option("--wait", is_flag=True, help="限定访问时段的网站，等到它的时段再看；别的先看。")
@click.option("--by", default="govcheck", metavar="姓名", help="谁做的，写进记录。")
@click.pass_context
def weekly(
    ctx: click.Context,
    jobs: int,
    as_of: str | None,
    only: tuple[str, ...],
    within: int,
    most: int,
    fresh: bool,
    wait: bool,
    by: str,
) -> None:
    """每周的轻量检查：只看首页、栏目、上月确定的问题和快到期的账号，每个责任单位一张提醒单。

    月度得分不因此改变。当天再运行只做没有做成的，次数不重复计。

    退出码：0 都看了；2 有没能做的；3 有没能访问到的网站；4 有不在允许的访问时段、没有看的网站
    （到时段内再运行一次，或者加 --wait）。
    """
    from crawler.batch import OUTSIDE_HOURS
    from crawler.example_sites import refuse_only_examples
    from crawler.hours import next_open
    from reports.weekly.batch import FINE, Ended, run_all, with_accounts
    from reports.weekly.site import NO_MONTH
    from reports.weekly.unit_lists import name_of
    from reports.weekly.writing import write

    sites, day = sites_of(ctx), day_of(as_of)
    chosen = [sites.site(s).id for s in dict.fromkeys(only)]
    refuse_only_examples(sites, chosen or list(sites.sites))
    subjects = chosen or with_accounts(sites)
    stamp_of(by)

    def told(one: Ended, n: int, of: int) -> None:
        words = {
            0: "看了，",
            3: "",  # what it said says so
            NO_MONTH: "没有看，",
            OUTSIDE_HOURS: "不在允许的时段，没有看。",
        }.get(one.code, "没有做成，")
        again = "" if one.again else "（当天已经看过，没有重看）"
        click.echo(f"[{n}/{of}] {name_of(sites, one.site)}：{words}{one_line(one.said)}{again}")

    found: dict[str, Ended] = {}
    now = partial(datetime.now, UTC)
    turn, left_s, patience_s = subjects, WAITS_S if wait else 0.0, 0.0
    while True:
        # Let go of while hours are waited for: somebody may want to look at the others again.
        with locked(sites.data_dir / "weekly.lock", "每周检查", patience_s):
            done = run_all(
                sites,
                turn,
                day,
                by,
                jobs=jobs,
                within_days=within,
                most=most,
                fresh=fresh,
                told=told,
            )
            found |= {one.site: one for one in done}
            units, page = write(sites, day)
        late = [one.site for one in found.values() if one.code == OUTSIDE_HOURS]
        if not late:
            break
        turn, seconds = next_open(sites, late, now())
        when = (now() + timedelta(seconds=seconds)).astimezone(SHANGHAI)
        names = "、".join(name_of(sites, one) for one in turn[:LISTED])
        more = f"等 {len(turn)} 个网站" if len(turn) > LISTED else ""
        click.echo(f"{names}{more}：{when:%m月%d日 %H:%M}（北京时间）起可以看。", nl=False)
        left_s -= seconds
        if left_s < 0:
            said = "已经等了将近一周，不再等，" if wait else ""
            here = f"，或者现在加 --wait 等到那时。{NIGHT}" if not wait else "。"
            click.echo(f"{said}到时再运行一次{here}")
            break
        click.echo("等到那时。")
        try:
            sleep(seconds)
        except KeyboardInterrupt:
            break
        patience_s = OTHERS_S
    ended = [found[one] for one in subjects]
    click.echo("")
    for one in units:
        for line in _lines(one, day):
            click.echo(line)
    seen = all(e.code == 0 for e in ended)
    if not units:
        click.echo("没有要提醒的。" if seen else "有没能看的，不等于没有要提醒的。")
    click.echo(f"提醒单：{page}（各单位的表格在同一文件夹）")
    if any(e.code not in (*FINE, OUTSIDE_HOURS) for e in ended):
        ctx.exit(2)
    if any(e.code == OUTSIDE_HOURS for e in ended):
        ctx.exit(4)
    ctx.exit(3 if any(e.code == 3 for e in ended) else 0)


def _lines(one: "UnitList", day: date) -> Iterator[str]:
    from reports.weekly.unit_lists import left, times

    others = f"，另有 {len(one.others)} 件不计次数" if one.others else ""
    ended = f"，已解决 {len(one.ended)} 件" if one.ended else ""
    yield f"{one.unit}：提醒 {len(one.remind)} 件{others}{ended}"
    several = len({line.row.about for line in one.remind}) > 1  # numbers are each site's own
    for line in one.remind[:LISTED]:
        row = line.row
        places = f"（共 {line.places} 处）" if line.places > 1 else ""
        action = f"；{line.action}" if line.action else ""
        number = f"{row.number} " if row.number else ""
        number = f"{row.about} {number}" if several else number
        what = cut(one_line(row.what).rstrip("。"), 90)
        deadline = (
            f"最迟 {row.deadline}，{left(row.deadline, day)}" if row.deadline else "没有定期限"
        )
        yield f"  {number}{what}{places}：{deadline}，{times(line)}提醒{action}"
    if len(one.remind) > LISTED:
        yield f"  另有 {len(one.remind) - LISTED} 件，见提醒单"


commands = {"weekly": weekly}
