"""What the commands of the month's work share."""

import re
from collections.abc import Sequence

import click

from checks.errors import UserError
from crawler.sites import SitesFile
from crawler.workflow.stamp import Stamp
from reports.sources import collect
from reports.summary import Report, build

BY = click.option("--by", required=True, metavar="姓名", help="谁做的，写进记录。")
NOTE = click.option("--note", default="", metavar="理由", help="理由，写进记录。")
_NUMBER = re.compile(r"\d{2}-\d+")


def stamp_of(by: str) -> Stamp:
    """Who, and now: the one place where these commands read a clock."""
    return Stamp.now(by)


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
