"""``--fail-under``: a limit for automation."""

from decimal import Decimal
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reports.summary import Report

NO_SCORE = 3
"""The exit code where nothing could be looked at: neither below the limit nor above it."""

FAIL_UNDER = click.option(
    "--fail-under",
    type=Decimal,
    metavar="分",
    help="试算分低于此数时退出码为 1；有分值的一项也没有评、没有得分的为 3。",
)


def gate(report: "Report", limit: Decimal) -> int:
    """The exit code of a report under ``limit``; says so where there is no score."""
    if report.below(limit):
        return 1
    if report.unseen:
        click.echo(f"有分值的指标一项也没有评，没有得分，不能说不低于 {limit} 分。", err=True)
        return NO_SCORE
    return 0
