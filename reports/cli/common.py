"""What several commands share: the configuration, the month, the rubric and the progress line."""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from checks.page import SHANGHAI
from crawler.progress import Progress
from crawler.sites import SitesFile
from crawler.sites_file import load as load_sites
from reports.rubrics import rubric_for

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="输出文字还是 JSON；默认文字。",
)
MONTH = click.option("--month", metavar="YYYY-MM", help="考核月份，默认为监测日所在月。")
AS_OF = click.option("--as-of", metavar="YYYY-MM-DD", help="监测日，默认今天。")
RUBRIC = click.option("--rubric", metavar="名称或文件", help="口径；默认用配置里写的。")
MOST_LISTED = 200

rubric_of = rubric_for
"""A rubric by name or file, as this office uses it."""


def sites_of(ctx: click.Context) -> SitesFile:
    """The configuration named by ``--sites``."""
    path: Path = ctx.find_root().obj
    return load_sites(path)


def day_of(text: str | None) -> date:
    """``--as-of``, or today in Shanghai: the one place where reports read a clock."""
    if text is None:
        return datetime.now(SHANGHAI).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"“{text}”不是日期，请写成 2026-11-25 这样。") from None


def month_of(text: str | None, as_of: date) -> str:
    """``--month`` checked, or the month of the monitoring day."""
    if text is None:
        return f"{as_of:%Y-%m}"
    try:
        return f"{datetime.strptime(text, '%Y-%m').replace(tzinfo=SHANGHAI):%Y-%m}"
    except ValueError:
        raise click.BadParameter(f"“{text}”不是月份，请写成 2026-11 这样。") from None


def list_out(title: str, lines: Sequence[str]) -> None:
    """A titled list with its number of lines, shortened when it is very long; nothing for none."""
    if not lines:
        return
    click.echo(f"{title}（{len(lines)}）：")
    for line in lines[:MOST_LISTED]:
        click.echo(f"  {line}")
    if len(lines) > MOST_LISTED:
        click.echo(f"  ……另有 {len(lines) - MOST_LISTED} 条没有列出。")


def progress_line() -> Callable[[Progress], None] | None:
    """Shows one moving line on a terminal; None (silence) when standard error is not one."""
    if not sys.stderr.isatty():
        return None
    last = [0.0]

    def show(progress: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= 0.2:
            last[0] = now
            click.echo(f"\r\x1b[2K{_words(progress)}", err=True, nl=False)

    return show


def clear_progress() -> None:
    """Leave an empty line where the progress line was, on a terminal."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[2K", err=True, nl=False)


def _words(progress: Progress) -> str:
    if not progress.urls:
        return progress.doing
    return (
        f"页面 {progress.pages} · 网址 {progress.urls} · 待抓 {progress.queue}"
        f" · {progress.rate:.1f} 个/秒 · {progress.doing}"
    )
