"""How a run over all sites is begun, kept from another one, and told of: lock, budget, summary."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from crawler.batch import (
    DISK_FULL,
    DONE,
    NOT_STARTED,
    OUTSIDE_HOURS,
    UNFINISHED,
    UNREACHED,
    Ended,
    Launcher,
)
from crawler.care.state import read_only
from crawler.journal import Journal
from crawler.locking import locked
from crawler.sites import SitesFile
from crawler.workflow.final import FinalError, refuse_final
from reports.wording import stop_reason

NOT_ALL_DONE = 4
"""Exit code: some sites were not begun or stopped midway; the same command goes on with them."""
BUDGET = click.option(
    "--budget-hours",
    type=click.FloatRange(0.001, 10_000),
    metavar="小时",
    help="总时间上限：到时不再开始新的网站，正在抓的停下并存好，再运行一次接着做。",
)
DASK = click.option(
    "--dask",
    metavar="地址",
    help="在 Dask 集群的工作机上做，如 tcp://10.0.0.5:8786；local 在本机起一个。"
    "要另装：pip install 'govcheck[cluster]'。",
)


@contextmanager
def launched(
    sites: SitesFile, dask: str | None, jobs: int | None
) -> Iterator[tuple[Launcher | None, int]]:
    """Where the sites run, None for processes of this computer, and how many at a time."""
    if dask is None:
        yield None, jobs or 1
        return
    from crawler.cluster.coordinator import cluster

    with cluster(sites, dask, jobs or os.cpu_count() or 1) as found:
        # One more than they can take: it is packed while the others run.
        yield found, jobs or found.slots + 1


@contextmanager
def month_run(
    sites: SitesFile, month: str, *, fresh: bool, browser: bool, everything: bool
) -> Iterator[Journal | None]:
    """Hold the lock of the monthly job; the journal of a run over ``everything``, else None."""
    with locked(sites.data_dir / ".monthly.lock", "月度任务"):
        if not everything:
            yield None
            return
        journal = Journal.open(sites, month, fresh=fresh, browser=browser)
        if journal.resumed:
            click.echo("上一次月度任务没有做完，接着做；已经做完的网站不再重做。")
        yield journal


def refuse_all_final(sites: SitesFile, ids: Sequence[str], month: str) -> None:
    """FinalError when the month of every site is final: then nobody is asked for anything."""
    last: FinalError | None = None
    for site_id in ids:
        path = sites.database(site_id)
        if not path.exists():
            return
        try:
            with read_only(path) as db:
                refuse_final(db, month, "抓取和判定")
        except FinalError as error:
            last = error
        except sqlite3.Error:  # its own process will tell
            return
        else:
            return
    if last is not None:
        raise last


def teller(urgent: Callable[[str], None]) -> Callable[[Ended, int, int], None]:
    """Tells of each site as it ends, and ``urgent`` of what cannot wait."""

    def told(ended: Ended, n: int, of: int) -> None:
        words = {
            DONE: "完成",
            UNREACHED: "没能访问到网站",
            UNFINISHED: "没有做完",
            OUTSIDE_HOURS: "不在允许的时段，到时段内接着做",
        }
        said = words.get(ended.code, "出错")
        if ended.stop_reason == NOT_STARTED:
            said = "没有开始"
        if ended.before:
            said += "（上一次运行）"
        why = stop_reason(ended.stop_reason)[0] if ended.stop_reason else ""
        known = ended.stop_reason in ("", "finished", NOT_STARTED)
        click.echo(f"[{n}/{of}] {ended.site_id}：{said}{'' if known else f'（{why}）'}")
        if ended.code == DONE and not ended.before:
            urgent(ended.site_id)

    return told


def summary_path(sites: SitesFile, month: str) -> Path:
    """Where the summary of the last run lies, beside the month's reports."""
    return sites.path.parent / "output" / month / "运行小结.json"


def write_summary(
    sites: SitesFile, month: str, as_of: date, all_ended: Sequence[Ended], failed: Sequence[str]
) -> Path:
    """Write how every site ended, and print the counts. ``failed``: sites without a report."""
    rows = []
    for one in all_ended:
        name, meaning = stop_reason(one.stop_reason)
        rows.append(
            {
                "site": one.site_id,
                "name": sites.site(one.site_id).name,
                "code": one.code,
                "stop_reason": one.stop_reason,
                "stop_reason_text": f"{name}：{meaning}" if one.stop_reason else "",
                "seconds": round(one.seconds, 1),
                "before": one.before,
                "reported": one.site_id not in failed,
                "note": one.note,
                "errors": one.errors,
            }
        )
    path = summary_path(sites, month)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"month": month, "as_of": as_of.isoformat(), "sites": rows}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    counts = Counter(_word(one, failed) for one in all_ended)
    listed = "，".join(f"{word} {n} 个" for word, n in counts.most_common())
    click.echo(f"小结：共 {len(all_ended)} 个网站{'，' if listed else ''}{listed}。详见 {path}")
    if any(is_left(one) for one in all_ended):
        click.echo("没有做完的，再运行一次同样的命令会接着做，已经抓到的不会重复访问。")
    return path


def is_left(ended: Ended) -> bool:
    """Whether running the same command again would go on with the site."""
    return ended.code in (UNFINISHED, DISK_FULL, OUTSIDE_HOURS)


def exit_code(worst: int, all_ended: Sequence[Ended]) -> int:
    """The code of the whole run, from the ``worst`` of its sites: that something is left to do says
    more than that a site was not reached, for the timer only tries again what failed.
    """
    return NOT_ALL_DONE if worst != 2 and any(map(is_left, all_ended)) else worst


def _word(ended: Ended, failed: Sequence[str]) -> str:
    if ended.site_id in failed:
        return "没有做完" if is_left(ended) else "出错"
    return stop_reason(ended.stop_reason)[0]
