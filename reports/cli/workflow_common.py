"""What the commands of the month's work share."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from checks.errors import UserError
from crawler.media.office import Office
from crawler.sites import SitesFile
from crawler.workflow import months
from crawler.workflow.issues import issues_in
from crawler.workflow.stamp import Stamp
from reports.sources import collect
from reports.summary import Report, build

BY = click.option("--by", required=True, metavar="姓名", help="谁做的，写进记录。")
UNTIL = click.option("--until", metavar="YYYY-MM-DD", help="豁免的最后一天。")
NOTE = click.option("--note", default="", metavar="理由", help="理由，写进记录。")
ISSUE = click.option(
    "--issue",
    type=click.IntRange(1, 9999),
    metavar="n",
    help="定稿的月份看第几次印发的：1 是定稿，2 是第 1 号更正以后，以此类推；默认最新。",
)
_NUMBER = re.compile(r"\d{2}-\d+")


def stamp_of(by: str) -> Stamp:
    """Who, and now: the one place where these commands read a clock."""
    return Stamp.now(by)


def issue_of(sites: Path, month: str, given: int | None) -> int | None:
    """``--issue``, when the office's month has one of that number; None for the newest."""
    if given is None:
        return None
    with Office.beside(sites) as office:
        known = issues_in(months.issued(office, month))
    if not known:
        raise UserError(f"{month} 还没有定稿，没有第 {given} 次印发的文件，请不要写 --issue。")
    if given > known[-1].correction + 1:
        raise UserError(f"{month} 只印发过 {known[-1].correction + 1} 次，没有第 {given} 次。")
    return given


def later_account_words(sites: Path, month: str) -> str:
    """What something new about accounts is followed by in a final month; "" while it is open."""
    with Office.beside(sites) as office:
        if not months.issued(office, month):
            return ""
    return (
        f"{month} 已经定稿，账号的结论没有变；要生效请作更正："
        f"govcheck month correct {month} --by 姓名 --reason 原因"
    )


def report_of(sites: SitesFile, site: str, month: str) -> Report:
    """A site's month as it stands."""
    return build(collect(sites, site, month))


def keys_of(report: Report, given: Sequence[str]) -> list[str]:
    """Findings named by number (11-0041) or key (k1-…), as keys. UserError names the unknown."""
    by_number = {r.number: r.key for r in report.sources.results if r.number}
    known = {r.key for r in report.sources.results}
    keys: list[str] = []
    unknown: list[str] = []
    for one in given:
        key = by_number.get(one, "") if _NUMBER.fullmatch(one) else one
        (keys if key in known else unknown).append(key if key in known else one)
    if unknown:
        raise UserError(
            f"{report.site_name} {report.sources.month} 的结果里没有：{'、'.join(unknown)}。"
            "编号见报告里每个问题的前面，如 11-0041。"
        )
    return keys


def until_of(text: str) -> date:
    """``--until`` as a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"“{text}”不是日期，请写成 2026-12-31 这样。") from None
